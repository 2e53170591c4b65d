import fc from 'fast-check';

/**
 * `npm test` gives the same answer twice: its random tests start from one seed. `npm run test:long` searches instead, with
 * fresh seeds and more runs, and SWANMESH_SEED replays what it found. SWANMESH_RUNS is how many runs a random test has that
 * does not say so itself.
 */
const seed = process.env.SWANMESH_SEED ?? (process.env.SWANMESH_LONG === undefined ? '20261122' : undefined);
const runs = process.env.SWANMESH_RUNS;
fc.configureGlobal({
  ...(seed === undefined ? {} : { seed: Number(seed) }),
  ...(runs === undefined ? {} : { numRuns: Number(runs) }),
});
