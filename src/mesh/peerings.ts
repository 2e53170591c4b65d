/** Walks of a mesh that make no list of all pairs: a mesh of 1,000 nodes has half a million. */
import { type Family, families } from '../net/address.ts';
import { pairConnName } from './conn-names.ts';
import type { Mesh, MeshNode, Pair, Peering } from './mesh.ts';

/** The families that both nodes have, IPv4 first. */
export function commonFamilies(a: MeshNode, b: MeshNode): readonly Family[] {
  return families.filter((family) => a.addresses[family] !== undefined && b.addresses[family] !== undefined);
}

/** The nodes that a node is linked to, in canonical order. */
export function linkedNodes(mesh: Mesh, node: MeshNode): readonly MeshNode[] {
  const { links, nodes } = mesh;
  if (links === 'full') return nodes.filter((other) => other !== node);
  return (links[nodes.indexOf(node)] ?? []).map((position) => nodes[position] as MeshNode);
}

/**
 * The conns that a host needs: one for each linked node and family that both have, in canonical order of the nodes, IPv4
 * before IPv6.
 *
 * @example peeringsOf(mesh, mesh.nodes[0]).length // N - 1 in a full mesh of single-family nodes
 */
export function peeringsOf(mesh: Mesh, local: MeshNode): readonly Peering[] {
  return linkedNodes(mesh, local).flatMap((remote) => peeringsBetween(local, remote));
}

/** The conns on `local` for one linked node. */
export function peeringsBetween(local: MeshNode, remote: MeshNode): readonly Peering[] {
  const common = commonFamilies(local, remote);
  const dualStack = common.length > 1;
  return common.flatMap((family) => {
    const [localAddress, remoteAddress] = [local.addresses[family], remote.addresses[family]];
    if (localAddress === undefined || remoteAddress === undefined) return [];
    return [
      {
        family,
        dualStack,
        local: { node: local, address: localAddress },
        remote: { node: remote, address: remoteAddress },
        localIsFirst: local.name < remote.name,
        connName: pairConnName(remote.connName, family, dualStack),
      },
    ];
  });
}

/** Every pair of the mesh, one at a time, ordered by first end, second end, family. */
export function* pairsOf(mesh: Mesh): Generator<Pair> {
  for (const node of mesh.nodes) {
    for (const { family, dualStack, local, remote, localIsFirst } of peeringsOf(mesh, node)) {
      if (localIsFirst) yield { family, dualStack, first: local, second: remote };
    }
  }
}
