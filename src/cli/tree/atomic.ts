/**
 * A tree that changes as a whole. `DIR` is a link to `.swanmesh/DIR/N`, beside it, and what is written is a tree of its own there:
 * a copy of the one before, what others put into it included, brought up to date. One rename of the link then switches every host
 * at once, and whoever is reading in the tree before finishes with that one.
 */
import {
  constants,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { UsageError } from '../exit.ts';
import { makeFolder } from '../make-folder.ts';
import { entryAt, syncPath } from './entry.ts';
import { stateFolder } from './grammar.ts';
import { type Lock, takeLock } from './lock.ts';
import { openTree, recoverTree, type TreeOptions, type TreeWriter } from './tree.ts';

/** Where the trees of a link are. */
interface Store {
  /** The link. */
  readonly link: string;
  /** The folder of its trees. */
  readonly trees: string;
  /** The name of the tree that the link leads to. */
  readonly current: string | undefined;
}

/** Opens a tree for writing that replaces the one before in one step. */
export function openAtomicTree(folder: string, options: TreeOptions): TreeWriter {
  const link = resolve(folder);
  makeFolder(dirname(link));
  const store = openStore(link);
  const locks = [takeLock(store.trees)];
  const release = (): void => {
    for (const lock of locks.splice(0)) lock.release();
  };
  try {
    if (store.current !== undefined) {
      // Who writes into the tree itself, without --atomic, must not be copied half-way.
      const current = join(store.trees, store.current);
      recoverTree(current);
      locks.push(takeLock(join(current, stateFolder)));
    }
    removeOthers(store);
    return newWriter(store, locks, release, options);
  } catch (error) {
    release();
    throw error;
  }
}

function openStore(link: string): Store {
  const state = join(dirname(link), stateFolder);
  const trees = join(state, basename(link));
  const current = currentTree(link, trees);
  if (current === undefined && entryAt(link) !== 'absent')
    throw new UsageError(
      `${link} must not be there yet, or be a link that --atomic has made: a folder cannot be replaced in one step; move it away, or choose another name`,
    );
  for (const folder of [state, trees]) {
    const found = entryAt(folder);
    if (found === 'absent') mkdirSync(folder);
    else if (found !== 'folder') throw new UsageError(`${folder} must be a folder, and is something else`);
  }
  return { link, trees, current };
}

/** The name of the tree that the link leads to; `undefined` where it is no link of ours. */
function currentTree(link: string, trees: string): string | undefined {
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined;
  const target = join(dirname(link), readlinkSync(link));
  return dirname(target) === trees && treeName.test(basename(target)) ? basename(target) : undefined;
}

const treeName = /^\d{1,9}$/;

/** Trees that a killed run left, and those that nobody can be reading any more: all but the one that the link leads to. */
function removeOthers({ trees, current }: Store): void {
  for (const name of readdirSync(trees))
    if (treeName.test(name) && name !== current) rmSync(join(trees, name), { recursive: true });
}

function newWriter(store: Store, locks: readonly Lock[], release: () => void, options: TreeOptions): TreeWriter {
  const next = String(Number(store.current ?? 0) + 1);
  const root = join(store.trees, next);
  if (store.current === undefined) mkdirSync(root);
  else copyTree(join(store.trees, store.current), root);
  const writer = openTree(root, options);
  return {
    folder: (name, files, entry) => {
      for (const lock of locks) lock.beat();
      writer.folder(name, files, entry);
    },
    commit: async (head) => {
      try {
        const report = await writer.commit(head);
        for (const lock of locks) lock.confirm();
        switchLink(store, next);
        return report;
      } finally {
        release();
      }
    },
    abandon: () => {
      writer.abandon();
      if (currentTree(store.link, store.trees) !== next) rmSync(root, { recursive: true, force: true });
      release();
    },
  };
}

function copyTree(from: string, to: string): void {
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (path) => relative(from, path) !== stateFolder,
  });
}

function switchLink({ link, trees }: Store, next: string): void {
  const draft = join(trees, 'link');
  if (lstatSync(draft, { throwIfNoEntry: false })?.isSymbolicLink() === true) unlinkSync(draft);
  symlinkSync(join(stateFolder, basename(link), next), draft);
  syncPath(join(trees, next));
  renameSync(draft, link);
  syncPath(dirname(link));
}
