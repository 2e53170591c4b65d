/// <reference path="./node-forge.d.ts" />
/** What only old files use, and only node-forge has: RC2, DES and triple DES, MD5, and the derivations before PBKDF2. */
import cipher from 'node-forge/lib/cipher.js';
import 'node-forge/lib/des.js'; // registers DES with the one above
import digests from 'node-forge/lib/md.all.js';
import pbe from 'node-forge/lib/pbe.js';
import rc2 from 'node-forge/lib/rc2.js';
import util, { type Cipher } from 'node-forge/lib/util.js';
import { fromLatin1 } from '../bytes/latin1.ts';

/** The hashes of PKCS#12's own derivation. */
export type OldHash = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** For what bytes are derived. @see RFC 7292 appendix B.3 */
export const purposes = { key: 1, vector: 2, mac: 3 } as const;

/** Bytes of PKCS#12's own derivation; a password of `null` is none, which differs from an empty one. @see RFC 7292 appendix B.2 */
export function pkcs12Bytes(
  hash: OldHash,
  password: string | null,
  salt: Uint8Array,
  purpose: 1 | 2 | 3,
  iterations: number,
  length: number,
): Uint8Array {
  const digest = digests.algorithms[hash].create();
  return toBytes(
    pbe.generatePkcs12Key(password, bufferOf(salt), purpose, iterations, length, digest).getBytes().slice(0, length),
  );
}

/** The key of OpenSSL's own encrypted keys (`Proc-Type`): one round of MD5. @see openssl EVP_BytesToKey(3) */
export function opensslBytes(password: Uint8Array, salt: Uint8Array, length: number): Uint8Array {
  return toBytes(pbe.opensslDeriveBytes(fromLatin1(password), fromLatin1(salt), length));
}

/** Bytes of PBKDF1. @see RFC 8018 §5.1 */
export function pbkdf1Bytes(
  hash: 'md5' | 'sha1',
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
): Uint8Array {
  let bytes = fromLatin1(password) + fromLatin1(salt);
  for (let i = 0; i < iterations; i += 1) {
    const digest = digests.algorithms[hash].create();
    digest.update(bytes);
    bytes = digest.digest().getBytes();
  }
  return toBytes(bytes);
}

/** Decrypts in CBC mode and takes the padding off; `undefined` where it is not a padding. */
export function decryptOld(
  algorithm: 'des' | '3des' | 'rc2',
  key: Uint8Array,
  vector: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined {
  if (sealed.length === 0 || sealed.length % 8 !== 0 || vector.length !== 8) return undefined;
  const decipher: Cipher =
    algorithm === 'rc2'
      ? rc2.createDecryptionCipher(fromLatin1(key), 8 * key.length)
      : cipher.createDecipher(algorithm === 'des' ? 'DES-CBC' : '3DES-CBC', fromLatin1(key));
  if (algorithm === 'rc2') decipher.start(fromLatin1(vector));
  else decipher.start({ iv: fromLatin1(vector) });
  decipher.update(bufferOf(sealed));
  // The padding is looked at here: node-forge's own check takes its last byte at its word.
  decipher.finish(() => true);
  return withoutPadding(toBytes(decipher.output.getBytes()));
}

function withoutPadding(bytes: Uint8Array): Uint8Array | undefined {
  const count = bytes[bytes.length - 1] ?? 0;
  if (count < 1 || count > 8 || count > bytes.length) return undefined;
  const padding = bytes.subarray(bytes.length - count);
  return padding.every((octet) => octet === count) ? bytes.slice(0, bytes.length - count) : undefined;
}

function bufferOf(bytes: Uint8Array): ReturnType<typeof util.createBuffer> {
  return util.createBuffer(fromLatin1(bytes));
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
