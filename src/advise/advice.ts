/** A number about a mesh that can be computed, with the formula and who says so. */
export interface Advice {
  readonly topic: 'sequence-numbers' | 'goodput' | 'one-core' | 'replay-window' | 'socket-buffer' | 'rekeys' | 'memory';
  /** What the number is of: a transform, a release. */
  readonly of: string;
  readonly value: number;
  readonly unit: 'seconds' | 'percent' | 'bits/s' | 'packets' | 'bytes' | 'exchanges/day';
  /** What it means, and what to do about it, in a sentence. */
  readonly text: string;
  /** With the numbers that were put in. */
  readonly formula: string;
  /** RFC and section, manual page, or file and tag. */
  readonly source: string;
}
