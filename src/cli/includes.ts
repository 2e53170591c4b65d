/** The files behind `include`, looked for below a folder that stands for the host's root. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { IncludedFile, Includer } from '../libreswan/ipsec-conf/load/load.ts';
import { matchesName } from '../libreswan/ipsec-conf/syntax/include-pattern.ts';

/**
 * Follows includes as the host would: `/etc/ipsec.d/*.conf` means the files in that folder below `root`, sorted by name.
 * `*` and `?` stand in any part of the path and leave files alone that begin with a dot.
 */
export function includesBelow(root: string): Includer {
  return (pattern) => matches(root, pattern).flatMap(readFile);
}

function matches(root: string, pattern: string): readonly string[] {
  let found = [root];
  for (const part of pattern.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') return [];
    found = found.flatMap((folder) => (/[*?]/.test(part) ? namesLike(folder, part) : [join(folder, part)]));
  }
  return found;
}

function namesLike(folder: string, part: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => matchesName(name, part));
    return names.sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function readFile(path: string): readonly IncludedFile[] {
  try {
    return statSync(path).isFile() ? [{ file: path, input: new Uint8Array(readFileSync(path)) }] : [];
  } catch {
    return [];
  }
}
