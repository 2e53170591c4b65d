/** From a case to what its hosts get: certificates from OpenSSL, the inventory, and everything else from the command line of swanmesh. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  type DebianRelease,
  debianReleases,
  type ReleaseTools,
  releaseTools,
} from '../support/debian/release-tools.ts';
import { type Authority, authorityIn, type Issued, type Subject } from './authority.ts';
import type { CaseNode, Member, Prepared, RealCase, ReleaseSet } from './case.ts';
import { smallAuthorityIn } from './small-authority.ts';

const swanmesh = new URL('../../dist/cli/main.js', import.meta.url).pathname;
/** Where the files of its certificate are on a host. */
export const onHost = {
  certificate: '/etc/origin/node/system.crt',
  key: '/etc/origin/node/system.key',
  authority: '/etc/origin/node/ca.crt',
};

/**
 * Makes everything that the hosts of a case need in an empty folder of this machine. Authorities and what they issue are in
 * `pki`, for all cases alike: a host with the same name, subject and kind of key has the same certificate in each.
 */
export function prepare(real: RealCase, set: ReleaseSet, folder: string, pki: string): Prepared {
  mkdirSync(folder, { recursive: true });
  const certificates = real.inventory?.auth !== 'psk';
  const authority = certificates ? authorityOf(real, pki) : undefined;
  const nodes = real.nodes.map((node, index) => ({ node, release: releaseOf(set, index) }));
  writeFileSync(
    join(folder, 'cluster.json'),
    JSON.stringify(inventoryOf(real, nodes, authority, folder), undefined, 2),
  );
  run(['render', join(folder, 'cluster.json'), '-o', join(folder, 'rendered')]);

  const members = nodes.map(({ node, release }): Member & { readonly files: string } => {
    const rendered = join(folder, 'rendered', node.name);
    const files = join(folder, 'guest', node.name);
    cpSync(join(rendered, 'etc'), join(files, 'etc'), { recursive: true });
    real.spoil?.(node.name, files);
    mkdirSync(join(files, 'root'), { recursive: true });
    for (const extra of ['firewall', 'bring-up.sh', 'import-certificate.sh']) {
      if (existsSync(join(rendered, extra)))
        cpSync(join(rendered, extra), join(files, 'root', extra), { recursive: true });
    }
    // Where the scripts in /root look for it.
    cpSync(join(folder, 'rendered/_shared'), join(files, '_shared'), { recursive: true });
    writeFileSync(join(files, 'root/import.sh'), importScript(real, node, authority, files, pki));
    return {
      name: node.name,
      addresses: node.addresses,
      release,
      conns: countConns(join(files, 'etc/ipsec.d')),
      ...mtuOf(rendered),
      rendered,
      files,
    };
  });
  return {
    mesh: { members, strangers: real.strangers ?? [] },
    hosts: [
      ...members.map(({ name, addresses, release, files }) => ({
        name,
        root: tools(release).root,
        addresses: addresses.map(withPrefixLength),
        files,
      })),
      ...(real.strangers ?? []).map(({ name, addresses }) => ({ name, addresses: addresses.map(withPrefixLength) })),
    ],
  };
}

function authorityOf({ authority, nodes }: RealCase, pki: string): Authority {
  return authority === 'swanmesh'
    ? smallAuthorityIn(join(pki, 'small'), nodes, run)
    : authorityIn(tools('4.10').openssl, join(pki, 'own'), 'cluster-ca');
}

/** The tools of a release; the runner has made sure that they are there. */
export function tools(release: DebianRelease): ReleaseTools {
  const found = releaseTools(release);
  if (found === undefined) throw new Error(`no tools of ${release}`);
  return found;
}

/** The subject of a node for which a case names none: the guide's. */
export function subjectOf(node: CaseNode): Subject {
  return node.subject ?? { text: `/O=system:nodes/CN=system:node:${node.name}` };
}

