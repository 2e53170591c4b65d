/** PBKDF2: by WebCrypto where the caller gives it, which is many times as fast, else by @noble/hashes. */
import { sha1 } from '@noble/hashes/legacy.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';

/** The part of WebCrypto's `SubtleCrypto` with which passwords are derived; `crypto.subtle` fits. */
export interface DerivingSubtle<Key> {
  importKey(
    format: 'raw',
    key: Uint8Array<ArrayBuffer>,
    algorithm: 'PBKDF2',
    extractable: boolean,
    usages: 'deriveBits'[],
  ): Promise<Key>;
  deriveBits(
    algorithm: { name: 'PBKDF2'; hash: string; salt: Uint8Array<ArrayBuffer>; iterations: number },
    key: Key,
    bits: number,
  ): Promise<ArrayBuffer>;
}

/** Derives `length` bytes. */
export type Derive = (
  hash: HashName,
  password: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
) => Promise<Uint8Array>;

/** The hashes inside HMAC, as WebCrypto names them. */
export type HashName = 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512';

/** The pseudo-random functions by identifier, with the bytes that one gives. @see RFC 8018 appendix B.1 */
export const pbkdf2Hashes: ReadonlyMap<string, { readonly name: HashName; readonly bytes: number }> = new Map([
  ['1.2.840.113549.2.7', { name: 'SHA-1', bytes: 20 }],
  ['1.2.840.113549.2.8', { name: 'SHA-224', bytes: 28 }],
  ['1.2.840.113549.2.9', { name: 'SHA-256', bytes: 32 }],
  ['1.2.840.113549.2.10', { name: 'SHA-384', bytes: 48 }],
  ['1.2.840.113549.2.11', { name: 'SHA-512', bytes: 64 }],
]);

const hashes = { 'SHA-1': sha1, 'SHA-224': sha224, 'SHA-256': sha256, 'SHA-384': sha384, 'SHA-512': sha512 };

/** By WebCrypto for what it has, which is all but SHA-224. */
export function deriveWith<Key>(subtle: DerivingSubtle<Key> | undefined): Derive {
  return async (hash, password, salt, iterations, length) => {
    if (subtle !== undefined && hash !== 'SHA-224') {
      try {
        const key = await subtle.importKey('raw', new Uint8Array(password), 'PBKDF2', false, ['deriveBits']);
        const algorithm = { name: 'PBKDF2' as const, hash, salt: new Uint8Array(salt), iterations };
        return new Uint8Array(await subtle.deriveBits(algorithm, key, 8 * length));
      } catch {
        // A browser may refuse an empty password: the other way gives the same bytes.
      }
    }
    return pbkdf2(hashes[hash], password, salt, { c: iterations, dkLen: length });
  };
}
