/** The files of the packet filter's chosen back ends for one host. */
import { append } from '../bytes/append.ts';
import { type Diagnostic, ok, type Place, type Result, settle, valueAt } from '../diagnostics/diagnostic.ts';
import type { MeshFilter } from '../firewall/backend.ts';
import { backends } from '../firewall/backends.ts';
import type { FilterFile, HostFilter } from '../firewall/host-filter.ts';
import { hostFilter } from '../mesh/host-filter.ts';
import type { Mesh, MeshNode } from '../mesh/mesh.ts';
import type { SafeMtu } from '../mesh/mtu.ts';
import { hostFile, type RenderedFile } from './rendered-file.ts';

/** What the packet filters of all hosts have in common. */
export function meshFilter({ firewall }: Mesh): MeshFilter {
  return { chain: firewall.chain, chainAt: valueAt('firewall', 'chain'), backends: firewall.backends };
}

/** The files below `firewall/`. Hosts that say the same have the same files. */
export function firewallFiles(mesh: Mesh, node: MeshNode, mtu: SafeMtu | undefined): Result<readonly RenderedFile[]> {
  const filter = hostFilter(mesh, node, mtu);
  if (namesPeers(filter)) return makeFiles(mesh, node, filter);
  const known = statements.get(mesh) ?? new Map<string, readonly RenderedFile[]>();
  statements.set(mesh, known);
  const key = JSON.stringify(filter);
  const files = known.get(key);
  if (files !== undefined) return ok(files);
  const made = makeFiles(mesh, node, filter);
  // A finding has the place of its host.
  if (made.kind === 'ok' && made.findings.length === 0) known.set(key, made.value);
  return made;
}

/** By the statement of a host: its files. */
const statements = new WeakMap<Mesh, Map<string, readonly RenderedFile[]>>();

/** Then each host says something of its own, as long as the mesh is large. */
function namesPeers({ doors, requireEsp }: HostFilter): boolean {
  return requireEsp !== undefined || doors.some(({ peers }) => peers !== undefined);
}

function makeFiles(mesh: Mesh, node: MeshNode, filter: HostFilter): Result<readonly RenderedFile[]> {
  const findings: Diagnostic[] = [];
  const files: FilterFile[] = [];
  const at: Place = valueAt('nodes', node.name, 'interface');
  for (const name of mesh.firewall.backends) {
    const made = backends[name].files(filter, meshFilter(mesh), at);
    append(findings, made.findings);
    if (made.kind === 'ok') append(files, made.value);
  }
  return settle(() => files.map(({ name, mode, content }) => hostFile(`firewall/${name}`, mode, content)), findings);
}
