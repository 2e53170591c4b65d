/**
 * What becomes of packets between two hosts, and which lines of their files decide it.
 *
 * @packageDocumentation
 */
export type * from '../diagnostics/diagnostic.ts';
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
export { plannedState } from '../planned-states.ts';
