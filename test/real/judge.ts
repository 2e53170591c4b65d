/** The judgements that most cases share. */
import type { PreparedMesh, Row } from './case.ts';
import {
  markOf,
  type Party,
  type Span,
  spanOf,
  type Traffic,
  trafficBetween,
  type Verdict,
  verdictOf,
} from './measure.ts';
import type { Seen } from './scenario.ts';

const forEver = Number.POSITIVE_INFINITY;

/** Every ordered pair of parties that share a family. */
export function orderedPairs(parties: readonly Party[]): readonly (readonly [Party, Party])[] {
  return parties.flatMap((from) =>
    parties.filter((to) => to !== from && family(from, to)).map((to) => [from, to] as const),
  );
}

/** A row for one ordered pair: echoes of the span, and frames of the span. */
export function pairRow(seen: Seen, from: Party, to: Party, span: Span, predicted: Verdict): Row {
  const traffic = trafficBetween(seen, from, to, span);
  const measured = verdictOf(traffic);
  const details = [
    `${traffic.answered} of ${traffic.asked} echoes`,
    `${traffic.encrypted[0]}+${traffic.encrypted[1]} ESP`,
    ...(traffic.plain[0] + traffic.plain[1] > 0 ? [`${traffic.plain[0]}+${traffic.plain[1]} plain`] : []),
    ...traffic.refusals,
  ];
  return {
    pair: `${from.name} → ${to.name}`,
    predicted,
    measured: `${measured}: ${details.join(', ')}`,
    holds:
      measured === predicted && traffic.asked > 0 && (predicted === 'closed' || traffic.answered === traffic.asked),
  };
}

/** Every ordered pair encrypted in `steady`, and nothing readable between members from the moment of loading to the end. */
export function allEncrypted({ members }: PreparedMesh, seen: Seen): readonly Row[] {
  return [
    ...orderedPairs(members).map(([from, to]) => pairRow(seen, from, to, spanOf(seen, 'steady'), 'esp')),
    neverPlain(seen, members, { from: markOf(seen, 'loaded'), to: forEver }),
    ...(seen.steps.some(({ name }) => name === 'itself') ? [itselfRow(seen, members)] : []),
  ];
}

/** Every host reaches its own addresses, on no wire. */
function itselfRow(seen: Seen, members: readonly Party[]): Row {
  const traffics = members.map((member) => trafficBetween(seen, member, member, spanOf(seen, 'itself')));
  const sum = (of: (traffic: Traffic) => number): number => traffics.reduce((total, traffic) => total + of(traffic), 0);
  const [asked, answered] = [sum((traffic) => traffic.asked), sum((traffic) => traffic.answered)];
  return {
    pair: 'every host → itself',
    predicted: 'answered',
    measured: `${answered} of ${asked} echoes`,
    holds: asked > 0 && answered === asked,
  };
}

/** Nothing readable between any two of the parties in the span. */
export function neverPlain(seen: Seen, parties: readonly Party[], span: Span): Row {
  const plain = orderedPairs(parties).map(([from, to]) => trafficBetween(seen, from, to, span).plain[0]);
  const frames = plain.reduce((sum, count) => sum + count, 0);
  return {
    pair: 'all, since loaded',
    predicted: 'no plaintext',
    measured: frames === 0 ? 'no plaintext' : `${frames} readable frames`,
    holds: frames === 0,
  };
}

function family(a: Party, b: Party): boolean {
  return a.addresses.some((own) => b.addresses.some((other) => own.includes(':') === other.includes(':')));
}

/** A machine that is none of the mesh's asks a member: it gets no answer, and nothing readable but its own requests is on the wire. */
export function keptOutRow(seen: Seen, outsider: Party, member: Party, span: Span): Row {
  const { asked, answered, plain } = trafficBetween(seen, outsider, member, span);
  return {
    pair: `${outsider.name} → ${member.name}`,
    predicted: 'kept out',
    measured: `${answered} of ${asked} echoes, ${plain[1]} readable back`,
    holds: asked > 0 && answered === 0 && plain[1] === 0,
  };
}

/** What the first parties sent readable to the second ones. */
export function plainFrom(
  seen: Seen,
  from: readonly Party[],
  to: readonly Party[],
  span: Span,
  predicted: 'no plaintext' | 'readable',
): Row {
  const frames = from
    .flatMap((one) =>
      to.filter((other) => other !== one).map((other) => trafficBetween(seen, one, other, span).plain[0]),
    )
    .reduce((sum, count) => sum + count, 0);
  return {
    pair: `${from.map(({ name }) => name).join(', ')} → ${to.map(({ name }) => name).join(', ')}`,
    predicted,
    measured: frames === 0 ? 'no plaintext' : `${frames} readable frames`,
    holds: (frames === 0) === (predicted === 'no plaintext'),
  };
}

/** What went between members and strangers in `outside`: in clear both ways, or kept out both ways. */
export function outsideRows(
  mesh: PreparedMesh,
  seen: Seen,
  predicted: (stranger: Party) => 'clear' | 'kept out',
): readonly Row[] {
  const span = spanOf(seen, 'outside');
  return mesh.members.flatMap((member) =>
    mesh.strangers
      .filter((stranger) => family(member, stranger))
      .flatMap((stranger) =>
        predicted(stranger) === 'clear'
          ? [pairRow(seen, member, stranger, span, 'clear'), pairRow(seen, stranger, member, span, 'clear')]
          : [keptOutRow(seen, stranger, member, span)],
      ),
  );
}
