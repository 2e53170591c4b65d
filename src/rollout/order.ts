/**
 * The order of phases that harms least. All orders are tried; of each, every interleaving of the two hosts of a pair, for one pair of
 * each kind: what becomes of the packets of two hosts depends on these two alone, so that no more hosts need to be looked at.
 */
import type { PairFate, PairFates } from './pair-fates.ts';
import { canDo, type PairStage, type RolloutPair, saAfter, stageAfter, type TrafficPhase, wantsUp } from './phases.ts';

/** A pair that stands for all of its kind. */
export interface PairKind {
  readonly pair: RolloutPair;
  /** How many pairs it stands for. */
  readonly count: number;
  /** What the two begin with. */
  readonly start: PairStage;
  /** Whether the two are to talk in the end; where one leaves, they need not. */
  readonly counts: boolean;
}

/** What a phase does to the pairs of a kind. */
export interface PhaseEffect {
  readonly phase: TrafficPhase;
  readonly kind: PairKind;
  /** `cut`: until the other end follows. `negotiation`: as long as one takes. `hand-over`: part of one. */
  readonly harm: 'none' | 'hand-over' | 'negotiation' | 'cut' | 'unknown';
  /** Encrypted before, and now readable on the wire. */
  readonly clearAgain: boolean;
  /** What they come to when the phase is over. */
  readonly outcome: PairFate['outcome'];
  readonly why: string;
}

/** What an order costs, the worst first. */
export type Cost = readonly [
  cut: number,
  unknown: number,
  clearAgain: number,
  negotiations: number,
  handOvers: number,
  phases: number,
];

/** An order, and what it does. */
export interface Order {
  readonly phases: readonly TrafficPhase[];
  readonly effects: readonly PhaseEffect[];
  readonly cost: Cost;
}

/** The best order, and how many there were. */
export interface OrderSearch {
  readonly best: Order;
  readonly considered: number;
}

interface KindRun {
  readonly kind: PairKind;
  readonly stage: PairStage;
  readonly wasEncrypted: boolean;
}

/**
 * Tries every order of the phases that leads to the goal.
 *
 * @param needed the phases that there are; of those that do the same in another way an order takes one
 */
export function searchOrder(
  kinds: readonly PairKind[],
  needed: readonly TrafficPhase[],
  isGoal: (done: readonly TrafficPhase[]) => boolean,
  fates: PairFates,
): OrderSearch {
  let best: Order | undefined;
  let considered = 0;
  const begin = kinds.map((kind): KindRun => begun(kind, fates));
  go([], [], begin, [], [0, 0, 0, 0, 0, 0]);
  return { best: best ?? { phases: [], effects: [], cost: [0, 0, 0, 0, 0, 0] }, considered };

  /** @param passed those that have nothing to do where they would come */
  function go(
    done: readonly TrafficPhase[],
    passed: readonly TrafficPhase[],
    runs: readonly KindRun[],
    effects: readonly PhaseEffect[],
    cost: Cost,
  ): void {
    if (isGoal([...done, ...passed])) {
      considered += 1;
      if (best === undefined || isLess(cost, best.cost)) best = { phases: done, effects, cost };
      return;
    }
    for (const phase of needed) {
      if (done.includes(phase) || passed.includes(phase)) continue;
      const can = runs.filter(({ kind, stage }) => appliesTo(phase, kind, stage));
      if (can.length === 0) {
        if (done.length > 0) go(done, [...passed, phase], runs, effects, cost);
        continue;
      }
      const results = runs.map((run) => (can.includes(run) ? runPhase(phase, run, fates) : { run, effect: undefined }));
      const fresh = results.flatMap(({ effect }) => (effect === undefined ? [] : [effect]));
      go(
        [...done, phase],
        passed,
        results.map(({ run }) => run),
        [...effects, ...fresh],
        addCost(cost, fresh),
      );
    }
  }
}

function begun(kind: PairKind, fates: PairFates): KindRun {
  const { pair, start } = kind;
  const fate = fates.of(pair.a, start.a, pair.b, start.b, 'none');
  const isUp = fate.outcome === 'encrypted';
  return { kind, stage: { ...start, sa: isUp ? 'up' : 'none' }, wasEncrypted: isUp };
}

function appliesTo(phase: TrafficPhase, { pair }: PairKind, stage: PairStage): boolean {
  const { a, b } = stage;
  if (phase === 'up') return canDo('up', a) && canDo('up', b) && wantsUp(pair, stage);
  return canDo(phase, a) || canDo(phase, b);
}

