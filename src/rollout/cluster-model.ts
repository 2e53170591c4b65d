/** The plan as a transition system: hosts do what a stage says in any order, and anybody may stop at any time. */
import type { Exploration, Model } from './explore.ts';
import { explore, wander } from './explore.ts';
import type { PairKind } from './order.ts';
import type { HostStage, PairFates, PairSa } from './pair-fates.ts';
import {
  canDo,
  type RolloutPair,
  saAfter,
  stageAfter,
  startOf,
  type TrafficPhase,
  untouched,
  wantsUp,
} from './phases.ts';
import type { ConnChanges, RolloutHost } from './rollout-host.ts';

/** What is checked. */
export interface CheckedCluster {
  readonly hosts: readonly RolloutHost[];
  /** Every pair that is to talk in the end. */
  readonly pairs: readonly RolloutPair[];
  readonly phases: readonly TrafficPhase[];
  readonly changes: ReadonlyMap<string, ConnChanges>;
  /** Where people log in from. */
  readonly management: readonly string[];
  /** What the plan says that a phase does to a pair. */
  readonly named: (phase: TrafficPhase, pair: RolloutPair) => { readonly cut: boolean; readonly clearAgain: boolean };
  readonly fates: PairFates;
}

interface PairState {
  readonly sa: PairSa;
  readonly isFresh: boolean;
  readonly wasEncrypted: boolean;
}

/** A state of the cluster. */
export interface ClusterState {
  readonly phase: number;
  readonly hosts: readonly HostStage[];
  readonly pairs: readonly PairState[];
}

/** What one host does, or one pair. */
export interface ClusterAction {
  readonly text: string;
  readonly host?: number;
  readonly pair?: number;
}

/** What must hold in every state, in words. */
export const properties: readonly string[] = [
  'no pair is cut but where the plan says so',
  'no pair that was encrypted is in clear again but where the plan says so',
  'people still reach every host',
  'everything can be undone',
];

/** The model of a plan. */
export function clusterModel(cluster: CheckedCluster): Model<ClusterState, ClusterAction> {
  const { hosts, pairs, phases, fates, management, named } = cluster;
  const indexes = pairs.map(({ a, b }) => [hosts.indexOf(a), hosts.indexOf(b)] as const);
  const stageOf = (state: ClusterState, index: number): HostStage => state.hosts[index] ?? untouched;
  const fateOf = (state: ClusterState, i: number, sa: PairSa = state.pairs[i]?.sa ?? 'none') => {
    const { a, b } = pairs[i] as RolloutPair;
    const [x, y] = indexes[i] as readonly [number, number];
    return fates.of(a, stageOf(state, x), b, stageOf(state, y), sa);
  };
  const toldOf = (state: ClusterState, i: number) => {
    const pair = pairs[i] as RolloutPair;
    // What a phase has begun the next one may have to end.
    const told = [phases[state.phase], phases[state.phase - 1]].flatMap((phase) =>
      phase === undefined ? [] : [named(phase, pair)],
    );
    return { cut: told.some(({ cut }) => cut), clearAgain: told.some(({ clearAgain }) => clearAgain) };
  };
  const init = settle({
    phase: 0,
    hosts: hosts.map((host) => startOf(host, cluster.changes.get(host.name))),
    pairs: pairs.map(() => ({ sa: 'none' as const, isFresh: false, wasEncrypted: false })),
  });
  return {
    init: [init],
    actions,
    next,
    key: (state) => JSON.stringify(state),
    properties: [
      {
        name: properties[0] as string,
        fault: (state) =>
          firstPair((i) => {
            const fate = fateOf(state, i);
            return fate.word === 'cut' && !toldOf(state, i).cut ? `${pairText(i)} are cut: ${fate.why}` : undefined;
          }),
      },
      {
        name: properties[1] as string,
        fault: (state) =>
          firstPair((i) =>
            state.pairs[i]?.wasEncrypted === true && fateOf(state, i).readable && !toldOf(state, i).clearAgain
              ? `${pairText(i)} are in clear again`
              : undefined,
          ),
      },
      {
        name: properties[2] as string,
        fault: (state) => {
          for (const [i, host] of hosts.entries())
            for (const from of management)
              if (!fates.reaches(from, host, stageOf(state, i))) return `${from} no longer reaches ${host.name}`;
          return undefined;
        },
      },
      {
        name: properties[3] as string,
        fault: (state) =>
          firstPair((i) => {
            const { conns } = pairs[i] as RolloutPair;
            const before = fateOf(init, i).outcome;
            const sa = state.pairs[i]?.sa ?? 'none';
            // Both hosts have their old conns and filter again; an SA of the new conns ends with one or the other of them.
            const isEnded = sa === 'up' && conns !== 'kept' && conns !== 'none';
            const left: readonly PairSa[] = isEnded ? ['ended-by-first', 'ended-by-second'] : [sa];
            const isBack = left.every((each) => fateOf(init, i, each).outcome === before);
            return isBack ? undefined : `${pairText(i)} do not come back to ${before}`;
          }),
      },
    ],
  };

  function firstPair(fault: (index: number) => string | undefined): string | undefined {
    for (let i = 0; i < pairs.length; i += 1) {
      const told = fault(i);
      if (told !== undefined) return told;
    }
    return undefined;
  }

  function pairText(i: number): string {
    const { a, b } = pairs[i] as RolloutPair;
    return `${a.name} and ${b.name}`;
  }

  function actions(state: ClusterState): readonly ClusterAction[] {
    const phase = phases[state.phase];
    if (phase === undefined) return [];
    if (phase === 'up')
      return pairs.flatMap((pair, i): readonly ClusterAction[] => {
        const { a, b } = pair;
        const [x, y] = indexes[i] as readonly [number, number];
        const isOpen = canDo('up', stageOf(state, x)) && canDo('up', stageOf(state, y));
        return isOpen && wantsUp(pair, state.pairs[i] as PairState) && comes(state, i)
          ? [{ text: `${a.name}: up with ${b.name}`, pair: i }]
          : [];
      });
    return hosts.flatMap((host, i): readonly ClusterAction[] =>
      canDo(phase, stageOf(state, i)) ? [{ text: `${host.name}: ${phase}`, host: i }] : [],
    );
  }

  function comes(state: ClusterState, i: number): boolean {
    const { a, b } = pairs[i] as RolloutPair;
    const [x, y] = indexes[i] as readonly [number, number];
    return fates.of(a, { ...stageOf(state, x), life: 'routed' }, b, stageOf(state, y), 'none').outcome === 'encrypted';
  }

  function next(state: ClusterState, action: ClusterAction): ClusterState {
    const phase = phases[state.phase] as TrafficPhase;
    let after: ClusterState;
    if (action.pair !== undefined)
      after = {
        ...state,
        pairs: state.pairs.map((each, i) =>
          i === action.pair ? { sa: 'up', isFresh: true, wasEncrypted: true } : each,
        ),
      };
    else {
      const acted = action.host as number;
      after = {
        ...state,
        hosts: state.hosts.map((stage, i) => (i === acted ? stageAfter(phase, stage) : stage)),
        pairs: state.pairs.map((each, i) => {
          const [x, y] = indexes[i] as readonly [number, number];
          if (x !== acted && y !== acted) return each;
          return { ...each, sa: saAfter(phase, pairs[i] as RolloutPair, each, x === acted ? 'first' : 'second') };
        }),
      };
    }
    return advance(settle(after));
  }

  /** Packets flow all the time: what a negotiation comes to, it has come to. */
  function settle(state: ClusterState): ClusterState {
    return {
      ...state,
      pairs: state.pairs.map((each, i) => {
        const fate = fateOf(state, i);
        return fate.outcome === 'encrypted' && (each.sa === 'none' || fate.word === 'interrupted')
          ? { ...each, sa: 'up' as const, wasEncrypted: true }
          : { ...each, wasEncrypted: each.wasEncrypted || fate.outcome === 'encrypted' };
      }),
    };
  }

  function advance(state: ClusterState): ClusterState {
    return phases[state.phase] !== undefined && actions(state).length === 0
      ? advance({ ...state, phase: state.phase + 1 })
      : state;
  }
}

