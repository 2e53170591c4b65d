import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

describe('what the two ends offer has something in common', () => {
  const cases: readonly Case[] = [
    ['the default of both', {}, []],
    ['the same', { both: { esp: 'aes256-sha2_256' } }, []],
    ['one of several', { a: { esp: 'aes_gcm256,aes256-sha2_256' }, b: { esp: 'aes256-sha2_256' } }, []],
    ['another spelling', { a: { esp: 'aes256-sha2' }, b: { esp: 'aes256-sha2_256' } }, []],
    [
      'another algorithm',
      { a: { esp: 'aes256-sha2_256' }, b: { esp: 'aes_gcm256' } },
      ['error a: esp=aes256-sha2_256 (b: esp=aes_gcm256)'],
    ],
    [
      'another key length',
      { a: { esp: 'aes128-sha2_256' }, b: { esp: 'aes256-sha2_256' } },
      ['error a: esp=aes128-sha2_256 (b: esp=aes256-sha2_256)'],
    ],
    [
      'another group for IKE',
      { a: { ike: 'aes256-sha2_256;dh19' }, b: { ike: 'aes256-sha2_256;dh14' } },
      ['error a: ike=aes256-sha2_256;dh19 (b: ike=aes256-sha2_256;dh14)'],
    ],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/no-common-proposal', change)).toEqual(expected);
  });
});
