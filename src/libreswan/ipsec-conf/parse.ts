/**
 * Reads ipsec.conf as a release reads it. The tree holds every byte; what the release can not read, reads as something
 * else, or drops is a finding. Time and memory are linear in the size of the input.
 */
import { fromLossless, toLossless } from '../../bytes/lossless-utf8.ts';
import { shown } from '../../bytes/shown.ts';
import { type Diagnostic, type DiagnosticCode, diagnostic, type TextPlace, textAt } from '../../diagnostic.ts';
import { type FoundKeyword, fateOf, lookupKeyword } from '../keyword.ts';
import type { Release } from '../release.ts';
import { holdsAt } from '../spans.ts';
import { type Quotes, scanBoolean } from '../value.ts';
import { type IpsecConf, type Position, type SectionLine, sourceOf, type TopNode } from './ast.ts';
import { type Dialect, dialectOf } from './dialect.ts';
import {
  cutAtNul,
  endOfLine,
  endOfWord,
  findEquals,
  isComment,
  isQuote,
  scanRest,
  scanValue,
  skipBlankLines,
  skipBlanks,
} from './scan.ts';

/** A tree and what the release's lexer and grammar say of the file. */
export interface ParsedConf {
  readonly conf: IpsecConf;
  /** In the order of the file. An error means that the release loads nothing of the file. */
  readonly findings: readonly Diagnostic[];
}

/**
 * The tree of an ipsec.conf, for any input. Bytes that are no UTF-8 come back unchanged from {@link bytesOf}.
 *
 * Codes: `libreswan/syntax-error` (error: the whole file is lost), `libreswan/lost-text` (warning: text that the release
 * drops, or takes for something else).
 *
 * @example parseConf('conn a\n\tauto=add #x\n', '4.10', 'a.conf').findings // libreswan/syntax-error at 2:11
 * @see libreswan `lib/libipsecconf/parser.lex` and `parser.y`
 */
export function parseConf(input: Uint8Array | string, release: Release, file = 'ipsec.conf'): ParsedConf {
  const state: State = {
    text: typeof input === 'string' ? input : toLossless(input),
    dialect: dialectOf(release),
    file,
    nodes: [],
    findings: [],
    body: undefined,
    section: 'conn',
    at: 0,
    line: 1,
    lineEnd: 0,
    versionAllowed: true,
  };
  while (state.at < state.text.length) readLine(state);
  return { conf: { kind: 'ipsec-conf', file, release, nodes: state.nodes }, findings: state.findings };
}

/** The bytes of the file that a tree was made of. */
export function bytesOf(conf: IpsecConf): Uint8Array {
  return fromLossless(sourceOf(conf));
}

/** Where the parser is; changed as it goes. */
interface State {
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
}

function readLine(state: State): void {
  const { text, at, line } = state;
  const end = endOfLine(text, at);
  state.lineEnd = end;
  const first = skipBlanks(text, at, end);
  const indented = first > at;
  if (first === end) {
    if (end === text.length && state.body === undefined)
      syntaxError(state, at, 'the last line must not be blanks alone outside a section');
    put(state, { kind: 'blank', text: takeTo(state, end), line });
  } else if (text.charCodeAt(first) === 35 && (end < text.length || isComment(text, first, end))) {
    if (end === text.length && indented && state.body === undefined)
      syntaxError(state, at, 'a setting must stand in a section');
    put(state, { kind: 'comment', text: takeTo(state, end), line });
  } else if (indented) readIndented(state, first, end);
  else readHeader(state, first, end);
}

function put(state: State, node: SectionLine): void {
  if (state.body !== undefined) state.body.push(node);
  else if (node.kind !== 'setting' && node.kind !== 'remark') state.nodes.push(node);
}

