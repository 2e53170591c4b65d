/**
 * Writes a tree of hosts' folders so that each folder is complete or as it was.
 *
 * Everything is first written below `DIR/.swanmesh/new`. Then `.swanmesh/commit.json` says what is going to be moved; from
 * there on a killed run is finished by the next. Each host's folder is put in place by two renames: the old one out, the
 * new one in. Files in a host's folder that are not ours are carried over.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest, ManifestHost } from '../render/manifest.ts';
import type { RenderedFile } from '../render/rendered-file.ts';
import { UsageError } from './exit.ts';
import { type Commit, finish, lock, stateFolder } from './tree-commit.ts';
import { carryOver, isSame, writeFile } from './tree-files.ts';
import { readManifests } from './tree-manifests.ts';

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
