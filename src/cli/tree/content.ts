/** The content of files: text, or bytes in chunks that many files share; written and compared without a copy for each file. */
import { writeSync, writevSync } from 'node:fs';

/** What is written to a file. */
export type Content = string | readonly Uint8Array[];

export function chunksIn(content: Content): readonly Uint8Array[] {
  return typeof content === 'string' ? [Buffer.from(content)] : content;
}

/** Bytes. */
export function sizeOf(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

/** More chunks than this cost more one by one than to be copied together. */
const mostChunks = 16;

/** Writes all of it to an open file. */
export function writeAll(file: number, chunks: readonly Uint8Array[]): void {
  const size = sizeOf(chunks);
  let written = chunks.length > 1 && chunks.length <= mostChunks ? writevSync(file, chunks) : 0;
  if (written === size) return;
  const bytes = gathered(chunks, size);
  while (written < size) written += writeSync(file, bytes, written, size - written);
}

function gathered(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const bytes = roomFor(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Whether bytes begin with the chunks, one after the other. */
export function areAt(bytes: Uint8Array, chunks: readonly Uint8Array[]): boolean {
  let at = 0;
  for (const chunk of chunks) {
    if (Buffer.compare(bytes.subarray(at, at + chunk.length), chunk) !== 0) return false;
    at += chunk.length;
  }
  return true;
}

/** One buffer for all files: a fresh one for each costs more than the copying. */
let room = Buffer.allocUnsafeSlow(0);

/** Room for some bytes, until it is asked for again. */
export function roomFor(size: number): Buffer {
  if (room.length < size) room = Buffer.allocUnsafeSlow(Math.ceil(size * 1.25));
  return room;
}