/** How many hosts of a cluster are looked at in every state. */
export const exhaustiveTo = 4;
export const symmetricTo = 10;

/**
 * Checks a plan: every state of up to four hosts; of more every state of two hosts of each kind of pair, which is all that a pair's
 * packets depend on, and beyond ten random walks of the whole besides.
 */
export function checkPlan(
  cluster: CheckedCluster,
  kinds: readonly PairKind[],
  standsFor: (a: RolloutHost, b: RolloutHost) => readonly [RolloutHost, RolloutHost],
): {
  readonly how: 'all' | 'symmetry' | 'symmetry and random walks';
  readonly explorations: readonly Exploration<ClusterState, ClusterAction>[];
} {
  if (cluster.hosts.length <= exhaustiveTo) return { how: 'all', explorations: [explore(clusterModel(cluster))] };
  const two = kinds
    .filter(({ counts }) => counts)
    .map(({ pair }) => explore(clusterModel({ ...cluster, hosts: [pair.a, pair.b], pairs: [pair] })));
  if (cluster.hosts.length <= symmetricTo) return { how: 'symmetry', explorations: two };
  const sample = cluster.hosts.slice(0, 12);
  // Hosts of one kind are interchangeable: what is known of one pair is known of all of its kind.
  const fates: PairFates = {
    ...cluster.fates,
    of: (a, stageA, b, stageB, sa) => {
      const [x, y] = standsFor(a, b);
      return cluster.fates.of(x, stageA, y, stageB, sa);
    },
  };
  const walked = wander(
    clusterModel({
      ...cluster,
      fates,
      hosts: sample,
      pairs: cluster.pairs.filter(({ a, b }) => sample.includes(a) && sample.includes(b)),
    }),
    numbers(),
    4,
    400,
  );
  return { how: 'symmetry and random walks', explorations: [...two, walked] };
}

/** Numbers that are the same each time: a plan is the same for the same input. */
function numbers(): () => number {
  let seed = 20_260_101;
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
}
