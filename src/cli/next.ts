/** The last line of a command: what to call next. */

import { writeError, writeOut } from './output.ts';
import type { CommonOptions } from './report.ts';
import { printable, safe } from './safe-text.ts';

/** A word as a shell reads it back. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Says the next sensible command, words quoted as a shell wants them. Where stdout carries data, the line goes to stderr.
 *
 * @example sayNext(['swanmesh', 'check', 'cluster.yaml'], options) // next: swanmesh check cluster.yaml
 */
export async function sayNext(
  words: readonly string[],
  { json, quiet }: Pick<CommonOptions, 'json' | 'quiet'>,
  stream: 'stdout' | 'stderr' = 'stdout',
): Promise<void> {
  if (json || quiet) return;
  const line = safe`next: ${printable(words.map(shellWord).join(' '))}\n`;
  if (stream === 'stdout') await writeOut(line);
  else writeError(line);
}
