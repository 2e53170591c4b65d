import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

const unset = { ikev2: undefined, keyexchange: undefined };

describe('what either end begins with the other accepts', () => {
  const cases: readonly Case[] = [
    ['both IKEv2', {}, []],
    ['both IKEv1', { both: { ikev2: 'no' } }, []],
    ['IKEv2 alone against IKEv1 alone', { b: { ikev2: 'no' } }, ['error a: ikev2=insist (b: ikev2=no)']],
    ['the same on the other host', { a: { ikev2: 'no' } }, ['error a: ikev2=no (b: ikev2=insist)']],
    [
      'unset means IKEv1 first up to 3.27, and IKEv2 is accepted: whoever begins with IKEv1 meets IKEv2 alone',
      { a: unset, releases: ['3.27', '3.27'] },
      ['error a: conn to-b (b: ikev2=insist)'],
    ],
    ['unset on both up to 3.27', { both: unset, releases: ['3.27', '3.27'] }, []],
    ['unset means IKEv2 from 3.28', { a: unset, releases: ['3.28', '3.28'] }, []],
    [
      'unset on both sides of that line',
      { both: unset, releases: ['3.27', '3.28'] },
      ['error a: conn to-b (b: conn to-a)'],
    ],
    ['one release with ikev2=, one with keyexchange=', { releases: ['4.15', '5.0'] }, []],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/ike-version', change)).toEqual(expected);
  });
});
