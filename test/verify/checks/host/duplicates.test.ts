import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

const other = (text: string) => ({ 'etc/ipsec.d/other.conf': text });
const stray = '\tleft=10.0.0.1\n\tright=192.0.2.1\n\tauto=add\n';

describe('the name of a conn is used once on a host', () => {
  const cases: readonly Case[] = [
    ['once', {}, []],
    ['another name', { filesOfA: other(`conn to-c\n${stray}`) }, []],
    ['a later file replaces it', { filesOfA: other(`conn to-b\n${stray}`) }, ['warning a: conn to-b (a: conn to-b)']],
    ['in another case it is another', { filesOfA: other(`conn To-B\n${stray}`) }, []],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/duplicate-conn', change)).toEqual(expected);
  });
});
