import type { DebianRelease } from '../../support/debian/release-tools.ts';
import type { PreparedMesh, RealCase, Row } from '../case.ts';
import { keptOutRow, neverPlain, pairRow } from '../judge.ts';
import { markOf, type Party, spanOf, type Verdict } from '../measure.ts';
import type { Seen, Step } from '../scenario.ts';
import { start, startInTurn, untilUp, waysAmong, waysForward } from '../story.ts';
import { patient, three } from './cluster-of.ts';

const [alpha, beta, gamma] = three;

/** gamma is not what the others take it for. */
export const strangerCases: readonly RealCase[] = [
  {
    group: 'strangers',
    name: 'a peer without IPsec',
    nodes: three,
    story: (mesh) => [...start(mesh.members.slice(0, 2)), ...meetAndTryGamma(mesh)],
    judge: (mesh, seen) =>
      withGamma(mesh, seen, (member, other) => [
        pairRow(
          { ...seen, frames: seen.frames.filter(([, host]) => host !== other.name) },
          member,
          other,
          spanOf(seen, 'gamma'),
          'closed',
        ),
        keptOutRow(seen, other, member, spanOf(seen, 'gamma')),
      ]),
  },
  {
    group: 'strangers',
    name: 'a peer without IPsec, start: both (open, as the finding says)',
    nodes: three,
    inventory: { ipsec: { start: 'both', ...patient } },
    story: (mesh) => {
      const friends = mesh.members.slice(0, 2);
      return [...startInTurn(friends), ...untilUp(friends, 1), ...meetAndTryGamma(mesh)];
    },
    judge: (mesh, seen) => bothWays(mesh, seen, 'clear'),
  },
  {
    group: 'strangers',
    name: 'a certificate of another authority',
    nodes: impostor({ authority: 'other', subject: { text: '/O=system:nodes/CN=system:node:gamma' } }),
    story: (mesh) => [...start(mesh.members), ...meetAndTryGamma(mesh)],
    judge: (mesh, seen) => [
      ...bothWays(mesh, seen, 'closed'),
      neverPlain(seen, mesh.members, { from: markOf(seen, 'loaded'), to: Number.POSITIVE_INFINITY }),
    ],
  },
  {
    group: 'strangers',
    name: 'a certificate of the same authority for another subject',
    nodes: impostor({ authority: 'own', subject: { text: '/O=system:nodes/CN=system:node:mallory' } }),
    story: (mesh) => [...start(mesh.members), ...meetAndTryGamma(mesh)],
    judge: (mesh, seen) => [
      ...bothWays(mesh, seen, 'closed'),
      neverPlain(seen, mesh.members, { from: markOf(seen, 'loaded'), to: Number.POSITIVE_INFINITY }),
    ],
  },
  {
    group: 'strangers',
    // From 4.10 on the RDNs of rightid need only be among those of the certificate: no spelling of the ID keeps such a
    // subject out, only the authority that does not issue it.
    name: 'a certificate whose subject has one RDN more (let in from 4.10 on)',
    inventory: { ipsec: patient },
    nodes: impostor({ authority: 'own', subject: { text: '/O=system:nodes/OU=guests/CN=system:node:gamma' } }),
    story: (mesh) => [...start(mesh.members), ...meetAndTryGamma(mesh)],
    judge: (mesh, seen) => [
      ...withGamma(mesh, seen, (member, third) => {
        const predicted = releaseOf(mesh, member) === '4.3' ? 'closed' : 'esp';
        return [letInRow(seen, member, third, predicted), letInRow(seen, third, member, predicted)];
      }),
      neverPlain(seen, mesh.members, { from: markOf(seen, 'loaded'), to: Number.POSITIVE_INFINITY }),
    ],
  },
];

function impostor(as: NonNullable<RealCase['nodes'][number]['impostor']>): RealCase['nodes'] {
  if (alpha === undefined || beta === undefined || gamma === undefined) throw new Error('three nodes are needed');
  return [alpha, beta, { ...gamma, impostor: as }];
}

/** alpha and beta meet as ever; then all try gamma, and gamma all, for so long that any refusal has arrived. */
function meetAndTryGamma({ members }: PreparedMesh): readonly Step[] {
  const friends = members.slice(0, 2);
  const isGammas = ([from, address]: readonly [string, string]): boolean =>
    from === 'gamma' || members[2]?.addresses.includes(address) === true;
  return [
    { do: 'ping', name: 'first', pairs: waysForward(friends), timeout: 40 },
    { do: 'ping', name: 'steady', pairs: waysAmong(friends), count: 3, timeout: 8 },
    { do: 'ping', name: 'gamma', pairs: waysAmong(members).filter(isGammas), count: 8, interval: 1, timeout: 9 },
  ];
}

function withGamma(
  mesh: PreparedMesh,
  seen: Seen,
  rows: (member: Party, gamma: Party) => readonly Row[],
): readonly Row[] {
  const [one, two, third] = mesh.members;
  if (one === undefined || two === undefined || third === undefined) throw new Error('three members are needed');
  const span = spanOf(seen, 'steady');
  return [
    pairRow(seen, one, two, span, 'esp'),
    pairRow(seen, two, one, span, 'esp'),
    ...rows(one, third),
    ...rows(two, third),
  ];
}

function bothWays(mesh: PreparedMesh, seen: Seen, predicted: Verdict): readonly Row[] {
  return withGamma(mesh, seen, (member, third) => [
    pairRow(seen, member, third, spanOf(seen, 'gamma'), predicted),
    pairRow(seen, third, member, spanOf(seen, 'gamma'), predicted),
  ]);
}

function releaseOf(mesh: PreparedMesh, party: Party): DebianRelease | undefined {
  return mesh.members.find(({ name }) => name === party.name)?.release;
}

/** As {@link pairRow}, but some echoes may have gone before the tunnel was there. */
function letInRow(seen: Seen, from: Party, to: Party, predicted: Verdict): Row {
  const row = pairRow(seen, from, to, spanOf(seen, 'gamma'), predicted);
  return { ...row, holds: row.measured.startsWith(`${predicted}:`) };
}
