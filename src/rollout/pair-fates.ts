/** What becomes of the packets of two hosts in each state of a roll-out, as `explainTraffic` has it, each question asked once. */
import { mayBlockEachOther } from '../explain/crossing.ts';
import { explainTraffic, pairOf } from '../explain/explain-traffic.ts';
import type { Exchange } from '../explain/explanation.ts';
import { type ConnLife, type HostState, pairKey, type SaState, type TrafficState } from '../explain/traffic-state.ts';
import { besideEachOther, type ConnChanges, type RolloutHost } from './rollout-host.ts';

/**
 * How far a host has come. `conns`: those that it had; those of the target beside them; those of the target alone. `soft`: the target's
 * groups, and none of them strict.
 */
export interface HostStage {
  readonly conns: 'before' | 'beside' | 'target' | 'soft' | 'leaving';
  /** Whether its libreswan is the one of the target; `restarting`: pluto has been stopped, and the new one has not loaded yet. */
  readonly release: 'target' | 'before' | 'restarting';
  /** How far conns that are new or changed have come; `written`: as their `auto=` says. */
  readonly life: 'added' | 'routed' | 'written';
  readonly filter: 'before' | 'target';
}

/** How the SA of a pair is. `asked-by-first`: the first host was told to bring one up, and nobody has answered yet. */
export type PairSa = 'none' | 'up' | 'ended-by-first' | 'ended-by-second' | 'asked-by-first';

/** What two hosts can say to each other. */
export interface PairFate {
  /**
   * `encrypted`, `clear`: both directions, without a packet that is held back. `interrupted`: they talk after a negotiation, which
   * packets wait for. `cut`: one does not reach the other.
   */
  readonly word: 'encrypted' | 'clear' | 'interrupted' | 'cut' | 'unknown';
  /** What comes after the negotiation. */
  readonly outcome: 'encrypted' | 'clear' | 'cut' | 'unknown';
  /** Whether something readable was on the wire, answered or not. */
  readonly readable: boolean;
  /** In words, for who asks why. */
  readonly why: string;
}

/** The fates of pairs. */
export interface PairFates {
  readonly of: (a: RolloutHost, stageA: HostStage, b: RolloutHost, stageB: HostStage, sa: PairSa) => PairFate;
  /** Whether people still reach a host from an address. */
  readonly reaches: (from: string, host: RolloutHost, stage: HostStage) => boolean;
}

/** @param changes of each host, by name */
export function newPairFates(
  changes: ReadonlyMap<string, ConnChanges>,
  surroundings: Pick<TrafficState, 'now' | 'signatures'>,
): PairFates {
  const known = new Map<string, PairFate>();
  const reached = new Map<string, boolean>();
  const states = new Map<string, HostState>();
  return {
    of: (a, stageA, b, stageB, sa) => {
      const key = [a.name, stageKey(stageA), b.name, stageKey(stageB), sa].join(' ');
      // What nothing was done to yet is as it has come to be.
      const isUndone =
        sa === 'none' && [stageA, stageB].every((stage) => stage.conns !== 'target' && stage.conns !== 'soft');
      const fate = known.get(key) ?? judge(stateOf(a, stageA), stateOf(b, stageB), sa, !isUndone);
      known.set(key, fate);
      return fate;
    },
    reaches: (from, host, stage) => {
      const key = [from, host.name, stageKey(stage)].join(' ');
      const told = reached.get(key) ?? canReach(from, stateOf(host, stage));
      reached.set(key, told);
      return told;
    },
  };

  function stateOf(host: RolloutHost, stage: HostStage): HostState {
    const key = `${host.name} ${stageKey(stage)}`;
    const state = states.get(key) ?? stagedState(host, stage, changes.get(host.name));
    states.set(key, state);
    return state;
  }

  function judge(a: HostState, b: HostState, sa: PairSa, mayCross: boolean): PairFate {
    const told: SaState =
      sa === 'ended-by-first'
        ? { kind: 'ended', by: a.name }
        : sa === 'ended-by-second'
          ? { kind: 'ended', by: b.name }
          : sa === 'asked-by-first'
            ? { kind: 'asking', by: a.name }
            : { kind: sa };
    const state = { hosts: [a, b], ...surroundings, associations: new Map([[pairKey(a.name, b.name), told]]) };
    const question = { from: a.name, to: b.name };
    if (mayCross && sa !== 'up' && mayBlockEachOther(pairOf(state, question)))
      return { word: 'unknown', outcome: 'unknown', readable: false, why: crossing };
    const { there, back } = explainTraffic(state, question);
    const [first, later] = [
      [there.first, back.first],
      [there.later, back.later],
    ] as const;
    const now = wordOf(first);
    const outcome = wordOf(later);
    const word =
      now === 'cut' && outcome !== 'cut'
        ? 'interrupted'
        : now === 'clear' && outcome === 'encrypted'
          ? 'interrupted'
          : now;
    const negotiation = [...there.negotiations, ...back.negotiations].find(({ outcome }) => outcome !== 'up');
    const blocked = [...first, ...later].find(({ answered }) => !answered);
    const step = (blocked?.answer ?? blocked?.request)?.hops.at(-1)?.steps.at(-1)?.text;
    return {
      word,
      outcome,
      readable: [...first, ...later].some(
        ({ request, answer }) => request.fate === 'clear' || answer?.fate === 'clear',
      ),
      why: negotiation?.text ?? step ?? '',
    };
  }

  function canReach(from: string, host: HostState): boolean {
    const { there } = explainTraffic(
      { hosts: [host], ...surroundings },
      { from, to: host.name, protocol: 6, port: 22 },
    );
    return there.later.answered;
  }
}

