import type { BackendName } from '../firewall/backend-names.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { hostTarget, type RenderedFile } from './rendered-file.ts';

/** How the files of a back end are loaded at boot; firewalld loads its own. */
const loads: Readonly<Record<BackendName, string | undefined>> = {
  iptables: `/bin/sh ${hostTarget}/firewall/iptables.sh`,
  nftables: `/usr/sbin/nft -f ${hostTarget}/firewall/nftables.nft`,
  firewalld: undefined,
};

/** The back ends that have to be loaded at boot. */
export function loadedAtBoot({ firewall }: Mesh): readonly BackendName[] {
  return firewall.backends.filter((name) => loads[name] !== undefined);
}

/**
 * `swanmesh-firewall.service`: loads the packet filter before the network and before ipsec, after services that set up rules
 * of their own, and once more when one of those is restarted. None where no back end has to be loaded.
 *
 * @see systemd.special(7), network-pre.target
 */
export function firewallUnit(mesh: Mesh): readonly RenderedFile[] {
  const names = loadedAtBoot(mesh);
  if (names.length === 0) return [];
  const others = 'iptables.service ip6tables.service nftables.service firewalld.service';
  const content = `# Written by swanmesh.
[Unit]
Description=Packet filter of the IPsec mesh ${mesh.name}
DefaultDependencies=no
Wants=network-pre.target
After=local-fs.target ${others}
Before=network-pre.target ipsec.service shutdown.target
PartOf=${others}
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
${names.map((name) => `ExecStart=${loads[name]}\n`).join('')}
[Install]
WantedBy=multi-user.target
`;
  const path = 'etc/systemd/system/swanmesh-firewall.service';
  return [{ path, target: `/${path}`, mode: '0644', secret: false, content }];
}
