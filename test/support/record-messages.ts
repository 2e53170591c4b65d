/** A setup file: records for each test file what `diagnostic()` made, and hands it to the reporter as the file's meta. */
import { readFileSync } from 'node:fs';
import { afterAll, vi } from 'vitest';
import type * as diagnostics from '../../src/diagnostics/diagnostic.ts';
import { type AllSeen, parseExamples, type Seen, sayingOf, see } from './messages.ts';

declare module 'vitest' {
  interface TaskMeta {
    messages?: AllSeen;
  }
}

/** One for a worker: the files of a worker share its modules. */
const worker = globalThis as { swanmeshSeen?: Record<string, Seen> };
worker.swanmeshSeen = {};

vi.mock('../../src/diagnostics/diagnostic.ts', async (importOriginal) => {
  const original = await importOriginal<typeof diagnostics>();
  const examples = parseExamples(readFileSync(new URL('../golden/messages.txt', import.meta.url), 'utf8'));
  const diagnostic: typeof original.diagnostic = (...parts) => {
    const finding = original.diagnostic(...parts);
    const { code } = finding;
    const seen = worker.swanmeshSeen;
    if (seen !== undefined) seen[code] = see(seen[code], sayingOf(finding), examples.get(code));
    return finding;
  };
  return { ...original, diagnostic };
});

// biome-ignore lint/correctness/noEmptyPattern: Vitest wants a pattern, even where nothing of the context is used
afterAll(({}, file) => {
  file.meta.messages = worker.swanmeshSeen ?? {};
});
