/** What it does to pairs that a host has to be restarted to read its database again. */
import { atLeast } from '../libreswan/release.ts';
import type { StageHarm } from './plan.ts';
import type { PlannedRolloutHost } from './rollout-input.ts';
import { secondsOf } from './stage-harm.ts';
import { changesOf, namesOf, pairsWith, type StageSource, starts } from './stage-source.ts';

/** Before 4.0 pluto reads certificates when it starts, and no sooner. */
export function needsRestart(host: PlannedRolloutHost, source: StageSource): boolean {
  return !starts(changesOf(source, host)) && !atLeast(host.release, '4.0');
}

/** The harm of a stage in which some hosts have their databases read again. */
export function restartHarm(hosts: readonly PlannedRolloutHost[], source: StageSource): readonly StageHarm[] {
  const restarted = hosts.filter((host) => needsRestart(host, source));
  const pairs = pairsWith(restarted, source);
  if (pairs.length === 0) return [];
  const told = { pairs: pairs.length, examples: pairs.slice(0, 3).map(namesOf) };
  const why = 'before 4.0 pluto reads certificates at its start alone, so that the host is restarted';
  return [
    { ...told, harm: 'cut', seconds: secondsOf.cut, why },
    { ...told, harm: 'clear-again', seconds: secondsOf['clear-again'], why },
  ];
}
