/** A tree of hosts' folders, contract §4, read host by host. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileContent } from '../hosts/evidence.ts';
import type { HostFolder } from '../hosts/read-evidence.ts';
import { UsageError } from './exit.ts';
import { newContentReader } from './read-content.ts';

const readContent = newContentReader();

/** The names of the hosts of a tree, in code unit order. */
export function hostsIn(root: string): readonly string[] {
  const isTree = existsSync(root) && statSync(root).isDirectory();
  if (!isTree) throw new UsageError(`${root} must be a folder with one folder for each host`);
  const names = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'manifest.d')
    .map(({ name }) => name)
    .sort();
  if (names.length === 0) throw new UsageError(`${root} must have a folder for each host`);
  return names;
}

/** Everything that is in a host's folder; findings name the files by their path from here. */
export function readFolder(root: string, name: string): HostFolder {
  const files = new Map<string, FileContent>();
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(root, name, below), { withFileTypes: true })) {
      const child = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) walk(child);
      else if (entry.isFile()) files.set(child, readContent(join(root, name, child)));
    }
  };
  if (existsSync(join(root, name))) walk('');
  return { name, files, show: showBelow(join(root, name)) };
}

/** A function of its own: made where the files are, it would hold them, and a verification keeps it for every host. */
function showBelow(folder: string): HostFolder['show'] {
  return (path) => join(folder, path);
}
