/**
 * The lexer's rules for the inside of a line. Each function looks at `text` from `at` on and never past `end`, the offset
 * of the line's break or of the end of the text.
 *
 * The rules are those of a longest-match lexer: of all patterns that fit, the longest wins, then the first.
 */
import type { Quotes } from '../../keyword/value/fate.ts';
import type { Dialect } from './dialect.ts';

const tab = 9;
const newline = 10;
const blank = 32;
const quote = 34;
const hash = 35;
const equals = 61;
const braceOpen = 123;
const braceClose = 125;

/** The first offset that is no blank. */
export function skipBlanks(text: string, at: number, end: number): number {
  let i = at;
  for (; i < end; i += 1) {
    const code = text.charCodeAt(i);
    if (code !== blank && code !== tab) break;
  }
  return i;
}

/** The end of a keyword or header word: everything but blanks, `=` and `"`. */
export function endOfWord(text: string, at: number, end: number): number {
  let i = at;
  for (; i < end; i += 1) {
    const code = text.charCodeAt(i);
    if (code === blank || code === tab || code === equals || code === quote) break;
  }
  return i;
}

/** Whether a comment begins at a `#`: only where it is longer than the word that also begins there. */
export function isComment(text: string, at: number, end: number): boolean {
  return text.charCodeAt(at) === hash && endOfWord(text, at, end) < end;
}

/** A value found by {@link scanValue}. */
export interface ScannedValue {
  readonly value: string;
  readonly quotes: Quotes;
  /** The offset after the value and its quotes. */
  readonly end: number;
}

/** The value that begins at a character that is no blank: in quotes, in braces, or a bare word, whichever is longest. */
export function scanValue(text: string, at: number, end: number): ScannedValue {
  const first = text.charCodeAt(at);
  let word = at; // ends before a blank
  let noQuote = -1; // where the word has its first quote
  let noBrace = -1; // where it has its first brace
  for (; word < end; word += 1) {
    const code = text.charCodeAt(word);
    if (code === blank || code === tab) break;
    if (code === quote && noQuote < 0) noQuote = word;
    if ((code === braceOpen || code === braceClose) && noBrace < 0) noBrace = word;
  }
  const bare = Math.max(noQuote < 0 ? word : noQuote, noBrace < 0 ? word : noBrace);
  const close = first === quote ? nextQuote(text, at + 1, end) : first === braceOpen ? lastBrace(text, at, end) : -1;
  if (close >= 0 && close + 1 >= bare) {
    const inside = text.slice(at + 1, close);
    return { value: cutInside(inside), quotes: first === quote ? 'double' : 'braces', end: close + 1 };
  }
  return { value: cutAtNul(text.slice(at, bare)), quotes: 'none', end: bare };
}

function nextQuote(text: string, at: number, end: number): number {
  for (let i = at; i < end; i += 1) if (text.charCodeAt(i) === quote) return i;
  return -1;
}

/** Braces end at the last one before a quote. */
function lastBrace(text: string, at: number, end: number): number {
  let close = -1;
  for (let i = at + 1; i < end; i += 1) {
    const code = text.charCodeAt(i);
    if (code === quote) break;
    if (code === braceClose) close = i;
  }
  return close;
}

/** What the C code makes of a text with a NUL in it. */
export function cutAtNul(value: string): string {
  const nul = value.indexOf('\0');
  return nul < 0 ? value : value.slice(0, nul);
}

/** Between quotes it takes one character more: the one that it thinks is the closing quote. */
function cutInside(value: string): string {
  const nul = value.indexOf('\0');
  return nul < 0 ? value : value.slice(0, Math.max(0, nul - 1));
}

/** What follows a complete statement on its line. */
export interface Rest {
  /** The offset of the first thing that may not stand there, or -1. */
  readonly junk: number;
  /** The offset of the first double quote that is dropped, or -1. */
  readonly stray: number;
}

const nothing: Rest = { junk: -1, stray: -1 };

/** Looks for what may not follow a statement: anything but blanks, a comment and dropped quotes. */
export function scanRest(text: string, at: number, end: number, dialect: Dialect): Rest {
  let i = skipBlanks(text, at, end);
  if (i === end) return nothing;
  let stray = -1;
  while (i < end) {
    if (text.charCodeAt(i) !== quote) return isComment(text, i, end) ? { junk: -1, stray } : { junk: i, stray };
    if (dialect.strayQuoteIsError) return { junk: i, stray };
    if (stray < 0) stray = i;
    i = skipBlanks(text, i + 1, end);
  }
  return { junk: -1, stray };
}

/** The offset of the line's break, or the length of the text. */
export function endOfLine(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  return found < 0 ? text.length : found;
}

/** The first offset from `at` that is neither blank nor line break. */
export function skipBlankLines(text: string, at: number): number {
  let i = at;
  for (; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code !== blank && code !== tab && code !== newline) break;
  }
  return i;
}

/** Whether the character is a double quote. */
export function isQuote(text: string, at: number): boolean {
  return text.charCodeAt(at) === quote;
}

/** The offset of the first `=`, or `end`. */
export function findEquals(text: string, at: number, end: number): number {
  for (let i = at; i < end; i += 1) if (text.charCodeAt(i) === equals) return i;
  return end;
}