const crossing =
  'both hosts ask by their policy groups at once, and up to 4.15 one of them may then block the other for longer than was watched';

function wordOf(exchanges: readonly Exchange[]): 'encrypted' | 'clear' | 'cut' | 'unknown' {
  if (exchanges.some(({ request, answer }) => request.fate === 'unknown' || answer?.fate === 'unknown'))
    return 'unknown';
  if (exchanges.some(({ answered }) => !answered)) return 'cut';
  return exchanges.every(({ request, answer }) => request.fate === 'encrypted' && answer?.fate === 'encrypted')
    ? 'encrypted'
    : 'clear';
}

/** A text for a stage. */
export function stageKey({ conns, life, filter, release }: HostStage): string {
  return `${conns}-${life}-${filter}-${release}`;
}

function stagedState(
  host: RolloutHost,
  { conns, life, filter, release }: HostStage,
  changes: ConnChanges | undefined,
): HostState {
  const base: HostState = host.current ?? {
    name: host.name,
    addresses: host.target?.addresses ?? [],
    pluto: 'stopped',
    filterKnown: true,
  };
  const filtered = filter === 'target' ? (host.target?.filter ?? base.filter) : base.filter;
  const withFilter = (state: HostState): HostState => {
    const { filter: _, ...rest } = state;
    return filtered === undefined ? rest : { ...rest, filter: filtered };
  };
  if (release === 'restarting') return withFilter({ ...base, pluto: 'stopped' });
  if (conns === 'before' || conns === 'leaving') return withFilter(base);
  const wanted = conns === 'soft' ? (host.soft ?? host.target) : host.target;
  // A host that leaves has nothing but what it had.
  if (wanted?.evidence === undefined)
    return withFilter({ name: host.name, addresses: base.addresses, pluto: 'stopped' });
  const evidence = conns === 'beside' ? besideEachOther(base.evidence, wanted.evidence) : wanted.evidence;
  const fresh = [...(changes?.added ?? []), ...(changes?.changed ?? [])];
  const lives = new Map<string, ConnLife>(life === 'written' ? [] : fresh.map((name) => [name, life]));
  for (const [name, known] of base.conns ?? []) if (!lives.has(name) && !fresh.includes(name)) lives.set(name, known);
  return withFilter({
    name: host.name,
    addresses: wanted.addresses.length > 0 ? wanted.addresses : base.addresses,
    evidence,
    pluto: 'running',
    conns: lives,
    filterKnown: true,
  });
}
