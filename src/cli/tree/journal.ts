/**
 * The journal of a tree: what is going to be put in place and removed. It is on the disk before the first file is moved, and
 * goes after the last, the manifest; every step can be done again, so that after a kill anybody finishes it.
 */
import { existsSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../exit.ts';
import { entryAt, entryBelow, makeParents, readPlain, removeEmpty, syncPath, writeNew } from './entry.ts';
import { isManifestPath, isTreePath, manifestFolder, stateFolder } from './grammar.ts';
import { isManifest, ownFiles } from './manifests.ts';

/** A staged file, by its name below `.swanmesh/new`, and where it goes, from the root. */
export type Move = readonly [staged: string, path: string];

/** What `.swanmesh/journal.json` says. */
export interface Journal {
  readonly version: 1;
  /** Files to put in place. */
  readonly put: readonly Move[];
  /** Files of ours that go. */
  readonly remove: readonly string[];
  /** Manifests to put in place, after all else. */
  readonly manifests: readonly Move[];
  /** Manifests that go. */
  readonly staleManifests: readonly string[];
}

const journalName = 'journal.json';

/** Whether a tree is half written: by a run that is at work, or one that was killed. */
export function isHalfWritten(root: string): boolean {
  return entryAt(join(root, stateFolder)) === 'folder' && existsSync(join(root, stateFolder, journalName));
}

/** Where staged files are. */
export function stagedFolder(root: string): string {
  return join(root, stateFolder, 'new');
}

/** Puts the journal on the disk; from here on the write will be finished, by this run or another. */
export function writeJournal(root: string, journal: Journal): void {
  const state = join(root, stateFolder);
  const draft = join(state, 'journal.tmp');
  if (entryAt(draft) === 'file') unlinkSync(draft);
  syncPath(stagedFolder(root));
  writeNew(draft, JSON.stringify(journal), 0o644, true);
  renameSync(draft, join(state, journalName));
  syncPath(state);
}

/** Does, or does the rest of, what the journal says, if there is one. Whether there was. */
export function finishJournal(root: string): boolean {
  const state = join(root, stateFolder);
  const path = join(state, journalName);
  if (entryAt(path) === 'absent') return false;
  const journal = readJournal(path);
  const staged = stagedFolder(root);
  const ours = journal.remove.length === 0 ? new Set<string>() : ownFiles(root);
  const known = new Set<string>();
  const there = filesIn(staged);
  const moves = [...journal.put, ...journal.manifests].filter(([name]) => there.has(name));
  checkTargets(root, moves, known);
  const isUntouched = moves.length === journal.put.length + journal.manifests.length;
  makeFolders(root, moves, isUntouched ? path : undefined);
  const files = moves.filter(([, to]) => !isManifestPath(to));
  for (const { put, remove } of byFolder(files, journal.remove)) {
    for (const [name, to] of put) renameSync(join(staged, name), join(root, to));
    for (const gone of remove) removeOwn(root, gone, ours, known);
  }
  for (const [name, to] of moves) if (isManifestPath(to)) renameSync(join(staged, name), join(root, to));
  for (const gone of journal.staleManifests) if (isManifest(readPlain(join(root, gone)))) unlinkSync(join(root, gone));
  if (entryAt(join(root, manifestFolder)) === 'folder') removeEmpty(root, manifestFolder);
  unlinkSync(path);
  return true;
}

/** What is done in one host's folder, or in the one that hosts share. */
interface FolderChange {
  readonly put: Move[];
  readonly remove: string[];
}

/** One folder after the other: a kill leaves at most one that is neither old nor new. */
function byFolder(put: readonly Move[], remove: readonly string[]): Iterable<FolderChange> {
  const folders = new Map<string, FolderChange>();
  const folderOf = (path: string): FolderChange => {
    const name = path.slice(0, path.indexOf('/'));
    const folder = folders.get(name) ?? { put: [], remove: [] };
    folders.set(name, folder);
    return folder;
  };
  for (const move of put) folderOf(move[1]).put.push(move);
  for (const gone of remove) folderOf(gone).remove.push(gone);
  return folders.values();
}

/**
 * All folders before the first file; what there is no room for leaves the tree as it was.
 *
 * @param journal to be taken back then, where nothing was moved yet
 */
function makeFolders(root: string, moves: readonly Move[], journal: string | undefined): void {
  const made: string[] = [];
  const known = new Set<string>();
  try {
    for (const [, to] of moves) makeParents(root, to, made, known);
  } catch (error) {
    for (const folder of made.reverse()) {
      try {
        rmdirSync(join(root, folder));
      } catch {
        // A run before this one has put files there.
      }
    }
    if (journal !== undefined) unlinkSync(journal);
    throw error;
  }
}

/** The names of the files in a folder; none where there is no folder. */
function filesIn(folder: string): ReadonlySet<string> {
  if (entryAt(folder) !== 'folder') return new Set();
  const entries = readdirSync(folder, { withFileTypes: true });
  return new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
}

function checkTargets(root: string, moves: readonly Move[], known: Set<string>): void {
  const absent = new Set<string>();
  for (const [, to] of moves) {
    const { entry, blockedBy } = entryBelow(root, to, known, absent);
    if (entry === 'folder' || entry === 'other')
      throw new UsageError(
        `${join(root, blockedBy ?? to)} is in the way of what is half written: move it, then render again or --recover`,
      );
  }
}

/** Removes a file that a manifest calls ours, and the folders that are empty then. */
function removeOwn(root: string, path: string, ours: ReadonlySet<string>, known: Set<string>): void {
  if (!ours.has(path)) return;
  const { entry } = entryBelow(root, path, known);
  if (entry === 'file') unlinkSync(join(root, path));
  else if (entry !== 'absent') return;
  removeEmpty(root, dirname(path));
  known.clear();
}

function readJournal(path: string): Journal {
  let value: unknown;
  try {
    value = JSON.parse(readPlain(path) ?? '');
  } catch {
    // Judged below.
  }
  if (isJournal(value)) return value;
  throw new UsageError(
    `${path} is no journal that we wrote; nothing is moved or removed by it. Look at the tree, then remove it`,
  );
}

function isJournal(value: unknown): value is Journal {
  if (typeof value !== 'object' || value === null) return false;
  const { version, put, remove, manifests, staleManifests } = value as Record<string, unknown>;
  const areMoves = (list: unknown, isTarget: (path: unknown) => boolean): boolean =>
    Array.isArray(list) &&
    list.every((move) => Array.isArray(move) && /^\d{1,9}$/.test(String(move[0])) && isTarget(move[1]));
  return (
    version === 1 &&
    areMoves(put, isTreePath) &&
    areMoves(manifests, isManifestPath) &&
    Array.isArray(remove) &&
    remove.every(isTreePath) &&
    Array.isArray(staleManifests) &&
    staleManifests.every(isManifestPath)
  );
}
