import { expect, test } from 'vitest';
import { compare } from '../../../src/verify/pairs/verification-state.ts';

test('texts are in the order of their code units', () => {
  expect(['b', 'a', 'B', 'a', 'é'].sort(compare)).toEqual(['B', 'a', 'a', 'b', 'é']);
  expect([compare('a', 'b'), compare('b', 'a'), compare('a', 'a')]).toEqual([-1, 1, 0]);
});
