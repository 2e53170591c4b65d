import { isAscii } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { FileContent } from '../hosts/evidence.ts';
import { UnfitInput } from './input.ts';
import { areAt } from './tree/content.ts';

/** A reader of many files, one after the other. */
export interface ContentReader {
  /** Text where a file is ASCII, which is read fastest; else its bytes. Throws {@link UnfitInput} or the system's error. */
  readonly content: (path: string) => FileContent;
  /** Whether a file is some bytes, chunk after chunk. Nothing is made of it. Throws the same. */
  readonly hasBytes: (path: string, chunks: readonly Uint8Array[]) => boolean;
}

/** @param limit bytes; a larger file is none that a mesh needs */
export function newContentReader(limit: number): ContentReader {
  // One buffer for all: a fresh one a file costs more than the reading, and is garbage of hundreds of MB in a large tree.
  let buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  const tooLarge = (): UnfitInput => new UnfitInput(`it is larger than ${limit / 1024 / 1024} MiB`);
  return {
    content: (path) => {
      const bytes = read(path) ?? buffer.subarray(0, 0);
      return isAscii(bytes) ? bytes.toString('latin1') : Uint8Array.from(bytes);
    },
    hasBytes: (path, chunks) => {
      const size = chunks.reduce((sum, { length }) => sum + length, 0);
      const bytes = read(path, size);
      return bytes !== undefined && areAt(bytes, chunks);
    },
  };

  /** @param size if given, a file of another size is not read */
  function read(path: string, size?: number): Buffer | undefined {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) throw new UnfitInput('it must be a regular file');
      if (stat.size > limit) throw tooLarge();
      if (size !== undefined && stat.size !== size) return undefined;
      let length = 0;
      for (;;) {
        const count = readSync(file, buffer, length, buffer.length - length, null);
        if (count === 0) break;
        length += count;
        if (length > limit) throw tooLarge();
        if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
      }
      return size !== undefined && length !== size ? undefined : buffer.subarray(0, length);
    } finally {
      closeSync(file);
    }
  }
}
