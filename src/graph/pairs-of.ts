/** A plan, or what was found of it, as the pictures of a mesh need it. */
import type { Mesh } from '../mesh/mesh.ts';
import { pairsOf } from '../mesh/peerings.ts';
import type { Verification } from '../verify/verification.ts';
import type { PairState, PairsValue, PictureHost, PicturePair } from './pairs.ts';

/** The links of a plan, not looked at. */
export function pairsOfMesh(mesh: Mesh): PairsValue {
  const { pairs, rest } = linksOf(mesh, 'planned');
  return { title: `${mesh.name}: the plan`, hosts: hostsOf(mesh), pairs, rest };
}

/**
 * What a verification found; the verdict of every pair that it judged.
 *
 * @param mesh the plan, where there is one: it knows roles and addresses
 * @example pairsOfVerification(verification).rest // 'not-linked'
 */
export function pairsOfVerification(verification: Verification, mesh?: Mesh): PairsValue {
  const { hosts, judged, verdicts, consistent } = verification;
  const words = { yes: 'consistent', no: 'not consistent', unknown: 'cannot be told' };
  const planned = new Map(mesh === undefined ? [] : hostsOf(mesh).map((host) => [host.name, host]));
  // Half a million pairs are made while they are looked at, and none of them is kept. A verdict is at least as bad as what stands before it.
  const pairs: Iterable<PicturePair> = {
    *[Symbol.iterator]() {
      for (const { pair } of judged()) yield { pair, state: 'consistent' };
      for (const { pair, family, verdict, reason } of verdicts)
        yield { pair, state: verdict, reason: `${family}: ${reason}` };
    },
  };
  return {
    title: `${mesh?.name ?? 'hosts'}: ${words[consistent]}`,
    // Hosts outside of the tree are in verdicts alone.
    hosts: [...new Set([...hosts, ...verdicts.flatMap(({ pair }) => pair)])].map(
      (name) => planned.get(name) ?? { name, addresses: [] },
    ),
    pairs,
    rest: 'not-linked',
  };
}

function hostsOf(mesh: Mesh): readonly PictureHost[] {
  return mesh.nodes.map(({ name, role, addresses }) => ({ name, role, addresses: Object.values(addresses) }));
}

/** Every pair of a partial mesh; of a full one none, since all others are what is asked for. */
function linksOf(mesh: Mesh, state: PairState): { readonly pairs: readonly PicturePair[]; readonly rest: PairState } {
  if (mesh.links === 'full') return { pairs: [], rest: state };
  const pairs = [...pairsOf(mesh)].map(
    ({ first, second }): PicturePair => ({ pair: [first.node.name, second.node.name], state }),
  );
  return { pairs, rest: 'not-linked' };
}
