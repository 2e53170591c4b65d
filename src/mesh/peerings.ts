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
  return (links[positionOf(mesh, node)] ?? []).map((position) => nodes[position] as MeshNode);
}

/** The position of a node in the canonical order; -1 for one that the mesh does not have. */
export function positionOf(mesh: Mesh, node: MeshNode): number {
  const known = positions.get(mesh) ?? new Map(mesh.nodes.map((one, i) => [one, i]));
  positions.set(mesh, known);
  return known.get(node) ?? -1;
}

/** Whoever walks a mesh asks for each of its nodes. */
const positions: WeakMap<Mesh, ReadonlyMap<MeshNode, number>> = new WeakMap();

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

/** How many conns a host needs: as many as {@link peeringsOf} gives, none of them made. */
export function countPeerings(mesh: Mesh, node: MeshNode): number {
  if (mesh.links !== 'full')
    return linkedNodes(mesh, node).reduce((sum, other) => sum + commonFamilies(node, other).length, 0);
  const kinds = kindsOf.get(mesh) ?? nodeKinds(mesh.nodes);
  kindsOf.set(mesh, kinds);
  const withItself = commonFamilies(node, node).length;
  return kinds.reduce((sum, { example, size }) => sum + size * commonFamilies(node, example).length, -withItself);
}

const kindsOf: WeakMap<Mesh, ReturnType<typeof nodeKinds>> = new WeakMap();

/** How many pairs of hosts can talk, in whatever families, and in how many families any pair meets. */
export interface PairCounts {
  readonly pairs: number;
  readonly families: number;
}

/**
 * Counts the pairs of a mesh, in a full one by the kinds of its nodes: those that have the same families are one kind.
 *
 * @example countPairs(mesh) // a full mesh of 10 single-family nodes: { pairs: 45, families: 1 }
 */
export function countPairs({ links, nodes }: Mesh): PairCounts {
  const met = new Set<Family>();
  let pairs = 0;
  const count = (a: MeshNode, b: MeshNode, times: number): void => {
    const common = commonFamilies(a, b);
    for (const family of common) met.add(family);
    if (common.length > 0) pairs += times;
  };
  if (links !== 'full') {
    for (const [i, row] of links.entries())
      for (const j of row) if (i < j) count(nodes[i] as MeshNode, nodes[j] as MeshNode, 1);
  } else {
    const kinds = nodeKinds(nodes);
    kinds.forEach(({ example, size }, i) => {
      if (size > 1) count(example, example, (size * (size - 1)) / 2);
      for (const other of kinds.slice(i + 1)) count(example, other.example, size * other.size);
    });
  }
  return { pairs, families: met.size };
}

/** The nodes by the families that they have: one of each kind, and how many there are. */
function nodeKinds(nodes: readonly MeshNode[]): readonly { readonly example: MeshNode; readonly size: number }[] {
  const kinds = new Map<string, { readonly example: MeshNode; size: number }>();
  for (const node of nodes) {
    const key = commonFamilies(node, node).join(' ');
    const kind = kinds.get(key) ?? { example: node, size: 0 };
    kind.size += 1;
    kinds.set(key, kind);
  }
  return [...kinds.values()];
}
