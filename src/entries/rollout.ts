/**
 * How hosts get from what they have to what an inventory says: a plan that cuts as few pairs as can be, checked in every state.
 *
 * @packageDocumentation
 */

export { gatheredState } from '../explain/gathered-state.ts';
export type { ConnLife, HostFilterState, HostState } from '../explain/traffic-state.ts';
export type { FactFile, FilterFacts } from '../firewall/host-rules.ts';
export type * from '../index.ts';
export { planRollout, type RolloutOptions, stageFiles } from '../plan-rollout.ts';
export {
  type Counterexample,
  type Exploration,
  explore,
  type Model,
  type Property,
  wander,
} from '../rollout/explore.ts';
export { planFindings, whereFindings } from '../rollout/findings.ts';
export type {
  HostDigests,
  Observation,
  PlanStep,
  Proof,
  RolloutPlan,
  Stage,
  StageHarm,
  StageKind,
  Violation,
  Worst,
} from '../rollout/plan.ts';
export { readPlan } from '../rollout/read-plan.ts';
export { type Seen, type SeenStage, type Whereabouts, whereIs } from '../rollout/where.ts';
export type { CrlScope, RevocationList, Revoked } from '../x509/revocation/revocation-list.ts';
