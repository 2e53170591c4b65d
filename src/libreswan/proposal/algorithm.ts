/**
 * The algorithms of `ike=` and `esp=`: names, spellings, and the releases that take them.
 *
 * @see `ipsec algparse -v -ta` of 4.3, 4.10 and 5.2; CHANGES for where older releases gained or lost one
 */
import type { AeadName, CipherName, IntegrityName } from '../../esp/transform.ts';
import { atLeast, type Release } from '../release.ts';

/** The two keywords: `ike=` for the IKE SA, `esp=` for what protects packets. */
export type ProposalKeyword = 'ike' | 'esp';

/** Names of the algorithms that encrypt, as `ipsec algparse` prints them. */
export type EncryptionName = AeadName | CipherName;

/** Names of the pseudo-random functions of the IKE SA. */
export type PrfName = 'HMAC_MD5' | 'HMAC_SHA1' | 'HMAC_SHA2_256' | 'HMAC_SHA2_384' | 'HMAC_SHA2_512' | 'AES_XCBC';

/** Names of the Diffie-Hellman groups; `NONE` says that a child SA has no exchange of its own. */
export type DhName =
  | 'NONE'
  | 'MODP1024'
  | 'MODP1536'
  | 'MODP2048'
  | 'MODP3072'
  | 'MODP4096'
  | 'MODP6144'
  | 'MODP8192'
  | 'DH19'
  | 'DH20'
  | 'DH21'
  | 'DH22'
  | 'DH23'
  | 'DH24'
  | 'DH31';

/** Names of the key encapsulation methods, which only 5.4 and newer have; they need NSS 3.118.1. */
export type KemName = 'ML_KEM_768' | 'ML_KEM_1024';

/** Names of everything that two hosts can agree on a key with. */
export type KeyExchangeName = DhName | KemName;

/** The releases that take an algorithm with a keyword: from `since` on, up to `until`. */
export interface Span {
  readonly since: Release;
  readonly until: Release;
}

/** One algorithm. */
export interface Algorithm<Name extends string> {
  readonly name: Name;
  /** What we write: the spelling that every release with the algorithm takes. */
  readonly spelling: string;
  /** Every other spelling that 4.3 and newer take, in lower case. */
  readonly aliases: readonly string[];
  readonly ike?: Span;
  readonly esp?: Span;
}

/** An algorithm that encrypts. */
export interface Encryption extends Algorithm<EncryptionName> {
  readonly aead: boolean;
  /** Whether a key length (128, 192 or 256 bits) may be said. */
  readonly keyed: boolean;
}

const always: Span = { since: '3.15', until: '5.4' };
const since = (release: Release): Span => ({ since: release, until: '5.4' });
const until = (release: Release): Span => ({ since: '3.15', until: release });
const both = { ike: always, esp: always };

/** The algorithms that encrypt. */
export const encryptions: readonly Encryption[] = [
  { name: 'AES_CBC', spelling: 'aes', aliases: ['aes_cbc'], aead: false, keyed: true, ...both },
  { name: 'AES_CTR', spelling: 'aes_ctr', aliases: ['aesctr'], aead: false, keyed: true, ...both },
  {
    name: 'AES_GCM_16',
    spelling: 'aes_gcm',
    aliases: ['aes_gcm_16', 'aes_gcm_c'],
    aead: true,
    keyed: true,
    ...both,
  },
  { name: 'AES_GCM_12', spelling: 'aes_gcm_b', aliases: ['aes_gcm_12'], aead: true, keyed: true, ...both },
  { name: 'AES_GCM_8', spelling: 'aes_gcm_a', aliases: ['aes_gcm_8'], aead: true, keyed: true, ...both },
  {
    name: 'AES_CCM_16',
    spelling: 'aes_ccm',
    aliases: ['aes_ccm_16', 'aes_ccm_c'],
    aead: true,
    keyed: true,
    esp: always,
  },
  { name: 'AES_CCM_12', spelling: 'aes_ccm_b', aliases: ['aes_ccm_12'], aead: true, keyed: true, esp: always },
  { name: 'AES_CCM_8', spelling: 'aes_ccm_a', aliases: ['aes_ccm_8'], aead: true, keyed: true, esp: always },
  {
    name: 'CHACHA20_POLY1305',
    spelling: 'chacha20_poly1305',
    aliases: ['chacha20poly1305'],
    aead: true,
    keyed: false,
    ike: since('3.26'),
    esp: since('3.26'),
  },
  { name: '3DES_CBC', spelling: '3des', aliases: ['3des_cbc'], aead: false, keyed: false, ...both },
  { name: 'CAMELLIA_CBC', spelling: 'camellia', aliases: ['camellia_cbc'], aead: false, keyed: true, ...both },
  // Older releases are not known to take it; 4.3 does.
  { name: 'CAMELLIA_CTR', spelling: 'camellia_ctr', aliases: [], aead: false, keyed: true, esp: since('4.3') },
  {
    name: 'NULL_AUTH_AES_GMAC',
    spelling: 'null_auth_aes_gmac',
    aliases: ['aes_gmac'],
    aead: true,
    keyed: true,
    esp: since('3.22'),
  },
  { name: 'NULL', spelling: 'null', aliases: [], aead: false, keyed: false, esp: always },
];

