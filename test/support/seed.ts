import fc from 'fast-check';

/**
 * `npm test` gives the same answer twice: its random tests start from one seed. `npm run test:long` searches instead, with
 * fresh seeds and more runs, and SWANMESH_SEED replays what it found.
 */
const seed = process.env.SWANMESH_SEED ?? (process.env.SWANMESH_LONG === undefined ? '20261122' : undefined);
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });
