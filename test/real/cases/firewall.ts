import type { PreparedMesh, RealCase, Row } from '../case.ts';
import { allEncrypted, keptOutRow, neverPlain, orderedPairs, outsideRows, pairRow } from '../judge.ts';
import { spanOf } from '../measure.ts';
import type { Seen, Step } from '../scenario.ts';
import { askOutside, meet, start, startInTurn, stopPluto, untilUp, waysAmong } from '../story.ts';
import { clusterOf, patient, three } from './cluster-of.ts';

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
  closedWithoutPluto('one-side'),
  closedWithoutPluto('both'),
];

/**
 * Without the filter a host whose pluto is away sends in clear, and so does each of these start modes before the SA is up. Here
 * all send before there is a pluto, while the SAs come up, and after one pluto was stopped and its policies flushed.
 */
function closedWithoutPluto(mode: 'one-side' | 'both'): RealCase {
  return {
    group: 'firewall',
    name: `requireEsp: closed before pluto and after ipsec stop, start: ${mode}`,
    nodes: three,
    inventory: { ...requireEsp, ipsec: { start: mode, ...patient } },
    story: (mesh) => [
      ...loadFilters(mesh),
      { do: 'ping', name: 'before', pairs: waysAmong(mesh.members), count: 3, timeout: 6 },
      { do: 'begin-traffic', pairs: waysAmong(mesh.members), interval: 1 },
      ...startInTurn(mesh.members),
      ...untilUp(mesh.members),
      { do: 'end-traffic' },
      ...meet(mesh),
      ...stopPluto('gamma'),
      { do: 'ping', name: 'stopped', pairs: waysAmong(mesh.members), count: 4, interval: 1, timeout: 6 },
    ],
    judge: (mesh, seen) => [
      ...orderedPairs(mesh.members).map(([from, to]) =>
        named('before pluto', pairRow(seen, from, to, spanOf(seen, 'before'), 'closed')),
      ),
      ...orderedPairs(mesh.members).map(([from, to]) => pairRow(seen, from, to, spanOf(seen, 'steady'), 'esp')),
      ...orderedPairs(mesh.members)
        .filter(([from, to]) => from.name !== 'gamma' && to.name !== 'gamma')
        .map(([from, to]) => named('gamma stopped', pairRow(seen, from, to, spanOf(seen, 'stopped'), 'esp'))),
      ...neverPlainAtAll(mesh, seen),
    ],
  };
}

function neverPlainAtAll({ members }: PreparedMesh, seen: Seen): readonly Row[] {
  const always = { from: 0, to: Number.POSITIVE_INFINITY };
  const [gamma] = members.filter(({ name }) => name === 'gamma');
  if (gamma === undefined) throw new Error('gamma is needed');
  const others = members.filter((member) => member !== gamma);
  const stopped = spanOf(seen, 'stopped');
  return [
    named('from the first packet to the last', { ...neverPlain(seen, members, always), pair: 'all' }),
    ...others.map((other) => named('gamma stopped', keptOutRow(seen, gamma, other, stopped))),
    // What the others still encrypt for a peer that has gone is ESP that nobody answers.
    ...others.map((other) => named('gamma stopped', keptOutRow(seen, other, gamma, stopped))),
  ];
}

function named(when: string, row: Row): Row {
  return { ...row, pair: `${row.pair}, ${when}` };
}

function loadFilters({ members }: PreparedMesh): readonly Step[] {
  return members.map(({ name }) => ({
    do: 'run',
    host: name,
    name: 'filter',
    argv: ['sh', '/root/firewall/iptables.sh'],
  }));
}
