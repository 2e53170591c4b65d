/** What is in a tree, looked at without following links. */
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { RenderedFile } from '../../render/rendered-file.ts';

/** What is at a path: `other` is a link, a FIFO, a device or the like. */
export type Entry = 'absent' | 'file' | 'folder' | 'other';

/** What is at a path itself. */
export function entryAt(path: string): Entry {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 'absent';
  return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
}

/**
 * What is at a path below a folder; the first part of it that is no folder is told, where there is one on the way.
 *
 * @param known folders below `root` that were looked at before
 */
export function entryBelow(
  root: string,
  path: string,
  known: Set<string>,
): { readonly entry: Entry; readonly blockedBy?: string } {
  const parts = path.split('/');
  for (let i = 1; i < parts.length; i += 1) {
    const folder = parts.slice(0, i).join('/');
    if (known.has(folder)) continue;
    const entry = entryAt(join(root, folder));
    if (entry === 'absent') return { entry };
    if (entry !== 'folder') return { entry: 'other', blockedBy: folder };
    known.add(folder);
  }
  return { entry: entryAt(join(root, path)) };
}

/** Writes a new file, which nobody else can have put there; `sync`: it is on the disk afterwards. */
export function writeNew(path: string, content: string, mode: number, sync = false): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = openSync(path, flags, mode);
  try {
    writeFileSync(file, content);
    if (sync) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(path, mode);
}

/** Puts on the disk what was written to a file or folder. */
export function syncPath(path: string): void {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    fsyncSync(file);
  } catch (error) {
    // Some file systems cannot do this to a folder.
    if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
  } finally {
    closeSync(file);
  }
}

/** Whether a file is there already, with content and mode. */
export function isSame(path: string, { content, mode }: RenderedFile): boolean {
  const text = readPlain(path, Number.parseInt(mode, 8));
  return text === content;
}

/** The text of a regular file; `undefined` where it is something else, cannot be read, or has another mode. */
export function readPlain(path: string, mode?: number): string | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(file);
      if (!stat.isFile() || stat.size > 64 * 1024 * 1024) return undefined;
      return mode !== undefined && (stat.mode & 0o777) !== mode ? undefined : readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Makes the folders that a path below `root` is in; each that was made is put into `made`, outermost first. */
export function makeParents(root: string, path: string, made: string[]): void {
  const folder = dirname(path);
  if (folder === '.' || entryAt(join(root, folder)) === 'folder') return;
  makeParents(root, folder, made);
  mkdirSync(join(root, folder));
  made.push(folder);
}

/** Removes folders that are empty, from this one outwards, but never `root`. */
export function removeEmpty(root: string, folder: string): void {
  for (let path = folder; path !== '.' && path !== ''; path = dirname(path)) {
    try {
      rmdirSync(join(root, path));
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(code)) return;
      // A run before this one was killed here.
      if (code !== 'ENOENT') throw error;
    }
  }
}
