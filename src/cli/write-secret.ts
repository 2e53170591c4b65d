/** A secret in a file of its own. */
import { constants, openSync } from 'node:fs';
import { uninterruptedSync } from './interruption.ts';
import { fillAndPlace, partOf, refuseUnlessReplaceable } from './write-file.ts';

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
  const draft = refuseUnlessReplaceable(path, force, exists) ? partOf(path) : path;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  fillAndPlace(openSync(draft, flags, 0o600), draft, path, bytes);
}
