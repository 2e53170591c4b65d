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
 * What a verification found.
 *
 * @param mesh the plan, where there is one
 * @param names the hosts that were looked at
 * @example pairsOfVerification(verification, undefined, ['a', 'b']).rest // 'consistent'
 */
export function pairsOfVerification(
  verification: Verification,
  mesh: Mesh | undefined,
  names: readonly string[],
): PairsValue {
  const faults: readonly PicturePair[] = verification.verdicts.map(({ pair, family, verdict, reason }) => ({
    pair,
    state: verdict,
    reason: `${family}: ${reason}`,
  }));
  const words = { yes: 'consistent', no: 'not consistent', unknown: 'cannot be told' };
  const title = `${mesh?.name ?? 'hosts'}: ${words[verification.consistent]}`;
  if (mesh !== undefined) {
    const { pairs, rest } = linksOf(mesh, 'consistent');
    return { title, hosts: hostsOf(mesh), pairs: [...pairs, ...faults], rest };
  }
  const hosts = [...names].sort().map((name) => ({ name, addresses: [] }));
  return { title, hosts, pairs: faults, rest: isFull(verification, hosts.length) ? 'consistent' : 'not-listed' };
}

/** Whether every two hosts were judged. */
function isFull({ proved, verdicts }: Verification, hosts: number): boolean {
  const judged = proved + verdicts.length;
  return judged === (hosts * (hosts - 1)) / 2;
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
