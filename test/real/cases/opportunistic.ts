import type { RealCase } from '../case.ts';
import { allEncrypted, outsideRows } from '../judge.ts';
import { askOutside, meet, start } from '../story.ts';
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
      ...askOutside(mesh),
    ],
    judge: (mesh, seen) => [
      ...allEncrypted(mesh, seen),
      ...outsideRows(mesh, seen, ({ name: stranger }) => (stranger === 'gateway' ? 'clear' : 'kept out')),
    ],
  };
}
