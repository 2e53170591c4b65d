/**
 * Signals that would end the program (Ctrl-C, `kill`, a terminal that closes) wait while something is written that must be
 * whole. Then they end it as they would have at once, with the status that a shell knows; a second one does not wait.
 */

const signals: readonly NodeJS.Signals[] = ['SIGHUP', 'SIGINT', 'SIGTERM'];

let sections = 0;
let waiting: NodeJS.Signals | undefined;

function onSignal(signal: NodeJS.Signals): void {
  if (waiting !== undefined) endBy(signal);
  waiting = signal;
}

function endBy(signal: NodeJS.Signals): void {
  for (const each of signals) process.off(each, onSignal);
  process.kill(process.pid, signal);
}

function begin(): void {
  if (sections === 0) for (const signal of signals) process.on(signal, onSignal);
  sections += 1;
}

function end(): void {
  sections -= 1;
  if (sections > 0) return;
  for (const signal of signals) process.off(signal, onSignal);
  if (waiting !== undefined) endBy(waiting);
}

/** One turn of the event loop: a signal that has come is known afterwards. */
function turn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

/** Does work that no signal but the second cuts off. */
export async function uninterrupted<T>(work: () => Promise<T>): Promise<T> {
  begin();
  try {
    return await work();
  } finally {
    if (sections === 1) await turn();
    end();
  }
}

/** The same for work that waits for nothing. */
export function uninterruptedSync<T>(work: () => T): T {
  begin();
  try {
    return work();
  } finally {
    void turn().then(end);
  }
}
