import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

describe('both ends take extended sequence numbers, or both the short ones', () => {
  const cases: readonly Case[] = [
    ['as the release does by default', {}, []],
    ['both say yes', { both: { esn: 'yes' } }, []],
    ['either meets yes', { a: { esn: 'either' }, b: { esn: 'yes' } }, []],
    ['either meets no', { a: { esn: 'either' }, b: { esn: 'no' } }, []],
    ['yes against no', { a: { esn: 'yes' }, b: { esn: 'no' } }, ['error a: esn=yes (b: esn=no)']],
    ['4.10 takes either by default', { a: { esn: 'yes' } }, []],
    [
      '4.5 takes the short ones alone',
      { a: { esn: 'yes' }, releases: ['4.10', '4.5'] },
      ['error a: esn=yes (b: conn to-a)'],
    ],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/no-common-proposal', change)).toEqual(expected);
  });
});
