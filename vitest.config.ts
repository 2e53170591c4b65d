import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Guests with their own kernel, minutes long: `npm run test:real` has a configuration of its own.
    exclude: ['test/real/**', 'node_modules/**'],
    setupFiles: ['./test/support/seed.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './test/support/plain-line-reporter.ts'],
  },
});
