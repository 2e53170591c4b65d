/** Whether a plan kept its word: packets lost and packets readable, stage by stage and pair by pair. */

import type { PrintedStage } from '../../support/printed-plan.ts';
import type { Member, PreparedMesh, Row } from '../case.ts';
import { isEncrypted, isPlain, type Party, type Span } from '../measure.ts';
import type { Echo, Frame, Seen, StepSeen } from '../scenario.ts';
import { interval, rolloutOf, stageName } from './follow.ts';

/** Every unordered pair of parties. */
export function pairsOf(parties: readonly Member[]): readonly (readonly [Member, Member])[] {
  return parties.flatMap((a, i) => parties.slice(i + 1).map((b) => [a, b] as const));
}

/** What each stage did to each pair that stays, against what the plan says; and that nothing is readable once it was encrypted. */
export function planRows(mesh: PreparedMesh, seen: Seen, stages = rolloutOf(mesh).stages): readonly Row[] {
  const { after } = rolloutOf(mesh);
  const pairs = pairsOf(mesh.members.filter(({ name }) => after.includes(name)));
  return [
    ...stages.flatMap((stage) => stageRow(mesh, seen, stage, pairs)),
    ...pairs.map(([a, b]) => readableRow(mesh, seen, a, b)),
  ];
}

type Harm = 'hand-over' | 'negotiation' | 'cut' | 'clear-again' | 'unknown';

/** What the plan says that a stage does to a pair at worst. */
function harmsOf(mesh: PreparedMesh, { number }: PrintedStage): readonly Harm[] {
  return (
    rolloutOf(mesh)
      .plan.stages.find((stage) => stage.number === number)
      ?.harm.map(({ harm }) => harm) ?? []
  );
}

function stageRow(
  mesh: PreparedMesh,
  seen: Seen,
  stage: PrintedStage,
  pairs: readonly (readonly [Party, Party])[],
): readonly Row[] {
  const steps = stepsOf(seen, stage);
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return [];
  const span = { from: first.began, to: last.ended + 0.9 };
  const harms = harmsOf(mesh, stage);
  const isOpen = isOpenAt(mesh, stage);
  const negotiates = harms.includes('hand-over') || harms.includes('negotiation');
  const told = pairs.map(([a, b]) => {
    const echoes = echoesBetween(seen, a, b, span);
    const lost = echoes.filter(([, , , , answeredAfter]) => answeredAfter === null);
    const talk = negotiation(seen, a, b, span);
    const outside = lost.filter(([, , at]) => talk === undefined || at < talk.from || at > talk.to);
    return { a, b, asked: echoes.length, lost, silence: silenceOf(echoes), talk, outside };
  });
  const sum = (of: (row: (typeof told)[number]) => number): number => told.reduce((total, row) => total + of(row), 0);
  const worst = [...told].sort((one, other) => other.silence - one.silence)[0];
  const asked = sum((row) => row.asked);
  const lost = sum((row) => row.lost.length);
  const stray = sum((row) => row.outside.length);
  const length = worst?.talk === undefined ? '' : `, negotiation ${(worst.talk.to - worst.talk.from).toFixed(1)} s`;
  const longest =
    lost === 0 ? '' : `, longest ${worst?.silence.toFixed(1)} s (${worst?.a.name} – ${worst?.b.name})${length}`;
  return [
    {
      pair: `${stageName(stage)}, all pairs`,
      predicted: isOpen ? 'perhaps cut' : predictedOf(harms),
      measured: `${lost} of ${asked} lost${longest}${stray > 0 && negotiates ? `, ${stray} outside of any negotiation` : ''}`,
      // What the plan cannot tell is measured alone.
      ...(isOpen ? {} : { holds: asked > 0 && (harms.includes('cut') || (negotiates ? stray === 0 : lost === 0)) }),
    },
  ];
}

/** Whether this stage or one before it may have cut a pair, as far as the plan can tell. */
function isOpenAt(mesh: PreparedMesh, { number }: PrintedStage): boolean {
  const { stages } = rolloutOf(mesh).plan;
  return stages.some((stage) => stage.number <= number && stage.harm.some(({ harm }) => harm === 'unknown'));
}

function predictedOf(harms: readonly Harm[]): string {
  if (harms.includes('cut')) return 'cut';
  return harms.includes('hand-over') || harms.includes('negotiation')
    ? `${harms.join(', ')}: lost in negotiations alone`
    : '0 lost';
}

