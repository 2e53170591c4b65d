import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

describe('where one end insists on UDP encapsulation the other does not forbid it', () => {
  const cases: readonly Case[] = [
    ['both by detection', {}, []],
    ['both insist', { both: { encapsulation: 'yes' } }, []],
    ['both forbid', { both: { encapsulation: 'no' } }, []],
    ['one insists, the other detects', { a: { encapsulation: 'yes' } }, []],
    ['one forbids, the other detects', { a: { encapsulation: 'no' } }, []],
    [
      'one insists, the other forbids',
      { a: { encapsulation: 'yes' }, b: { encapsulation: 'no' } },
      ['error a: encapsulation=yes (b: encapsulation=no)'],
    ],
    [
      'the older keyword, which has no effect any more from 3.19 on',
      { a: { forceencaps: 'yes' }, b: { encapsulation: 'no' }, releases: ['3.29', '3.29'] },
      [],
    ],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/encapsulation-differs', change)).toEqual(expected);
  });
});
