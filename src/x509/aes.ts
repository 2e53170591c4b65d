import { cbc } from '@noble/ciphers/aes.js';

/**
 * AES-CBC with the padding of PKCS#7. The key has 16, 24 or 32 bytes, the vector 16.
 *
 * @see RFC 8018 appendix B.2.5
 */
export function encryptAesCbc(key: Uint8Array, vector: Uint8Array, plain: Uint8Array): Uint8Array {
  return cbc(key, vector).encrypt(plain);
}
