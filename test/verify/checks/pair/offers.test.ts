import { describe, expect, test } from 'vitest';
import type { Release } from '../../../../src/libreswan/release.ts';
import { offeredEsp, offeredIke } from '../../../../src/verify/checks/pair/offers.ts';
import type { Conn } from '../../../../src/verify/conn.ts';

/** A conn of which only these two keywords and the release are asked. */
const conn = (release: Release, written: Readonly<Partial<Record<'ike' | 'esp', string>>>): Conn =>
  ({
    host: { release, node: undefined },
    written: (name: 'ike' | 'esp') => (written[name] === undefined ? undefined : { value: written[name] }),
    placeOf: () => ({ kind: 'value', path: [] }),
  }) as unknown as Conn;

describe('a conn offers', () => {
  test('in IKE what is written, and what the release fills in', () => {
    const { proposals = [] } = offeredIke(conn('4.10', { ike: 'aes256' })) ?? {};
    expect(proposals.map(({ encryption }) => encryption)).toEqual([[{ name: 'AES_CBC', keyBits: 256 }]]);
    for (const { prf, dh } of proposals) expect([prf.length > 0, dh.length > 0]).toEqual([true, true]);
  });

  test('in IKE what is written, where that is whole', () => {
    const { proposals = [] } = offeredIke(conn('4.10', { ike: 'aes256-sha2_512;dh19' })) ?? {};
    expect(proposals.map(({ prf, dh }) => [prf, dh])).toEqual([[['HMAC_SHA2_512'], ['DH19']]]);
  });

  test('in IKE the list of the release, where nothing is written', () => {
    expect(offeredIke(conn('4.10', {}))?.proposals.length).toBeGreaterThan(1);
  });

  test('in ESP what is written alone', () => {
    expect(offeredEsp(conn('4.10', {}))).toBeUndefined();
    expect(offeredEsp(conn('4.10', { esp: 'aes_gcm256' }))?.proposals.length).toBe(1);
  });

  test('nothing that the release cannot read', () => {
    expect(offeredIke(conn('4.10', { ike: 'rot13' }))).toBeUndefined();
    expect(offeredEsp(conn('4.10', { esp: 'rot13' }))).toBeUndefined();
  });
});
