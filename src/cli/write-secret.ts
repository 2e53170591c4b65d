/** A secret in a file of its own. */
import { constants, lstatSync, openSync } from 'node:fs';
import { UsageError } from './exit.ts';
import { uninterruptedSync } from './interruption.ts';
import { fillAndPlace, partOf } from './write-file.ts';

/**
 * Writes a new file, readable by its owner alone from its first moment, whole or not at all.
 *
 * @param force replace a regular file, as a whole; a folder, link, FIFO or device is never replaced
 * @param exists why a file that is there stays, for the message
 */
export function writeSecret(path: string, bytes: Uint8Array | string, force: boolean, exists: string): void {
  uninterruptedSync(() => writeOrRemove(path, bytes, force, exists));
}

function writeOrRemove(path: string, bytes: Uint8Array | string, force: boolean, exists: string): void {
  const old = lstatSync(path, { throwIfNoEntry: false });
  if (old?.isDirectory() === true) throw new UsageError(`${path} must be a file, and is a folder`);
  if (old !== undefined && !force) throw new UsageError(`${path} exists; ${exists}`);
  if (old !== undefined && !old.isFile()) throw new UsageError(`${path} must be a regular file to be replaced`);
  const draft = old === undefined ? path : partOf(path);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  fillAndPlace(openSync(draft, flags, 0o600), draft, path, bytes);
}
