/** Findings as people, programs and GitHub read them. */
import type { Diagnostic, Place, TextPlace } from '../diagnostics/diagnostic.ts';
import type { InventoryFile } from './inventory-file.ts';
import { type Paint, printable } from './terminal.ts';

/** What is needed to show a place: the file behind it, where there is one. */
export interface Source {
  readonly locate: InventoryFile['locate'];
  readonly line: InventoryFile['line'];
  readonly name: string;
}

/** A place in the text behind it, where there is one. */
function textPlace(at: Place, source: Source | undefined): TextPlace | undefined {
  return at.kind === 'text' ? at : source?.locate(at.path);
}

/** One finding for people: place, severity, sentence and code on the first line, then the line of the source and the hint. */
export function formatFinding(finding: Diagnostic, source: Source | undefined, paint: Paint): string {
  const at = textPlace(finding.at, source);
  const where = at === undefined ? pathText(finding.at) : placeText(at);
  const rows = [
    `${paint.strong(`${where}:`)} ${paint[finding.severity](finding.severity)}: ${printable(finding.message)} [${finding.code}]`,
    ...excerpt(finding, at, source, paint),
  ];
  if (finding.hint !== undefined) rows.push(`        hint: ${printable(finding.hint)}`);
  for (const { at: other, message } of finding.related ?? []) {
    const place = textPlace(other, source);
    rows.push(`        ${place === undefined ? pathText(other) : placeText(place)}: ${printable(message)}`);
  }
  return `${rows.join('\n')}\n`;
}

function placeText({ file, line, column }: TextPlace): string {
  return `${printable(file)}:${line}:${column}`;
}

function pathText(at: Place): string {
  return at.kind === 'text' ? placeText(at) : printable(at.path.join('.') || 'input');
}

/** The line with a caret below. Never a line on which a secret may stand. */
function excerpt(
  { at: place }: Diagnostic,
  at: TextPlace | undefined,
  source: Source | undefined,
  paint: Paint,
): string[] {
  if (at === undefined || source === undefined || at.file !== source.name || isSecretPlace(place)) return [];
  const line = source.line(at.line);
  if (line === undefined || line.includes('PRIVATE KEY')) return [];
  const from = Math.max(0, at.column - 60);
  const before = printable(line.slice(from, at.column - 1).replaceAll('\t', ' '));
  const shown = before + printable(line.slice(at.column - 1, from + 120).replaceAll('\t', ' '));
  const number = String(at.line).padStart(5);
  return [paint.faint(`${number} | ${shown}`), paint.faint(`      | ${' '.repeat(before.length)}^`)];
}

function isSecretPlace(at: Place): boolean {
  return at.kind === 'value' && (at.path[0] === 'psk' || at.path.at(-1) === 'key');
}

/** A finding for programs: its place as the contract has it, and for a value its position in the file beside. */
export function jsonFinding(finding: Diagnostic, source: Source | undefined): unknown {
  const place = (at: Place): unknown => {
    const text = at.kind === 'value' ? source?.locate(at.path) : undefined;
    return text === undefined ? at : { ...at, file: text.file, line: text.line, column: text.column };
  };
  const { code, severity, message, at, hint, related } = finding;
  return {
    code,
    severity,
    message,
    at: place(at),
    ...(hint === undefined ? {} : { hint }),
    ...(related === undefined
      ? {}
      : { related: related.map((other) => ({ at: place(other.at), message: other.message })) }),
  };
}

/**
 * A finding as an annotation of GitHub Actions.
 *
 * @see the workflow commands `error`, `warning` and `notice`, and their escapes
 */
export function githubFinding(finding: Diagnostic, source: Source | undefined): string {
  const command = { error: 'error', warning: 'warning', info: 'notice' }[finding.severity];
  const at = textPlace(finding.at, source);
  const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const properties = [
    ...(at === undefined ? [] : [`file=${property(at.file)}`, `line=${at.line}`, `col=${at.column}`]),
    `title=${property(finding.code)}`,
  ];
  const where = at === undefined ? `${pathText(finding.at)}: ` : '';
  const hint = finding.hint === undefined ? '' : `\nhint: ${finding.hint}`;
  return `::${command} ${properties.join(',')}::${data(`${where}${finding.message}${hint}`)}\n`;
}

/** `2 errors, 1 warning`; empty where there is nothing to count. */
export function countText(findings: readonly Diagnostic[]): string {
  const count = (severity: string, name: string): string[] => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${name}${number === 1 ? '' : 's'}`];
  };
  return [...count('error', 'error'), ...count('warning', 'warning'), ...count('info', 'note')].join(', ');
}
