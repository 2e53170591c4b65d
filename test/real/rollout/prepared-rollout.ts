import type { RolloutPlan } from '../../../src/rollout/plan.ts';
import type { PrintedStage } from '../../support/printed-plan.ts';

/** The plan, as data and as it is printed. */
export interface PreparedRollout {
  readonly plan: RolloutPlan;
  readonly stages: readonly PrintedStage[];
  /** The whole way home. */
  readonly back: readonly PrintedStage[];
  /** Names of the hosts that have IPsec before, and of those that have it in the end. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}
