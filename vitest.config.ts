import { defineConfig } from 'vitest/config';

/** Tests that start a program: a real tool, or our own command line as users have it. */
const tools = [
  'test/**/*.tools.test.ts',
  'test/package/**/*.test.ts',
  ...(process.env.SWANMESH_LONG === '1' ? ['test/**/*.long.test.ts'] : []),
];
/** Suites with guests have a configuration and a command of their own, those with two daemons or a browser a project. */
const elsewhere = ['test/real/**', 'test/daemons/**', 'test/page/**', 'node_modules/**'];

export default defineConfig({
  test: {
    projects: [
      // No process is started here: a rule of dependency-cruiser holds it.
      {
        extends: true,
        test: {
          name: 'unit',
          isolate: false,
          setupFiles: ['./test/support/record-messages.ts'],
          include: ['test/**/*.test.ts'],
          exclude: [...elsewhere, ...tools, 'test/**/*.long.test.ts'],
        },
      },
      // One browser at a time: they share two cores with the rest of the machine.
      { extends: true, test: { name: 'page', include: ['test/page/**/*.test.ts'], fileParallelism: false } },
      {
        extends: true,
        // Real programs on a machine that does other work as well.
        test: { name: 'tools', include: tools, exclude: elsewhere, testTimeout: 180_000 },
      },
      {
        extends: true,
        // One file at a time: each has a dozen plutos of its own.
        test: { name: 'daemons', include: ['test/daemons/**/*.test.ts'], fileParallelism: false, testTimeout: 900_000 },
      },
    ],
    setupFiles: ['./test/support/seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/support/plain-line-reporter.ts'],
  },
});
