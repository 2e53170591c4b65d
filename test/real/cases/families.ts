import type { RealCase } from '../case.ts';
import { meet, start } from '../story.ts';
import { clusterOf } from './cluster-of.ts';

const names = ['alpha', 'beta', 'gamma'];

export const familyCases: readonly RealCase[] = [
  { group: 'families', name: 'IPv6, explicit', nodes: clusterOf(names, 'ipv6') },
  { group: 'families', name: 'dual stack, explicit', nodes: clusterOf(names, 'both') },
  {
    group: 'families',
    name: 'IPv6, opportunistic',
    nodes: clusterOf(names, 'ipv6'),
    inventory: { mode: 'opportunistic', groups: { private: ['fd00::/64'] } },
    story: (mesh) => [...start(mesh.members), { do: 'sleep', seconds: 1 }, ...meet(mesh)],
  },
  {
    group: 'families',
    name: 'dual stack, opportunistic',
    nodes: clusterOf(names, 'both'),
    inventory: { mode: 'opportunistic', groups: { private: ['172.16.0.0/24', 'fd00::/64'] } },
    story: (mesh) => [...start(mesh.members), { do: 'sleep', seconds: 1 }, ...meet(mesh)],
  },
];
