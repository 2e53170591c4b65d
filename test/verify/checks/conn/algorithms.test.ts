import { describe, expect, test } from 'vitest';
import { type Case, found } from '../found.ts';

const both = { ike: 'aes_gcm256-sha2_512;dh20;addke1=ml_kem_768,aes_gcm256-sha2_512;dh20' };
const release = (more: string) => ({ 'facts/release.txt': `Libreswan 5.4\n${more}` });
const on54 = ['5.4', '5.4'] as const;
const known = { filesOfA: release('NSS 3.118.1\nfips_enabled 0\n'), filesOfB: release('NSS 3.120\n') };
const said = 'ike=aes_gcm256-sha2_512;dh20;addke1=ml_kem_768,aes_gcm256-sha2_512;dh20';

describe('the algorithms of a conn are there on its host', () => {
  const cases: readonly Case[] = [
    ['both have NSS 3.118.1', { both, releases: on54, ...known }, []],
    [
      'one has an older NSS',
      { both, releases: on54, ...known, filesOfB: release('NSS 3.110\n') },
      [`error b: ${said}`],
    ],
    [
      'one is in FIPS mode',
      { both, releases: on54, ...known, filesOfA: release('NSS 3.120\nfips_enabled 1\n') },
      [`error a: ${said}`],
    ],
    [
      'FIPS mode, and what is left there',
      { both: { ike: 'aes256-sha2_256;dh20' }, filesOfA: { 'facts/release.txt': 'Libreswan 4.10\nfips_enabled 1\n' } },
      [],
    ],
    [
      'FIPS mode, and a cipher that is not there',
      {
        both: { esp: 'aes_gcm256,chacha20_poly1305' },
        releases: ['5.2', '5.2'],
        filesOfA: { 'facts/release.txt': 'Libreswan 5.2\nfips_enabled 1\n' },
      },
      ['error a: esp=aes_gcm256,chacha20_poly1305'],
    ],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/conn-lost', change)).toEqual(expected);
  });
});

test('where nobody says which NSS a host has, nobody can tell whether the conn is loaded', () => {
  const change = { both, releases: on54, ...known, filesOfB: release('') };
  expect(found('verify/nss-unknown', change)).toEqual([`warning b: ${said}`]);
  expect(found('verify/nss-unknown', { both: { ike: 'aes256-sha2_256;dh20' }, releases: on54 })).toEqual([]);
});
