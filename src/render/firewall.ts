/** The files of the packet filter's chosen back ends for one host. */
import { type Diagnostic, type Place, type Result, settle, valueAt } from '../diagnostics/diagnostic.ts';
import { firewalldFiles } from '../firewall/firewalld/files.ts';
import type { FilterFile, HostFilter } from '../firewall/host-filter.ts';
import { iptablesFiles } from '../firewall/iptables/files.ts';
import { nftablesFiles } from '../firewall/nftables/files.ts';
import { hostFilter } from '../mesh/host-filter.ts';
import type { Mesh, MeshNode } from '../mesh/mesh.ts';
import type { SafeMtu } from '../mesh/mtu.ts';
import type { RenderedFile } from './rendered-file.ts';

/** The files below `firewall/`. */
export function firewallFiles(mesh: Mesh, node: MeshNode, mtu: SafeMtu | undefined): Result<readonly RenderedFile[]> {
  const findings: Diagnostic[] = [];
  const files: FilterFile[] = [];
  const filter = hostFilter(mesh, node, mtu);
  const at: Place = valueAt('nodes', node.name, 'interface');
  for (const backend of mesh.firewall.backends) {
    const made = write[backend](filter, mesh, at);
    findings.push(...made.findings);
    if (made.kind === 'ok') files.push(...made.value);
  }
  return settle(
    () => files.map(({ name, mode, content }) => ({ path: `firewall/${name}`, mode, secret: false, content })),
    findings,
  );
}

/** A back end of the contract. */
export type Backend = Mesh['firewall']['backends'][number];

const write: Readonly<Record<Backend, (filter: HostFilter, mesh: Mesh, at: Place) => Result<readonly FilterFile[]>>> = {
  iptables: (filter, { firewall }, at) => iptablesFiles(filter, firewall.chain, at),
  nftables: (filter, _, at) => nftablesFiles(filter, at),
  firewalld: (filter, mesh, at) => firewalldFiles(besideNftables(mesh) ? { doors: filter.doors } : filter, at),
};

/** firewalld can only let in. A table of nftables beside it, which it leaves alone, does the rest. */
export function besideNftables({ firewall }: Mesh): boolean {
  return firewall.backends.includes('nftables');
}
