/**
 * Public keys as text: `0s` and base 64, `0x` and hexadecimal; of RSA as RFC 3110 has them, of `pubkey=` in bare base 64.
 *
 * @see libreswan `lib/libswan/ttodata.c`, `pubkey_rsa.c`; RFC 3110 section 2
 */
import { decodeBase64 } from '../../bytes/base64.ts';
import { fromHex } from '../../bytes/hex.ts';
import { shown } from '../../bytes/shown.ts';
import { atLeast, type Release } from '../release.ts';

/** What is wrong with a raw key, in words that follow `leftrsasigkey=`, or `undefined`. */
export function readRawKey(
  keyword: 'rsasigkey' | 'ecdsakey' | 'eddsakey' | 'pubkey',
  value: string,
  release: Release,
): string | undefined {
  const bytes = keyword === 'pubkey' ? base64Bytes(value) : decoded(value);
  if (bytes === undefined) {
    const form = keyword === 'pubkey' ? 'base 64' : '0s and base 64, or 0x and hexadecimal';
    return `must be ${form}, not ${shown(value, 20)}`;
  }
  if (keyword === 'pubkey') return isDer(bytes) ? undefined : 'must be a public key in DER';
  if (keyword === 'rsasigkey') return rsaFault(bytes, release);
  return keyword === 'eddsakey' || pointSizes.has(bytes.length)
    ? undefined
    : 'must be a point of P-256, P-384 or P-521';
}

/** Uncompressed points of the three curves, with and without their first byte. */
const pointSizes: ReadonlySet<number> = new Set([64, 65, 96, 97, 132, 133]);

function rsaFault(bytes: Uint8Array, release: Release): string | undefined {
  const [first = 0, second = 0, third = 0] = bytes;
  const [start, exponent] = first === 0 ? [3, second * 256 + third] : [1, first];
  const modulus = bytes.length - start - exponent;
  if (bytes.length < 3 || modulus <= 0) return 'must be an RSA key with exponent and modulus';
  if (modulus < 64) return `must have a modulus of at least 512 bits, not ${modulus * 8}`;
  return modulus > 1024 && !atLeast(release, '4.10') ? 'must have a modulus of at most 8192 bits' : undefined;
}

/** A SEQUENCE whose length is that of the text. */
function isDer([tag, length = 0, ...rest]: Uint8Array): boolean {
  if (tag !== 0x30) return false;
  if (length < 0x80) return rest.length === length;
  const size = length - 0x80;
  const long = rest.slice(0, size).reduce((sum, byte) => sum * 256 + byte, 0);
  return size > 0 && size < 4 && rest.length - size === long;
}

function decoded(value: string): Uint8Array | undefined {
  const text = value.slice(2);
  if (/^0x/i.test(value)) return hexBytes(text);
  return /^0s/i.test(value) ? base64Bytes(text) : undefined;
}

function hexBytes(text: string): Uint8Array | undefined {
  const digits = text.replaceAll('_', '');
  return digits === '' ? undefined : fromHex(digits);
}

/** Whole groups of four, the last one padded, and no blanks between them. */
function base64Bytes(text: string): Uint8Array | undefined {
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const decoded = decodeBase64(text, 0, text.length);
  return decoded.kind === 'bytes' ? decoded.bytes : undefined;
}
