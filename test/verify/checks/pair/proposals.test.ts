import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

const plain = 'aes_gcm256-sha2_512;dh20';
const two = { ike: `${plain};addke1=ml_kem_768,${plain}` };

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
    [
      'two proposals, one with an additional exchange, against 4.10',
      { a: two, b: { ike: plain }, releases: ['5.4', '4.10'] },
      [],
    ],
    ['two proposals at both ends', { both: two, releases: ['5.4', '5.4'] }, []],
    [
      'the additional exchange alone, against an end without it',
      { a: { ike: `${plain};addke1=dh19` }, b: { ike: plain }, releases: ['5.4', '5.4'] },
      [`error a: ike=${plain};addke1=dh19 (b: ike=${plain})`],
    ],
    [
      'an exchange or none, which 5.4 cannot initiate to 4.10',
      { a: { ike: `${plain};addke1=dh19+none` }, b: { ike: plain }, releases: ['5.4', '4.10'] },
      [`error a: ike=${plain};addke1=dh19+none (b: ike=${plain})`],
    ],
    [
      'an exchange or none, which 5.4 cannot initiate to 5.4 without it',
      { a: { ike: `${plain};addke1=dh19+none` }, b: { ike: plain }, releases: ['5.4', '5.4'] },
      [`error a: ike=${plain};addke1=dh19+none (b: ike=${plain})`],
    ],
    [
      'an exchange in common',
      { a: { ike: `${plain};addke1=dh19+dh21` }, b: { ike: `${plain};addke1=dh21` }, releases: ['5.4', '5.4'] },
      [],
    ],
    [
      'a second exchange at one end',
      { a: { ike: `${plain};addke1=dh19;addke2=dh21` }, b: { ike: `${plain};addke1=dh19` }, releases: ['5.4', '5.4'] },
      [`error a: ike=${plain};addke1=dh19;addke2=dh21 (b: ike=${plain};addke1=dh19)`],
    ],
    [
      'other names for the same',
      {
        a: { ike: 'encrypt=aes256;prf=sha2_256;ke=dh19' },
        b: { ike: 'aes256-sha2_256;dh19' },
        releases: ['5.4', '5.4'],
      },
      [],
    ],
    ['AH at both ends', { both: { phase2: 'ah' } }, []],
    [
      'AH without an algorithm in common',
      { both: { phase2: 'ah' }, a: { ah: 'sha2_512' }, b: { ah: 'sha2_256' } },
      ['error a: ah=sha2_512 (b: ah=sha2_256)'],
    ],
    [
      'AH with one in common',
      { both: { phase2: 'ah' }, a: { ah: 'sha2_512,sha2_256' }, b: { phase2alg: 'sha256' } },
      [],
    ],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/no-common-proposal', change)).toEqual(expected);
  });
});
