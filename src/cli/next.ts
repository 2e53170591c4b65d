/** The last line of a command: what to call next. */
import { shellWord } from '../bytes/shell-word.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { writeError, writeOut } from './output.ts';
import type { CommonOptions } from './report.ts';
import { printable, safe } from './safe-text.ts';

/** The next command where there is no error; else what tells more of the first error. */
export function nextAfter(findings: readonly Diagnostic[], words: readonly string[]): readonly string[] {
  const error = findings.find(({ severity }) => severity === 'error');
  return error === undefined ? ['swanmesh', ...words] : ['swanmesh', 'explain-code', error.code];
}

/**
 * Says the next sensible command, words quoted as a shell wants them. Where stdout carries data, the line goes to stderr,
 * and only where somebody reads it: a pipeline knows what comes next.
 *
 * @example sayNext(['swanmesh', 'check', 'cluster.yaml'], options) // next: swanmesh check cluster.yaml
 */
export async function sayNext(
  words: readonly string[],
  { json, quiet }: Pick<CommonOptions, 'json' | 'quiet'>,
  stream: 'stdout' | 'stderr' = 'stdout',
): Promise<void> {
  if (json || quiet || (stream === 'stderr' && process.stderr.isTTY !== true)) return;
  const line = safe`next: ${printable(words.map(shellWord).join(' '))}\n`;
  if (stream === 'stdout') await writeOut(line);
  else writeError(line);
}
