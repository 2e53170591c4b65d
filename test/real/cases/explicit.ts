import type { PreparedMesh, RealCase, Row } from '../case.ts';
import { neverPlain, orderedPairs, pairRow } from '../judge.ts';
import { momentOf, spanOf } from '../measure.ts';
import type { Seen } from '../scenario.ts';
import { start, waysAmong } from '../story.ts';
import { three } from './cluster-of.ts';

/** Explicit conns between all, in both layouts, by each start mode. */
export const explicitCases: readonly RealCase[] = [
  { group: 'explicit', name: 'ondemand, shared layout', nodes: three, importFrom: 'script', slowUpdown: true },
  {
    group: 'explicit',
    name: 'ondemand, flat layout',
    nodes: three,
    inventory: { ipsec: { layout: 'flat' } },
  },
  {
    group: 'explicit',
    name: 'ondemand-up: bring-up.sh starts what no packet has',
    nodes: three,
    inventory: { ipsec: { start: 'ondemand-up' } },
    story: (mesh) => [
      ...start(mesh.members),
      ...mesh.members.map(
        ({ name }) => ({ do: 'run', host: name, name: 'bring-up', argv: ['sh', '/root/bring-up.sh'] }) as const,
      ),
      ...mesh.members.map(
        ({ name, conns }) =>
          ({
            do: 'until',
            host: name,
            name: 'up',
            argv: ['ipsec', 'whack', '--status'],
            pattern: `active ${conns}\\b`,
            timeout: 30,
          }) as const,
      ),
      { do: 'ping', name: 'steady', pairs: waysAmong(mesh.members), count: 3, timeout: 8 },
    ],
  },
  {
    group: 'explicit',
    name: 'one-side',
    nodes: three,
    inventory: { ipsec: { start: 'one-side' } },
    judge: openAtFirst,
  },
  {
    group: 'explicit',
    name: 'both sides at once',
    nodes: three,
    inventory: { ipsec: { start: 'both' } },
    judge: openAtFirst,
  },
  {
    group: 'explicit',
    name: 'ondemand, every host sends to every other at the same moment',
    nodes: three,
    story: (mesh) => [
      ...start(mesh.members),
      { do: 'ping', name: 'first', pairs: waysAmong(mesh.members), timeout: 40 },
      { do: 'ping', name: 'steady', pairs: waysAmong(mesh.members), count: 3, timeout: 8 },
    ],
  },
];

/** These start modes promise nothing before the SA is up: what is readable then is measured, not predicted. */
function openAtFirst({ members }: PreparedMesh, seen: Seen): readonly Row[] {
  const { holds: _, ...early } = neverPlain(seen, members, { from: 0, to: momentOf(seen, 'first') });
  return [
    ...orderedPairs(members).map(([from, to]) => pairRow(seen, from, to, spanOf(seen, 'steady'), 'esp')),
    { ...early, pair: 'all, before the SAs', predicted: 'not closed' },
  ];
}
