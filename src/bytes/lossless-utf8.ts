/**
 * Text of bytes that may not be UTF-8, and the same bytes back: what is valid UTF-8 is decoded, and every other byte b
 * (0x80 to 0xff) becomes the lone surrogate U+DC00 + b, which no valid UTF-8 decodes to.
 *
 * @see Python's PEP 383, `surrogateescape`
 */

/**
 * The text of any bytes; see {@link fromLossless}.
 *
 * @example toLossless(Uint8Array.of(0x61, 0xff)) // 'a\udcff'
 */
export function toLossless(bytes: Uint8Array): string {
  const parts: string[] = [];
  const units: number[] = [];
  let i = 0;
  while (i < bytes.length) {
    const first = bytes[i] as number;
    if (first < 0x80) {
      let end = i + 1;
      while (end < bytes.length && end - i < 8192 && (bytes[end] as number) < 0x80) end += 1;
      // Spread would walk the bytes one by one; this is most of every file.
      const ascii: string = Reflect.apply(String.fromCharCode, undefined, bytes.subarray(i, end));
      parts.push(String.fromCharCode(...units.splice(0)), ascii);
      i = end;
    } else {
      const length = sequenceLength(bytes, i);
      if (length === 0) {
        units.push(0xdc00 + first);
        i += 1;
      } else {
        pushCodePoint(units, bytes, i, length);
        i += length;
      }
    }
    if (units.length >= 8192) parts.push(String.fromCharCode(...units.splice(0)));
  }
  parts.push(String.fromCharCode(...units));
  return parts.join('');
}

/** The length of the valid UTF-8 sequence that begins with a byte from 0x80 on, or 0 (RFC 3629 §4). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] as number;
  const second = bytes[at + 1] ?? 0;
  if (first < 0xc2 || first > 0xf4 || (second & 0xc0) !== 0x80) return 0;
  if (first < 0xe0) return 2;
  if (((bytes[at + 2] ?? 0) & 0xc0) !== 0x80) return 0;
  if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0;
  if (first < 0xf0) return 3;
  if (((bytes[at + 3] ?? 0) & 0xc0) !== 0x80) return 0;
  return (first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f) ? 0 : 4;
}

function pushCodePoint(units: number[], bytes: Uint8Array, at: number, length: number): void {
  let code = (bytes[at] as number) & (0xff >> (length + 1));
  for (let k = 1; k < length; k += 1) code = (code << 6) | ((bytes[at + k] as number) & 0x3f);
  if (code < 0x10000) units.push(code);
  else units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
}

/**
 * The bytes that {@link toLossless} made the text of; for other text its UTF-8. A lone surrogate outside U+DC80 to U+DCFF,
 * which neither comes from bytes nor has UTF-8, becomes U+FFFD.
 */
export function fromLossless(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let i = 0; i < text.length; i += 1) {
    let code = text.charCodeAt(i);
    if (code >= 0xd800 && code < 0xdc00) {
      const low = text.charCodeAt(i + 1);
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        i += 1;
      } else code = 0xfffd;
    } else if (code >= 0xdc80 && code <= 0xdcff) {
      bytes[length++] = code - 0xdc00;
      continue;
    } else if (code >= 0xdc00 && code < 0xe000) code = 0xfffd;
    if (code < 0x80) bytes[length++] = code;
    else {
      if (code < 0x800) bytes[length++] = 0xc0 | (code >> 6);
      else {
        if (code < 0x10000) bytes[length++] = 0xe0 | (code >> 12);
        else {
          bytes[length++] = 0xf0 | (code >> 18);
          bytes[length++] = 0x80 | ((code >> 12) & 0x3f);
        }
        bytes[length++] = 0x80 | ((code >> 6) & 0x3f);
      }
      bytes[length++] = 0x80 | (code & 0x3f);
    }
  }
  return bytes.slice(0, length);
}
