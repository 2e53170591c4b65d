/**
 * Pictures of a mesh, its matrix, policy groups, the validity of certificates, a packet, its path, and a roll-out: as SVG, and
 * as graphs for Mermaid and Graphviz.
 *
 * @packageDocumentation
 */

export type { WirePart } from '../esp/wire.ts';
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
export type {
  BoxShape,
  CellsShape,
  Drawing,
  LineShape,
  Shape,
  TextShape,
  Tone,
} from '../graph/drawing/drawing.ts';
export { printSvg, type SvgOptions } from '../graph/drawing/print-svg.ts';
export { pictureStyle } from '../graph/drawing/style.ts';
export type { Typeface } from '../graph/drawing/text-width.ts';
export type { Graph, GraphCluster, GraphEdge, GraphNode } from '../graph/graph.ts';
export { type BranchAction, type GroupBranch, type GroupTree, groupTree, type InClear } from '../graph/group-tree.ts';
export type { PairState, PairsValue, PictureHost, PicturePair } from '../graph/pairs.ts';
export { pairsOfMesh, pairsOfVerification } from '../graph/pairs-of.ts';
export { type Picture, type PictureFormat, pictureFormats, printPicture } from '../graph/picture.ts';
export { pictures } from '../graph/pictures/index.ts';
export type { PacketValue } from '../graph/pictures/packet.ts';
export type { ValidityBar, ValidityTimes } from '../graph/pictures/validity.ts';
export type * from '../index.ts';
export type { Counterexample } from '../rollout/explore.ts';
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
