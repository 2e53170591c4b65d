/** What a picture says as nodes and edges, for programs that lay out by themselves. */
import type { Tone } from './drawing/drawing.ts';

export interface GraphNode {
  /** A word of ours: a letter and a number. */
  readonly id: string;
  /** Foreign text, a line each. */
  readonly lines: readonly string[];
  readonly tone: Tone;
  /** The cluster that it is drawn in. */
  readonly cluster?: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly tone: Tone;
}

export interface GraphCluster {
  readonly id: string;
  readonly label: string;
}

export interface Graph {
  readonly title: string;
  readonly directed: boolean;
  /** From left to right, or from the top down. */
  readonly direction: 'LR' | 'TB';
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly clusters: readonly GraphCluster[];
}
