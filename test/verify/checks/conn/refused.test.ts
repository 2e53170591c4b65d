import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

describe('the family that a conn names is that of its addresses', () => {
  const cases: readonly Case[] = [
    ['none named', {}, []],
    ['IPv4 for IPv4', { a: { hostaddrfamily: 'ipv4' } }, []],
    ['IPv6 for IPv4', { a: { hostaddrfamily: 'ipv6' } }, ['error a: hostaddrfamily=ipv6']],
    ['of the traffic', { b: { clientaddrfamily: 'ipv6' } }, ['error b: clientaddrfamily=ipv6']],
    [
      'by the keyword for both',
      { a: { connaddrfamily: 'ipv6' }, releases: ['3.20', '3.20'] },
      ['error a: connaddrfamily=ipv6'],
    ],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/conn-lost', change)).toEqual(expected);
  });
});
