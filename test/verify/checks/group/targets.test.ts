import { describe, expect, test } from 'vitest';
import { foundOnB } from '../on-b.ts';
import { groups } from './groups.ts';

const file = (group: string) => `etc/ipsec.d/policies/${group}`;

describe('every entry of the inventory is in the policy file of its group', () => {
  test.each<[why: string, group: string, edit: (text: string) => string, count: number]>([
    ['as rendered', 'private', (text) => text, 0],
    ['with a comment and a blank line', 'private', (text) => `# checked\n\n${text}`, 0],
    ['in another order', 'private', (text) => text.split('\n').reverse().join('\n'), 0],
    ['the entry is gone', 'private', (text) => text.replace('172.16.0.0/24', ''), 1],
    ['the entry is a comment', 'private', (text) => text.replace('172.16.0.0/24', '# 172.16.0.0/24'), 1],
    ['the entry is another', 'private', (text) => text.replace('172.16.0.0/24', '172.16.0.0/25'), 1],
    ['the file is empty', 'clear', () => '', 1],
    ['of IPv6, which has a file of its own', 'private-ipv6', () => '', 1],
  ])('%s', (_, group, edit, count) => {
    expect(foundOnB('verify/missing-target', groups(), file(group), edit)).toHaveLength(count);
  });
});

describe('and no other', () => {
  test.each<[why: string, group: string, more: string, found: readonly string[]]>([
    ['one more', 'private', '10.0.0.0/8\n', ['warning b: 10.0.0.0/8']],
    ['one more in clear', 'clear', '172.16.0.3/32\n', ['warning b: 172.16.0.3/32']],
    ['a planned one again', 'private', '172.16.0.0/24\n', []],
    ['a comment', 'private', '# 10.0.0.0/8\n', []],
    ['what the release does not read', 'private', 'nonsense\n', []],
  ])('%s', (_, group, more, found) => {
    expect(foundOnB('verify/foreign-target', groups(), file(group), (text) => text + more)).toEqual(found);
  });
});
