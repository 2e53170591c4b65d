/** The streams, which take safe text alone, and progress for people. */
import { uninterrupted } from './interruption.ts';
import { joinSafe, type SafeBytes, type SafeText, safe } from './safe-text.ts';
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

/** Whether nobody reads stdout any more: what serves requests has nobody left to answer. */
export function isOutputClosed(): boolean {
  return isClosed;
}

/** Why not all of stdout could be written; `undefined` where it was, or nobody wanted the rest. */
export function outputFailure(): SafeText | undefined {
  return failure;
}

/** Writes to stdout and waits until the reader can take more, so that a large document needs no memory. */
export function writeOut(text: SafeText): Promise<void> {
  return writeToStdout(text);
}

/** The same for bytes. */
export function writeBytes(bytes: SafeBytes): Promise<void> {
  return writeToStdout(bytes);
}

async function writeToStdout(content: SafeText | SafeBytes): Promise<void> {
  if (isClosed || process.stdout.write(content)) return;
  await new Promise<void>((done) => {
    const go = (): void => {
      process.stdout.off('drain', go).off('close', go);
      done();
    };
    process.stdout.on('drain', go).on('close', go);
  });
}

/** Enough characters for a write to be worth while, and few to hold. */
const enough = 1 << 16;

/** Writes many small texts one behind the other, in larger ones. */
export async function writeAll(parts: Iterable<SafeText>): Promise<void> {
  let some: SafeText[] = [];
  let length = 0;
  for (const part of parts) {
    some.push(part);
    length += part.length;
    if (length < enough) continue;
    await writeOut(joinSafe(some));
    some = [];
    length = 0;
  }
  if (some.length > 0) await writeOut(joinSafe(some));
}

/** Writes what is only worth something as a whole, by any number of {@link writeOut}: no signal cuts it off. */
export function writeWholeOut(write: () => Promise<void>): Promise<void> {
  return uninterrupted(async () => {
    await write();
    if (!isClosed && process.stdout.writableLength > 0)
      await new Promise<void>((done) => process.stdout.write('', () => done()));
  });
}

/** Writes to stderr. */
export function writeError(text: SafeText): void {
  process.stderr.write(text);
}

/** When the work began that is being shown, and when it was last shown, in milliseconds. */
let pace = { began: 0, shown: 0 };

/** Shows on a terminal how far long work has come, how fast it goes, and how long the rest will take. Pipes stay quiet. */
export function printStep(verb: 'read' | 'rendered', done: number, all: number): void {
  if (process.stderr.isTTY !== true || process.env.TERM === 'dumb' || all < 100) return;
  const now = performance.now();
  if (done === 1) pace = { began: now, shown: now };
  if (done !== all && now - pace.shown < 200) return;
  pace.shown = now;
  const line = progressText(verb, done, all, (now - pace.began) / 1000);
  writeError(done === all ? safe`\r${line}\n` : safe`\r${line}`);
}

/**
 * One line of progress, `seconds` after the first host.
 *
 * @example progressText('read', 500, 2000, 10) // read 500 of 2000 hosts, 50 a second, 30 s left
 */
export function progressText(verb: 'read' | 'rendered', done: number, all: number, seconds: number): SafeText {
  const what = verb === 'read' ? safe`read ${done} of ${all} hosts` : safe`rendered ${done} of ${all} hosts`;
  if (seconds <= 0) return what;
  const rate = done / seconds;
  // The blanks cover what a longer line left behind.
  const rest = done === all ? safe` in ${Math.ceil(seconds)} s` : safe`, ${Math.ceil((all - done) / rate)} s left`;
  return safe`${what}, ${rate < 10 ? Number(rate.toFixed(1)) : Math.round(rate)} a second${rest}      `;
}
