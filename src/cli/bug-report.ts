import { printable, type SafeText, safe } from './safe-text.ts';
import { version } from './version.ts';

/** What to say when we have failed: where it was, without the message, which may quote what was read. */
export function bugReport(error: unknown): SafeText {
  const [at = 'unknown'] = error instanceof Error ? (/[\w./-]+\.[jt]s:\d+:\d+/.exec(error.stack ?? '') ?? []) : [];
  const kind = error instanceof Error ? error.name : typeof error;
  return safe`bug in swanmesh: ${printable(kind)} at ${printable(at.replace(/^.*\/dist\//, ''))}; please report this line, the version (${printable(version())}) and the command`;
}
