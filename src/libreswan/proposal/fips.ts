/** What pluto is left with in FIPS mode. */
import { encryptions, integrities, keyExchanges, prfs } from './algorithm.ts';
import type { Proposals } from './proposals.ts';

/**
 * Algorithms without FIPS in the table that `ipsec algparse -v` prints, the same on 4.3, 4.10, 5.2, 5.3 and 5.4: in FIPS mode a
 * value that names one is refused, and with it the conn. ML-KEM is in no table of a build against an older NSS; its description has
 * no approval (libreswan 5.4 `lib/libswan/ike_alg_ke.c`: read).
 */
const notApproved: ReadonlySet<string> = new Set([
  'CAMELLIA_CTR',
  'CAMELLIA_CBC',
  'NULL',
  'CHACHA20_POLY1305',
  'HMAC_MD5',
  'AES_XCBC',
  'HMAC_MD5_96',
  'HMAC_SHA2_256_TRUNCBUG',
  'AES_XCBC_96',
  'MODP1024',
  'MODP1536',
  'DH22',
  'DH23',
  'DH24',
  'DH31',
  'ML_KEM_768',
  'ML_KEM_1024',
]);

/** Whether pluto has an algorithm in FIPS mode, by the name that `ipsec algparse` prints. */
export function isFipsApproved(name: string): boolean {
  return !notApproved.has(name);
}

/** The spellings of the algorithms of a value that FIPS mode takes away, each once. */
export function notFips({ keyword, proposals }: Proposals): readonly string[] {
  const rows = [...encryptions, ...integrities, ...prfs, ...keyExchanges];
  const names = proposals.flatMap(({ encryption, integrity, prf, dh, additional = [] }) => [
    ...encryption.map(({ name }) => name),
    // In ike= the integrity algorithm is the one of the pseudo-random function, unless it is written.
    ...integrity,
    ...(keyword === 'ike' ? prf : []),
    ...dh,
    ...additional.flat(),
  ]);
  return [...new Set(names)]
    .filter((name) => !isFipsApproved(name))
    .map((name) => rows.find((row) => row.name === name)?.spelling ?? name);
}
