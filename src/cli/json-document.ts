/** What every JSON document has: its version, whether all is well, and its findings with their counts. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { jsonFinding, type Source } from './findings.ts';
import { writeAll, writeOut, writeWholeOut } from './output.ts';
import { type CommonOptions, statusOf } from './report.ts';
import { type SafeText, safe, safeJson } from './safe-text.ts';

/** The head of a document. */
export interface DocumentHead {
  readonly version: 1;
  /** Whether the exit status is that of success: no error, and with `--strict` no warning. */
  readonly ok: boolean;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
}

/** The head of a document with these findings. */
export function documentHead(findings: readonly Diagnostic[], options: Pick<CommonOptions, 'strict'>): DocumentHead {
  const count = (severity: Diagnostic['severity']): number =>
    findings.reduce((sum, finding) => sum + (finding.severity === severity ? 1 : 0), 0);
  return {
    version: 1,
    ok: statusOf(findings, options) === 0,
    errors: count('error'),
    warnings: count('warning'),
    notes: count('info'),
  };
}

/** A list of which each part is made when it is written, so that a long one needs no memory. */
export interface LongList {
  readonly each: () => Iterable<unknown>;
}

/** The list of what `shown` makes of each of `list`. */
export function longList<T>(list: Iterable<T>, shown: (one: T) => unknown): LongList {
  return {
    each: function* () {
      for (const one of list) yield shown(one);
    },
  };
}

/**
 * Writes a document: the head, what the command has to say, and the findings. Gives the exit status.
 *
 * @param rest its members in their order, each a value or a {@link LongList}
 */
export async function writeDocument(
  rest: Readonly<Record<string, unknown>>,
  findings: readonly Diagnostic[],
  source: Source | undefined,
  options: CommonOptions,
): Promise<number> {
  const members = {
    ...documentHead(findings, options),
    ...rest,
    findings: longList(findings, (finding) => jsonFinding(finding, source)),
  };
  await writeWholeOut(() => writeAll(partsOf(members)));
  return statusOf(findings, options);
}

function* partsOf(members: Readonly<Record<string, unknown>>): Generator<SafeText> {
  let separator = safe`{`;
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined) continue;
    yield safe`${separator}${safeJson(name)}:`;
    if (isLongList(value)) yield* partsOfList(value.each());
    else yield safeJson(value);
    separator = safe`,`;
  }
  yield safe`}\n`;
}

function* partsOfList(list: Iterable<unknown>): Generator<SafeText> {
  let separator = safe`[`;
  for (const one of list) {
    yield safe`${separator}${safeJson(one)}`;
    separator = safe`,`;
  }
  yield separator === '[' ? safe`[]` : safe`]`;
}

/** The same members with every {@link LongList} made into a list. */
export function withWholeLists(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, isLongList(value) ? [...value.each()] : value]),
  );
}

function isLongList(value: unknown): value is LongList {
  return typeof value === 'object' && value !== null && 'each' in value && typeof value.each === 'function';
}

/** Writes the document of a call that came to nothing: wrong usage, or a file that cannot be read. */
export async function writeFailure(message: SafeText): Promise<void> {
  const document = { version: 1, ok: false, errors: 1, warnings: 0, notes: 0, error: { message }, findings: [] };
  await writeWholeOut(() => writeOut(safe`${safeJson(document)}\n`));
}
