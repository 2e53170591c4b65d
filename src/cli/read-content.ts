import { isAscii } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { FileContent } from '../hosts/evidence.ts';
import { UsageError } from './exit.ts';

/** A file larger than this is none that a mesh needs. */
const maxFileSize = 64 * 1024 * 1024;

/** A reader of many files, one after the other: text where a file is ASCII, which is read fastest; else its bytes. */
export function newContentReader(): (path: string) => FileContent {
  // One buffer for all: a fresh one a file costs more than the reading, and is garbage of hundreds of MB in a large tree.
  let buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  return (path) => {
    const file = openSync(path, 'r');
    try {
      if (fstatSync(file).size > maxFileSize) throw tooLarge(path);
      let length = 0;
      for (;;) {
        const read = readSync(file, buffer, length, buffer.length - length, null);
        if (read === 0) break;
        length += read;
        if (length > maxFileSize) throw tooLarge(path);
        if (length === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
      }
      const bytes = buffer.subarray(0, length);
      return isAscii(bytes) ? bytes.toString('latin1') : Uint8Array.from(bytes);
    } finally {
      closeSync(file);
    }
  };
}

function tooLarge(path: string): UsageError {
  return new UsageError(`${path} is larger than 64 MB`);
}
