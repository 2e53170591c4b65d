/** What every command does with findings: show them, and choose the exit status. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { exitStatus } from './exit.ts';
import { countText, formatFinding, githubFinding, type Source } from './findings.ts';
import { paintFor, printable } from './terminal.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly json: boolean;
  readonly strict: boolean;
  readonly now?: Date;
  readonly color: 'auto' | 'always' | 'never';
  readonly quiet: boolean;
}

/** Writes the findings to stderr (or, as annotations of GitHub, to stdout) and gives the exit status. */
export function reportFindings(
  findings: readonly Diagnostic[],
  source: Source | undefined,
  options: CommonOptions,
  format: 'text' | 'github' = 'text',
): number {
  if (format === 'github') for (const finding of findings) process.stdout.write(githubFinding(finding, source));
  else if (!options.json) {
    const paint = paintFor(process.stderr, options.color);
    const shown = options.quiet ? findings.filter(({ severity }) => severity === 'error') : findings;
    process.stderr.write(shown.map((finding) => formatFinding(finding, source, paint)).join(''));
    if (shown.length > 0)
      process.stderr.write(`${source === undefined ? '' : `${printable(source.name)}: `}${countText(findings)}\n`);
  }
  return statusOf(findings, options);
}

/** 1 where a finding is an error, or a warning with `--strict`. */
export function statusOf(findings: readonly Diagnostic[], { strict }: CommonOptions): number {
  const bad = findings.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
  return bad ? exitStatus.findings : exitStatus.done;
}

/** The time for checks of validity. */
export function nowOf({ now }: CommonOptions): Date {
  return now ?? new Date();
}
