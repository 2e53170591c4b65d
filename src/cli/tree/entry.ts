/** What is in a tree, looked at without following links. */
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  rmdirSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { areAt, type Content, chunksIn, roomFor, sizeOf, writeAll } from './content.ts';

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
 * @param absent paths below `root` that were not there, as long as nothing is made there
 */
export function entryBelow(
  root: string,
  path: string,
  known: Set<string>,
  absent?: Set<string>,
): { readonly entry: Entry; readonly blockedBy?: string } {
  const parts = path.split('/');
  for (let i = 1; i < parts.length; i += 1) {
    const folder = parts.slice(0, i).join('/');
    if (known.has(folder)) continue;
    if (absent?.has(folder)) return { entry: 'absent' };
    const entry = entryAt(join(root, folder));
    if (entry === 'absent') {
      absent?.add(folder);
      return { entry };
    }
    if (entry !== 'folder') return { entry: 'other', blockedBy: folder };
    known.add(folder);
  }
  return { entry: entryAt(join(root, path)) };
}

/** Writes a new file, which nobody else can have put there; `sync`: it is on the disk afterwards. */
export function writeNew(path: string, content: Content, mode: number, sync = false): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = openSync(path, flags, mode);
  try {
    writeAll(file, chunksIn(content));
    fchmodSync(file, mode);
    if (sync) fsyncSync(file);
  } finally {
    closeSync(file);
  }
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

const atOnce = 32;

/** Puts files on the disk, several at a time: the file system then writes its own journal for many at once. */
export function syncFiles(paths: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const faults: unknown[] = [];
    let next = 0;
    let open = 0;
    const go = (): void => {
      for (; open < atOnce && next < paths.length && faults.length === 0; next += 1) {
        try {
          const file = openSync(paths[next] as string, constants.O_RDONLY | constants.O_NOFOLLOW);
          open += 1;
          fsync(file, (error) => {
            closeSync(file);
            open -= 1;
            if (error !== null) faults.push(error);
            go();
          });
        } catch (error) {
          faults.push(error);
        }
      }
      if (open > 0) return;
      if (faults.length > 0) reject(faults[0]);
      else resolve();
    };
    go();
  });
}

/** Whether a regular file is there already, with this content and mode. */
export function isSame(path: string, content: Content, mode: number): boolean {
  const chunks = chunksIn(content);
  const size = sizeOf(chunks);
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() !== true || stat.size !== size || (stat.mode & 0o777) !== mode) return false;
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const bytes = roomFor(size + 1);
      let length = 0;
      for (let read = -1; read !== 0 && length <= size; length += read)
        read = readSync(file, bytes, length, size + 1 - length, null);
      return length === size && areAt(bytes, chunks);
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
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

/**
 * Makes the folders that a path below `root` is in; each that was made is put into `made`, outermost first.
 *
 * @param known folders that are there
 */
export function makeParents(root: string, path: string, made: string[], known: Set<string>): void {
  const folder = dirname(path);
  if (folder === '.' || known.has(folder)) return;
  if (entryAt(join(root, folder)) !== 'folder') {
    makeParents(root, folder, made, known);
    mkdirSync(join(root, folder));
    made.push(folder);
  }
  known.add(folder);
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
