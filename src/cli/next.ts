/** The last line of a command: what to call next. */

import type { CommonOptions } from './report.ts';
import { printable } from './terminal.ts';

/** A word as a shell reads it back. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Says the next sensible command, words quoted as a shell wants them. Where stdout carries data, the line goes to stderr.
 *
 * @example sayNext(['swanmesh', 'check', 'cluster.yaml'], options) // next: swanmesh check cluster.yaml
 */
export function sayNext(
  words: readonly string[],
  { json, quiet }: Pick<CommonOptions, 'json' | 'quiet'>,
  stream: NodeJS.WriteStream = process.stdout,
): void {
  if (json || quiet) return;
  stream.write(`next: ${printable(words.map(shellWord).join(' '))}\n`);
}