/** The integrity algorithms; `NONE` belongs to the combined modes. */
export const integrities: readonly Algorithm<IntegrityName | 'NONE'>[] = [
  { name: 'HMAC_SHA1_96', spelling: 'sha1', aliases: ['sha', 'sha1_96', 'hmac_sha1', 'hmac_sha1_96'], ...both },
  {
    name: 'HMAC_SHA2_256_128',
    spelling: 'sha2_256',
    aliases: ['sha2', 'sha256', 'sha2_256_128', 'hmac_sha2_256', 'hmac_sha2_256_128'],
    ...both,
  },
  {
    name: 'HMAC_SHA2_384_192',
    spelling: 'sha2_384',
    aliases: ['sha384', 'sha2_384_192', 'hmac_sha2_384', 'hmac_sha2_384_192'],
    ...both,
  },
  {
    name: 'HMAC_SHA2_512_256',
    spelling: 'sha2_512',
    aliases: ['sha512', 'sha2_512_256', 'hmac_sha2_512', 'hmac_sha2_512_256'],
    ...both,
  },
  { name: 'HMAC_MD5_96', spelling: 'md5', aliases: ['hmac_md5', 'hmac_md5_96'], ...both },
  {
    name: 'AES_XCBC_96',
    spelling: 'aes_xcbc',
    aliases: ['aes_xcbc_96', 'aes128_xcbc', 'aes128_xcbc_96'],
    ike: since('3.25'),
    esp: since('3.25'),
  },
  { name: 'AES_CMAC_96', spelling: 'aes_cmac', aliases: ['aes_cmac_96'], esp: since('3.25') },
  { name: 'NONE', spelling: 'null', aliases: ['none'], ...both },
];

/** The pseudo-random functions. */
export const prfs: readonly Algorithm<PrfName>[] = [
  { name: 'HMAC_SHA1', spelling: 'sha1', aliases: ['sha', 'hmac_sha1'], ike: always },
  { name: 'HMAC_SHA2_256', spelling: 'sha2_256', aliases: ['sha2', 'sha256', 'hmac_sha2_256'], ike: always },
  { name: 'HMAC_SHA2_384', spelling: 'sha2_384', aliases: ['sha384', 'hmac_sha2_384'], ike: always },
  { name: 'HMAC_SHA2_512', spelling: 'sha2_512', aliases: ['sha512', 'hmac_sha2_512'], ike: always },
  { name: 'HMAC_MD5', spelling: 'md5', aliases: ['hmac_md5'], ike: always },
  { name: 'AES_XCBC', spelling: 'aes_xcbc', aliases: ['aes128_xcbc'], ike: since('3.25') },
];

const inBoth = (span: Span): { ike: Span; esp: Span } => ({ ike: span, esp: span });

/** The Diffie-Hellman groups. */
export const dhGroups: readonly Algorithm<DhName>[] = [
  { name: 'MODP2048', spelling: 'modp2048', aliases: ['dh14'], ...both },
  { name: 'MODP3072', spelling: 'modp3072', aliases: ['dh15'], ...both },
  { name: 'MODP4096', spelling: 'modp4096', aliases: ['dh16'], ...both },
  { name: 'MODP6144', spelling: 'modp6144', aliases: ['dh17'], ...both },
  { name: 'MODP8192', spelling: 'modp8192', aliases: ['dh18'], ...both },
  { name: 'MODP1536', spelling: 'modp1536', aliases: ['dh5'], ...both },
  { name: 'MODP1024', spelling: 'modp1024', aliases: ['dh2'], ...inBoth(until('3.29')) },
  { name: 'DH19', spelling: 'dh19', aliases: ['ecp_256', 'ecp256'], ...inBoth(since('3.20')) },
  { name: 'DH20', spelling: 'dh20', aliases: ['ecp_384', 'ecp384'], ...inBoth(since('3.20')) },
  { name: 'DH21', spelling: 'dh21', aliases: ['ecp_521', 'ecp521'], ...inBoth(since('3.20')) },
  { name: 'DH31', spelling: 'dh31', aliases: ['curve25519'], ...inBoth(since('3.26')) },
  { name: 'DH22', spelling: 'dh22', aliases: [], ...inBoth(until('3.18')) },
  { name: 'DH23', spelling: 'dh23', aliases: [], ...inBoth(until('3.25')) },
  { name: 'DH24', spelling: 'dh24', aliases: [], ...inBoth(until('3.25')) },
  { name: 'NONE', spelling: 'none', aliases: ['null', 'dh0'], esp: since('3.25') },
];

/**
 * The key encapsulation methods of RFC 9370 and draft-ietf-ipsecme-ikev2-mlkem. `ml_kem_512` is known to 5.4 and not compiled in.
 *
 * @see libreswan 5.4 `lib/libswan/ike_alg_ke.c`, `mk/config.mk`
 */
export const kems: readonly Algorithm<KemName>[] = [
  { name: 'ML_KEM_768', spelling: 'ml_kem_768', aliases: ['mlkem768'], ...inBoth(since('5.4')) },
  { name: 'ML_KEM_1024', spelling: 'ml_kem_1024', aliases: ['mlkem1024'], ...inBoth(since('5.4')) },
];

/** The groups and the methods. */
export const keyExchanges: readonly Algorithm<KeyExchangeName>[] = [...dhGroups, ...kems];

/** The algorithm that a spelling stands for, in any case; `undefined` for none. */
export function findAlgorithm<A extends Algorithm<string>>(table: readonly A[], text: string): A | undefined {
  const lower = text.toLowerCase();
  return table.find((row) => row.spelling === lower || row.aliases.includes(lower));
}

/** Whether a release takes an algorithm with a keyword. */
export function takes(algorithm: Algorithm<string>, keyword: ProposalKeyword, release: Release): boolean {
  const span = algorithm[keyword];
  return span !== undefined && atLeast(release, span.since) && atLeast(span.until, release);
}
