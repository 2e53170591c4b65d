/** One of several parts of a mesh's hosts, for machines that render side by side. */
export interface Shard {
  /** Which part, from 1. */
  readonly index: number;
  /** How many parts there are. */
  readonly count: number;
}

/** Reads `K/N`; `undefined` unless 1 ≤ K ≤ N ≤ 100,000. */
export function readShard(text: string): Shard | undefined {
  const [, index, count] = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  return shard.index <= shard.count && shard.count <= 100_000 ? shard : undefined;
}

/**
 * The hosts of a shard: a run of them in canonical order. The shards of one count are disjoint and complete, differ by at most
 * one host in size, and do not depend on the order of the inventory; one host more or less moves at most one across each border.
 *
 * @example inShard(mesh.nodes, { index: 1, count: 4 }) // the first quarter
 */
export function inShard<T>(nodes: readonly T[], { index, count }: Shard): readonly T[] {
  const border = (shards: number): number => Math.floor((nodes.length * shards) / count);
  return nodes.slice(border(index - 1), border(index));
}