/** The inventory of a case, as somebody writes it. */
export function inventoryOf(
  real: Pick<RealCase, 'inventory'>,
  nodes: readonly { readonly node: CaseNode; readonly release: DebianRelease; readonly issued?: Issued }[],
  authority: Authority | undefined,
  folder: string,
): Readonly<Record<string, unknown>> {
  const psk = join(folder, 'psk.key');
  if (authority === undefined) run(['psk-master', '-o', psk]);
  return {
    version: 1,
    profile: 'openshift3',
    network: { interface: 'eth0' },
    ...(authority === undefined ? { psk: { master: psk } } : { authority: authority.certificate, onHost }),
    ...real.inventory,
    nodes: Object.fromEntries(
      nodes.map(({ node, release, issued }) => [
        node.name,
        {
          address: node.addresses,
          libreswan: release,
          platform: 'debian',
          ...(authority === undefined ? {} : (issued ?? authority.issue(node.name, subjectOf(node), node.key))),
          ...node.inventory,
        },
      ]),
    ),
  };
}

/** Brings the host's certificate into its database, as a user would: with the script that was rendered for the host. */
function importScript(
  real: RealCase,
  node: CaseNode,
  authority: Authority | undefined,
  files: string,
  pki: string,
): string {
  const lines = ['set -e', 'ipsec checknss >/dev/null 2>&1 || ipsec initnss'];
  if (authority === undefined) return `${lines.join('\n')}\n`;
  if (node.impostor !== undefined) {
    const { authority: whose, subject } = node.impostor;
    const issuer = whose === 'own' ? authority : authorityIn(tools('4.10').openssl, join(pki, 'other'), 'other-ca');
    copyFileSync(pkcs12Of(issuer.issue(node.name, subject), issuer, node.name), join(files, 'root/host.p12'));
    lines.push(importPkcs12);
    return `${lines.join('\n')}\n`;
  }
  const { certificate, key } = authority.issue(node.name, subjectOf(node), node.key);
  if (real.importFrom === 'script') {
    mkdirSync(join(files, 'etc/origin/node'), { recursive: true });
    copyFileSync(certificate, join(files, onHost.certificate));
    copyFileSync(key, join(files, onHost.key));
    copyFileSync(authority.certificate, join(files, onHost.authority));
    chmodSync(join(files, onHost.key), 0o600);
    lines.push('sh /root/import-certificate.sh');
  } else {
    copyFileSync(pkcs12Of({ certificate, key }, authority, node.name), join(files, 'root/host.p12'));
    lines.push(importPkcs12);
  }
  return `${lines.join('\n')}\n`;
}

const importPkcs12 = "pk12util -i /root/host.p12 -d sql:/var/lib/ipsec/nss -W ''";

/** Our own PKCS#12, beside the certificate. */
export function pkcs12Of({ certificate, key }: Issued, authority: Authority, nickname: string): string {
  const file = certificate.replace(/\.crt$/, '.p12');
  if (!existsSync(file)) {
    run([
      ...['p12', '--cert', certificate, '--key', key, '--ca', authority.certificate],
      ...['--name', nickname, '-o', file],
    ]);
  }
  return file;
}

function mtuOf(rendered: string): { readonly tunnelMtu: number; readonly overlayMtu: number } {
  const { tunnelMtu, overlayMtu } = JSON.parse(readFileSync(join(rendered, 'mtu.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  if (typeof tunnelMtu !== 'number' || typeof overlayMtu !== 'number')
    throw new Error(`${rendered}/mtu.json has no MTU`);
  return { tunnelMtu, overlayMtu };
}

/** Conns that pluto loads by itself: those with another `auto` than ignore. */
function countConns(folder: string): number {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.conf'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split(/^(?=conn )/m))
    .filter((section) => /^\s+auto=(?!ignore)/m.test(section)).length;
}

/** The release of the node at a place of a cluster. */
export function releaseOf(set: ReleaseSet, index: number): DebianRelease {
  return set === 'mixed' ? (debianReleases[index % debianReleases.length] ?? '4.10') : set;
}

export function withPrefixLength(address: string): string {
  return address.includes('/') ? address : `${address}/${address.includes(':') ? 64 : 24}`;
}

/** Runs the command line of swanmesh, and gives what it prints. */
export function run(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [swanmesh, ...args], { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`swanmesh ${args.join(' ')} ended with ${status}: ${stderr}${stdout.slice(0, 2000)}`);
  return stdout;
}
