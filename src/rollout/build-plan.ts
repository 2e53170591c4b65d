/** From what hosts have and what they are to have to a plan. */

import type { FileContent, HostFiles } from '../hosts/evidence.ts';
import { changeTexts } from './change-texts.ts';
import { checkPlan, properties } from './cluster-model.ts';
import { digestOf } from './digests.ts';
import { type HostChanges, hostChanges } from './host-changes.ts';
import { type OrderSearch, type PhaseEffect, searchOrder } from './order.ts';
import { newPairFates } from './pair-fates.ts';
import { sortPairs } from './pair-kinds.ts';
import type { TrafficPhase } from './phases.ts';
import type { HostDigests, RolloutPlan, Violation, Worst } from './plan.ts';
import { isMaster, type RolloutHost } from './rollout-host.ts';
import type { PlannedRolloutHost, RolloutInput } from './rollout-input.ts';
import { withAddedConns } from './stage-files.ts';
import { secondsOf } from './stage-harm.ts';
import { buildStages } from './stages.ts';

/**
 * Finds the order of steps that harms least, checks it in every state, and writes it down as stages. Nothing of it is done.
 *
 * @example planRollout(cluster, [], { now }).worst // { cut: 0, clearAgain: 0, … }: of a new cluster
 */
export function buildPlan(input: RolloutInput): RolloutPlan {
  const hosts = inOrder(input.hosts);
  const changes: ReadonlyMap<string, HostChanges> = new Map(hosts.map((host) => [host.name, hostChanges(host)]));
  const sorted = sortPairs(hosts, changes, input.linked);
  const fates = newPairFates(new Map([...changes].map(([name, each]) => [name, each.conns])), {
    now: input.now,
    ...(input.signatures === undefined ? {} : { signatures: input.signatures }),
  });
  const needed = neededPhases(input, changes);
  const search: OrderSearch = searchOrder(sorted.kinds, needed.phases, needed.isGoal, fates);
  const { phases, effects } = search.best;
  const effectOf = (
    phase: TrafficPhase,
    pair: { readonly a: RolloutHost; readonly b: RolloutHost },
  ): PhaseEffect | undefined =>
    effects.find(
      (effect) =>
        effect.phase === phase && sorted.of(effect.kind).some((each) => each.a === pair.a && each.b === pair.b),
    );
  const checked = checkPlan(
    {
      hosts,
      pairs: sorted.pairs.filter(({ a, b }) => a.target !== undefined && b.target !== undefined),
      phases,
      changes: new Map([...changes].map(([name, each]) => [name, each.conns])),
      management: input.management,
      named: (phase, pair) => {
        const effect = effectOf(phase, pair);
        return { cut: effect?.harm === 'cut', clearAgain: effect?.clearAgain === true };
      },
      fates,
    },
    sorted.kinds,
    sorted.standsFor,
  );
  const violations = checked.explorations.flatMap(({ counterexamples }): readonly Violation[] =>
    counterexamples.map(({ property, fault, path }) => ({ property, fault, path: path.map(({ text }) => text) })),
  );
  const stages = buildStages({ input, hosts, changes, sorted, phases, effects });
  return {
    version: 1,
    cluster: input.cluster,
    changes: changeTexts(hosts, changes),
    worst: worstOf(stages),
    stages,
    proof: {
      orders: search.considered,
      states: checked.explorations.reduce((sum, { states }) => sum + states, 0),
      how: checked.how,
      properties,
      violations,
    },
    advice: adviceFor(input, effects),
    pairs: sorted.pairs.length,
    digests: Object.fromEntries(hosts.map((host) => [host.name, hostDigests(host)])),
  };
}

