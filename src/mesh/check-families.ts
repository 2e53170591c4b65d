import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { families } from '../net/address.ts';
import type { Mesh, MeshNode } from './mesh.ts';
import { commonFamilies } from './peerings.ts';

/**
 * `mesh/no-common-family`: linked nodes share an address family. In a full mesh the finding stands at the first node that
 * lacks the family of another, once a node; a pair that was written in `links` is reported at its own place.
 */
export function checkFamilies(mesh: Mesh): readonly Diagnostic[] {
  if (mesh.links !== 'full') {
    return mesh.links.flatMap((row, i) =>
      row.flatMap((j) => {
        const [a, b] = [mesh.nodes[i] as MeshNode, mesh.nodes[j] as MeshNode];
        return i < j && commonFamilies(a, b).length === 0 ? [unconnected(a, b)] : [];
      }),
    );
  }
  // A node without a common family with some other has one family only, and the other has only the other family.
  const [v4, v6] = families.map((family) => mesh.nodes.find((node) => isOnly(node, family)));
  if (v4 === undefined || v6 === undefined) return [];
  const [reference, other] = v4.name < v6.name ? [v4, 'ipv6' as const] : [v6, 'ipv4' as const];
  return mesh.nodes.filter((node) => isOnly(node, other)).map((node) => unconnected(reference, node));
}

function isOnly(node: MeshNode, family: 'ipv4' | 'ipv6'): boolean {
  return node.addresses[family] !== undefined && Object.keys(node.addresses).length === 1;
}

function unconnected(a: MeshNode, b: MeshNode): Diagnostic {
  return diagnostic(
    'mesh/no-common-family',
    valueAt('nodes', b.name, 'address'),
    `${a.name} and ${b.name} are linked and must share an address family`,
    {
      hint: 'give one of them an address of the family of the other, or list the pairs that talk under links:',
      related: [{ at: valueAt('nodes', a.name, 'address'), message: 'the other end' }],
    },
  );
}
