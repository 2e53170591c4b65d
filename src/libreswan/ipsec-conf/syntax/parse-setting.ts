/** Indented lines: settings and remarks. */
import { type FoundKeyword, fateOf, lookupKeyword } from '../../keyword/keyword.ts';
import type { Quotes } from '../../keyword/value/fate.ts';
import { scanBoolean } from '../../keyword/value/scan-boolean.ts';
import { holdsAt } from '../../spans.ts';
import type { Dialect } from './dialect.ts';
import {
  checkRest,
  lostText,
  noteLostEnd,
  positionOf,
  put,
  putFault,
  putKnown,
  remember,
  type State,
  skipStrays,
  strayQuote,
  syntaxError,
  takeTo,
} from './parser-state.ts';
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

/** Reads a line that begins with a blank and is not blank alone. */
export function readIndented(state: State, first: number, end: number): void {
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
  if (putKnown(state, end)) return;
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
  const findings = state.findings.length;
  const sign = findSign(state, wordEnd, end, asBoolean);
  if (sign === end) {
    syntaxError(state, start, 'a keyword must be followed by "="');
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
  const setting = {
    kind: 'setting',
    text: line,
    keyword: word,
    value: value.value,
    quotes: value.quotes,
    at,
    valueAt,
  } as const;
  put(state, setting);
  if (state.findings.length === findings) remember(state, setting);
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
  // A word with a NUL in it is a text to the lexer, never a number, whatever is left of it.
  const isCut = quotes === 'none' && value.length < end - at;
  return { value, quotes: isCut ? 'double' : quotes, at, lineEnd };
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