/** Masters first, then by name; the first one is the canary. */
function inOrder(hosts: readonly PlannedRolloutHost[]): readonly PlannedRolloutHost[] {
  const rank = (host: RolloutHost): number => (isMaster(host) ? 0 : 1);
  return [...hosts].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

interface Needed {
  readonly phases: readonly TrafficPhase[];
  readonly isGoal: (done: readonly TrafficPhase[]) => boolean;
}

function neededPhases({ mode }: RolloutInput, changes: ReadonlyMap<string, HostChanges>): Needed {
  const all = [...changes.values()];
  const loads = all.some(({ conns, leaves }) => !leaves && conns.added.length + conns.changed.length > 0);
  const drops = all.some(({ conns, leaves }) => leaves || conns.removed.length > 0);
  const closes = all.some(({ filter }) => filter === 'strict');
  const upgrades = all.some(({ release }) => release !== undefined);
  const ways: readonly (readonly TrafficPhase[])[] = !loads
    ? [[]]
    : mode === 'explicit'
      ? [['load', 'up', 'route'], ['load-as-written']]
      : [['soften', 'harden'], ['load-as-written']];
  const must: readonly TrafficPhase[] = [
    ...(drops ? (['drop'] as const) : []),
    ...(closes ? (['strict'] as const) : []),
    ...(upgrades ? (['upgrade'] as const) : []),
  ];
  return {
    phases: [...new Set([...ways.flat(), ...must])],
    isGoal: (done) =>
      must.every((phase) => done.includes(phase) || (phase === 'drop' && done.includes('harden'))) &&
      ways.some((way) => way.every((phase) => done.includes(phase))) &&
      // One way, not two.
      ways.filter((way) => way.some((phase) => done.includes(phase))).length <= 1,
  };
}

function worstOf(stages: RolloutPlan['stages']): Worst {
  const all = stages.flatMap(({ number, harm }) => harm.map((each) => ({ ...each, number })));
  const count = (word: (typeof all)[number]['harm']): number =>
    stages
      .map(({ harm }) => harm.filter((each) => each.harm === word).reduce((sum, { pairs }) => sum + pairs, 0))
      .reduce((most, pairs) => Math.max(most, pairs), 0);
  const order = ['cut', 'unknown', 'clear-again', 'negotiation', 'hand-over'] as const;
  const [bad] = [...all].sort((a, b) => order.indexOf(a.harm) - order.indexOf(b.harm) || b.seconds - a.seconds);
  return {
    cut: count('cut') + count('unknown'),
    clearAgain: count('clear-again'),
    negotiations: count('negotiation'),
    handOvers: count('hand-over'),
    seconds: bad?.seconds ?? 0,
    stage: bad?.number ?? 0,
    why: bad?.why ?? '',
  };
}

function adviceFor({ mode }: RolloutInput, effects: readonly PhaseEffect[]): readonly string[] {
  const waits = effects.some(({ harm, kind }) => harm === 'negotiation' && kind.counts);
  const cut = effects.some(({ harm, kind }) => harm === 'cut' && kind.counts);
  const blocks = effects.some(({ harm, kind }) => harm === 'unknown' && kind.counts);
  if (!waits && !cut && !blocks) return [];
  return [
    ...(waits && mode === 'opportunistic'
      ? [
          'policy groups route before the SA is there: with mode: explicit each pair is cut for a part of one negotiation only',
        ]
      : []),
    ...(blocks && mode === 'opportunistic'
      ? [
          'hosts that ask each other at once may block each other up to 4.15: mode: explicit, or 5.0 and newer on one end of each pair',
        ]
      : []),
    ...(cut
      ? ['a pair is cut until both ends follow: keep the hosts of a batch few, and the batches close together']
      : []),
    `at least ${secondsOf['hand-over']} s of a pair cannot be avoided: no sequence makes two hosts encrypt without the moment in which one has its SA and the other not yet`,
  ];
}

/** Files that the plan does not give a host stay there, and count. */
function hostDigests({ current, soft, target, confName }: PlannedRolloutHost): HostDigests {
  const had = current?.evidence?.files ?? new Map<string, FileContent>();
  const beside = (files: HostFiles): string | undefined => digestOf(new Map([...entriesOf(had), ...entriesOf(files)]));
  const left = entriesOf(had).filter(([path]) => path !== `etc/ipsec.d/${confName}.conf`);
  const given = target?.evidence?.files;
  const before = digestOf(had);
  const after = given === undefined ? digestOf(new Map(left)) : beside(given);
  const between = given === undefined ? undefined : beside(soft?.evidence?.files ?? addedFiles(given));
  return {
    ...(before === undefined ? {} : { before }),
    ...(between === undefined ? {} : { between }),
    ...(after === undefined ? {} : { after }),
  };
}

function addedFiles(files: HostFiles): HostFiles {
  return new Map(
    entriesOf(files).map(([path, content]) => [
      path,
      typeof content === 'string' && path.endsWith('.conf') ? withAddedConns(content) : content,
    ]),
  );
}

function entriesOf(files: HostFiles): readonly (readonly [string, FileContent])[] {
  return [...files.keys()].map((path) => [path, files.get(path) ?? '']);
}
