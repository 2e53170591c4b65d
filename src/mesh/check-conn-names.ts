import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { isDualStack, pairConnName, selfConnName } from './conn-names.ts';
import type { Mesh } from './mesh.ts';

/**
 * `mesh/conn-name-collision`: no two conns that can stand on one host have one name. Names are compared over the whole
 * cluster, linked or not, so that a new link makes no collision.
 */
export function checkConnNames(mesh: Mesh): readonly Diagnostic[] {
  const owners = new Map<string, string>([[selfConnName(mesh.name, 'ipv4', false), "the host's own half"]]);
  if (mesh.nodes.some(isDualStack)) owners.set(selfConnName(mesh.name, 'ipv6', true), "the host's own half for IPv6");
  const findings: Diagnostic[] = [];
  for (const node of mesh.nodes) {
    const names = isDualStack(node) ? [node.connName, pairConnName(node.connName, 'ipv6', true)] : [node.connName];
    for (const name of names) {
      const owner = owners.get(name);
      if (owner === undefined) owners.set(name, `node ${node.name}`);
      else
        findings.push(
          diagnostic(
            'mesh/conn-name-collision',
            valueAt('nodes', node.name),
            `the conn name ${name} of node ${node.name} must not be that of ${owner}`,
            { hint: 'rename the node, or the cluster' },
          ),
        );
    }
  }
  return findings;
}
