/** Standard output that waits for a slow reader, and progress for people. */
import { once } from 'node:events';

/** Writes to stdout and waits until the reader can take more, so that a large document needs no memory. */
export async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** Shows on a terminal how far long work has come. */
export function printStep(verb: string, done: number, all: number): void {
  if (process.stderr.isTTY !== true || all < 100 || (done % 50 !== 0 && done !== all)) return;
  process.stderr.write(`\r${verb} ${done} of ${all} hosts${done === all ? '\n' : ''}`);
}
