/** What `esp=` and `ike=` offer when nothing is written, by release and platform. */

import type { Platform } from '../platform.ts';
import type { Release } from '../release.ts';
import { holdsAt, type Spans } from '../spans.ts';
import type { Proposal, Proposals } from './proposals.ts';

const policyPlatforms: readonly Platform[] = ['rhel8', 'rhel9', 'rhel10', 'fedora'];

/**
 * Whether the platform's `/etc/ipsec.conf` includes `crypto-policies/back-ends/libreswan.config`, whose `conn %default`
 * sets `ike=` and `esp=` for every conn that does not set them itself.
 */
export function setByCryptoPolicies(platform: Platform): boolean {
  return policyPlatforms.includes(platform);
}

const aead = (name: 'AES_GCM_16', keyBits: 128 | 256): Proposal => ({
  encryption: [{ name, keyBits }],
  integrity: [],
  prf: [],
  dh: [],
});
const cbc = (keyBits: 128 | 256, ...integrity: Proposal['integrity']): Proposal => ({
  encryption: [{ name: 'AES_CBC', keyBits }],
  integrity,
  prf: [],
  dh: [],
});
const tripleDes = (...integrity: Proposal['integrity']): Proposal => ({
  encryption: [{ name: '3DES_CBC' }],
  integrity,
  prf: [],
  dh: [],
});
const chacha: Proposal = { encryption: [{ name: 'CHACHA20_POLY1305' }], integrity: [], prf: [], dh: [] };

const gcm256 = aead('AES_GCM_16', 256);
const gcm128 = aead('AES_GCM_16', 128);
const cbc256 = cbc(256, 'HMAC_SHA2_512_256', 'HMAC_SHA2_256_128');
const cbc128 = cbc(128, 'HMAC_SHA2_512_256', 'HMAC_SHA2_256_128');

/**
 * IKEv2's default `esp=`, in order of preference. 4.3, 4.10 and 5.2 are what `ipsec algparse -v2 esp` prints; older ones
 * are read from `programs/pluto/ikev2_crypto.c` and CHANGES: 3.18 "include and prefer AES_GCM", "do not propose MD5", 3.28 "Remove SHA1", and
 * for 5.0 libreswan issue 1558 "Add ChachaPoly".
 */
const byRelease: Spans<readonly Proposal[]> = [
  [cbc(128, 'HMAC_SHA1_96'), cbc(128, 'HMAC_MD5_96'), tripleDes('HMAC_SHA1_96'), tripleDes('HMAC_MD5_96')],
  ['3.18', [gcm256, gcm128, cbc256, cbc128, cbc(128, 'HMAC_SHA1_96')]],
  ['3.28', [gcm256, gcm128, cbc256, cbc128]],
  ['5.0', [gcm256, gcm128, chacha, cbc256, cbc128]],
];

/** `esp=` of the DEFAULT policy, as crypto-policies writes it (Fedora 39; libreswan issue 1389). */
const defaultPolicy: readonly Proposal[] = [
  gcm256,
  chacha,
  cbc(256, 'HMAC_SHA2_512_256', 'HMAC_SHA1_96', 'HMAC_SHA2_256_128'),
  gcm128,
  cbc(128, 'HMAC_SHA1_96', 'HMAC_SHA2_256_128'),
];

/**
 * What a conn without `esp=` offers with IKEv2: the release's own list, or on a platform with crypto-policies that of
 * the policy DEFAULT. An administrator may have chosen another policy, see {@link setByCryptoPolicies}.
 *
 * @example defaultEspProposals('4.10', 'debian').proposals[0]?.encryption // [{ name: 'AES_GCM_16', keyBits: 256 }]
 */
export function defaultEspProposals(release: Release, platform: Platform): Proposals {
  const proposals = setByCryptoPolicies(platform) ? defaultPolicy : holdsAt(byRelease, release);
  return { kind: 'proposals', keyword: 'esp', proposals };
}

const primes: Proposal['dh'] = ['MODP2048', 'MODP3072', 'MODP4096', 'MODP8192'];
const curves: Proposal['dh'] = ['DH19', 'DH20', 'DH21', 'DH31'];

const forIke = (dh: Proposal['dh'], ...proposals: readonly Proposal[]): readonly Proposal[] =>
  proposals.map((proposal) => ({ ...proposal, integrity: [], prf: ['HMAC_SHA2_512', 'HMAC_SHA2_256'], dh }));

/** IKEv2's default `ike=`, as `ipsec algparse -v2 ike` of 4.3, 4.10 and 5.2 prints it; older ones are not known. */
const ikeByRelease: Spans<readonly Proposal[] | undefined> = [
  undefined,
  ['4.0', forIke([...primes, ...curves], gcm256, gcm128, cbc256, cbc128)],
  ['5.0', forIke([...curves, ...primes], gcm256, gcm128, chacha, cbc256, cbc128)],
];

/**
 * What a conn without `ike=` offers with IKEv2; `undefined` where nobody knows: on a platform with crypto-policies, whose
 * policy the administrator chose, and before 4.0.
 *
 * @example defaultIkeProposals('4.10', 'debian')?.proposals[0]?.prf // ['HMAC_SHA2_512', 'HMAC_SHA2_256']
 */
export function defaultIkeProposals(release: Release, platform: Platform): Proposals | undefined {
  const proposals = setByCryptoPolicies(platform) ? undefined : holdsAt(ikeByRelease, release);
  return proposals === undefined ? undefined : { kind: 'proposals', keyword: 'ike', proposals };
}
