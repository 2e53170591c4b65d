/** `--fix`: the safe changes of what was found, as a patch or written. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { applyFixes, type Fix, type TextFix } from '../diagnostics/fix.ts';
import { counted } from './counted.ts';
import { UsageError } from './exit.ts';
import { writeOut } from './output.ts';
import { patchText } from './patch.ts';
import { printablePatch, safe } from './safe-text.ts';
import { writeWhole } from './write-file.ts';

/** What `--fix` and `--write` ask for. */
export interface FixOptions {
  readonly fix: boolean;
  readonly write: boolean;
}

/** A text, what is wrong with it, and how changes of it look. */
export interface Checked {
  readonly findings: readonly Diagnostic[];
  readonly textFix: (fix: Fix) => TextFix | undefined;
}

/** What came of the changes. */
export interface FixedFile {
  readonly text: string;
  /** The findings of the text as it is now. */
  readonly findings: readonly Diagnostic[];
  readonly count: number;
}

/** One change may bring another fault to light, such as the value behind a key that was misspelt. */
const mostPasses = 10;

/**
 * Makes the safe changes until there are no more. A pass that leaves more errors than there were is not taken: no change is
 * to cost what was well.
 */
export async function fixText(
  name: string,
  before: string,
  first: Checked,
  check: (text: string) => Promise<Checked>,
): Promise<FixedFile> {
  let [text, checked, count] = [before, first, 0];
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const fixes = checked.findings.flatMap(({ fix }) => {
      // What was written may tell more than the value: 4.10 from 4.1.
      const own = fix === undefined ? undefined : checked.textFix(fix);
      return own?.safe === true && own.at.file === name ? [own] : [];
    });
    const { text: after, made } = applyFixes(text, fixes);
    if (made.length === 0 || after === text) break;
    const next = await check(after);
    if (errorsOf(next) > errorsOf(checked)) break;
    [text, checked, count] = [after, next, count + made.length];
  }
  return { text, findings: checked.findings, count };
}

function errorsOf({ findings }: Checked): number {
  return findings.filter(({ severity }) => severity === 'error').length;
}

/** Refuses options that do not go together, before anything is read. */
export function checkFixOptions(path: string, { fix, write }: FixOptions): void {
  if (write && !fix) throw new UsageError('--write goes with --fix');
  if (write && (path === '-' || path === '/dev/stdin'))
    throw new UsageError('standard input cannot be written to; without --write the patch is shown');
}

/** Shows the patch, or writes the file; gives what a program is told of it. */
export async function showOrWrite(
  path: string,
  name: string,
  before: string,
  { text, count }: FixedFile,
  { write }: FixOptions,
  bytesOf: (text: string) => string | Uint8Array,
  options: { readonly json: boolean; readonly quiet: boolean },
): Promise<Readonly<Record<string, unknown>>> {
  const patch = patchText(name, before, text);
  if (write && count > 0) writeWhole(path, bytesOf(text), { force: true });
  if (!options.json) {
    if (!write) await writeOut(printablePatch(patch));
    if (!options.quiet && (write || count === 0))
      await writeOut(count === 0 ? safe`nothing to fix\n` : safe`${counted(count, 'change')} written\n`);
  }
  return { changes: count, written: write && count > 0, ...(write ? {} : { patch }) };
}
