import type { FileContent } from '../../hosts/evidence.ts';

/** Whether the content of a file is some chunks of ASCII, one after the other. */
export function hasBytes(content: FileContent | undefined, chunks: readonly Uint8Array[]): boolean {
  if (content === undefined) return false;
  const codeAt = typeof content === 'string' ? (i: number) => content.charCodeAt(i) : (i: number) => content[i];
  let at = 0;
  for (const chunk of chunks) {
    for (const [i, byte] of chunk.entries()) if (byte > 127 || codeAt(at + i) !== byte) return false;
    at += chunk.length;
  }
  return at === content.length;
}
