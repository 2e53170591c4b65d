import type { PreparedMesh, RealCase, Row } from '../case.ts';
import { allEncrypted, pairRow } from '../judge.ts';
import { spanOf } from '../measure.ts';
import type { Seen } from '../scenario.ts';
import { meet, start, waysFrom } from '../story.ts';
import { clusterOf, three } from './cluster-of.ts';

const outside = [
  { name: 'gateway', addresses: ['172.16.0.1'] },
  { name: 'stranger', addresses: ['172.16.0.50'] },
] as const;

/** Policy groups: the members' network private, the gateway clear. */
export const opportunisticCases: readonly RealCase[] = [
  opportunistic('private and clear', three),
  opportunistic('private and clear, four hosts', clusterOf(['alpha', 'beta', 'gamma', 'delta'])),
];

function opportunistic(name: string, nodes: RealCase['nodes']): RealCase {
  return {
    group: 'opportunistic',
    name,
    nodes,
    strangers: outside,
    inventory: { mode: 'opportunistic', groups: { private: ['172.16.0.0/24'], clear: ['172.16.0.1/32'] } },
    story: (mesh) => [
      ...start(mesh.members),
      // Groups are read after the conns; there is no sign of it in the status of all releases.
      { do: 'sleep', seconds: 1 },
      ...meet(mesh),
      {
        do: 'ping',
        name: 'outside',
        count: 3,
        timeout: 8,
        pairs: mesh.members.flatMap((member) =>
          mesh.strangers.flatMap((stranger) => [...waysFrom(member, stranger), ...waysFrom(stranger, member)]),
        ),
      },
    ],
    judge: withOutside,
  };
}

function withOutside(mesh: PreparedMesh, seen: Seen): readonly Row[] {
  const span = spanOf(seen, 'outside');
  return [
    ...allEncrypted(mesh, seen),
    ...mesh.members.flatMap((member) =>
      mesh.strangers.flatMap((stranger) =>
        stranger.name === 'gateway'
          ? [pairRow(seen, member, stranger, span, 'clear'), pairRow(seen, stranger, member, span, 'clear')]
          : [pairRow(seen, member, stranger, span, 'closed')],
      ),
    ),
  ];
}
