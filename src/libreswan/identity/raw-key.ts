/**
 * Public keys as text: `0s` and base 64, `0x` and hexadecimal; of RSA as RFC 3110 has them, of `pubkey=` in bare base 64.
 *
 * @see libreswan `lib/libswan/ttodata.c`, `pubkey_rsa.c`; RFC 3110 section 2
 */
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

function rsaFault(bytes: readonly number[], release: Release): string | undefined {
  const [first = 0, second = 0, third = 0] = bytes;
  const [start, exponent] = first === 0 ? [3, second * 256 + third] : [1, first];
  const modulus = bytes.length - start - exponent;
  if (bytes.length < 3 || modulus <= 0) return 'must be an RSA key with exponent and modulus';
  if (modulus < 64) return `must have a modulus of at least 512 bits, not ${modulus * 8}`;
  return modulus > 1024 && !atLeast(release, '4.10') ? 'must have a modulus of at most 8192 bits' : undefined;
}

/** A SEQUENCE whose length is that of the text. */
function isDer([tag, length = 0, ...rest]: readonly number[]): boolean {
  if (tag !== 0x30) return false;
  if (length < 0x80) return rest.length === length;
  const size = length - 0x80;
  const long = rest.slice(0, size).reduce((sum, byte) => sum * 256 + byte, 0);
  return size > 0 && size < 4 && rest.length - size === long;
}

function decoded(value: string): readonly number[] | undefined {
  const text = value.slice(2);
  if (/^0x/i.test(value)) return hexBytes(text);
  return /^0s/i.test(value) ? base64Bytes(text) : undefined;
}

function hexBytes(text: string): readonly number[] | undefined {
  const digits = text.replace(/_/g, '');
  if (digits.length === 0 || digits.length % 2 !== 0 || !/^[0-9a-f]+$/i.test(digits)) return undefined;
  return Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Whole groups of four, the last one padded. */
function base64Bytes(text: string): readonly number[] | undefined {
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const digits = text.replace(/=+$/, '');
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const digit of digits) {
    held = (held << 6) | alphabet.indexOf(digit);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
    held &= (1 << bits) - 1;
  }
  return held === 0 ? bytes : undefined;
}
