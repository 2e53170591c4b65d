/** What every JSON document has: its version, whether all is well, and its findings with their counts. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { jsonFinding, type Source } from './findings.ts';
import { writeOut } from './output.ts';
import { type CommonOptions, statusOf } from './report.ts';
import { type SafeText, safe, safeJson } from './safe-text.ts';

/** The head of a document. */
export interface DocumentHead {
  readonly version: 1;
  /** Whether the exit status is that of success: no error, and with `--strict` no warning. */
  readonly ok: boolean;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
}

/** The head of a document with these findings. */
export function documentHead(findings: readonly Diagnostic[], options: Pick<CommonOptions, 'strict'>): DocumentHead {
  const count = (severity: Diagnostic['severity']): number =>
    findings.reduce((sum, finding) => sum + (finding.severity === severity ? 1 : 0), 0);
  return {
    version: 1,
    ok: statusOf(findings, options) === 0,
    errors: count('error'),
    warnings: count('warning'),
    notes: count('info'),
  };
}

/** Writes a document: the head, what the command has to say, and the findings. Gives the exit status. */
export async function writeDocument(
  rest: Readonly<Record<string, unknown>>,
  findings: readonly Diagnostic[],
  source: Source | undefined,
  options: CommonOptions,
): Promise<number> {
  const rows = findings.map((finding) => jsonFinding(finding, source));
  await writeOut(safe`${safeJson({ ...documentHead(findings, options), ...rest, findings: rows })}\n`);
  return statusOf(findings, options);
}

/** Writes the document of a call that came to nothing: wrong usage, or a file that cannot be read. */
export async function writeFailure(message: SafeText): Promise<void> {
  await writeOut(
    safe`${safeJson({ version: 1, ok: false, errors: 1, warnings: 0, notes: 0, error: { message }, findings: [] })}\n`,
  );
}
