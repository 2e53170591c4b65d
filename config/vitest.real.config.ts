import { defineConfig } from 'vitest/config';

/** The real hosts: minutes long, two guests at a time (each is one processor). */
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/real/**/*.test.ts'],
    maxConcurrency: Number(process.env.SWANMESH_GUESTS ?? 2),
    // Above the longest time limit of a guest, which says what it was doing.
    testTimeout: 1_800_000,
    hookTimeout: 120_000,
    // A guest that stood still for a moment is no finding: what fails is played once more, and the table says so.
    retry: 1,
    reporters: ['default', './test/support/plain-line-reporter.ts'],
  },
});
