const digits: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * The bytes as lower-case hexadecimal digits, two a byte.
 *
 * @example toHex(Uint8Array.of(0x30, 0x0f)) // '300f'
 */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  let i = 0;
  // Four bytes to a piece: a text put together of fewer pieces is made and read faster.
  for (; i + 4 <= bytes.length; i += 4)
    text += digit(bytes, i) + digit(bytes, i + 1) + digit(bytes, i + 2) + digit(bytes, i + 3);
  for (; i < bytes.length; i += 1) text += digit(bytes, i);
  return text;
}

function digit(bytes: Uint8Array, i: number): string {
  return digits[bytes[i] as number] as string;
}

/** The bytes that an even number of hexadecimal digits of either case stands for, or `undefined`. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
