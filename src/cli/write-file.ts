/** One file, written whole or not at all. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './exit.ts';
import { uninterruptedSync } from './interruption.ts';

/** Writes a file that is new; one that exists is refused, unless `force` replaces it. A link keeps its place: what it leads to is replaced. */
export function writeWhole(path: string, text: string | Uint8Array, { force }: { readonly force: boolean }): void {
  const old = statSync(path, { throwIfNoEntry: false });
  if (old?.isDirectory()) throw new UsageError(`${path} must be a file, and is a folder`);
  if (old !== undefined && !force) throw new UsageError(`${path} exists; --force replaces it`);
  if (statSync(dirname(path), { throwIfNoEntry: false }) === undefined)
    throw new UsageError(`the folder ${dirname(path)} must exist before ${basename(path)} is written there`);
  const target = old === undefined ? path : realpathSync(path);
  const part = partOf(target);
  const mode = old === undefined ? 0o644 : old.mode & 0o777;
  uninterruptedSync(() => fillAndPlace(openSync(part, 'wx', mode), part, target, text));
}

/** A file that is being written beside its place. */
export interface WholeFile {
  readonly write: (bytes: Uint8Array) => void;
  /** Puts it on the disk and in its place. */
  readonly commit: (mode: number) => void;
  readonly abandon: () => void;
}

/**
 * Opens a new file to be written piece by piece, readable by its owner alone until it is whole; one that exists is refused, unless
 * `force` replaces it, if it is a regular one.
 */
export function openWhole(path: string, force: boolean): WholeFile {
  refuseUnlessReplaceable(path, force, '--force replaces it');
  if (statSync(dirname(path), { throwIfNoEntry: false }) === undefined)
    throw new UsageError(`the folder ${dirname(path)} must exist before ${basename(path)} is written there`);
  const part = partOf(path);
  const file = openSync(part, 'wx', 0o600);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  return {
    write: (bytes) => writeFileSync(file, bytes),
    commit: (mode) => {
      fchmodSync(file, mode);
      fsyncSync(file);
      close();
      renameSync(part, path);
    },
    abandon: () => {
      close();
      rmSync(part, { force: true });
    },
  };
}

/**
 * Ends the command where a file may not be put in a place, and says whether one is there: with `force` a regular file, and never a
 * folder, link, FIFO or device.
 *
 * @param exists why a file that is there stays, for the message
 */
export function refuseUnlessReplaceable(path: string, force: boolean, exists: string): boolean {
  const old = lstatSync(path, { throwIfNoEntry: false });
  if (old === undefined) return false;
  if (old.isDirectory()) throw new UsageError(`${path} must be a file, and is a folder`);
  if (!force) throw new UsageError(`${path} exists; ${exists}`);
  if (!old.isFile()) throw new UsageError(`${path} must be a regular file to be replaced`);
  return true;
}

/** Fills a file that was just made, puts it on the disk and in its place; where that fails it is removed. */
export function fillAndPlace(file: number, part: string, target: string, content: string | Uint8Array): void {
  try {
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (part !== target) renameSync(part, target);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** The name of a file next to another, before it takes its place. */
export function partOf(target: string): string {
  return join(dirname(target), `.swanmesh-${randomBytes(8).toString('hex')}.part`);
}
