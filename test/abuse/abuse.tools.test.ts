// A short form of `npm run test:abuse`: a few trials of each kind, and each kind's planted fault.
import { expect, test } from 'vitest';
import { kinds, randomOf } from './kinds.ts';

const trials = (name: string): number => (/SIGKILL|at once/.test(name) ? 1 : /lead out/.test(name) ? 6 : 12);

test.each(kinds.map((kind) => [kind.name, kind] as const))(
  'nothing is shown, lost or outside: %s',
  async (name, { trial }) => {
    for (let i = 0; i < trials(name); i += 1)
      expect(await trial(randomOf(`short ${name} ${i}`), false), `trial ${i}`).toBeUndefined();
  },
);

test.each(kinds.map((kind) => [kind.name, kind] as const))(
  'the planted fault is found: %s',
  async (name, { trial }) => {
    expect(await trial(randomOf(`planted ${name}`), true)).toBeDefined();
  },
);

test('there are at least twelve kinds', () => {
  expect(kinds.length).toBeGreaterThanOrEqual(12);
});
