/**
 * The lexer that libreswan's secrets files and policy-group files share.
 *
 * A record begins with a token in the first column and goes on over indented lines. Tokens are parted by blanks and tabs;
 * `"`, `'` and a backquote hold one together, without escapes; `#` at the start of a token comments to the end of the
 * line; a `:` at the end of a token is a token of its own. It is the same from 3.15 to 5.4, but for the quotes: up to 4.3
 * they stay part of the token.
 *
 * @see libreswan `lib/libswan/lex.c`, `programs/pluto/foodgroups.c`
 */
import type { Encoding } from '../bytes/source-text.ts';
import { toUtf8 } from '../bytes/utf8.ts';

/** A token, with the text that stands between its quotes where it has any. */
export interface Token {
  readonly text: string;
  readonly quote: '"' | "'" | '`' | undefined;
  /** A quoted token whose quote is not closed on its line; its text then begins with the quote. */
  readonly unterminated: boolean;
  /** Offset of the first character, the quote included. */
  readonly start: number;
  /** Offset behind the last character, the quote included. */
  readonly end: number;
}

/** What one read of libreswan's line buffer holds: a line, or a part of one that is too long. */
export interface Line {
  readonly tokens: readonly Token[];
  /** Whether the first token begins a record. */
  readonly beginsRecord: boolean;
  /** Whether this is the rest of a line that did not fit into the buffer. */
  readonly overflow: boolean;
  readonly start: number;
  /** Offset behind the line's end, the line feed included. */
  readonly end: number;
}

/** Lines that belong together; without tokens only where it is blank lines and comments. */
export interface LexedRecord {
  readonly tokens: readonly Token[];
  /** False for blank lines and comments, and for indented lines before the first record. */
  readonly begun: boolean;
  /** Where the rest of a line begins that was too long for the buffer and was read as a line of its own. */
  readonly overflow: number | undefined;
  readonly start: number;
  readonly end: number;
}

/** libreswan reads at most this many bytes of a line at once. */
export const lineBuffer = 2047;

/** The lines as libreswan reads them; together they are the text. */
export function lexLines(text: string, encoding: Encoding): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  let lineEnd = 0;
  while (start < text.length) {
    const overflow = start < lineEnd;
    if (!overflow) {
      const feed = text.indexOf('\n', start);
      lineEnd = feed < 0 ? text.length : feed + 1;
    }
    const end = fitting(text, encoding, start, lineEnd);
    const tokens = lexTokens(text, start, contentEnd(text, start, end));
    const [first] = tokens;
    const beginsRecord = first?.start === start;
    lines.push({ tokens, beginsRecord, overflow, start, end });
    start = end;
  }
  return lines;
}

/** The records, and what stands before and between them; together they are the text. */
export function lexRecords(text: string, encoding: Encoding): readonly LexedRecord[] {
  const records: LexedRecord[] = [];
  let lines: Line[] = [];
  let end = 0;
  const close = (next: number): void => {
    const [first] = lines;
    if (first !== undefined) {
      records.push(recordOf(first, lines));
      end = (lines.at(-1) as Line).end;
    }
    if (end < next) records.push({ tokens: [], begun: false, overflow: undefined, start: end, end: next });
    end = next;
    lines = [];
  };
  for (const line of lexLines(text, encoding)) {
    if (line.tokens.length === 0) continue;
    if (line.beginsRecord || lines.length === 0) close(line.start);
    lines.push(line);
  }
  close(text.length);
  return records;
}

function recordOf(first: Line, lines: readonly Line[]): LexedRecord {
  return {
    tokens: lines.flatMap((line) => line.tokens),
    begun: first.beginsRecord,
    overflow: lines.find((line) => line.overflow)?.start,
    start: first.start,
    end: (lines.at(-1) as Line).end,
  };
}

/** Where the part of a line ends that the buffer holds. */
function fitting(text: string, encoding: Encoding, start: number, lineEnd: number): number {
  if (encoding === 'latin-1') return Math.min(lineEnd, start + lineBuffer);
  if ((lineEnd - start) * 3 <= lineBuffer) return lineEnd;
  let bytes = 0;
  let end = start;
  while (end < lineEnd) {
    const character = String.fromCodePoint(text.codePointAt(end) as number);
    bytes += toUtf8(character).length;
    if (bytes > lineBuffer) break;
    end += character.length;
  }
  return end;
}

/** Where the content of a line ends: at a NUL, and before trailing white space. */
function contentEnd(text: string, start: number, lineEnd: number): number {
  const nul = text.slice(start, lineEnd).indexOf('\0');
  let end = nul < 0 ? lineEnd : start + nul;
  while (end > start && /[ \t\n\v\f\r]/.test(text[end - 1] as string)) end -= 1;
  return end;
}

function lexTokens(text: string, start: number, end: number): readonly Token[] {
  const tokens: Token[] = [];
  let at = start;
  while (at < end) {
    const character = text[at] as string;
    if (character === '#') break;
    if (character === ' ' || character === '\t') {
      at += 1;
      continue;
    }
    const token = isQuote(character) ? quotedToken(text, character, at, end) : bareToken(text, at, end);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
}

function quotedToken(text: string, quote: '"' | "'" | '`', start: number, end: number): Token {
  const closing = text.slice(start + 1, end).indexOf(quote);
  if (closing < 0) return { text: text.slice(start, end), quote, unterminated: true, start, end };
  const close = start + 1 + closing;
  return { text: text.slice(start + 1, close), quote, unterminated: false, start, end: close + 1 };
}

function bareToken(text: string, start: number, lineEnd: number): Token {
  let end = start;
  if (text.startsWith('0t', start)) {
    end = lineEnd;
  } else {
    while (end < lineEnd && text[end] !== ' ' && text[end] !== '\t') end += 1;
    if (end - start > 1 && text[end - 1] === ':') end -= 1;
  }
  return { text: text.slice(start, end), quote: undefined, unterminated: false, start, end };
}

function isQuote(character: string | undefined): character is '"' | "'" | '`' {
  return character === '"' || character === "'" || character === '`';
}
