/**
 * Writes a tree of hosts' folders so that each folder is complete or as it was.
 *
 * Everything is first written below `DIR/.swanmesh/new`. Then `.swanmesh/commit.json` says what is going to be moved; from
 * there on a killed run is finished by the next. Each host's folder is put in place by two renames: the old one out, the
 * new one in. Files in a host's folder that are not ours are carried over.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Manifest, ManifestHost } from '../render/manifest.ts';
import type { RenderedFile } from '../render/rendered-file.ts';
import { UsageError } from './exit.ts';

/** What a write did. */
export interface TreeReport {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

/** A tree that is being written. */
export interface TreeWriter {
  /** Writes one host's files aside. */
  readonly host: (name: string, files: readonly RenderedFile[], entry: ManifestHost) => void;
  /** Puts everything in place. */
  readonly commit: (manifest: Omit<Manifest, 'hosts'>) => TreeReport;
  /** Takes back what was written aside. */
  readonly abandon: () => void;
}

interface Commit {
  /** Hosts whose new folder replaces the old one. */
  readonly hosts: readonly string[];
  /** Hosts whose folder goes. */
  readonly gone: readonly string[];
  /** Files to put beside the hosts, relative to the tree. */
  readonly manifests: readonly string[];
  /** Files beside the hosts that go. */
  readonly staleManifests: readonly string[];
}

const stateFolder = '.swanmesh';

/**
 * Opens a tree for writing, and finishes what a killed run left behind.
 *
 * @param selected only these hosts are written, and the others left alone; `undefined` for the whole tree
 */
export function openTree(root: string, options: { readonly force: boolean; readonly selected: boolean }): TreeWriter {
  mkdirSync(root, { recursive: true });
  const state = join(root, stateFolder);
  const entries = readdirSync(root).filter((name) => name !== stateFolder);
  const ours = readManifests(root);
  if (entries.length > 0 && ours === undefined && !existsSync(state) && !options.force) {
    throw new UsageError(
      `${root} is not empty and was not written by swanmesh; choose another folder, or write into it with --force`,
    );
  }
  lock(state);
  finish(root);
  const old = readManifests(root) ?? new Map<string, ManifestHost>();
  const fresh = join(state, 'new');
  for (const name of ['new', 'old']) rmSync(join(state, name), { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const made = new Map<string, ManifestHost>();
  const written: string[] = [];
  const unchanged: string[] = [];

  return {
    host: (name, files, entry) => {
      made.set(name, entry);
      const current = join(root, name);
      const stale = (old.get(name)?.files ?? []).filter(({ path }) => !files.some((file) => file.path === path));
      if (
        stale.every(({ path }) => !existsSync(join(current, path))) &&
        files.every((file) => isSame(join(current, file.path), file))
      ) {
        unchanged.push(name);
        return;
      }
      written.push(name);
      const folder = join(fresh, name);
      for (const file of files) writeFile(join(folder, file.path), file.content, Number.parseInt(file.mode, 8));
      carryOver(current, folder, new Set([...files, ...stale].map(({ path }) => path)));
    },
    commit: (head) => {
      const removed = options.selected ? [] : [...old.keys()].filter((name) => !made.has(name));
      for (const name of removed) {
        const owned = new Set(old.get(name)?.files.map(({ path }) => path));
        carryOver(join(root, name), join(fresh, name), owned);
      }
      const kept = removed.filter((name) => existsSync(join(fresh, name)));
      const manifests = options.selected
        ? [...made.keys()].map((name) => `manifest.d/${name}.json`)
        : ['manifest.json'];
      for (const path of manifests) {
        const hosts = options.selected ? [path.slice('manifest.d/'.length, -'.json'.length)] : [...made.keys()];
        const manifest: Manifest = {
          ...head,
          hosts: Object.fromEntries(hosts.map((name) => [name, made.get(name) as ManifestHost])),
        };
        writeFile(join(fresh, path), `${JSON.stringify(manifest, undefined, 2)}\n`, 0o644);
      }
      const staleManifests =
        options.selected || !existsSync(join(root, 'manifest.d'))
          ? []
          : readdirSync(join(root, 'manifest.d')).map((name) => `manifest.d/${name}`);
      const commit: Commit = {
        hosts: [...written, ...kept],
        gone: removed.filter((name) => !kept.includes(name)),
        manifests,
        staleManifests,
      };
      writeFile(join(state, 'commit.tmp'), JSON.stringify(commit), 0o644, true);
      renameSync(join(state, 'commit.tmp'), join(state, 'commit.json'));
      finish(root);
      rmSync(state, { recursive: true, force: true });
      return { written, unchanged, removed };
    },
    abandon: () => {
      // Once the commit is written down it is finished, by the next run if not by this one.
      if (!existsSync(join(state, 'commit.json'))) rmSync(state, { recursive: true, force: true });
    },
  };
}

/** Takes the tree for this process; the lock of a process that no longer runs is taken over. */
function lock(state: string): void {
  mkdirSync(state, { recursive: true });
  const path = join(state, 'lock');
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return;
    } catch {
      const holder = Number(readFileSync(path, 'utf8')) || 0;
      if (holder > 0 && holder !== process.pid && isRunning(holder)) {
        throw new UsageError(
          `another swanmesh (process ${holder}) is writing there; wait for it, or remove ${path} if that is not so`,
        );
      }
      rmSync(path, { force: true });
    }
  }
  throw new UsageError(`can not lock ${path}`);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Does, or does the rest of, what `commit.json` says. Every step may have been done before. */
function finish(root: string): void {
  const state = join(root, stateFolder);
  const path = join(state, 'commit.json');
  if (!existsSync(path)) return;
  const commit = JSON.parse(readFileSync(path, 'utf8')) as Commit;
  const [fresh, out] = [join(state, 'new'), join(state, 'old')];
  mkdirSync(out, { recursive: true });
  for (const name of commit.hosts) {
    const [current, replacement, aside] = [join(root, name), join(fresh, name), join(out, name)];
    if (!existsSync(replacement)) continue;
    if (existsSync(current)) renameSync(current, aside);
    renameSync(replacement, current);
  }
  for (const name of commit.gone) if (existsSync(join(root, name))) renameSync(join(root, name), join(out, name));
  for (const manifest of commit.manifests) {
    if (!existsSync(join(fresh, manifest))) continue;
    mkdirSync(dirname(join(root, manifest)), { recursive: true });
    renameSync(join(fresh, manifest), join(root, manifest));
  }
  for (const manifest of commit.staleManifests) rmSync(join(root, manifest), { force: true });
  if (commit.staleManifests.length > 0) removeIfEmpty(join(root, 'manifest.d'));
  rmSync(out, { recursive: true, force: true });
  rmSync(path);
}

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
}

/** What earlier runs wrote, host by host, or `undefined` where no manifest of ours is there. */
function readManifests(root: string): Map<string, ManifestHost> | undefined {
  const folder = join(root, 'manifest.d');
  const parts = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const paths = [join(root, 'manifest.json'), ...parts].filter((path) => existsSync(path));
  const hosts = new Map<string, ManifestHost>();
  let found = false;
  for (const path of paths) {
    const manifest = readManifest(path);
    if (manifest === undefined) continue;
    found = true;
    for (const [name, host] of Object.entries(manifest.hosts)) if (isPlainName(name)) hosts.set(name, host);
  }
  return found ? hosts : undefined;
}

function readManifest(path: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as Partial<Manifest>;
    return typeof manifest.swanmesh === 'string' && typeof manifest.hosts === 'object'
      ? (manifest as Manifest)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A manifest may have been edited; what it names must not lead out of the tree. */
function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) && !name.includes('..');
}

function writeFile(path: string, content: string, mode: number, sync = false): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w', mode);
  try {
    writeFileSync(file, content);
    if (sync) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(path, mode);
}

function isSame(path: string, { content, mode }: RenderedFile): boolean {
  try {
    const stat = lstatSync(path);
    return stat.isFile() && (stat.mode & 0o777) === Number.parseInt(mode, 8) && readFileSync(path, 'utf8') === content;
  } catch {
    return false;
  }
}

/** Links the files of `from` that are not ours into `to`; both are on one file system. */
function carryOver(from: string, to: string, ours: ReadonlySet<string>, below = ''): void {
  if (!existsSync(from) || !lstatSync(from).isDirectory()) return;
  for (const entry of readdirSync(join(from, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) carryOver(from, to, ours, path);
    else if (!ours.has(path)) {
      mkdirSync(dirname(join(to, path)), { recursive: true });
      linkSync(join(from, path), join(to, path));
    }
  }
}
