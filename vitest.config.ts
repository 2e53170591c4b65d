import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Guests with their own kernel, minutes long: `npm run test:real` has a configuration of its own.
    exclude: ['test/real/**', 'node_modules/**'],
    setupFiles: ['./test/support/seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Packets and daemons can be late on a busy machine: CI asks once more, and the output says so (`retry x1`). What depends on
    // a seed alone fails again.
    retry: process.env.CI === 'true' ? 1 : 0,
    reporters: ['default', './test/support/plain-line-reporter.ts'],
  },
});
