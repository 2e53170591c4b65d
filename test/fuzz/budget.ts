/** How much a random comparison tries, and from which seed. */

export interface Budget {
  /** Comparisons at least. */
  readonly count: number;
  /** It goes on until this time, in milliseconds. */
  readonly until: number;
  readonly seed: number;
}

/**
 * `SWANMESH_FUZZ_MINUTES` is shared by as many tests as `shares` says; `SWANMESH_LONG=1` asks for the long count;
 * `SWANMESH_SEED` repeats a run.
 */
export function budget({ usual, long, shares }: { usual: number; long: number; shares: number }): Budget {
  const minutes = Number(process.env.SWANMESH_FUZZ_MINUTES ?? 0);
  const isFree = minutes > 0 || process.env.SWANMESH_LONG !== undefined;
  const seed = Number(process.env.SWANMESH_SEED ?? (isFree ? Math.floor(Math.random() * 0x7fffffff) : 20261128));
  return {
    count: process.env.SWANMESH_LONG === undefined ? usual : long,
    until: minutes > 0 ? Date.now() + (minutes * 60_000) / shares : 0,
    seed,
  };
}
