/** What every command does with findings: show them, and choose the exit status. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { exitStatus } from './exit.ts';
import { countText, formatFinding, githubFinding, type Source } from './findings.ts';
import { writeError, writeOut } from './output.ts';
import { joinSafe, printable, safe } from './safe-text.ts';
import { paintFor } from './terminal.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly json: boolean;
  readonly strict: boolean;
  readonly now?: Date;
  readonly color: 'auto' | 'always' | 'never';
  readonly quiet: boolean;
  /** Where the password of encrypted files stands. */
  readonly passwordFile?: string;
  readonly passwordFd?: number;
}

/** Writes the findings to stderr (or, as annotations of GitHub, to stdout) and gives the exit status. */
export async function reportFindings(
  findings: readonly Diagnostic[],
  source: Source | undefined,
  options: CommonOptions,
  format: 'text' | 'github' = 'text',
  most: number = mostOfACode,
): Promise<number> {
  if (format === 'github') for (const finding of findings) await writeOut(githubFinding(finding, source));
  else if (!options.json) {
    const paint = paintFor(process.stderr, options.color);
    const asked = options.quiet ? findings.filter(({ severity }) => severity === 'error') : findings;
    const { shown, more } = abridged(asked, most);
    for (let i = 0; i < shown.length; i += 1000)
      writeError(joinSafe(shown.slice(i, i + 1000).map((finding) => formatFinding(finding, source, paint))));
    for (const [code, count] of more)
      writeError(safe`and ${count} more of ${printable(code)}; check --all shows every one\n`);
    const name = source === undefined ? safe`` : safe`${printable(source.name)}: `;
    if (shown.length > 0) writeError(safe`${name}${countText(findings)}\n`);
  }
  return statusOf(findings, options);
}

/** Findings of one code beyond this number are only counted: 2,000 nodes without an address are one fault. */
const mostOfACode = 20;

/** The first findings of each code, and how many more there are of which. */
function abridged(
  findings: readonly Diagnostic[],
  most: number,
): { readonly shown: readonly Diagnostic[]; readonly more: ReadonlyMap<string, number> } {
  const counts = new Map<string, number>();
  const shown = findings.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= most;
  });
  const more = [...counts].flatMap(([code, count]) => (count > most ? [[code, count - most] as const] : []));
  return { shown, more: new Map(more) };
}

/** 1 where a finding is an error, or a warning with `--strict`. */
export function statusOf(findings: readonly Diagnostic[], { strict }: Pick<CommonOptions, 'strict'>): number {
  const bad = findings.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
  return bad ? exitStatus.findings : exitStatus.done;
}

/** The time for checks of validity. */
export function nowOf({ now }: CommonOptions): Date {
  return now ?? new Date();
}
