import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

describe('both ends make new key material for every SA, or neither', () => {
  const cases: readonly Case[] = [
    ['both by default', {}, []],
    ['both in words', { both: { pfs: 'yes' } }, []],
    ['one in words, one by default', { a: { pfs: 'yes' } }, []],
    ['neither', { both: { pfs: 'no' } }, []],
    ['one does not', { a: { pfs: 'no' } }, ['error a: pfs=no (b: conn to-a)']],
    ['the other does not', { b: { pfs: 'no' } }, ['error a: conn to-b (b: pfs=no)']],
    ['one does not, the other in words', { a: { pfs: 'no' }, b: { pfs: 'yes' } }, ['error a: pfs=no (b: pfs=yes)']],
    ['in another spelling of the word', { a: { pfs: 'off' } }, ['error a: pfs=off (b: conn to-a)']],
  ];
  // Of two alone nobody is in the minority: the first is pointed at, and the other with it.
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/pfs-differs', change)).toEqual(expected);
  });
});
