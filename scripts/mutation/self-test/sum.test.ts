import { expect, test } from 'vitest';
import { isSome, sum } from './sum.ts';

test.each([
  [1, 1],
  [4, 10],
])('the numbers up to %i are %i', (last, total) => {
  expect(sum(last)).toBe(total);
});

test('of a few there is some', () => {
  expect(isSome(3)).toBe(true);
  expect(isSome(-3)).toBe(false);
});
