/** What stages are made of, and what all of them ask of it. */
import type { HostChanges } from './host-changes.ts';
import type { PhaseEffect } from './order.ts';
import type { SortedPairs } from './pair-kinds.ts';
import type { RolloutPair, TrafficPhase } from './phases.ts';
import type { PlanStep, Stage } from './plan.ts';
import { isMaster } from './rollout-host.ts';
import type { PlannedRolloutHost, RolloutInput } from './rollout-input.ts';

/** What stages are made of. */
export interface StageSource {
  readonly input: RolloutInput;
  readonly hosts: readonly PlannedRolloutHost[];
  readonly changes: ReadonlyMap<string, HostChanges>;
  readonly sorted: SortedPairs;
  readonly phases: readonly TrafficPhase[];
  readonly effects: readonly PhaseEffect[];
}

/** A stage that has no number yet. */
export type Draft = Omit<Stage, 'number'>;

/** The hosts on which something changes. */
export function changed(source: StageSource, holds: (change: HostChanges) => boolean): readonly PlannedRolloutHost[] {
  return source.hosts.filter((host) => holds(changesOf(source, host)));
}

/** What changes on one of the hosts. */
export function changesOf({ changes }: StageSource, { name }: PlannedRolloutHost): HostChanges {
  return changes.get(name) as HostChanges;
}

/** The canary alone, then the masters, then the rest, no more at once than are wanted. */
export function batchesOf(
  { input: { maxParallel: most = Number.POSITIVE_INFINITY } }: StageSource,
  hosts: readonly PlannedRolloutHost[],
  commands: (host: PlannedRolloutHost) => readonly string[],
): Stage['batches'] {
  const [canary, ...rest] = hosts;
  if (canary === undefined) return [];
  const steps = (host: PlannedRolloutHost): PlanStep => ({ host: host.name, commands: commands(host) });
  const groups = [rest.filter(isMaster), rest.filter((host) => !isMaster(host))];
  const batches: (readonly PlanStep[])[] = [[steps(canary)]];
  for (const group of groups)
    for (let i = 0; i < group.length; i += most) batches.push(group.slice(i, i + most).map(steps));
  return batches;
}

/** Whether pluto is to be started: it has no conn yet, and nobody saw it run. */
export function starts({ isFirst, runs }: HostChanges): boolean {
  return isFirst && !runs;
}

/** Whether conns that are to go stay beside the new ones until those are up: what reads the files would delete them too early. */
export function goesBeside({ conns, leaves }: HostChanges): boolean {
  return !leaves && conns.removed.length > 0 && conns.added.length + conns.changed.length > 0;
}

/** Whether every conn that pluto has under a name of the files is the one of the files: then none is to be loaded again. */
export function isAdopting({ conns, isFirst }: HostChanges): boolean {
  return !isFirst && conns.changed.length === 0;
}

/** The conns that a host does not have yet as they are to be. */
export function freshConns({ conns }: HostChanges): readonly string[] {
  return [...conns.added, ...conns.changed];
}

/** The two hosts of a pair, by name. */
export function namesOf({ a, b }: RolloutPair): readonly [string, string] {
  return [a.name, b.name];
}

/** The pairs of some hosts. */
export function pairsWith(hosts: readonly PlannedRolloutHost[], { sorted }: StageSource): readonly RolloutPair[] {
  return sorted.pairs.filter(({ a, b }) => hosts.some((host) => host.name === a.name || host.name === b.name));
}

/** An address of each peer of a host. */
export function peersOf(host: PlannedRolloutHost, { sorted }: StageSource): readonly string[] {
  return sorted.pairs.flatMap(({ a, b }) =>
    a.name === host.name
      ? (b.target?.addresses.slice(0, 1) ?? [])
      : b.name === host.name
        ? (a.target?.addresses.slice(0, 1) ?? [])
        : [],
  );
}
