/**
 * One example of what is said for each code, in `test/golden/messages.txt`. A run of all unit tests records what
 * `diagnostic()` made: every code of the table has to be made by some test, and every example has to be said still. An
 * example stays until its wording changes, so that a new test changes nothing here.
 */
import type { Diagnostic, DiagnosticCode } from '../../src/diagnostics/diagnostic.ts';

/** What was seen of a code. */
export interface Seen {
  /** The example of the golden file was made. */
  readonly again: boolean;
  /** The best that was made: one that quotes something, then the shortest, then the first by its text. */
  readonly best: string;
}

export type Examples = ReadonlyMap<string, string>;
export type AllSeen = Readonly<Record<string, Seen>>;

/** A finding without its place. */
export function sayingOf({ severity, message, hint, related }: Diagnostic): string {
  return [
    `  ${severity}: ${message}`,
    ...(hint === undefined ? [] : [`  hint: ${hint}`]),
    ...(related ?? []).map((other) => `  see: ${other.message}`),
  ]
    .join('\n')
    .replaceAll('\r', '\\r');
}

export function see(before: Seen | undefined, saying: string, example: string | undefined): Seen {
  const again = before?.again === true || saying === example;
  if (before !== undefined && !isBefore(saying, before.best))
    return again === before.again ? before : { ...before, again };
  return { again, best: saying };
}

function isBefore(a: string, b: string): boolean {
  const [x, y] = [a, b].map((saying) => saying.includes('""')) as [boolean, boolean];
  if (x !== y) return y;
  return a.length === b.length ? a < b : a.length < b.length;
}

export function parseExamples(text: string): Examples {
  return new Map(
    text
      .split('\n\n')
      .filter((block) => block.trim() !== '')
      .map((block): [string, string] => {
        const end = block.indexOf('\n');
        return [block.slice(0, end), block.slice(end + 1).replace(/\n$/, '')];
      }),
  );
}

export function printExamples(examples: Examples): string {
  return [...examples]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, saying]) => `${code}\n${saying}\n`)
    .join('\n');
}

/** What the run of all unit tests shows: faults, and the examples as they should be. */
export function judgeExamples(
  codes: readonly DiagnosticCode[],
  examples: Examples,
  runs: readonly AllSeen[],
): { readonly faults: readonly string[]; readonly examples: Examples } {
  const faults = [...examples.keys()]
    .filter((code) => !(codes as readonly string[]).includes(code))
    .map((code) => `${code} is no code`);
  const next = new Map<string, string>();
  for (const code of codes) {
    const seen = runs.flatMap((run) => run[code] ?? []);
    const example = examples.get(code);
    if (seen.length === 0) faults.push(`${code}: no unit test provokes it`);
    else if (example === undefined) faults.push(`${code}: it has no example yet`);
    else if (!seen.some(({ again }) => again)) faults.push(`${code}: nothing says its example any more`);
    if (example !== undefined && seen.some(({ again }) => again)) next.set(code, example);
    else {
      const [first, ...rest] = seen.map(({ best }) => best);
      if (first !== undefined)
        next.set(
          code,
          rest.reduce((a, b) => (isBefore(b, a) ? b : a), first),
        );
    }
  }
  return { faults, examples: next };
}
