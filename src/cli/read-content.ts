import { isAscii } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { FileContent } from '../hosts/evidence.ts';
import { UnfitInput } from './input.ts';

/**
 * A reader of many files, one after the other: text where a file is ASCII, which is read fastest; else its bytes. It throws
 * {@link UnfitInput} or the system's error.
 *
 * @param limit bytes; a larger file is none that a mesh needs
 */
export function newContentReader(limit: number): (path: string) => FileContent {
  // One buffer for all: a fresh one a file costs more than the reading, and is garbage of hundreds of MB in a large tree.
  let buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  const tooLarge = (): UnfitInput => new UnfitInput(`it is larger than ${limit / 1024 / 1024} MiB`);
  return (path) => {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) throw new UnfitInput('it must be a regular file');
      if (stat.size > limit) throw tooLarge();
      let length = 0;
      for (;;) {
        const read = readSync(file, buffer, length, buffer.length - length, null);
        if (read === 0) break;
        length += read;
        if (length > limit) throw tooLarge();
        if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
      }
      const bytes = buffer.subarray(0, length);
      return isAscii(bytes) ? bytes.toString('latin1') : Uint8Array.from(bytes);
    } finally {
      closeSync(file);
    }
  };
}
