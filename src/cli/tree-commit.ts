/** Moves what was written aside into place, in steps that can be done again after a kill. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from './exit.ts';

/** The folder in the tree where it all happens. */
export const stateFolder = '.swanmesh';

/** What is going to be moved, as `commit.json` has it. */
export interface Commit {
  /** Hosts whose new folder replaces the old one. */
  readonly hosts: readonly string[];
  /** Hosts whose folder goes. */
  readonly gone: readonly string[];
  /** Files to put beside the hosts, relative to the tree. */
  readonly manifests: readonly string[];
  /** Files beside the hosts that go. */
  readonly staleManifests: readonly string[];
}

/** Takes the tree for this process; the lock of a process that no longer runs is taken over. */
export function lock(state: string): void {
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
export function finish(root: string): void {
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
