/**
 * What becomes of packets between two hosts, and which lines of their files decide it.
 *
 * @packageDocumentation
 */

export { checkExpectations, type ExpectedCluster } from '../explain/expectations.ts';
export { explainTraffic, type TrafficQuestion } from '../explain/explain-traffic.ts';
export type {
  Direction,
  Exchange,
  Fate,
  Hop,
  NegotiationTrace,
  StepAction,
  Trace,
  TraceStep,
  TrafficExplanation,
  TrafficPacket,
} from '../explain/explanation.ts';
export { gatheredState } from '../explain/gathered-state.ts';
export {
  type ConnLife,
  type HostFilterState,
  type HostState,
  pairKey,
  type SaState,
  type TrafficState,
} from '../explain/traffic-state.ts';
export type { FactFile, FilterFacts } from '../firewall/host-rules.ts';
export type * from '../index.ts';
export { plannedState } from '../planned-states.ts';
export type { CrlScope, RevocationList, Revoked } from '../x509/revocation/revocation-list.ts';
