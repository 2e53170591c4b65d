import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

describe('both ends use tunnel mode, or both transport mode', () => {
  const cases: readonly Case[] = [
    ['both tunnel by default', {}, []],
    ['one in words, one by default', { b: { type: 'tunnel' } }, []],
    ['both transport', { both: { type: 'transport' } }, []],
    ['one transport', { a: { type: 'transport' } }, ['error a: type=transport (b: conn to-a)']],
    ['the other transport', { b: { type: 'transport' } }, ['error a: conn to-b (b: type=transport)']],
    [
      'both in words',
      { a: { type: 'tunnel' }, b: { type: 'transport' } },
      ['error a: type=tunnel (b: type=transport)'],
    ],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/type-differs', change)).toEqual(expected);
  });
});
