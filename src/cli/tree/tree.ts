/**
 * Writes a tree of hosts' folders so that no folder is ever absent and no file is ever half there.
 *
 * Every file that changes is first written below `DIR/.swanmesh/new` and put on the disk. Then the journal says what goes
 * where; from there on a killed run is finished by the next, or by `render --recover`. Each file is put in place by a rename
 * of its own, the manifest last. What is not ours is neither replaced nor removed, and links, FIFOs and devices in the place of a
 * file are refused.
 */
import { lstatSync, mkdirSync, readdirSync, realpathSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { chunksOf } from '../../render/chunks.ts';
import type { Manifest, ManifestHost } from '../../render/manifest.ts';
import { type RenderedFile, sharedFolder } from '../../render/rendered-file.ts';
import { UsageError } from '../exit.ts';
import { makeFolder } from '../make-folder.ts';
import type { Content } from './content.ts';
import { entryAt, entryBelow, isSame, syncFiles, writeNew } from './entry.ts';
import { isTreePath, manifestFolder, stateFolder } from './grammar.ts';
import { finishJournal, type Move, stagedFolder, writeJournal } from './journal.ts';
import { type Lock, takeLock } from './lock.ts';
import { ownFiles, partManifests, readManifests } from './manifests.ts';

/** What a write did. */
export interface TreeReport {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

/** A tree that is being written. */
export interface TreeWriter {
  /** Writes the files of a host's folder aside, or of the one that hosts share. */
  readonly folder: (name: string, files: readonly RenderedFile[], entry: ManifestHost) => void;
  /** Puts everything in place. */
  readonly commit: (manifest: Omit<Manifest, 'hosts'>) => Promise<TreeReport>;
  /** Takes back what was written aside. */
  readonly abandon: () => void;
}

export interface TreeOptions {
  /** Write into a folder that is not empty and not ours, and over files in it that are in the way. */
  readonly force: boolean;
  /** Only some hosts are written, and the others left alone. */
  readonly selected: boolean;
}

/** Opens a tree for writing, and finishes what a killed run left behind. */
export function openTree(folder: string, options: TreeOptions): TreeWriter {
  makeFolder(folder);
  const root = realpathSync(folder);
  refuseForeign(root, folder, options);
  const lock = takeLock(join(root, stateFolder));
  try {
    finishJournal(root);
    return newWriter(root, lock, options);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Finishes what a killed run left behind; whether there was anything. */
export function recoverTree(folder: string): boolean {
  if (entryAt(folder) === 'absent') throw new UsageError(`${folder} must be a tree that render -o has written`);
  const root = realpathSync(folder);
  if (entryAt(join(root, stateFolder)) !== 'folder') return false;
  const lock = takeLock(join(root, stateFolder));
  try {
    const finished = finishJournal(root);
    clearStaged(root);
    return finished;
  } finally {
    lock.release();
  }
}

function refuseForeign(root: string, folder: string, { force }: TreeOptions): void {
  const entries = readdirSync(root).filter((name) => name !== stateFolder);
  if (entries.length === 0 || force || readManifests(root) !== undefined) return;
  if (entryAt(join(root, stateFolder)) === 'folder' && entryAt(join(root, stateFolder, 'journal.json')) === 'file')
    return;
  throw new UsageError(
    `${folder} is not empty and was not written by swanmesh; choose another folder, or write into it with --force`,
  );
}

function newWriter(root: string, lock: Lock, options: TreeOptions): TreeWriter {
  const old = readManifests(root) ?? new Map<string, ManifestHost>();
  const ours = ownFiles(root);
  const device = lstatSync(root).dev;
  const known = new Set<string>();
  const staged = stagedFolder(root);
  clearStaged(root);
  mkdirSync(staged);
  const made = new Map<string, ManifestHost>();
  const [written, unchanged]: [string[], string[]] = [[], []];
  const [put, remove]: [Move[], string[]] = [[], []];
  const faults: string[] = [];

  const stage = (path: string, content: Content, mode: number): Move => {
    const name = String(put.length + 1);
    writeNew(join(staged, name), content, mode);
    return [name, path];
  };

  /** Whether a file may be put at a path; if not, what is in the way is noted. */
  const isFree = (path: string): boolean => {
    const { entry, blockedBy } = entryBelow(root, path, known);
    const where = join(root, blockedBy ?? path);
    if (entry === 'folder' || entry === 'other') faults.push(`${where} is ${describe(where)}`);
    else if (entry === 'file' && !ours.has(path) && !options.force)
      faults.push(`${where} is a file that we did not write`);
    else return true;
    return false;
  };

  const folder: TreeWriter['folder'] = (name, files, entry) => {
    lock.beat();
    made.set(name, entry);
    const stat = lstatSync(join(root, name), { throwIfNoEntry: false });
    if (stat?.isDirectory() === true && stat.dev !== device)
      faults.push(`${join(root, name)} is on another file system; files cannot be moved there whole`);
    const paths = new Set(files.map(({ path }) => path));
    const stale = (old.get(name)?.files ?? []).filter(({ path }) => !paths.has(path));
    const gone = stale
      .map(({ path }) => `${name}/${path}`)
      .filter((path) => entryBelow(root, path, known).entry === 'file');
    for (const path of gone) remove.push(path);
    let changes = gone.length;
    for (const file of files) {
      const path = `${name}/${file.path}`;
      if (!isTreePath(path)) throw new Error('a rendered file must have a path of our own grammar');
      const [content, mode] = [chunksOf(file), Number.parseInt(file.mode, 8)];
      if (stat !== undefined && isSame(join(root, path), content, mode)) continue;
      changes += 1;
      if (stat === undefined || isFree(path)) put.push(stage(path, content, mode));
    }
    if (name !== sharedFolder) (changes === 0 ? unchanged : written).push(name);
  };

  return {
    folder,
    commit: async (head) => {
      const removed = options.selected ? [] : [...old.keys()].filter((name) => !made.has(name));
      for (const name of removed) for (const { path } of old.get(name)?.files ?? []) remove.push(`${name}/${path}`);
      const manifests = stageManifests(head);
      if (faults.length > 0) throw new UsageError(inTheWay(faults));
      const staleManifests = options.selected ? [] : partManifests(root);
      if (put.length + remove.length + manifests.length + staleManifests.length > 0) {
        await syncFiles([...put, ...manifests].map(([name]) => join(staged, name)));
        lock.confirm();
        writeJournal(root, { version: 1, put, remove, manifests, staleManifests });
        finishJournal(root);
      }
      // All is in place; what cannot be tidied up now, the next run does.
      attempt(() => close(root, lock));
      return { written, unchanged, removed: removed.filter((name) => name !== sharedFolder) };
    },
    abandon: () => {
      // Once the journal is there it is finished, by the next run if not by this one.
      if (entryAt(join(root, stateFolder, 'journal.json')) === 'absent') close(root, lock);
      else lock.release();
    },
  };

  function stageManifests(head: Omit<Manifest, 'hosts'>): readonly Move[] {
    const parts = options.selected
      ? [...made].map(([name, entry]) => [`${manifestFolder}/${name}.json`, new Map([[name, entry]])] as const)
      : [['manifest.json', made] as const];
    return parts.flatMap(([path, folders], i) => {
      const hosts = Object.fromEntries([...folders].filter(([name]) => name !== sharedFolder));
      const shared = folders.get(sharedFolder);
      const manifest: Manifest = { ...head, hosts, ...(shared === undefined ? {} : { shared }) };
      const content = `${JSON.stringify(manifest, undefined, 2)}\n`;
      if (isSame(join(root, path), content, 0o644)) return [];
      const { entry, blockedBy } = entryBelow(root, path, known);
      const where = join(root, blockedBy ?? path);
      if (entry === 'folder' || entry === 'other') faults.push(`${where} is ${describe(where)}`);
      const name = String(put.length + 1 + i);
      writeNew(join(staged, name), content, 0o644);
      return [[name, path] as const];
    });
  }
}

function describe(path: string): string {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink() === true) return 'a symbolic link';
  if (stat?.isDirectory() === true) return 'a folder';
  return stat?.isFile() === true ? 'a file' : 'neither a file nor a folder';
}

function inTheWay(faults: readonly string[]): string {
  const more = faults.length > 10 ? `; and ${faults.length - 10} more` : '';
  return `nothing was written, for something is in the way: ${faults.slice(0, 10).join('; ')}${more}`;
}

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // See the call.
  }
}

function close(root: string, lock: Lock): void {
  clearStaged(root);
  lock.release();
}

/** Removes what is staged, and nothing else. */
function clearStaged(root: string): void {
  const staged = stagedFolder(root);
  const entry = entryAt(staged);
  if (entry === 'absent') return;
  if (entry !== 'folder') throw new UsageError(`${staged} must be a folder of ours, and is ${describe(staged)}`);
  for (const name of readdirSync(staged))
    if (/^\d{1,9}$/.test(name) && entryAt(join(staged, name)) === 'file') unlinkSync(join(staged, name));
  const draft = join(root, stateFolder, 'journal.tmp');
  if (entryAt(draft) === 'file') unlinkSync(draft);
  try {
    rmdirSync(staged);
  } catch {
    throw new UsageError(`${staged} has files in it that are not ours; move them`);
  }
}
