import { describe, expect, test } from 'vitest';
import { foundOnB } from '../on-b.ts';
import { groups } from './groups.ts';

const file = (group: string) => `etc/ipsec.d/policies/${group}`;

describe('two hosts treat each other so that their packets arrive', () => {
  test.each<[why: string, group: string, edit: (text: string) => string, count: number]>([
    ['as rendered', 'private', (text) => text, 0],
    ['b has a alone in clear, and a demands encryption', 'clear', (text) => `${text}172.16.0.1/32\n`, 1],
    ['b has both in clear', 'clear', (text) => `${text}172.16.0.1/32\n172.16.0.3/32\n`, 2],
    ['b knows no group for either', 'private', () => '', 2],
    ['b has nothing for IPv6', 'private-ipv6', () => '', 2],
    [
      'b has a network in clear around the one that encrypts, which 4.10 then never negotiates',
      'clear',
      (text) => `${text}172.16.0.0/16\n`,
      1,
    ],
    ['b drops what goes to a stranger', 'block', (text) => `${text}192.0.2.1/32\n`, 0],
  ])('%s', (_, group, edit, count) => {
    expect(foundOnB('verify/groups-asymmetric', groups(), file(group), edit)).toHaveLength(count);
  });
});
