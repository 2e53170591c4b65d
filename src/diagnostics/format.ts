/** Findings as people read them: with the place in the text behind them, and its line. */
import type { Diagnostic, Place, TextPlace, ValuePath } from './diagnostic.ts';
import { type Excerpts, excerptsOf } from './excerpt.ts';
import { oneLine } from './one-line.ts';
import { secretLooks } from './secret-looks.ts';

/** Where a part of a value is in the text that it was read from; `undefined` where nobody knows. */
export type Locate = (path: ValuePath) => TextPlace | undefined;

/** The text behind findings. */
export interface FindingSource {
  /** The name of the file, as findings have it. */
  readonly name: string;
  readonly text: string;
  /** For findings about a value that was read from the text, such as an inventory in YAML. */
  readonly locate?: Locate;
}

/**
 * A finding with its places in a text, as far as `locate` knows them.
 *
 * @example
 * const finding = readInventory({ version: 2 }).findings[0];
 * correlate(finding, () => ({ kind: 'text', file: 'cluster.yaml', line: 1, column: 10 })).at // { kind: 'text', file: 'cluster.yaml', line: 1, column: 10 }
 */
export function correlate(finding: Diagnostic, locate: Locate): Diagnostic {
  const place = (at: Place): Place => (at.kind === 'text' ? at : (locate(at.path) ?? at));
  const { related } = finding;
  const at = place(finding.at);
  if (related === undefined) return { ...finding, at };
  return { ...finding, at, related: related.map((other) => ({ ...other, at: place(other.at) })) };
}

/** A place as `file:line:column`, or as the path into a value: `nodes.master-1.address`. */
export function placeText(at: Place): string {
  if (at.kind === 'text') return `${at.file}:${at.line}:${at.column}`;
  return at.path.join('.') || 'input';
}

/**
 * A finding for people: place, severity, sentence and code, the line of the source with a caret, the hint, and the other places.
 * What looks like a secret is cut out of the line, and nothing in the text moves a cursor. Without a final line break.
 *
 * @example
 * const [finding] = parseConf('conn a\n\tauto=add #x\n', '4.10', 'a.conf').findings;
 * formatDiagnostic(finding, { name: 'a.conf', text: 'conn a\n\tauto=add #x\n' }).split('\n')[1] // '    2 |  auto=add #x'
 */
export function formatDiagnostic(finding: Diagnostic, source?: FindingSource): string {
  const { at, severity, message, code, hint, related = [] } = correlate(finding, source?.locate ?? (() => undefined));
  const rows = [`${placeText(at)}: ${severity}: ${message} [${code}]`, ...excerptRows(at, source)];
  if (hint !== undefined) rows.push(`        hint: ${hint}`);
  for (const other of related) rows.push(`        ${placeText(other.at)}: ${other.message}`);
  return rows.map(oneLine).join('\n');
}

const excerpts = new WeakMap<FindingSource, Excerpts>();

function excerptRows(at: Place, source: FindingSource | undefined): readonly string[] {
  if (source === undefined || at.kind !== 'text' || at.file !== source.name) return [];
  const known =
    excerpts.get(source) ??
    excerptsOf(
      source.text,
      secretLooks(source.text).map(({ span }) => span),
    );
  excerpts.set(source, known);
  const shown = known(at.line, at.column);
  if (shown === undefined) return [];
  const before = oneLine(shown.before);
  return [`${String(at.line).padStart(5)} | ${before}${shown.after}`, `      | ${' '.repeat(before.length)}^`];
}
