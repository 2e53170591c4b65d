import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

describe('a conn of the mesh has an auto= that loads it', () => {
  const cases: readonly Case[] = [
    ['routed', {}, []],
    ['loaded only', { a: { auto: 'add' } }, []],
    ['kept', { a: { auto: 'keep' } }, []],
    ['ignored', { a: { auto: 'ignore' } }, ['error a: auto=ignore']],
    ['without a line, which means ignore', { b: { auto: undefined } }, ['error b: conn to-a']],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/not-loaded', change)).toEqual(expected);
  });
});
