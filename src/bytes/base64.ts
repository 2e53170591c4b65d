/** Base64 (RFC 4648 §4) without atob and Buffer: the core runs where neither exists. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const blank = 64;
const padding = 65;
const foreign = 255;

const meaning: Uint8Array = new Uint8Array(128).fill(foreign);
for (let i = 0; i < 64; i += 1) meaning[alphabet.charCodeAt(i)] = i;
for (const character of ' \t\r\n') meaning[character.charCodeAt(0)] = blank;
meaning['='.charCodeAt(0)] = padding;

/** Where a text stops being base64, and what is required there. */
export interface Base64Fault {
  readonly kind: 'fault';
  /** Index of the offending character in the text; the end of the range where something is missing. */
  readonly index: number;
  readonly problem: string;
}

/** The bytes that a part of a text stands for. */
export interface Base64Bytes {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

/**
 * Decodes `text` from index `start` up to `end`. Blanks, tabs and line ends between the digits are skipped; everything
 * else is strict: the padding must be there, nothing may follow it, and the unused bits of the last digit must be zero,
 * so that one sequence of bytes has one spelling.
 *
 * @example decodeBase64('TW\nFu', 0, 5) // { kind: 'bytes', bytes: 'Man' as bytes }
 * @see RFC 4648 §3.5 and §4
 */
export function decodeBase64(text: string, start: number, end: number): Base64Bytes | Base64Fault {
  const bytes = new Uint8Array((((end - start) * 3) >> 2) + 3);
  let length = 0;
  let bits = 0;
  let digits = 0;
  let pads = 0;
  for (let i = start; i < end; i += 1) {
    // Four digits at once where four stand together, which is nearly everywhere.
    while ((digits & 3) === 0 && pads === 0 && i + 4 <= end) {
      const quantum = fourDigits(text, i);
      if (quantum < 0) break;
      bytes[length] = quantum >> 16;
      bytes[length + 1] = quantum >> 8;
      bytes[length + 2] = quantum;
      length += 3;
      digits += 4;
      i += 4;
    }
    if (i >= end) break;
    const code = text.charCodeAt(i);
    const value = code < 128 ? (meaning[code] as number) : foreign;
    if (value < 64) {
      if (pads > 0) return { kind: 'fault', index: i, problem: 'nothing may follow the padding' };
      bits = (bits << 6) | value;
      digits += 1;
      if ((digits & 3) === 0) {
        bytes[length] = bits >> 16;
        bytes[length + 1] = bits >> 8;
        bytes[length + 2] = bits;
        length += 3;
        bits = 0;
      }
    } else if (value === padding) {
      pads += 1;
      if ((digits & 3) < 2 || (digits & 3) + pads > 4) {
        return { kind: 'fault', index: i, problem: 'padding must complete the last four characters' };
      }
    } else if (value === foreign) {
      return { kind: 'fault', index: i, problem: 'only A-Z, a-z, 0-9, + and / may stand here' };
    }
  }
  const rest = digits & 3;
  if (rest === 1 || (rest > 0 && rest + pads !== 4)) {
    return { kind: 'fault', index: end, problem: 'the number of characters must be a multiple of four' };
  }
  if (rest === 2) {
    if ((bits & 15) !== 0) return { kind: 'fault', index: end, problem: 'the unused bits at the end must be zero' };
    bytes[length] = bits >> 4;
    length += 1;
  } else if (rest === 3) {
    if ((bits & 3) !== 0) return { kind: 'fault', index: end, problem: 'the unused bits at the end must be zero' };
    bytes[length] = bits >> 10;
    bytes[length + 1] = bits >> 2;
    length += 2;
  }
  return { kind: 'bytes', bytes: bytes.subarray(0, length) };
}

/** The 24 bits of four digits from `i` on, or −1 where one of them is something else. */
function fourDigits(text: string, i: number): number {
  const a = text.charCodeAt(i);
  const b = text.charCodeAt(i + 1);
  const c = text.charCodeAt(i + 2);
  const d = text.charCodeAt(i + 3);
  if ((a | b | c | d) > 127) return -1;
  const w = meaning[a] as number;
  const x = meaning[b] as number;
  const y = meaning[c] as number;
  const z = meaning[d] as number;
  return (w | x | y | z) > 63 ? -1 : (w << 18) | (x << 12) | (y << 6) | z;
}

/**
 * The bytes in base64 with padding, on one line.
 *
 * @example toBase64(Uint8Array.of(77, 97)) // 'TWE='
 */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const bits = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += alphabet.charAt(bits >> 18) + alphabet.charAt((bits >> 12) & 63);
    text += left > 1 ? alphabet.charAt((bits >> 6) & 63) : '=';
    text += left > 2 ? alphabet.charAt(bits & 63) : '=';
  }
  return text;
}
