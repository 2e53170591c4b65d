import type { TrafficState } from '../explain/traffic-state.ts';
import type { CommandHost } from './commands.ts';
import type { RolloutHost } from './rollout-host.ts';

/** What a plan is made of. */
export interface RolloutInput extends Pick<TrafficState, 'now' | 'signatures'> {
  readonly cluster: string;
  readonly mode: 'explicit' | 'opportunistic';
  readonly hosts: readonly PlannedRolloutHost[];
  /** Whether two hosts are to talk. */
  readonly linked: (a: string, b: string) => boolean;
  /** Addresses that people and controllers log in from. */
  readonly management: readonly string[];
  /** Hosts of one batch; all at once where it is absent. */
  readonly maxParallel?: number;
}

/** A host, and what commands on it name. */
export interface PlannedRolloutHost extends RolloutHost, CommandHost {
  /** Absent for a host without an overlay. */
  readonly overlayMtu?: number;
}
