import { sha256 } from '@noble/hashes/sha2.js';

const block = 64; // bytes that SHA-256 takes at once
const macKey = 3; // purpose of the derived bytes

/**
 * The key of a PKCS#12 MAC from the empty password, which stands there as two zero bytes: an empty BMPString with its
 * terminator, as OpenSSL, NSS and node-forge write it.
 *
 * @see RFC 7292 appendix B.2 with SHA-256; 32 bytes are one round, so the steps that chain rounds are not needed
 */
export function emptyPasswordMacKey(salt: Uint8Array, iterations: number): Uint8Array {
  const input = new Uint8Array(block + padded(salt.length) + block);
  input.fill(macKey, 0, block);
  fill(input.subarray(block, block + padded(salt.length)), salt);
  // The last block repeats the password: zeros.
  let digest = sha256(input);
  for (let i = 1; i < iterations; i += 1) digest = sha256(digest);
  return digest;
}

function padded(length: number): number {
  return block * Math.ceil(length / block);
}

function fill(target: Uint8Array, pattern: Uint8Array): void {
  for (let i = 0; i < target.length; i += 1) target[i] = pattern[i % pattern.length] as number;
}
