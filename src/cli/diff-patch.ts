/** What render would change in the files of a host, as a unified patch: `patch -p1 -d DIR` and `git apply --directory=DIR` take it. */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { readSourceText } from '../bytes/source-text.ts';
import type { FileChange } from '../diff/diff.ts';
import type { HostFiles } from '../hosts/evidence.ts';
import type { RenderedFile } from '../render/rendered-file.ts';
import { joinSafe, printable, printableLines, type SafeText, safe } from './safe-text.ts';
import { untainted } from './secrecy/taint.ts';

/** A host with what it has and what it would have. */
export interface PatchedHost {
  readonly name: string;
  readonly changes: readonly FileChange[];
  readonly files: HostFiles;
  readonly rendered: readonly RenderedFile[];
}

/** Beyond so many changed lines two files are others, and to compare them takes longer than to read them. */
const mostLines = 20_000;

/** The patch of each file that changes; of what is secret only a comment that it does. */
export function patchText({ name, changes, files, rendered }: PatchedHost): SafeText {
  const planned = new Map(rendered.map((file) => [file.path, file]));
  return joinSafe(
    changes.map(({ path, change }) => {
      const file = planned.get(path);
      const shown = printable(`${name}/${path}`);
      if (file?.secret === true || path.endsWith('.secrets')) return safe`# ${shown}: secret, not shown\n`;
      const content = files.get(path);
      const before = content === undefined ? '' : readSourceText(content).text;
      const patch = createTwoFilesPatch(
        change === 'add' ? '/dev/null' : `a/${name}/${path}`,
        change === 'remove' ? '/dev/null' : `b/${name}/${path}`,
        before,
        change === 'remove' ? '' : (file?.content ?? ''),
        undefined,
        undefined,
        { context: 3, headerOptions: FILE_HEADERS_ONLY, maxEditLength: mostLines },
      );
      return patch === undefined ? safe`# ${shown}: another file\n` : withTabs(patch);
    }),
  );
}

/** Tabs are what ipsec.conf is indented with: escaped ones would not apply. */
function withTabs(patch: string): SafeText {
  return joinSafe(untainted(patch).split('\t').map(printableLines), safe`\t`);
}
