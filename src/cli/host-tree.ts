/** A tree of hosts' folders, contract §4, read host by host. */
import { isAscii } from 'node:buffer';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HostFolder } from '../evidence.ts';
import type { FileContent } from '../verify/evidence.ts';
import { UsageError } from './exit.ts';

/** A file larger than this is none that a mesh needs. */
const maxFileSize = 64 * 1024 * 1024;

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
    const folder = join(root, name, below);
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const child = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) walk(child);
      else if (entry.isFile()) files.set(child, readContent(join(root, name, child)));
    }
  };
  walk('');
  return { name, files, show: (path) => join(root, name, path) };
}

/** Text where the file is ASCII, which is read fastest; else its bytes. */
function readContent(path: string): FileContent {
  if (statSync(path).size > maxFileSize) throw new UsageError(`${path} is larger than 64 MB`);
  const bytes = readFileSync(path);
  return isAscii(bytes) ? bytes.toString('latin1') : bytes;
}
