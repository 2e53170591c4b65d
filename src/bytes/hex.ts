const digits: readonly number[] = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
/** Arguments of one call. */
const most = 4096;

/**
 * The bytes as lower-case hexadecimal digits, two a byte.
 *
 * @example toHex(Uint8Array.of(0x30, 0x0f)) // '300f'
 */
export function toHex(bytes: Uint8Array): string {
  if (bytes.length > most) return toHex(bytes.subarray(0, most)) + toHex(bytes.subarray(most));
  // Made in one step: a text that is put together keeps all its pieces, ten times its size, as long as nobody reads it.
  const codes = new Array<number>(2 * bytes.length);
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    codes[2 * i] = digits[byte >> 4] as number;
    codes[2 * i + 1] = digits[byte & 15] as number;
  }
  return String.fromCharCode.apply(undefined, codes);
}

/** The bytes that an even number of hexadecimal digits of either case stands for, or `undefined`. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
