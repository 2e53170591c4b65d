/** What every command does with findings: show them, and choose the exit status. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { titles } from '../diagnostics/titles.ts';
import { reportFormats } from '../report/formats/index.ts';
import { counted } from './counted.ts';
import { exitStatus } from './exit.ts';
import { countText, formatFinding, located, type Source } from './findings.ts';
import { writeError, writeOut } from './output.ts';
import { joinSafe, printable, printableLines, type SafeText, safe, safeJson } from './safe-text.ts';
import { paintFor } from './terminal.ts';
import { version } from './version.ts';

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

/** Writes the findings to stdout in a format of another program. */
export async function writeReport(
  findings: readonly Diagnostic[],
  source: Source | undefined,
  name: string,
  command: string,
): Promise<void> {
  const format = reportFormats.find((each) => each.name === name);
  if (format === undefined) throw new Error(`no report format ${name}`);
  const placed = findings.map((finding) => {
    const { fix } = finding;
    return { ...located(finding, source), ...(fix === undefined ? {} : { fix: source?.textFix?.(fix) ?? fix }) };
  });
  const report = { findings: placed, command, swanmesh: version() };
  await writeOut(
    format.kind === 'text' ? printableLines(format.text(report)) : safe`${safeJson(format.document(report), 2)}\n`,
  );
}

/** Writes the findings to stderr (or, in a format of another program, to stdout) and gives the exit status. */
export async function reportFindings(
  findings: readonly Diagnostic[],
  source: Source | undefined,
  options: CommonOptions,
  format = 'text',
  { all = false, command = 'check' }: Abridging = {},
): Promise<number> {
  if (format !== 'text') await writeReport(findings, source, format, command);
  else if (!options.json) {
    const paint = paintFor(process.stderr, options.color);
    const asked = options.quiet ? findings.filter(({ severity }) => severity === 'error') : findings;
    const { shown, more } = abridged(asked, all ? Number.POSITIVE_INFINITY : mostOfACode);
    for (let i = 0; i < shown.length; i += 1000)
      writeError(joinSafe(shown.slice(i, i + 1000).map((finding) => formatFinding(finding, source, paint))));
    for (const rest of more) writeError(restText(rest, command));
    const name = source === undefined ? safe`` : safe`${printable(source.name)}: `;
    if (shown.length > 0) writeError(safe`${name}${countText(findings)}\n`);
  }
  return statusOf(findings, options);
}

/** How many findings of one code are shown, and the command whose `--all` shows every one. */
export interface Abridging {
  readonly all?: boolean;
  readonly command?: 'check' | 'conf' | 'verify' | 'diff';
}

/** Findings of one code beyond this number are only counted: 2,000 nodes without an address are one fault. */
const mostOfACode = 20;

/** The first findings of each code, and how many more there are of which. */
function abridged(
  findings: readonly Diagnostic[],
  most: number,
): { readonly shown: readonly Diagnostic[]; readonly more: readonly Rest[] } {
  const counts = new Map<string, number>();
  const shown = findings.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= most;
  });
  const more = [...counts].flatMap(([code, count]) => {
    if (count <= most) return [];
    const files = new Set(findings.flatMap((one) => (one.code === code && one.at.kind === 'text' ? [one.at.file] : [])))
      .size;
    return [{ code: code as Diagnostic['code'], count, hidden: count - most, files }];
  });
  return { shown, more };
}

/** What is not shown of one code. */
interface Rest {
  readonly code: Diagnostic['code'];
  readonly count: number;
  readonly hidden: number;
  /** In how many files they are; 0 where they are in the inventory. */
  readonly files: number;
}

/** A sentence that sums up what is not shown. */
function restText({ code, count, hidden, files }: Rest, command: string): SafeText {
  const where = files === 0 ? safe`` : safe` in ${counted(files, 'file')}`;
  return safe`and ${hidden} more of ${printable(code)} ("${printable(titles[code])}" does not hold ${count} times${where}); ${printable(command)} --all shows every one\n`;
}

/** 1 where a finding is an error, or a warning with `--strict`. */
export function statusOf(
  findings: readonly Pick<Diagnostic, 'severity'>[],
  { strict }: Pick<CommonOptions, 'strict'>,
): number {
  const bad = findings.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
  return bad ? exitStatus.findings : exitStatus.done;
}

/** The time for checks of validity. */
export function nowOf({ now }: CommonOptions): Date {
  return now ?? new Date();
}
