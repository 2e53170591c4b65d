import type { PreparedMesh, RealCase } from '../case.ts';
import { allEncrypted, neverPlain, orderedPairs, outsideRows, pairRow } from '../judge.ts';
import { spanOf } from '../measure.ts';
import type { Step } from '../scenario.ts';
import { askOutside, meet, start, untilUp, waysAmong } from '../story.ts';
import { clusterOf, three } from './cluster-of.ts';

const requireEsp = { firewall: { backends: ['iptables'], requireEsp: true } };

/** The rendered packet filter, loaded before the plutos start. The guest's kernel has no nftables families: iptables alone. */
export const firewallCases: readonly RealCase[] = [
  {
    group: 'firewall',
    name: 'requireEsp: the mesh, and the gateway in clear',
    nodes: three,
    strangers: [{ name: 'gateway', addresses: ['172.16.0.1'] }],
    inventory: requireEsp,
    story: (mesh) => [...loadFilters(mesh), ...start(mesh.members), ...meet(mesh), ...askOutside(mesh)],
    judge: (mesh, seen) => [...allEncrypted(mesh, seen), ...outsideRows(mesh, seen, () => 'clear')],
  },
  {
    group: 'firewall',
    name: 'requireEsp: dual stack',
    nodes: clusterOf(['alpha', 'beta', 'gamma'], 'both'),
    inventory: requireEsp,
    story: (mesh) => [...loadFilters(mesh), ...start(mesh.members), ...meet(mesh)],
  },
  {
    // Without the filter a host whose pluto is away sends in clear, and so does `start: one-side` before it is up.
    group: 'firewall',
    name: 'requireEsp: closed without pluto, and with start: one-side',
    nodes: three,
    inventory: { ...requireEsp, ipsec: { start: 'one-side' } },
    story: (mesh) => [
      ...loadFilters(mesh),
      { do: 'ping', name: 'before', pairs: waysAmong(mesh.members), count: 3, timeout: 6 },
      ...start(mesh.members),
      ...untilUp(mesh),
      ...meet(mesh),
    ],
    judge: (mesh, seen) => [
      ...orderedPairs(mesh.members).map(([from, to]) => pairRow(seen, from, to, spanOf(seen, 'before'), 'closed')),
      ...allEncrypted(mesh, seen),
      neverPlain(seen, mesh.members, { from: 0, to: Number.POSITIVE_INFINITY }),
    ],
  },
];

function loadFilters({ members }: PreparedMesh): readonly Step[] {
  return members.map(({ name }) => ({
    do: 'run',
    host: name,
    name: 'filter',
    argv: ['sh', '/root/firewall/iptables.sh'],
  }));
}
