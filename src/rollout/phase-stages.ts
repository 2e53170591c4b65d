/** A phase as a stage: who does what, what must be seen, and the way back. */
import { auto, filterAtBoot, loadFilter, placeFiles, removeFiles, removeSoftGroups, startPluto } from './commands.ts';
import type { HostChanges } from './host-changes.ts';
import { phaseTexts } from './phase-texts.ts';
import type { RolloutPair, TrafficPhase } from './phases.ts';
import type { Observation, PlanStep, Stage } from './plan.ts';
import type { PlannedRolloutHost } from './rollout-input.ts';
import { harmOf } from './stage-harm.ts';
import {
  batchesOf,
  changed,
  changesOf,
  type Draft,
  freshConns,
  peersOf,
  type StageSource,
  starts,
} from './stage-source.ts';

/** A phase as a stage. */
export function phaseStage(phase: TrafficPhase, source: StageSource): Draft {
  const { title, why, restart } = phaseTexts[phase];
  const effects = source.effects.filter((effect) => effect.phase === phase);
  const steps = phase === 'up' ? upBatches(source) : hostBatches(phase, source);
  return {
    kind: phase,
    title,
    why,
    restart,
    batches: steps,
    harm: harmOf(effects, source),
    inClear: effects
      .filter(({ outcome, kind }) => outcome === 'clear' && kind.counts)
      .reduce((sum, { kind }) => sum + kind.count, 0),
    gate: gateOf(phase, source),
    back: backOf(phase, source),
  };
}

function hostBatches(phase: TrafficPhase, source: StageSource): Stage['batches'] {
  return batchesOf(source, actingIn(phase, source), (host) => commandsFor(phase, host, changesOf(source, host)));
}

function actingIn(phase: TrafficPhase, source: StageSource): readonly PlannedRolloutHost[] {
  return changed(source, (change) => {
    if (phase === 'strict') return change.filter === 'strict';
    if (phase === 'drop') return change.conns.removed.length > 0 && !change.leaves;
    return !change.leaves && freshConns(change).length > 0;
  });
}

function commandsFor(phase: TrafficPhase, host: PlannedRolloutHost, change: HostChanges): readonly string[] {
  const { conns } = change;
  switch (phase) {
    case 'load':
      return [
        ...placeFiles(host, 'between'),
        ...(starts(change) ? [startPluto] : [...auto('add', conns.added), ...auto('replace', conns.changed)]),
      ];
    case 'load-as-written':
      return [
        ...placeFiles(host, 'after'),
        ...(starts(change)
          ? [startPluto]
          : [...auto('add', conns.added), ...auto('replace', conns.changed), 'ipsec whack --listen']),
      ];
    case 'soften':
      return [
        ...placeFiles(host, 'between'),
        ...(starts(change) ? [startPluto] : [...auto('replace', host.softGroups), 'ipsec whack --listen']),
      ];
    case 'harden':
      return [
        ...placeFiles(host, 'after'),
        ...auto('replace', host.groups),
        ...removeSoftGroups(host),
        'ipsec whack --listen',
      ];
    case 'route':
      return auto('route', freshConns(change));
    case 'drop':
      return auto('delete', conns.removed);
    case 'strict':
      // A new host loads its filter at boot from the stage on in which IPsec starts at boot.
      return [...loadFilter(host, 'after'), ...(change.isFirst ? [] : filterAtBoot(host, 'after'))];
    case 'up':
      return [];
  }
}

/** Pairs whose SA is to be brought up: first those of the canary, so that a fault shows early. */
function upPairs({ sorted }: StageSource): readonly RolloutPair[] {
  return sorted.pairs.filter(
    ({ a, b, conns }) =>
      a.target !== undefined && b.target !== undefined && ['new', 'changed', 'moved'].includes(conns),
  );
}

function upBatches(source: StageSource): Stage['batches'] {
  const byHost = new Map<string, PlanStep[]>();
  for (const { a, b } of upPairs(source)) {
    const conn = connFor(a as PlannedRolloutHost, b as PlannedRolloutHost, source);
    const steps = byHost.get(a.name) ?? [];
    byHost.set(a.name, steps);
    steps.push({ host: a.name, peer: b.name, commands: auto('up', conn === undefined ? [] : [conn]) });
  }
  // One host after the other brings up its pairs: no two ends negotiate with each other at once.
  return [...byHost.values()];
}

function connFor(host: PlannedRolloutHost, peer: PlannedRolloutHost, { changes }: StageSource): string | undefined {
  const change = changes.get(host.name);
  const addresses: readonly string[] = peer.target?.addresses ?? [];
  return change === undefined
    ? undefined
    : freshConns(change).find((name) => addresses.includes(change.conns.peers.get(name) ?? ''));
}

function gateOf(phase: TrafficPhase, source: StageSource): readonly Observation[] {
  const hosts = actingIn(phase, source);
  const fresh = (host: PlannedRolloutHost): readonly string[] => freshConns(changesOf(source, host));
  switch (phase) {
    case 'load':
    case 'load-as-written':
    case 'soften':
    case 'harden':
      return hosts.flatMap((host): readonly Observation[] => [{ kind: 'loaded', host: host.name, conns: fresh(host) }]);
    case 'route':
      return hosts.map((host): Observation => ({ kind: 'routed', host: host.name, conns: fresh(host) }));
    case 'drop':
      return hosts.map(
        (host): Observation => ({ kind: 'gone', host: host.name, conns: changesOf(source, host).conns.removed }),
      );
    case 'strict':
      return hosts.map((host): Observation => ({ kind: 'closed', host: host.name, peers: peersOf(host, source) }));
    case 'up':
      return upPairs(source).map(
        ({ a, b }): Observation => ({ kind: 'sa', host: a.name, peer: b.name, address: b.target?.addresses[0] ?? '' }),
      );
  }
}

/** The way back from a phase; the last one that was done goes first. */
function backOf(phase: TrafficPhase, source: StageSource): readonly PlanStep[] {
  const steps = (commands: (host: PlannedRolloutHost, change: HostChanges) => readonly string[]): readonly PlanStep[] =>
    actingIn(phase, source).map((host) => ({ host: host.name, commands: commands(host, changesOf(source, host)) }));
  switch (phase) {
    case 'strict':
      return steps((host, { isFirst }) => [
        ...loadFilter(host, 'between'),
        ...(isFirst ? [] : filterAtBoot(host, 'between')),
      ]);
    case 'route':
      return steps((_, change) => auto('unroute', freshConns(change)));
    case 'up':
      return [];
    case 'drop':
      return steps((_, { conns }) => auto('add', conns.removed));
    default:
      return steps((host, change) =>
        change.isFirst
          ? ['systemctl stop ipsec', removeFiles(host)]
          : [
              ...auto('delete', change.conns.added),
              ...(change.conns.changed.length === 0
                ? []
                : ['# put the files that were gathered back, then:', ...auto('replace', change.conns.changed)]),
            ],
      );
  }
}
