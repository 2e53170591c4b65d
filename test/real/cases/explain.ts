import type { RealCase } from '../case.ts';
import { mixedCase } from '../mixed/mixed-case.ts';
import { mixedPairs } from '../mixed/mixed-pair.ts';

/** What is predicted of mixed states, and what is captured then. */
export const explainCases: readonly RealCase[] = [0, 1, 2].map((third) =>
  mixedCase(
    `mixed states, part ${third + 1}`,
    mixedPairs.filter((_, i) => i % 3 === third),
  ),
);