/** What a way back did to pairs that never had an SA: nothing; and how long those that had one did without. */
export function backRows(mesh: PreparedMesh, seen: Seen, hadSa: (a: Party, b: Party) => boolean): readonly Row[] {
  const { members } = mesh;
  const steps = seen.steps.filter(({ name }) => name.startsWith('undo '));
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return [];
  return pairsOf(members).map(([a, b]): Row => {
    const echoes = echoesBetween(seen, a, b, { from: first.began, to: last.ended + 0.9 });
    const lost = echoes.filter(([, , , , answeredAfter]) => answeredAfter === null);
    const measured = `${lost.length} of ${echoes.length} lost, longest ${silenceOf(echoes).toFixed(1)} s`;
    const pair = `the way back: ${a.name} – ${b.name}`;
    if (hadSa(a, b)) return { pair, predicted: '', measured };
    return { pair, predicted: '0 lost', measured, holds: echoes.length > 0 && lost.length === 0 };
  });
}

/** The steps of a stage. */
function stepsOf(seen: Seen, stage: PrintedStage): readonly StepSeen[] {
  return seen.steps.filter(({ name }) => name.startsWith(`${stageName(stage)}: `));
}

/** Echoes of both directions, in the order in which they were sent. */
function echoesBetween(seen: Seen, a: Party, b: Party, span: Span): readonly Echo[] {
  return seen.echoes.filter(
    ([host, address, at]) =>
      at >= span.from &&
      at <= span.to &&
      ((host === a.name && b.addresses.includes(address)) || (host === b.name && a.addresses.includes(address))),
  );
}

/** From the first to the last frame of IKE that makes SAs, and what it takes to put them into the kernel. */
function negotiation(seen: Seen, a: Party, b: Party, span: Span): Span | undefined {
  const times = seen.frames
    .filter(
      (frame) =>
        frame[2] === 'ike' &&
        ['34', '35', '36'].includes(frame[6]) &&
        isBetween(frame, a, b) &&
        frame[0] >= span.from &&
        frame[0] <= span.to,
    )
    .map(([at]) => at);
  if (times.length === 0) return undefined;
  return { from: Math.min(...times) - 2 * interval, to: Math.max(...times) + 1 };
}

/** The longest time in which one direction had no answer. */
function silenceOf(echoes: readonly Echo[]): number {
  let longest = 0;
  for (const host of new Set(echoes.map(([from]) => from))) {
    let since: number | undefined;
    for (const [from, , at, , answeredAfter] of echoes) {
      if (from !== host) continue;
      if (answeredAfter !== null) since = undefined;
      else {
        since ??= at;
        longest = Math.max(longest, at - since + interval);
      }
    }
  }
  return longest;
}

/** Nothing readable from the first moment in which ESP went both ways. */
function readableRow(mesh: PreparedMesh, seen: Seen, a: Party, b: Party): Row {
  const between = seen.frames.filter((frame) => isBetween(frame, a, b));
  const firsts = [a, b].map(
    (from) => between.find((frame) => isEncrypted(frame) && from.addresses.includes(frame[3]))?.[0],
  );
  const [one, other] = firsts;
  if (one === undefined || other === undefined)
    return { pair: `${a.name} – ${b.name}`, predicted: 'encrypted', measured: 'never', holds: false };
  const since = Math.max(one, other);
  const readable = between.filter((frame) => isPlain(frame) && frame[0] > since);
  const stages = [...new Set(readable.map(([at]) => stageAt(seen, at)))];
  const told = rolloutOf(mesh).plan.stages.some(({ harm }) => harm.some((each) => each.harm === 'clear-again'));
  return {
    pair: `${a.name} – ${b.name}, once encrypted`,
    predicted: told ? 'readable again' : 'not readable',
    measured: readable.length === 0 ? 'not readable' : `${readable.length} readable frames in ${stages.join('; ')}`,
    holds: readable.length === 0 || told,
  };
}

function stageAt(seen: Seen, at: number): string {
  const step = seen.steps.findLast(({ began }) => began <= at);
  return step === undefined ? 'the beginning' : `${step.host ?? ''} ${step.name}`;
}

function isBetween(frame: Frame, a: Party, b: Party): boolean {
  return (
    (a.addresses.includes(frame[3]) && b.addresses.includes(frame[4])) ||
    (b.addresses.includes(frame[3]) && a.addresses.includes(frame[4]))
  );
}
