import type { PreparedMesh, RealCase, Row } from '../case.ts';
import { orderedPairs, pairRow } from '../judge.ts';
import { markOf, spanOf } from '../measure.ts';
import type { Seen } from '../scenario.ts';
import { load, startInTurn, startPluto, untilUp, waysAmong } from '../story.ts';
import { three } from './cluster-of.ts';

/**
 * 4.3 and 4.10 guess the group MODP2048 and 5.2 asks for ECP_256 instead. They hear that when it answers their first packet,
 * not when it answers a later one: then only the next attempt, 64 s after the first, comes up. Where the conn names a group
 * there is nothing to guess.
 */
export const lateCases: readonly RealCase[] = [
  gammaStartsLate('default ike', {}, 'with the next attempt'),
  gammaStartsLate('ike with one group', { ike: 'aes_gcm256-sha2_256-dh19' }, 'with a retransmission'),
];

type Arrival = 'with the next attempt' | 'with a retransmission';

function gammaStartsLate(name: string, ipsec: Readonly<Record<string, unknown>>, predicted: Arrival): RealCase {
  return {
    group: 'explicit',
    name: `one-side, a 5.2 starts after its peers, ${name}`,
    nodes: three,
    releases: ['mixed'],
    large: true,
    waits: 64,
    inventory: { ipsec: { start: 'one-side', ...ipsec } },
    story: ({ members }) => [
      { do: 'run', host: 'gamma', name: 'import', argv: ['sh', '/root/import.sh'] },
      ...startInTurn(members.slice(0, 2)),
      // Until the first packets have met a closed port.
      { do: 'sleep', seconds: 2 },
      startPluto('gamma'),
      ...load(members.slice(2)),
      { do: 'mark', name: 'gamma loaded' },
      ...untilUp(members),
      { do: 'mark', name: 'all up' },
      { do: 'ping', name: 'steady', pairs: waysAmong(members), count: 3, timeout: 8 },
    ],
    judge: (mesh, seen) => judge(mesh, seen, predicted),
  };
}

function judge({ members }: PreparedMesh, seen: Seen, predicted: Arrival): readonly Row[] {
  const seconds = (markOf(seen, 'all up') - markOf(seen, 'gamma loaded')).toFixed(0);
  return [
    ...orderedPairs(members).map(([from, to]) => pairRow(seen, from, to, spanOf(seen, 'steady'), 'esp')),
    ...members.slice(0, 2).map(({ name }): Row => {
      const arrival = /^.*"gamma" #\d+: .* second timeout exceeded /m.test(seen.logs[name] ?? '')
        ? 'with the next attempt'
        : 'with a retransmission';
      return {
        pair: `${name} → gamma, comes up`,
        predicted,
        measured: `${arrival}, all up ${seconds} s after gamma had loaded`,
        holds: arrival === predicted,
      };
    }),
  ];
}
