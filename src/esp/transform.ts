/**
 * What each ESP transform adds to a packet, in bytes: initialisation vector, block that the encrypted part is padded to,
 * integrity check value (ICV). Key lengths and extended sequence numbers add nothing.
 *
 * The names are those that libreswan prints (`ipsec algparse`), without key length.
 */

/** An algorithm that encrypts, with what it adds to a packet. */
export interface EspCipher {
  readonly kind: 'cipher';
  readonly name: CipherName;
  /** Bytes of the IV that each packet carries. */
  readonly iv: number;
  /** Bytes that payload, padding and trailer must be a multiple of; never less than 4 (RFC 4303 §2.4). */
  readonly block: number;
  readonly source: string;
}

/** A combined-mode algorithm: it encrypts and protects, so it also brings the ICV. */
export interface EspAead {
  readonly kind: 'aead';
  readonly name: AeadName;
  readonly iv: number;
  readonly block: number;
  /** Bytes of the integrity check value. */
  readonly icv: number;
  readonly source: string;
}

/** An algorithm that protects integrity beside a cipher that does not. */
export interface EspIntegrity {
  readonly name: IntegrityName;
  /** Bytes of the integrity check value as it stands in the packet, truncated. */
  readonly icv: number;
  readonly source: string;
}

/** What a packet is protected with: a combined-mode algorithm, or a cipher and an integrity algorithm. */
export interface EspTransform {
  /** The algorithm's name, or cipher and integrity joined by `-`, such as `AES_CBC-HMAC_SHA2_256_128`. */
  readonly name: string;
  readonly iv: number;
  readonly block: number;
  readonly icv: number;
  /** Where the bytes are specified. */
  readonly source: string;
  /** Absent: ESP. With AH nothing is encrypted, and there is no IV and no block. */
  readonly protocol?: 'ah';
}

/** Names of the ciphers that need an integrity algorithm beside them. */
export type CipherName = 'AES_CBC' | 'CAMELLIA_CBC' | '3DES_CBC' | 'AES_CTR' | 'CAMELLIA_CTR' | 'NULL';

/** Names of the combined-mode algorithms; the number after GCM and CCM is the ICV in bytes. */
export type AeadName =
  | 'AES_GCM_16'
  | 'AES_GCM_12'
  | 'AES_GCM_8'
  | 'AES_CCM_16'
  | 'AES_CCM_12'
  | 'AES_CCM_8'
  | 'NULL_AUTH_AES_GMAC'
  | 'CHACHA20_POLY1305';

/** Names of the integrity algorithms; the last number is the ICV in bits. */
export type IntegrityName =
  | 'HMAC_SHA1_96'
  | 'HMAC_SHA2_256_128'
  | 'HMAC_SHA2_256_TRUNCBUG'
  | 'HMAC_SHA2_384_192'
  | 'HMAC_SHA2_512_256'
  | 'HMAC_MD5_96'
  | 'AES_XCBC_96'
  | 'AES_CMAC_96';

const cipher = (name: CipherName, iv: number, block: number, source: string): EspCipher => ({
  kind: 'cipher',
  name,
  iv,
  block,
  source,
});

const aead = (name: AeadName, icv: number, source: string): EspAead => ({
  kind: 'aead',
  name,
  iv: 8,
  block: 4,
  icv,
  source,
});

const integrity = (name: IntegrityName, icv: number, source: string): EspIntegrity => ({ name, icv, source });

/** The combined-mode algorithms. */
export const espAeads: readonly EspAead[] = [
  aead('AES_GCM_16', 16, 'RFC 4106 §3.1, §6'),
  aead('AES_GCM_12', 12, 'RFC 4106 §3.1, §6'),
  aead('AES_GCM_8', 8, 'RFC 4106 §3.1, §6'),
  aead('AES_CCM_16', 16, 'RFC 4309 §3.1, §6'),
  aead('AES_CCM_12', 12, 'RFC 4309 §3.1, §6'),
  aead('AES_CCM_8', 8, 'RFC 4309 §3.1, §6'),
  aead('NULL_AUTH_AES_GMAC', 16, 'RFC 4543 §3'),
  aead('CHACHA20_POLY1305', 16, 'RFC 7634 §2'),
];

/** The ciphers that need an integrity algorithm. */
export const espCiphers: readonly EspCipher[] = [
  cipher('AES_CBC', 16, 16, 'RFC 3602 §3'),
  cipher('CAMELLIA_CBC', 16, 16, 'RFC 4312 §2'),
  cipher('3DES_CBC', 8, 8, 'RFC 2451 §2.3, §3'),
  cipher('AES_CTR', 8, 4, 'RFC 3686 §3'),
  cipher('CAMELLIA_CTR', 8, 4, 'RFC 5529 §3'),
  cipher('NULL', 0, 4, 'RFC 2410 §2; RFC 4303 §2.4'),
];

/** The integrity algorithms. */
export const espIntegrities: readonly EspIntegrity[] = [
  integrity('HMAC_SHA1_96', 12, 'RFC 2404 §2'),
  integrity('HMAC_SHA2_256_128', 16, 'RFC 4868 §2.6'),
  // Linux before 2.6.33 cut SHA2-256 to 96 bits; libreswan's sha2-truncbug=yes speaks to such peers.
  integrity('HMAC_SHA2_256_TRUNCBUG', 12, 'draft-ietf-ipsec-ciph-sha-256-00 §2; libreswan sha2-truncbug='),
  integrity('HMAC_SHA2_384_192', 24, 'RFC 4868 §2.6'),
  integrity('HMAC_SHA2_512_256', 32, 'RFC 4868 §2.6'),
  integrity('HMAC_MD5_96', 12, 'RFC 2403 §2'),
  integrity('AES_XCBC_96', 12, 'RFC 3566 §4'),
  integrity('AES_CMAC_96', 12, 'RFC 4494 §2'),
];

function combine(c: EspCipher, i: EspIntegrity): EspTransform {
  return {
    name: `${c.name}-${i.name}`,
    iv: c.iv,
    block: c.block,
    icv: i.icv,
    source: `${c.source}; ${i.source}`,
  };
}

/** Every ESP transform: the combined-mode algorithms, then each cipher with each integrity algorithm. */
export const espTransforms: readonly EspTransform[] = [
  ...espAeads.map(({ name, iv, block, icv, source }) => ({ name, iv, block, icv, source })),
  ...espCiphers.flatMap((c) => espIntegrities.map((i) => combine(c, i))),
];

const byName: ReadonlyMap<string, EspTransform> = new Map(espTransforms.map((row) => [row.name, row]));

/**
 * The row of a combined-mode algorithm, or of a cipher with an integrity algorithm; `undefined` for a pair that cannot
 * stand in a packet (a cipher without integrity, a combined mode with one).
 *
 * @example espTransform('AES_CBC', 'HMAC_SHA2_256_128')?.icv // 16
 * @example espTransform('AES_GCM_16')?.iv // 8
 */
export function espTransform(cipher: string, integrity?: string): EspTransform | undefined {
  return byName.get(integrity === undefined ? cipher : `${cipher}-${integrity}`);
}
