import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

const byKey = { authby: 'secret', leftcert: undefined, rightca: undefined, leftid: undefined, rightid: undefined };
const file = (text: string) => ({ 'etc/ipsec.d/mesh.secrets': text });
const key = (digits: string, selectors = '10.0.0.1 10.0.0.2'): string => `${selectors} : PSK 0x${digits.repeat(32)}\n`;

describe('both ends have one key for each other', () => {
  const cases: readonly Case[] = [
    ['the same', { both: byKey, filesOfA: file(key('a7')), filesOfB: file(key('a7')) }, []],
    [
      'the same, with the selectors the other way round',
      { both: byKey, filesOfA: file(key('a7')), filesOfB: file(key('a7', '10.0.0.2 10.0.0.1')) },
      [],
    ],
    [
      'the same among others',
      { both: byKey, filesOfA: file(key('b1', '10.0.0.1 10.0.0.9') + key('a7')), filesOfB: file(key('a7')) },
      [],
    ],
    [
      'another',
      { both: byKey, filesOfA: file(key('a7')), filesOfB: file(key('b1')) },
      ['error a: conn to-b (b: conn to-a)'],
    ],
    [
      'none on one end',
      { both: byKey, filesOfA: file(key('a7')), filesOfB: file('') },
      ['error b: conn to-a (a: conn to-b)'],
    ],
    ['no matter, where certificates prove both', { filesOfA: file(key('a7')), filesOfB: file(key('b1')) }, []],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/psk-differs', change)).toEqual(expected);
  });
});