/** Both ways in which two hosts can go through a phase, and what they meet on the way. */
function runPhase(
  phase: TrafficPhase,
  run: KindRun,
  fates: PairFates,
): { readonly run: KindRun; readonly effect: PhaseEffect } {
  const { kind, stage } = run;
  if (phase === 'up') return bringUp(run, fates);
  const ways = [
    ['a', 'b'],
    ['b', 'a'],
  ] as const;
  let harm: PhaseEffect['harm'] = 'none';
  let clearAgain = false;
  let why = '';
  let last = stage;
  let outcome: PairFate['outcome'] = 'clear';
  let wasEncrypted = run.wasEncrypted;
  for (const way of ways) {
    let at = stage;
    let encrypted = run.wasEncrypted;
    // What is done in more than one move is looked at in between.
    for (const end of way.flatMap((each) => [each, each])) {
      if (!canDo(phase, at[end])) continue;
      at = {
        ...at,
        [end]: stageAfter(phase, at[end]),
        sa: saAfter(phase, kind.pair, at, end === 'a' ? 'first' : 'second'),
      };
      const fate = fates.of(kind.pair.a, at.a, kind.pair.b, at.b, at.sa);
      const met = harmOf(fate);
      if (rank[met] > rank[harm]) {
        harm = met;
        why = fate.why;
      }
      // While one group goes and the other comes nothing takes the packets of a pair that had an SA: measured, for 0.3 s.
      const swaps = phase === 'harden' && at.sa.startsWith('ended') && at[end].filter !== 'target';
      if (encrypted && (fate.readable || swaps)) clearAgain = true;
      if (fate.outcome === 'encrypted') {
        encrypted = true;
        at = { ...at, sa: 'up' };
      }
      outcome = fate.outcome;
    }
    last = at;
    wasEncrypted = encrypted;
  }
  return {
    run: { kind, stage: last, wasEncrypted },
    effect: { phase, kind, harm, clearAgain, outcome, why },
  };
}

function bringUp(run: KindRun, fates: PairFates): { readonly run: KindRun; readonly effect: PhaseEffect } {
  const { kind, stage } = run;
  const { a, b } = kind.pair;
  const asked = fates.of(a, { ...stage.a, life: 'routed' }, b, stage.b, 'none');
  const comes = asked.outcome === 'encrypted';
  const after: PairStage = comes ? { ...stage, sa: 'up', isFresh: true } : { ...stage, sa: 'asked-by-first' };
  const fate = fates.of(a, after.a, b, after.b, after.sa);
  const before = fates.of(a, stage.a, b, stage.b, stage.sa);
  const harm = comes ? (before.word === 'cut' ? 'none' : 'hand-over') : asked.outcome === 'unknown' ? 'unknown' : 'cut';
  return {
    run: { kind, stage: after, wasEncrypted: run.wasEncrypted || comes },
    effect: { phase: 'up', kind, harm, clearAgain: false, outcome: fate.outcome, why: comes ? '' : asked.why },
  };
}

const rank: Readonly<Record<PhaseEffect['harm'], number>> = {
  none: 0,
  'hand-over': 1,
  negotiation: 2,
  unknown: 3,
  cut: 4,
};

function harmOf({ word }: PairFate): PhaseEffect['harm'] {
  if (word === 'cut') return 'cut';
  if (word === 'unknown') return 'unknown';
  return word === 'interrupted' ? 'negotiation' : 'none';
}

function addCost([cut, unknown, clear, negotiations, handOvers, phases]: Cost, effects: readonly PhaseEffect[]): Cost {
  const count = (holds: (effect: PhaseEffect) => boolean): number =>
    effects.reduce((sum, effect) => sum + (effect.kind.counts && holds(effect) ? effect.kind.count : 0), 0);
  return [
    cut + count(({ harm }) => harm === 'cut'),
    unknown + count(({ harm }) => harm === 'unknown'),
    clear + count(({ clearAgain }) => clearAgain),
    negotiations + count(({ harm }) => harm === 'negotiation'),
    handOvers + count(({ harm }) => harm === 'hand-over'),
    phases + 1,
  ];
}

function isLess(one: Cost, other: Cost): boolean {
  for (const [i, value] of one.entries()) {
    const rival = other[i] as number;
    if (value !== rival) return value < rival;
  }
  return false;
}
