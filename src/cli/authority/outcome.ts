/** What the steps of the authority say when they are done. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { writeDocument } from '../json-document.ts';
import { writeOut } from '../output.ts';
import { type CommonOptions, reportFindings } from '../report.ts';
import { printable, type SafeText, safe } from '../safe-text.ts';

/** One file that was written. */
export interface WrittenFile {
  readonly path: string;
  readonly what: 'key' | 'certificate' | 'crl';
  readonly host?: string;
  readonly serialHex?: string;
  /** RFC 3339. */
  readonly notAfter?: string;
}

/** Shows the files and the findings; gives the exit status. */
export async function report(
  files: readonly WrittenFile[],
  findings: readonly Diagnostic[],
  options: CommonOptions,
  last?: SafeText,
): Promise<number> {
  if (options.json) return writeDocument({ files }, findings, undefined, options);
  if (!options.quiet) {
    for (const { path, what, notAfter } of files) {
      const until = notAfter === undefined ? safe`` : safe`, valid until ${printable(notAfter)}`;
      await writeOut(safe`${printable(path)}: ${printable(what)}${until}\n`);
    }
    if (last !== undefined) await writeOut(safe`${last}\n`);
  }
  return reportFindings(findings, undefined, options);
}
