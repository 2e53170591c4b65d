import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

const tunnel = (subnet: string, more = '') => ({
  'etc/ipsec.d/other.conf': `conn office\n\tleft=10.0.0.1\n\tright=192.0.2.1\n\trightsubnet=${subnet}\n\tauto=ondemand\n${more}`,
});

describe('no conn next to the mesh covers the address of a host of the mesh', () => {
  const cases: readonly Case[] = [
    ['another network', { filesOfA: tunnel('192.168.0.0/16') }, []],
    [
      'a network with the peer in it',
      { filesOfA: tunnel('10.0.0.0/24') },
      ['warning a: rightsubnet=10.0.0.0/24 (a: conn to-b)'],
    ],
    ['everything', { filesOfA: tunnel('0.0.0.0/0') }, ['warning a: rightsubnet=0.0.0.0/0 (a: conn to-b)']],
    ['the neighbour of the peer', { filesOfA: tunnel('10.0.0.3/32') }, []],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/subnets-overlap', change)).toEqual(expected);
  });
});
