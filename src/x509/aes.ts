/// <reference path="./node-forge.d.ts" />
import 'node-forge/lib/aes.js'; // registers AES with the next one
import cipher from 'node-forge/lib/cipher.js';
import util from 'node-forge/lib/util.js';
import { fromLatin1 } from '../bytes/latin1.ts';

/**
 * AES-CBC with the padding of PKCS#7. The key has 16, 24 or 32 bytes, the vector 16.
 *
 * @see RFC 8018 appendix B.2.5
 */
export function encryptAesCbc(key: Uint8Array, vector: Uint8Array, plain: Uint8Array): Uint8Array {
  const aes = cipher.createCipher('AES-CBC', fromLatin1(key));
  aes.start({ iv: fromLatin1(vector) });
  aes.update(util.createBuffer(fromLatin1(plain)));
  aes.finish();
  const text = aes.output.getBytes();
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
