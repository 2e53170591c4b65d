/** Whether two sequences of bytes are the same. Not in constant time: for public data. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
