/** The files of one host's folder. */
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
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { RenderedFile } from '../render/rendered-file.ts';

/** Writes a file and the folders that it stands in; `sync`: it is on the disk afterwards. */
export function writeFile(path: string, content: string, mode: number, sync = false): void {
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

/** Whether a file is there already, with content and mode. */
export function isSame(path: string, { content, mode }: RenderedFile): boolean {
  try {
    const stat = lstatSync(path);
    return stat.isFile() && (stat.mode & 0o777) === Number.parseInt(mode, 8) && readFileSync(path, 'utf8') === content;
  } catch {
    return false;
  }
}

/** Links the files of `from` that are not ours into `to`; both are on one file system. */
export function carryOver(from: string, to: string, ours: ReadonlySet<string>, below = ''): void {
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
