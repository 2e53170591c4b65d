/** Findings as people and programs read them. */
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { Fix } from '../diagnostics/fix.ts';
import { correlate, placeText } from '../diagnostics/format.ts';
import { sourceOfCode } from '../diagnostics/sources.ts';
import type { InventoryFile } from './inventory-file.ts';
import { joinSafe, padLeft, printable, repeated, type SafeText, safe } from './safe-text.ts';
import type { Paint } from './terminal.ts';

/** What is needed to show a place: the file behind it, where there is one. */
export interface Source {
  readonly locate: InventoryFile['locate'];
  readonly excerpt: InventoryFile['excerpt'];
  readonly textFix?: InventoryFile['textFix'];
  readonly name: string;
}

/** One finding for people: place, severity, sentence and code on the first line, then the line of the source and the hint. */
export function formatFinding(finding: Diagnostic, source: Source | undefined, paint: Paint): SafeText {
  const { at, message, code, hint, related = [] } = located(finding, source);
  const rows = [
    safe`${paint.strong(safe`${printable(placeText(at))}:`)} ${severityText(finding, paint)}: ${printable(message)} [${printable(code)}]`,
    ...excerpt(at, source, paint),
  ];
  if (hint !== undefined) rows.push(safe`        hint: ${printable(hint)}`);
  for (const other of related) rows.push(safe`        ${printable(placeText(other.at))}: ${printable(other.message)}`);
  return safe`${joinSafe(rows, '\n')}\n`;
}

/** The severity in its colour. */
export function severityText({ severity }: Diagnostic, paint: Paint): SafeText {
  return paint[severity](printable(severity));
}

/** The finding with its places in the file behind it, where there is one. */
export function located(finding: Diagnostic, source: Source | undefined): Diagnostic {
  return source === undefined ? finding : correlate(finding, source.locate);
}

/** The line with a caret below, without what may be secret. */
function excerpt(at: Place, source: Source | undefined, paint: Paint): SafeText[] {
  if (at.kind !== 'text' || source === undefined || at.file !== source.name) return [];
  const shown = source.excerpt(at.line, at.column);
  if (shown === undefined) return [];
  return [
    paint.faint(safe`${padLeft(at.line, 5)} | ${shown.text}`),
    paint.faint(safe`      | ${repeated(' ', shown.caret)}^`),
  ];
}

/** A finding for programs: its place as the contract has it, and for a value its position in the file beside. */
export function jsonFinding(finding: Diagnostic, source: Source | undefined): unknown {
  const place = (at: Place): unknown => {
    const text = at.kind === 'value' ? source?.locate(at.path) : undefined;
    return text === undefined ? at : { ...at, file: text.file, line: text.line, column: text.column };
  };
  const { code, severity, message, at, hint, fix, related } = finding;
  const from = sourceOfCode(code);
  return {
    code,
    severity,
    message,
    at: place(at),
    ...(hint === undefined ? {} : { hint }),
    ...(fix === undefined ? {} : { fix: jsonFix(fix, source) }),
    ...(related === undefined
      ? {}
      : { related: related.map((other) => ({ at: place(other.at), message: other.message })) }),
    ...(from === undefined ? {} : { source: from }),
  };
}

/** A change with its file and the part of it that is replaced; of a value whose text nobody knows here, its path. */
function jsonFix(fix: Fix, source: Source | undefined): unknown {
  const { at, text, safe: isSafe } = source?.textFix?.(fix) ?? fix;
  if (at.kind === 'value') return { at, text, safe: isSafe };
  const { file, line, column, endLine, endColumn } = at;
  return { file, at: { line, column, endLine, endColumn }, text, safe: isSafe };
}

/** `2 errors, 1 warning`; empty where there is nothing to count. */
export function countText(findings: readonly Diagnostic[]): SafeText {
  const count = (severity: string, name: SafeText): SafeText[] => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [safe`${number} ${name}${number === 1 ? safe`` : safe`s`}`];
  };
  return joinSafe(
    [...count('error', safe`error`), ...count('warning', safe`warning`), ...count('info', safe`note`)],
    ', ',
  );
}
