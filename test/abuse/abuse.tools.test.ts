// A short form of `npm run test:abuse`: a few trials of each kind, and each kind's planted fault.
import { expect, test } from 'vitest';
import { describeWithTools } from '../support/real-tool.ts';
import { randomOf } from './kind.ts';
import { kinds } from './kinds.ts';

for (const { kind, tools } of kinds)
  describeWithTools(tools, kind.name, () => {
    const trials = kind.isSlow === true ? 1 : kind.name.includes('lead out') ? 6 : 12;

    test('nothing is shown, lost or outside', async () => {
      for (let i = 0; i < trials; i += 1)
        expect(await kind.trial(randomOf(`short ${kind.name} ${i}`), false), `trial ${i}`).toBeUndefined();
    });

    test('the planted fault is found', async () => {
      expect(await kind.trial(randomOf(`planted ${kind.name}`), true)).toBeDefined();
    });
  });

test('there are at least twelve kinds', () => {
  expect(kinds.length).toBeGreaterThanOrEqual(12);
});
