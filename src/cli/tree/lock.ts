/**
 * One writer at a time in a tree, also from several containers or machines on one disk.
 *
 * The lock is a file that is linked into place with its content, which only one process can do on any file system that
 * knows exclusive creation. It names the process so that another can prove it dead; where that cannot be proved (another
 * machine, another process namespace) it is explained, and nobody but a person breaks it.
 */
import { linkSync, lstatSync, mkdirSync, readdirSync, rmdirSync, unlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../exit.ts';
import { systemReason } from '../system-reason.ts';
import { entryAt, readPlain, writeNew } from './entry.ts';
import { isProvablyDead, ownIdentity, type ProcessIdentity, readIdentity } from './process-identity.ts';

/** A lock that is held. */
export interface Lock {
  /** A sign of life, for those who look at the lock's age; cheap to call often. */
  readonly beat: () => void;
  /** Throws where somebody took the lock away. */
  readonly confirm: () => void;
  readonly release: () => void;
}

const beatEvery = 2000;
/** Somebody who breaks a dead lock, or is about to leave, takes no longer. */
const attempts = 40;

/** Takes the lock in a folder, which is made where it is missing. Where another has it, that is a usage error that says who. */
export function takeLock(state: string): Lock {
  const own = ownIdentity();
  const path = join(state, 'lock');
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (attempt > 0) pause(2 + Math.floor((Number.parseInt(own.id.slice(0, 4), 16) % 17) + attempt / 2));
    makeStateFolder(state);
    if (putLock(state, path, own)) {
      removeLeftovers(state);
      return heldLock(path, own);
    }
    const text = readPlain(path);
    // Just released; or, without hard links, just made.
    if (text === '' || (text === undefined && entryAt(path) === 'absent')) continue;
    const holder = readIdentity(text ?? '');
    if (holder === undefined || !isProvablyDead(holder, own)) throw new UsageError(explain(path, holder, own));
    breakLock(state, path, holder, own);
  }
  throw new UsageError(`${path} is contended; try again`);
}

function makeStateFolder(state: string): void {
  const entry = entryAt(state);
  if (entry === 'file' || entry === 'other')
    throw new UsageError(`${state} must be a folder of ours, and is a ${entry === 'file' ? 'file' : 'link or device'}`);
  if (entry === 'absent') {
    try {
      mkdirSync(state, { mode: 0o755 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Links the identity into place; false where a lock is there. */
function putLock(state: string, path: string, own: ProcessIdentity): boolean {
  const draft = join(state, `lock.${own.id}`);
  const content = `${JSON.stringify(own)}\n`;
  try {
    writeNew(draft, content, 0o644);
    try {
      linkSync(draft, path);
      return true;
    } finally {
      tryUnlink(draft);
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // ENOENT: the holder before us has just left, and taken the empty folder along.
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)) throw error;
    return putLockWithoutLinks(path, content);
  }
}

/** For file systems without hard links: a reader may see the file before its content, and then waits. */
function putLockWithoutLinks(path: string, content: string): boolean {
  try {
    writeNew(path, content, 0o644);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock of a dead process. Of all that try, each first says so in a file of its own name and then looks for
 * others: no two see nobody else, and who sees another starts over.
 */
function breakLock(state: string, path: string, dead: ProcessIdentity, own: ProcessIdentity): void {
  const mine = `break.${dead.id}.${own.id}`;
  writeNew(join(state, mine), `${JSON.stringify(own)}\n`, 0o644);
  try {
    const others = readdirSync(state).filter((name) => name.startsWith(`break.${dead.id}.`) && name !== mine);
    const isAlone = others.every((name) => {
      const other = readIdentity(readPlain(join(state, name)) ?? '');
      if (other === undefined || !isProvablyDead(other, own)) return entryAt(join(state, name)) === 'absent';
      tryUnlink(join(state, name));
      return true;
    });
    if (isAlone && readIdentity(readPlain(path) ?? '')?.id === dead.id) tryUnlink(path);
  } finally {
    tryUnlink(join(state, mine));
  }
}

/**
 * Removes drafts of locks, and attempts to break one, whose processes were killed. While we hold the lock those of the living
 * mean nothing either: a draft cannot be linked, and what they were to break is gone.
 */
function removeLeftovers(state: string): void {
  for (const name of readdirSync(state))
    if (/^(?:lock|break\.[0-9a-f]{32})\.[0-9a-f]{32}$/.test(name)) tryUnlink(join(state, name));
}

function heldLock(path: string, own: ProcessIdentity): Lock {
  let last = Date.now();
  const isOurs = (): boolean => readIdentity(readPlain(path) ?? '')?.id === own.id;
  return {
    beat: () => {
      const now = Date.now();
      if (now - last < beatEvery) return;
      last = now;
      try {
        utimesSync(path, now / 1000, now / 1000);
      } catch {
        // Who took the lock away is told by confirm().
      }
    },
    confirm: () => {
      if (!isOurs()) throw new UsageError(`${path} was taken away while we wrote; nothing was put in place`);
    },
    release: () => {
      if (isOurs()) tryUnlink(path);
      try {
        rmdirSync(join(path, '..'));
      } catch {
        // Somebody else is there, or something that is not ours.
      }
    },
  };
}

function explain(path: string, holder: ProcessIdentity | undefined, own: ProcessIdentity): string {
  const remedy = `if nothing is writing there, remove ${path}`;
  const age = attemptAge(path);
  const sign = age === undefined ? '' : `, last sign of life ${age} s ago`;
  if (holder === undefined) return `another swanmesh may be writing: ${path} does not say which${sign}; ${remedy}`;
  const { host, pid, boot, namespace } = holder;
  const where =
    boot !== own.boot
      ? `on ${host} (another machine, or before a reboot)`
      : namespace !== own.namespace
        ? `on ${host} in another container`
        : 'here';
  const doubt =
    boot === own.boot && namespace === own.namespace ? '' : '; whether it still runs cannot be told from here';
  return `another swanmesh is writing there: process ${pid} ${where}${sign}${doubt}; wait for it, or, ${remedy}`;
}

function attemptAge(path: string): number | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat === undefined ? undefined : Math.max(0, Math.round((Date.now() - stat.mtimeMs) / 1000));
}

function tryUnlink(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw new UsageError(`${path}: ${systemReason(error)}`);
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
