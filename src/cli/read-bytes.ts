import { readFileSync, statSync } from 'node:fs';
import { UsageError } from './exit.ts';

/** A file as bytes, and the name to show. */
export interface FileBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const maxSize = 64 * 1024 * 1024;

/** Reads a file whole; `-` is standard input. What can not be opened ends the command. */
export function readBytes(path: string): FileBytes {
  const name = path === '-' ? '<stdin>' : path;
  try {
    if (path !== '-' && statSync(path).size > maxSize) throw new Error('the file is larger than 64 MB');
    return { name, bytes: new Uint8Array(readFileSync(path === '-' ? 0 : path)) };
  } catch (error) {
    throw new UsageError(`can not read ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
