import { defineConfig } from 'vitest/config';

/** The tests that mutants are run against: those of the logic alone, without programs, packets and the built command line. */
export default defineConfig({
  test: {
    include: ['test/{verify,mesh,esp,libreswan,render,inventory}/**/*.test.ts'],
    exclude: ['test/**/*{real,pluto,kernel,parser,algparse,judge}*.test.ts', 'test/render/import-certificate*.test.ts'],
    setupFiles: ['./test/support/seed.ts'],
    testTimeout: 60_000,
    // There are thousands of mutants; what a few runs do not kill counts as alive.
    env: { SWANMESH_RUNS: '20' },
  },
});
