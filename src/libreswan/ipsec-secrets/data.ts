/**
 * Binary data as libreswan's files write it: `0x` and hexadecimal digits, `0s` and base64, `0t` and the text itself.
 *
 * @see libreswan `lib/libswan/ttodata.c`; ttodata(3)
 */

/** The bytes, or why there are none, in words that hold nothing of the data. */
export type DecodedData =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'malformed'; readonly reason: string };

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Decodes a data token. In hexadecimal one underscore may stand between two bytes; in base64 every group of four
 * characters is decoded by itself, so that padding may also stand in the middle.
 *
 * @param token the token as text
 * @param raw the same as bytes, for `0t`
 * @example decodeData('0x6162_63', raw) // { kind: 'bytes', bytes: … }: 61 62 63
 * @example decodeData('abc', raw) // { kind: 'malformed', reason: 'begins with none of 0x, 0s and 0t' }
 */
export function decodeData(token: string, raw: Uint8Array): DecodedData {
  const prefix = token.slice(0, 2);
  if (!/^0[xst]/i.test(prefix)) return malformed('begins with none of 0x, 0s and 0t');
  const digits = token.slice(2);
  if (digits === '') return malformed('has no bytes behind its prefix');
  if (/x$/i.test(prefix)) return decodeHex(digits);
  return /s$/i.test(prefix) ? decodeBase64(digits) : { kind: 'bytes', bytes: raw.slice(2) };
}

function decodeHex(digits: string): DecodedData {
  const bytes: number[] = [];
  let at = 0;
  while (at < digits.length) {
    if (at + 1 === digits.length) return malformed('ends in the middle of a byte');
    const pair = digits.slice(at, at + 2);
    if (!/^[0-9a-f]{2}$/i.test(pair)) return malformed('has a character that is no hexadecimal digit');
    bytes.push(Number.parseInt(pair, 16));
    at += 2;
    if (digits[at] === '_' && at + 1 < digits.length) at += 1;
  }
  return { kind: 'bytes', bytes: Uint8Array.from(bytes) };
}

function decodeBase64(digits: string): DecodedData {
  const bytes: number[] = [];
  for (let at = 0; at < digits.length; at += 4) {
    const group = digits.slice(at, at + 4);
    if (group.length < 4) return malformed('ends in the middle of a group of four base64 characters');
    if (!/^[A-Za-z0-9+/]{2}(?:[A-Za-z0-9+/]{2}|[A-Za-z0-9+/]=|==)$/.test(group)) {
      return malformed('has a character that is not of base64');
    }
    const kept = group.replace(/=+$/, '');
    const bits = [...kept].reduce((sum, digit) => sum * 64 + base64.indexOf(digit), 0);
    const spare = kept.length * 6 - (kept.length - 1) * 8;
    if (bits % 2 ** spare !== 0) return malformed('has bits set in the padding of its base64');
    const value = bits / 2 ** spare;
    for (let i = kept.length - 2; i >= 0; i -= 1) bytes.push(Math.floor(value / 2 ** (8 * i)) % 256);
  }
  return { kind: 'bytes', bytes: Uint8Array.from(bytes) };
}

function malformed(reason: string): DecodedData {
  return { kind: 'malformed', reason };
}