/** The text from the line's start to the break at `end`, which becomes the start of the next line. */
function takeTo(state: State, end: number): string {
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
function positionOf(state: State, offset: number): Position {
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

function report(state: State, code: DiagnosticCode, offset: number, message: string, hint?: string): void {
  const { line, column } = positionOf(state, offset);
  const at: TextPlace = textAt(state.file, line, column);
  state.findings.push(diagnostic(code, at, message, hint === undefined ? {} : { hint }));
}

function syntaxError(state: State, offset: number, message: string, hint?: string): void {
  report(
    state,
    'libreswan/syntax-error',
    offset,
    `${message}; ${state.dialect.release} loads nothing of the file`,
    hint,
  );
}

function lostText(state: State, offset: number, message: string, hint?: string): void {
  report(state, 'libreswan/lost-text', offset, message, hint);
}

/** A line that makes no node of its own; its findings are already there. */
function putFault(state: State, offset: number, end: number): void {
  const at = positionOf(state, offset);
  put(state, { kind: 'fault', text: takeTo(state, end), at });
}

/** Drops double quotes and blanks, as the lexer does from 3.28; up to there a quote is an error. */
function skipStrays(state: State, at: number, end: number): number {
  let i = skipBlanks(state.text, at, end);
  let told = false;
  while (i < end && isQuote(state.text, i)) {
    if (!told) strayQuote(state, i);
    told = true;
    i = skipBlanks(state.text, i + 1, end);
  }
  return i;
}

function strayQuote(state: State, offset: number): void {
  if (state.dialect.strayQuoteIsError) syntaxError(state, offset, 'a double quote must not stand here');
  else lostText(state, offset, 'a double quote must not stand here; it is dropped', 'take it out');
}

/** What follows a statement: nothing, or a comment with a blank in it. */
function checkRest(state: State, at: number, end: number): void {
  const { junk, stray } = scanRest(state.text, at, end, state.dialect);
  if (stray >= 0) strayQuote(state, stray);
  if (junk < 0) return;
  const hint =
    state.text.charCodeAt(junk) === 35
      ? 'put the comment on a line of its own'
      : 'put a value with blanks between double quotes, and each setting on a line of its own';
  syntaxError(
    state,
    junk,
    `nothing must follow a value on its line, not ${shown(state.text.slice(junk, end), 40)}`,
    hint,
  );
}

// --- Lines in column 0 ---

function readHeader(state: State, first: number, end: number): void {
  const { text, dialect } = state;
  const start = skipStrays(state, first, end);
  if (start === end || isComment(text, start, end)) {
    // Dropped quotes and nothing else: an empty line to the grammar, which ends the section.
    putFault(state, first, end);
    state.body = undefined;
    return;
  }
  const wordEnd = endOfWord(text, start, end);
  const word = text.slice(start, wordEnd);
  switch (word) {
    case 'conn':
      readConn(state, start, wordEnd, end);
      break;
    case 'config':
      readSetup(state, start, wordEnd, end);
      break;
    case 'include':
      readInclude(state, start, wordEnd, end);
      break;
    case 'version':
      readVersion(state, start, wordEnd, end);
      break;
    default:
      syntaxError(state, start, ...strangeHeader(word, dialect));
      putFault(state, start, end);
      return;
  }
  state.versionAllowed = false;
}

function strangeHeader(word: string, { release }: Dialect): [message: string, hint?: string] {
  const bare = cutAtNul(word);
  if (word.charCodeAt(0) === 0xfeff)
    return ['a file must not begin with a byte order mark', 'save it as UTF-8 without one'];
  if (lookupKeyword('conn', bare, release) !== undefined || lookupKeyword('setup', bare, release) !== undefined)
    return [`a setting must be indented, and ${shown(word, 40)} stands in column 1`, 'put a tab before it'];
  if (/^(?:conn|config|include)$/i.test(bare)) return [`the header must be in lower case, not ${shown(word, 40)}`];
  return [`a line in column 1 must begin with conn, config setup or include, not ${shown(word, 40)}`];
}

function readConn(state: State, start: number, wordEnd: number, end: number): void {
  const { text, dialect } = state;
  let lineEnd = end;
  let nameAt = skipBlanks(text, wordEnd, end);
  if (nameAt === end && dialect.emptyTakesNextLine) {
    nameAt = skipBlankLines(text, end);
    lineEnd = endOfLine(text, nameAt);
    lostText(state, start, 'a conn must have a name; the next line is taken for it');
  }
  let name = '';
  if (nameAt === lineEnd) syntaxError(state, start, 'a conn must have a name');
  else {
    const scanned = scanValue(text, nameAt, lineEnd);
    name = scanned.value;
    const isNumber = scanned.quotes === 'none' && /^(?:[0-9]+|%forever)$/.test(name);
    if (isNumber && dialect.numbersAreTokens)
      syntaxError(state, nameAt, 'the name of a conn must not be a number', `write "n-${name.replace('%', '')}"`);
    else if (scanned.quotes === 'none' && name === '%forever' && !foreverIsText(dialect)) name = '0';
    noteLostEnd(state, nameAt, scanned.end, name);
    checkRest(state, scanned.end, lineEnd);
  }
  const body: SectionLine[] = [];
  const at = positionOf(state, start);
  const nameAtPosition = positionOf(state, nameAt);
  state.nodes.push({ kind: 'conn', text: takeTo(state, lineEnd), name, at, nameAt: nameAtPosition, body });
  state.body = body;
  state.section = 'conn';
}

function foreverIsText({ release }: Dialect): boolean {
  return release === '5.3' || release === '5.4';
}

/** A NUL cuts the rest off; a CR belongs to the value. */
function noteLostEnd(state: State, from: number, end: number, value: string): void {
  const nul = state.text.slice(from, end).indexOf('\0');
  if (nul >= 0) lostText(state, from + nul, 'a NUL must not stand in a value; what follows it is lost');
  if (value.endsWith('\r'))
    lostText(
      state,
      end - 1,
      'a line must end with LF alone; the CR becomes part of the value',
      'convert the file to Unix line breaks',
    );
}

function readSetup(state: State, start: number, wordEnd: number, end: number): void {
  const { text } = state;
  const next = skipStrays(state, wordEnd, end);
  const nextEnd = endOfWord(text, next, end);
  if (text.slice(next, nextEnd) !== 'setup') {
    syntaxError(state, start, 'config must be followed by setup');
    putFault(state, start, end);
    return;
  }
  checkRest(state, nextEnd, end);
  const body: SectionLine[] = [];
  const at = positionOf(state, start);
  state.nodes.push({ kind: 'setup', text: takeTo(state, end), at, body });
  state.body = body;
  state.section = 'setup';
}

function readInclude(state: State, start: number, wordEnd: number, end: number): void {
  const { text, dialect } = state;
  const operand = readOperand(state, wordEnd, end);
  state.body = undefined;
  if (operand === undefined) {
    syntaxError(state, start, 'include must be followed by the name of a file or a pattern');
    putFault(state, start, end);
    return;
  }
  if (end === text.length && dialect.skipsBeforeEquals && dialect.numbersAreTokens)
    lostText(
      state,
      end,
      'the line of an include must end with a line break; from 4.0 to 4.15 the included file is misread without it',
    );
  const at = positionOf(state, start);
  const patternAt = positionOf(state, operand.at);
  state.nodes.push({ kind: 'include', text: takeTo(state, end), pattern: operand.value, at, patternAt });
}

function readVersion(state: State, start: number, wordEnd: number, end: number): void {
  const operand = readOperand(state, wordEnd, end, true);
  if (!state.versionAllowed) syntaxError(state, start, 'version must stand before every section, once');
  state.body = undefined;
  if (operand === undefined) {
    syntaxError(state, start, 'version must be followed by a number');
    putFault(state, start, end);
    return;
  }
  const at = positionOf(state, start);
  state.nodes.push({ kind: 'version', text: takeTo(state, end), value: operand.value, at });
}

/** The word after `include` or `version`, with what follows it checked; `undefined` where there is none. */
function readOperand(
  state: State,
  wordEnd: number,
  end: number,
  numbers = false,
): { readonly value: string; readonly at: number } | undefined {
  const { text, dialect } = state;
  if (dialect.headersTakeValues) {
    const at = skipBlanks(text, wordEnd, end);
    if (at === end) return undefined;
    const { value, end: valueEnd } = scanValue(text, at, end);
    noteLostEnd(state, at, valueEnd, value);
    checkRest(state, valueEnd, end);
    return { value, at };
  }
  const at = skipStrays(state, wordEnd, end);
  const operandEnd = endOfWord(text, at, end);
  if (operandEnd === at || isComment(text, at, end)) return undefined;
  const value = cutAtNul(text.slice(at, operandEnd));
  const isNumber = /^[0-9]+$/.test(value);
  if (isReserved(value, dialect.release) || (isNumber && !numbers))
    syntaxError(state, at, `${shown(value, 40)} must not stand here: it is a keyword or a number`);
  noteLostEnd(state, at, operandEnd, value);
  if (dialect.skipsBeforeEquals && !isNumber) checkSkipped(state, operandEnd, end);
  else checkRest(state, operandEnd, end);
  return { value, at };
}

/** Words that the lexer up to 4.15 takes for something else than a string. */
function isReserved(word: string, release: Release): boolean {
  return (
    /^(?:version|config|setup|conn|include)$/.test(word) ||
    /^x[-_]/i.test(word) ||
    lookupKeyword('conn', word, release) !== undefined ||
    lookupKeyword('setup', word, release) !== undefined
  );
}

/** From 4.0 to 4.15 everything after the name of an include is dropped, but for an `=`. */
function checkSkipped(state: State, at: number, end: number): void {
  const { text } = state;
  const junk = skipBlanks(text, at, end);
  if (junk === end) return;
  const sign = findEquals(text, junk, end);
  if (sign < end) syntaxError(state, sign, '"=" must not stand here');
  else if (!isComment(text, junk, end))
    lostText(state, junk, 'nothing must follow the name on its line; it is dropped');
}

// --- Indented lines ---

function readIndented(state: State, first: number, end: number): void {
  const { text, dialect } = state;
  if (state.body === undefined) {
    syntaxError(
      state,
      first,
      'a setting must stand in a section',
      'put conn NAME or config setup before it; include ends a section',
    );
    putFault(state, first, end);
    return;
  }
  const start = skipStrays(state, first, end);
  if (start === end || isComment(text, start, end)) {
    putFault(state, first, end);
    return;
  }
  const wordEnd = endOfWord(text, start, end);
  if (wordEnd === start) {
    syntaxError(state, start, 'a setting must begin with its keyword');
    putFault(state, start, end);
    return;
  }
  const word = cutAtNul(text.slice(start, wordEnd));
  const found = lookupKeyword(state.section, word, dialect.release);
  if (found === undefined && isRemark(word, dialect)) readRemark(state, start, wordEnd, end);
  else if (/^(?:version|config|setup|conn|include)$/.test(word)) {
    syntaxError(state, start, `${word} must stand in column 1`);
    putFault(state, start, end);
  } else readSetting(state, word, found, start, wordEnd, end);
}

function isRemark(word: string, { numbersAreTokens }: Dialect): boolean {
  return /^x[-_]/i.test(word) && (numbersAreTokens || word.length > 2);
}

function readSetting(
  state: State,
  word: string,
  found: FoundKeyword | undefined,
  start: number,
  wordEnd: number,
  end: number,
): void {
  const { text, dialect } = state;
  const lexed =
    found !== undefined && fateOf(found.row, dialect.release) === 'effective'
      ? holdsAt(found.row.kind, dialect.release)
      : 'text';
  const asBoolean = lexed === 'boolean' && dialect.numbersAreTokens;
  const sign = findSign(state, wordEnd, end, asBoolean);
  if (sign === end) {
    syntaxError(state, start, `a keyword must be followed by "=", and ${shown(word, 40)} is not`);
    putFault(state, start, end);
    return;
  }
  const after = skipBlanks(text, sign + 1, end);
  const value =
    after === end
      ? emptyValue(state, start, end, asBoolean)
      : asBoolean
        ? booleanValue(state, after, end)
        : plainValue(state, after, end);
  const at = positionOf(state, start);
  const valueAt = positionOf(state, value.at);
  const line = takeTo(state, value.lineEnd);
  put(state, { kind: 'setting', text: line, keyword: word, value: value.value, quotes: value.quotes, at, valueAt });
}

/** The `=` of a setting; what stands before it is dropped from 4.0 on, and before that for booleans. */
function findSign(state: State, wordEnd: number, end: number, asBoolean: boolean): number {
  const { text, dialect } = state;
  if (dialect.skipsBeforeEquals || asBoolean) {
    const sign = findEquals(text, wordEnd, end);
    const junk = skipBlanks(text, wordEnd, sign);
    // Up to 3.32 the lexer looks for the boolean already here, and the grammar wants the "=" first.
    const tooEarly = dialect.skipsBeforeEquals ? undefined : scanBoolean(text, wordEnd);
    if (tooEarly !== undefined && tooEarly.end <= sign) return end;
    if (junk < sign && sign < end) lostText(state, junk, 'nothing must stand between keyword and "="; it is dropped');
    return sign;
  }
  const sign = skipStrays(state, wordEnd, end);
  return text.charCodeAt(sign) === 61 ? sign : end;
}

/** A value as {@link readSetting} needs it: its text, where it begins, and where its line ends. */
interface ReadValue {
  readonly value: string;
  readonly quotes: Quotes;
  readonly at: number;
  readonly lineEnd: number;
}

function emptyValue(state: State, start: number, end: number, asBoolean: boolean): ReadValue {
  const { text, dialect } = state;
  if (!dialect.emptyTakesNextLine || asBoolean) return { value: '', quotes: 'none', at: end, lineEnd: end };
  const at = skipBlankLines(text, end);
  if (at === text.length) return { value: '', quotes: 'none', at: end, lineEnd: end };
  lostText(
    state,
    start,
    'a keyword must have a value on its line; the next line is taken for it',
    'write the value, or take the line out',
  );
  return plainValue(state, at, endOfLine(text, at));
}

function plainValue(state: State, at: number, lineEnd: number): ReadValue {
  const { value, quotes, end } = scanValue(state.text, at, lineEnd);
  noteLostEnd(state, at, end, value);
  checkRest(state, end, lineEnd);
  return { value, quotes, at, lineEnd };
}

/** Up to 4.15 a boolean is what is left when everything that begins none is dropped. */
function booleanValue(state: State, at: number, lineEnd: number): ReadValue {
  const { text } = state;
  const found = scanBoolean(text, at);
  const rest = found === undefined ? undefined : scanRest(text, found.end, lineEnd, state.dialect);
  if (found === undefined || rest === undefined || rest.junk >= 0) {
    return { value: text.slice(at, lineEnd).replace(/[ \t]+$/, ''), quotes: 'none', at, lineEnd };
  }
  const quoted = isQuote(text, at) && isQuote(text, found.end);
  if (quoted) return { value: text.slice(at + 1, found.end), quotes: 'double', at, lineEnd };
  if (rest.stray >= 0) strayQuote(state, rest.stray);
  return { value: text.slice(at, found.end), quotes: 'none', at, lineEnd };
}

function readRemark(state: State, start: number, wordEnd: number, end: number): void {
  const { text, dialect } = state;
  const at = positionOf(state, start);
  const keyword = text.slice(start, wordEnd);
  let lineEnd = end;
  let sign = findEquals(text, wordEnd, end);
  if (sign === end && dialect.emptyTakesNextLine) {
    sign = findEquals(text, end, text.length);
    lineEnd = endOfLine(text, sign);
  }
  let from = Math.min(sign + 1, lineEnd);
  if (dialect.numbersAreTokens) {
    if (sign === lineEnd) syntaxError(state, start, 'a remark must have "="');
    else if (from === lineEnd) {
      while (text.charCodeAt(from) === 10) from += 1;
      if (from === text.length) syntaxError(state, start, 'a remark must have a text');
      else lostText(state, start, 'a remark must have a text; the next line is taken for it');
      lineEnd = endOfLine(text, from);
    }
  }
  const value = text.slice(from, lineEnd);
  put(state, { kind: 'remark', text: takeTo(state, lineEnd), keyword, value, at });
}
