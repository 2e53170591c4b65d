/** A phase as a stage: who does what, what must be seen, and the way back. */

import { atLeast } from '../libreswan/release.ts';
import { applySteps, auto, placeFiles, removeMesh, removeSoftGroups, takeBack } from './commands.ts';
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
  goesBeside,
  isAdopting,
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
  if (phase === 'upgrade')
    return actingIn(phase, source).map((host) => [
      { host: host.name, commands: upgradeCommands(host, changesOf(source, host), source) },
    ]);
  return batchesOf(source, actingIn(phase, source), (host) => commandsFor(phase, host, changesOf(source, host)));
}

function actingIn(phase: TrafficPhase, source: StageSource): readonly PlannedRolloutHost[] {
  return changed(source, (change) => {
    if (phase === 'strict') return change.filter === 'strict';
    if (phase === 'upgrade') return change.release !== undefined;
    if (phase === 'drop') return change.conns.removed.length > 0 && !change.leaves;
    return !change.leaves && freshConns(change).length > 0;
  });
}

function commandsFor(phase: TrafficPhase, host: PlannedRolloutHost, change: HostChanges): readonly string[] {
  if (goesBeside(change)) return besideCommands(phase, host, change);
  const start = starts(change) ? (['start'] as const) : [];
  switch (phase) {
    case 'load':
      return applySteps(host, 'between', [...start, 'files', 'add'], isAdopting(change));
    case 'soften':
      return applySteps(host, 'between', [...start, 'files', 'add', 'route'], isAdopting(change));
    case 'load-as-written':
      return applySteps(host, 'after', [...start, 'files', 'add', 'route'], isAdopting(change));
    case 'harden':
      return applySteps(host, 'after', ['files', 'add', 'route']);
    case 'route':
      return applySteps(host, 'after', ['files', 'route']);
    case 'drop':
      return applySteps(host, 'after', ['files', 'add'], isAdopting(change));
    case 'strict':
      // A new host loads its filter at boot from the stage on in which IPsec starts at boot.
      return applySteps(host, 'after', ['files', 'filter', ...(change.isFirst ? [] : (['enable'] as const))]);
    case 'up':
    case 'upgrade':
      return [];
  }
}

/**
 * The files first, for a package restarts pluto. Up to 4.15 the kernel asks for an SA once, and not again for 30 s: whoever restarts
 * two ends sooner has them silent for that time.
 */
function upgradeCommands(host: PlannedRolloutHost, { release }: HostChanges, source: StageSource): readonly string[] {
  const isOld = [host, ...source.hosts].some((each) => !atLeast(each.current?.evidence?.release ?? '5.0', '5.0'));
  return [
    ...applySteps(host, 'after', ['files']),
    `# install libreswan ${release?.[1] ?? ''}`,
    'systemctl restart ipsec',
    ...(isOld ? ['sleep 30  # before the next host'] : []),
  ];
}

/** Where what is to go has to stay until the pairs are up: apply.sh would delete it at once. */
function besideCommands(phase: TrafficPhase, host: PlannedRolloutHost, change: HostChanges): readonly string[] {
  const { conns } = change;
  const load = [...auto('add', conns.added), ...auto('replace', conns.changed)];
  switch (phase) {
    case 'load':
      return [...placeFiles(host, 'between'), ...load];
    case 'load-as-written':
      return [...placeFiles(host, 'after'), ...load, listen];
    case 'soften':
      return [...placeFiles(host, 'between'), ...auto('replace', host.softGroups), listen];
    case 'harden':
      return [...placeFiles(host, 'after'), ...auto('replace', host.groups), ...removeSoftGroups(host), listen];
    case 'route':
      return auto('route', freshConns(change));
    case 'drop':
      return auto('delete', conns.removed);
    case 'strict':
      return applySteps(host, 'after', ['filter', 'enable']);
    case 'up':
    case 'upgrade':
      return [];
  }
}

/** Has pluto read its policy groups again. */
const listen = 'ipsec whack --listen';

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
      return hosts.flatMap((host): readonly Observation[] => [
        { kind: 'routed', host: host.name, conns: fresh(host) },
        ...(goesBeside(changesOf(source, host)) ? [] : [{ kind: 'file', host: host.name, digest: 'after' } as const]),
      ]);
    case 'drop':
      return hosts.map(
        (host): Observation => ({ kind: 'gone', host: host.name, conns: changesOf(source, host).conns.removed }),
      );
    case 'upgrade':
      return hosts.flatMap((host): readonly Observation[] => [
        { kind: 'release', host: host.name, release: changesOf(source, host).release?.[1] ?? '' },
        { kind: 'running', host: host.name },
      ]);
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
      return steps((host) => applySteps(host, 'between', ['files', 'filter']));
    case 'route':
      return steps((host, change) =>
        goesBeside(change)
          ? auto('unroute', freshConns(change))
          : [...auto('unroute', freshConns(change)), ...applySteps(host, 'between', ['files'])],
      );
    case 'up':
    case 'upgrade':
      return [];
    case 'drop':
      return steps((host, change) =>
        goesBeside(change) ? auto('add', change.conns.removed) : [takeBack(host, 'after')],
      );
    default:
      return steps((host, change) =>
        change.isFirst
          ? removeMesh(host, phase === 'load-as-written' || phase === 'harden' ? 'after' : 'between')
          : [
              ...auto('delete', change.conns.added),
              '# put the files that were gathered back',
              ...auto('replace', change.conns.changed),
            ],
      );
  }
}
