/** What a kind of attack or accident is, and what its trials need. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whole numbers below a bound, the same for the same seed. */
export type Random = (below: number) => number;

/** Numbers from a seed: SHA-256 in counter mode, so that a trial can be done again by its own seed. */
export function randomOf(seed: string): Random {
  let [block, at] = [Buffer.alloc(0), 0];
  let count = 0;
  return (below) => {
    if (at + 4 > block.length) {
      block = createHash('sha256').update(`${seed} ${count}`).digest();
      count += 1;
      at = 0;
    }
    const number = block.readUInt32BE(at);
    at += 4;
    return number % below;
  };
}

/** What was tried of a kind: how often something befell. */
export type Counts = Map<string, number>;

/** One trial gives what was wrong, or nothing. With `plant` it makes a fault of the kind's own, which must be found. */
export interface Kind {
  readonly name: string;
  /** Whether a trial starts processes: it takes a hundred times as long. */
  readonly isSlow?: true;
  /** What the trials came upon, for the table. */
  readonly counts?: Counts;
  readonly trial: (random: Random, plant: boolean) => Promise<string | undefined>;
}

/** Counts one more. */
export function count(counts: Counts, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** Does work in a folder that is removed afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-abuse-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
