import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

describe('the two ends of a pair protect the same packets', () => {
  const cases: readonly Case[] = [
    ['host to host', {}, []],
    ['the same subnets', { a: { leftsubnet: '10.1.0.0/16' }, b: { rightsubnet: '10.1.0.0/16' } }, []],
    [
      'a subnet that the peer does not know',
      { a: { leftsubnet: '10.1.0.0/16' } },
      ['error a: leftsubnet=10.1.0.0/16 (b: conn to-a)'],
    ],
    [
      'a smaller subnet',
      { a: { leftsubnet: '10.1.0.0/16' }, b: { rightsubnet: '10.1.0.0/24' } },
      ['error a: leftsubnet=10.1.0.0/16 (b: conn to-a)'],
    ],
    ['the host itself, written out', { a: { leftsubnet: '10.0.0.1/32' } }, []],
    ['one protocol alone', { a: { leftprotoport: 'tcp/22' } }, ['error a: leftprotoport=tcp/22 (b: conn to-a)']],
    ['one protocol on both', { a: { leftprotoport: 'tcp/22' }, b: { rightprotoport: '6/22' } }, []],
    ['every port, by 0', { a: { leftprotoport: 'udp/0' }, b: { rightprotoport: 'udp' } }, []],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/address-mismatch', change)).toEqual(expected);
  });
});
