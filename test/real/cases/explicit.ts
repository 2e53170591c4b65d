import { readFileSync, writeFileSync } from 'node:fs';
import type { PreparedMesh, RealCase, Row } from '../case.ts';
import { allEncrypted, neverPlain, orderedPairs, outsideRows, pairRow } from '../judge.ts';
import { markOf, spanOf } from '../measure.ts';
import type { Seen, Step } from '../scenario.ts';
import { askOutside, meet, start, startInTurn, untilUp, waysAmong, waysForward } from '../story.ts';
import { patient, three } from './cluster-of.ts';

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
      ...untilUp(mesh.members),
      { do: 'ping', name: 'steady', pairs: waysAmong(mesh.members), count: 3, timeout: 8 },
    ],
  },
  {
    group: 'explicit',
    name: 'one-side',
    nodes: three,
    // The other end of a pair is `ondemand`: its answer to a packet that came in clear begins as well.
    inventory: { ipsec: { start: 'one-side', ...patient } },
    story: comesUp,
    judge: openAtFirst,
  },
  {
    group: 'explicit',
    name: 'both sides at once',
    nodes: three,
    inventory: { ipsec: { start: 'both', ...patient } },
    story: comesUp,
    judge: openAtFirst,
  },
  {
    group: 'explicit',
    name: 'both sides at once, default retransmit-interval',
    nodes: three,
    inventory: { ipsec: { start: 'both' } },
    // A tunnel that is lost stays so: no use in waiting longer for its answer.
    story: (mesh) => [...start(mesh.members), ...meet(mesh, 15)],
    // How often crossing negotiations lose a tunnel depends on the speed of the machine: measured, not predicted.
    judge: (mesh, seen) => openAtFirst(mesh, seen).map(({ holds: _, ...row }) => ({ ...row, predicted: '' })),
  },
  {
    group: 'explicit',
    name: 'the gateway stays in clear',
    nodes: three,
    strangers: [{ name: 'gateway', addresses: ['172.16.0.1'] }],
    story: (mesh) => [...start(mesh.members), ...meet(mesh), ...askOutside(mesh)],
    judge: (mesh, seen) => [...allEncrypted(mesh, seen), ...outsideRows(mesh, seen, () => 'clear')],
  },
  {
    // One rightid spoilt by hand: alpha takes nobody for beta, and no other pair notices.
    group: 'explicit',
    name: "one rendered file broken by hand: alpha's rightid of beta",
    nodes: three,
    spoil: (member, folder) => {
      if (member !== 'alpha') return;
      const file = `${folder}/etc/ipsec.d/openshift-cluster.conf`;
      const text = readFileSync(file, 'utf8');
      const broken = text.replace('CN=system:node:beta', 'CN=system:node:betta');
      if (broken === text) throw new Error('nothing was broken');
      writeFileSync(file, broken);
    },
    story: (mesh) => [
      ...start(mesh.members),
      { do: 'ping', name: 'first', pairs: waysForward(mesh.members), timeout: 10 },
      { do: 'ping', name: 'steady', pairs: waysAmong(mesh.members), count: 3, timeout: 8 },
    ],
    judge: ({ members }, seen) => [
      ...orderedPairs(members).map(([from, to]) =>
        pairRow(seen, from, to, spanOf(seen, 'steady'), [from.name, to.name].includes('gamma') ? 'esp' : 'closed'),
      ),
      neverPlain(seen, members, { from: markOf(seen, 'loaded'), to: Number.POSITIVE_INFINITY }),
    ],
  },
  {
    group: 'explicit',
    name: 'ondemand, every host sends to every other at the same moment',
    nodes: three,
    inventory: { ipsec: patient },
    story: (mesh) => [
      ...start(mesh.members),
      { do: 'ping', name: 'first', pairs: waysAmong(mesh.members), timeout: 40 },
      { do: 'ping', name: 'steady', pairs: waysAmong(mesh.members), count: 3, timeout: 8 },
    ],
  },
];

/** Traffic from the first moment, and once more when all is up. */
function comesUp(mesh: PreparedMesh): readonly Step[] {
  return [
    ...startInTurn(mesh.members),
    { do: 'ping', name: 'first', pairs: waysForward(mesh.members), timeout: 40 },
    ...untilUp(mesh.members),
    { do: 'ping', name: 'steady', pairs: waysAmong(mesh.members), count: 3, timeout: 8 },
  ];
}

/** These start modes promise nothing before the SA is up: what is readable then is measured, not predicted. */
function openAtFirst({ members }: PreparedMesh, seen: Seen): readonly Row[] {
  const { holds: _, ...early } = neverPlain(seen, members, { from: 0, to: markOf(seen, 'first') });
  return [
    ...orderedPairs(members).map(([from, to]) => pairRow(seen, from, to, spanOf(seen, 'steady'), 'esp')),
    { ...early, pair: 'all, before the SAs', predicted: 'not closed' },
  ];
}
