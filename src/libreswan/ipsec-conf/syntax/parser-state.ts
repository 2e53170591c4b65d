/** Where the parser is, and what every part of it does: take lines, tell of faults. */
import {
  type Diagnostic,
  type DiagnosticCode,
  diagnostic,
  type TextPlace,
  textAt,
} from '../../../diagnostics/diagnostic.ts';
import { replaceAt, type TextFix } from '../../../diagnostics/fix.ts';
import type { Position, SectionLine, SettingLine, TopNode } from './ast.ts';
import type { Dialect } from './dialect.ts';
import type { LineMemo } from './line-memo.ts';
import { isQuote, scanRest, skipBlanks } from './scan.ts';

/** Where the parser is; changed as it goes. */
export interface State {
  readonly text: string;
  readonly dialect: Dialect;
  readonly file: string;
  readonly nodes: TopNode[];
  readonly findings: Diagnostic[];
  /** The lines of the open section, if one is open. */
  body: SectionLine[] | undefined;
  section: 'setup' | 'conn';
  /** The offset and the number of the line that is read, and the offset of its break. */
  at: number;
  line: number;
  lineEnd: number;
  versionAllowed: boolean;
  /** Settings that were read without a finding. */
  readonly known: LineMemo<SettingLine>;
}

/** Puts a line in that was read before, or `false` where it was not. */
export function putKnown(state: State, end: number): boolean {
  const known = state.known.get(state.section, state.text.slice(state.at, end + 1));
  if (known === undefined) return false;
  const { line } = state;
  takeTo(state, end);
  put(state, {
    kind: 'setting',
    text: known.text,
    keyword: known.keyword,
    value: known.value,
    quotes: known.quotes,
    at: { line, column: known.at.column },
    valueAt: { line, column: known.valueAt.column },
  });
  return true;
}

/** Remembers a setting that stands on one line. */
export function remember(state: State, setting: SettingLine): void {
  if (setting.valueAt.line === setting.at.line) state.known.set(state.section, setting.text, setting);
}

/** Puts a line where it belongs: into the open section, else to the top. */
export function put(state: State, node: SectionLine): void {
  if (state.body !== undefined) state.body.push(node);
  else if (node.kind !== 'setting' && node.kind !== 'remark') state.nodes.push(node);
}

/** The text from the line's start to the break at `end`, which becomes the start of the next line. */
export function takeTo(state: State, end: number): string {
  const { text, at } = state;
  const next = Math.min(end + 1, text.length);
  if (end === state.lineEnd) {
    if (next > end) state.line += 1;
    state.at = next;
    return text.slice(at, next);
  }
  for (let i = text.indexOf('\n', at); i >= 0 && i < next; i = text.indexOf('\n', i + 1)) state.line += 1;
  state.at = next;
  return text.slice(at, next);
}

/** The position of an offset in the statement that begins at the current line. */
export function positionOf(state: State, offset: number): Position {
  const { text, at } = state;
  if (offset <= state.lineEnd) return { line: state.line, column: offset - at + 1 };
  let { line } = state;
  let start = at;
  for (let i = text.indexOf('\n', at); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
    line += 1;
    start = i + 1;
  }
  return { line, column: offset - start + 1 };
}

/** The change that mends a fault, from its place. */
export type Mend = (at: TextPlace) => TextFix;

/** One character goes. */
const takeOut: Mend = (at) => replaceAt(at, 1, '', true);

function placeAt(state: State, offset: number): TextPlace {
  const { line, column } = positionOf(state, offset);
  return textAt(state.file, line, column);
}

function report(state: State, code: DiagnosticCode, offset: number, message: string, hint?: string, fix?: Mend): void {
  const at = placeAt(state, offset);
  const extras = { ...(hint === undefined ? {} : { hint }), fix: fix?.(at) };
  state.findings.push(diagnostic(code, at, message, extras));
}

/** A finding: the release cannot read this, and loads nothing of the file. */
export function syntaxError(state: State, offset: number, message: string, hint?: string, fix?: Mend): void {
  report(
    state,
    'libreswan/syntax-error',
    offset,
    `${message}; ${state.dialect.release} loads nothing of the file`,
    hint,
    fix,
  );
}

/** A finding: the release reads on, without some of the text or with another meaning. */
export function lostText(state: State, offset: number, message: string, hint?: string, fix?: Mend): void {
  report(state, 'libreswan/lost-text', offset, message, hint, fix);
}

/** A line that makes no node of its own; its findings are already there. */
export function putFault(state: State, offset: number, end: number): void {
  const at = positionOf(state, offset);
  put(state, { kind: 'fault', text: takeTo(state, end), at });
}

/** Drops double quotes and blanks, as the lexer does from 3.28; up to there a quote is an error. */
export function skipStrays(state: State, at: number, end: number): number {
  let i = skipBlanks(state.text, at, end);
  let told = false;
  while (i < end && isQuote(state.text, i)) {
    if (!told) strayQuote(state, i);
    told = true;
    i = skipBlanks(state.text, i + 1, end);
  }
  return i;
}

/** A finding about a double quote that is dropped, or refused up to 3.27. */
export function strayQuote(state: State, offset: number): void {
  if (state.dialect.strayQuoteIsError) syntaxError(state, offset, 'a double quote must not be here');
  else lostText(state, offset, 'a double quote must not be here; it is dropped', 'take it out', takeOut);
}

/** What follows a statement: nothing, or a comment with a blank in it. */
export function checkRest(state: State, at: number, end: number): void {
  const { junk, stray } = scanRest(state.text, at, end, state.dialect);
  if (stray >= 0) strayQuote(state, stray);
  if (junk < 0) return;
  const message = 'nothing can follow a value on its line';
  if (state.text.charCodeAt(junk) !== 35) {
    const hint = 'put a value with blanks between double quotes, and each setting on a line of its own';
    syntaxError(state, junk, message, hint);
    return;
  }
  let blanks = 0;
  while (/[ \t]/.test(state.text[junk - 1 - blanks] ?? '')) blanks += 1;
  const own: Mend = (place) => replaceAt({ ...place, column: place.column - blanks }, blanks, '\n\t', true);
  syntaxError(state, junk, message, 'put the comment on a line of its own', own);
}

/** A NUL cuts the rest off; a CR belongs to the value. */
export function noteLostEnd(state: State, from: number, end: number, value: string): void {
  const nul = state.text.slice(from, end).indexOf('\0');
  if (nul >= 0) lostText(state, from + nul, 'a NUL must not stand in a value; what follows it is lost');
  if (value.endsWith('\r'))
    lostText(
      state,
      end - 1,
      'a line must end with LF alone; the CR becomes part of the value',
      'convert the file to Unix line breaks',
      takeOut,
    );
}
