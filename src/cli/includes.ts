/** The files behind `include`, looked for below a folder that stands for the host's root. */
import { readdirSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { type Diagnostic, diagnostic, textAt } from '../diagnostics/diagnostic.ts';
import type { IncludedFile, Includer } from '../libreswan/ipsec-conf/load/load.ts';
import { isPattern, matchesName } from '../libreswan/ipsec-conf/syntax/include-pattern.ts';
import { largest, readRegularFile, UnfitInput } from './input.ts';
import { systemReason } from './system-reason.ts';

/**
 * Follows includes as the host would: `/etc/ipsec.d/*.conf` means the files in that folder below `root`, sorted by name.
 * `*`, `?` and `[…]` may be in any part of the path, and leave files alone that begin with a dot. Nothing outside of `root` is
 * read, neither by `..` nor by way of a link: that is put into `findings`, and so is a file that cannot be read.
 */
export function includesBelow(root: string, findings: Diagnostic[]): Includer {
  const inside = realpathOf(root);
  const told = new Set<string>();
  const tell = (finding: Diagnostic, path: string): readonly IncludedFile[] => {
    if (!told.has(path)) findings.push(finding);
    told.add(path);
    return [];
  };
  return (pattern) =>
    matches(root, pattern).flatMap((path): readonly IncludedFile[] => {
      const target = realpathOf(path);
      if (target === undefined || inside === undefined) return [];
      if (!target.startsWith(inside + sep)) return tell(outsideOf(path), path);
      try {
        return [{ file: path, input: readRegularFile(target, largest.treeFile) }];
      } catch (error) {
        if (error instanceof UnfitInput && error.message === 'it is a folder')
          return [{ file: path, input: '', isFolder: true }];
        return tell(unreadable(path, error instanceof UnfitInput ? error.message : systemReason(error)), path);
      }
    });
}

function realpathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function outsideOf(path: string): Diagnostic {
  return diagnostic(
    'files/outside',
    textAt(path, 1, 1),
    'a link leads out of the folder of --root; it is not followed',
    {
      hint: 'put the file itself there',
    },
  );
}

function unreadable(path: string, why: string): Diagnostic {
  return diagnostic(
    'files/unreadable',
    textAt(path, 1, 1),
    `the included file cannot be read, and is passed over: ${why}`,
  );
}

function matches(root: string, pattern: string): readonly string[] {
  let found = [root];
  for (const part of pattern.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') found = found.map((folder) => (folder === root ? root : dirname(folder)));
    else found = found.flatMap((folder) => (isPattern(part) ? namesLike(folder, part) : [join(folder, part)]));
    if (found.length > mostMatches) return [];
  }
  return found;
}

/** A pattern that means more files means none of a configuration. */
const mostMatches = 10_000;

function namesLike(folder: string, part: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => matchesName(name, part));
    return names.sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}
