/** Evaluates what an inventory expects: of the plan, or of what hosts have. */
import type { Cluster } from '../cluster.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { checkExpectations } from '../explain/expectations.ts';
import { gatheredState } from '../explain/gathered-state.ts';
import type { HostState } from '../explain/traffic-state.ts';
import type { MeshNode } from '../mesh/mesh.ts';
import { plannedState } from '../planned-states.ts';
import { openHostTree } from './host-tree.ts';
import { signaturesOf } from './signatures.ts';

/** What the plan of a cluster does not keep of what it expects. */
export async function plannedExpectations(cluster: Cluster, now: Date): Promise<readonly Diagnostic[]> {
  const { mesh, rendering } = cluster;
  if (mesh.expect.length === 0) return [];
  const signatures = await signaturesOf(cluster);
  const stateOf = once((node) => plannedState(cluster, node).value);
  return checkExpectations({ mesh, mtu: rendering.mtu, stateOf, alike: true, now, signatures });
}

/** What the hosts of a folder do not keep of what a cluster expects. */
export function gatheredExpectations({ mesh, rendering }: Cluster, folder: string, now: Date): readonly Diagnostic[] {
  if (mesh.expect.length === 0) return [];
  const tree = openHostTree(folder);
  const stateOf = once(({ name, addresses }): HostState => {
    if (tree.hosts.includes(name)) return gatheredState(tree.folder(name), { mesh }).value;
    return { name, addresses: Object.values(addresses), pluto: 'unknown', missing: `nothing was gathered of ${name}` };
  });
  return checkExpectations({ mesh, mtu: rendering.mtu, stateOf, alike: false, now });
}

function once(make: (node: MeshNode) => HostState): (node: MeshNode) => HostState {
  const known = new Map<MeshNode, HostState>();
  return (node) => {
    const state = known.get(node) ?? make(node);
    known.set(node, state);
    return state;
  };
}
