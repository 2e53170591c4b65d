/**
 * The one door through which bytes of files come in. An input is a regular file or standard input, and no larger than its
 * limit; nothing is waited for, and nothing that a device gives without end is read.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { UsageError } from './exit.ts';
import { looksLikeKeyFile } from './secrecy/looks-like-key-file.ts';
import { taintBytes } from './secrecy/taint.ts';
import { systemReason } from './system-reason.ts';

/** A file as bytes, and the name to show. */
export interface Input {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Why a file cannot be an input, in words that name neither it nor anything in it. */
export class UnfitInput extends Error {}

const mebibyte = 1024 * 1024;

/** What an input is read as. */
export type InputKind = 'inventory' | 'configuration' | 'certificates' | 'key' | 'source' | 'treeFile';

/** The largest inputs, in bytes. */
export const largest: Readonly<Record<InputKind, number>> = {
  inventory: 16 * mebibyte,
  configuration: 64 * mebibyte,
  certificates: 16 * mebibyte,
  key: mebibyte,
  /** What another tool knows of the hosts: the list of 5,000 Kubernetes nodes is 60 MB. */
  source: 128 * mebibyte,
  treeFile: 16 * mebibyte,
};

/**
 * Reads an argument of the command line whole; `-` is standard input. What cannot be an input ends the command, and so does
 * a key where none was asked for: its name is said, and nothing of it.
 */
export function readInput(path: string, kind: InputKind): Input {
  const isStdin = path === '-' || path === '/dev/stdin';
  const name = isStdin ? '<stdin>' : path;
  let bytes: Uint8Array;
  try {
    bytes = isStdin ? readDescriptor(0, largest[kind]) : readRegularFile(path, largest[kind]);
  } catch (error) {
    throw new UsageError(`cannot read ${name}: ${error instanceof UnfitInput ? error.message : systemReason(error)}`);
  }
  const isKey = kind === 'key' || looksLikeKeyFile(bytes);
  if (isKey) taintBytes(bytes);
  // The reader of certificates says itself that a key is none, and shows nothing of it.
  if (isKey && kind !== 'key' && kind !== 'certificates') {
    if (bytes.includes(0)) throw new UsageError(`${name} must be text, and is binary; nothing of it is shown`);
    throw new UsageError(`${name} looks like a key, and no key was asked for; nothing of it is read or shown`);
  }
  return { name, bytes };
}

/**
 * The bytes of a regular file; throws {@link UnfitInput} or the system's error.
 *
 * @param limit bytes
 */
export function readRegularFile(path: string, limit: number, flags = 0): Uint8Array {
  // O_NONBLOCK: opening a FIFO would wait for its writer.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | flags);
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new UnfitInput('it is a folder');
    if (!stat.isFile()) throw new UnfitInput('it must be a regular file; give a pipe as standard input, -');
    if (stat.size > limit) throw tooLarge(limit);
    return readDescriptor(file, limit, stat.size);
  } finally {
    closeSync(file);
  }
}

function tooLarge(limit: number): UnfitInput {
  return new UnfitInput(`it is larger than ${limit / mebibyte} MiB`);
}

function readDescriptor(file: number, limit: number, expected = 65536): Uint8Array {
  let buffer = Buffer.allocUnsafeSlow(Math.max(1, Math.min(limit, expected) + 1));
  let length = 0;
  for (;;) {
    const count = readSome(file, buffer, length);
    if (count === 0) return new Uint8Array(buffer.buffer, buffer.byteOffset, length);
    length += count;
    if (length > limit) throw tooLarge(limit);
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.min(limit + 1, buffer.length * 2));
  }
}

function readSome(file: number, buffer: Buffer, at: number): number {
  for (;;) {
    try {
      return readSync(file, buffer, at, buffer.length - at, null);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      // Standard input that does not block and has nothing yet.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
