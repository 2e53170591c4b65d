/** The files of the packet filter's chosen back ends for one host. */
import { type Diagnostic, type Place, type Result, settle, valueAt } from '../diagnostics/diagnostic.ts';
import type { MeshFilter } from '../firewall/backend.ts';
import { backends } from '../firewall/backends.ts';
import type { FilterFile } from '../firewall/host-filter.ts';
import { hostFilter } from '../mesh/host-filter.ts';
import type { Mesh, MeshNode } from '../mesh/mesh.ts';
import type { SafeMtu } from '../mesh/mtu.ts';
import type { RenderedFile } from './rendered-file.ts';

/** What the packet filters of all hosts have in common. */
export function meshFilter({ firewall }: Mesh): MeshFilter {
  return { chain: firewall.chain, chainAt: valueAt('firewall', 'chain'), backends: firewall.backends };
}

/** The files below `firewall/`. */
export function firewallFiles(mesh: Mesh, node: MeshNode, mtu: SafeMtu | undefined): Result<readonly RenderedFile[]> {
  const findings: Diagnostic[] = [];
  const files: FilterFile[] = [];
  const filter = hostFilter(mesh, node, mtu);
  const at: Place = valueAt('nodes', node.name, 'interface');
  for (const name of mesh.firewall.backends) {
    const made = backends[name].files(filter, meshFilter(mesh), at);
    findings.push(...made.findings);
    if (made.kind === 'ok') files.push(...made.value);
  }
  return settle(
    () => files.map(({ name, mode, content }) => ({ path: `firewall/${name}`, mode, secret: false, content })),
    findings,
  );
}
