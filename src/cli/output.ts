/** The streams, which take safe text alone, and progress for people. */
import { once } from 'node:events';
import { type SafeText, safe } from './safe-text.ts';
import { systemReason } from './system-reason.ts';

/** Whether the reader of stdout has gone; the work is done to its end all the same, for its exit status. */
let isClosed = false;
/** Why stdout took no more, other than for want of a reader. */
let failure: SafeText | undefined;

/**
 * Makes the exit status independent of who reads: a reader that has seen enough (head, a pager) closes its pipe, and what
 * was found stays what it was. A disk that is full below stdout is a failure, which {@link outputFailure} gives.
 */
export function guardStreams(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    isClosed = true;
    if (error.code !== 'EPIPE') failure ??= systemReason(error);
  });
  process.stderr.on('error', () => {});
  // Node writes the warnings of libraries to stderr, and they may quote what was read.
  process.removeAllListeners('warning');
}

/** Why not all of stdout could be written; `undefined` where it was, or nobody wanted the rest. */
export function outputFailure(): SafeText | undefined {
  return failure;
}

/** Writes to stdout and waits until the reader can take more, so that a large document needs no memory. */
export async function writeOut(text: SafeText): Promise<void> {
  if (isClosed || process.stdout.write(text)) return;
  await Promise.race([once(process.stdout, 'drain'), once(process.stdout, 'close')]).catch(() => {});
}

/** Writes to stderr. */
export function writeError(text: SafeText): void {
  process.stderr.write(text);
}

/** Shows on a terminal how far long work has come. */
export function printStep(verb: 'read' | 'rendered', done: number, all: number): void {
  if (process.stderr.isTTY !== true || all < 100 || (done % 50 !== 0 && done !== all)) return;
  const line = verb === 'read' ? safe`\rread ${done} of ${all} hosts` : safe`\rrendered ${done} of ${all} hosts`;
  writeError(done === all ? safe`${line}\n` : line);
}
