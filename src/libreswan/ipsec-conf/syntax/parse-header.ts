/** Lines in column 1: `conn`, `config setup`, `include`, `version`. */
import { shown } from '../../../bytes/shown.ts';
import { replaceAt } from '../../../diagnostics/fix.ts';
import { lookupKeyword } from '../../keyword/keyword.ts';
import { atLeast, type Release } from '../../release.ts';
import type { SectionLine } from './ast.ts';
import type { Dialect } from './dialect.ts';
import {
  checkRest,
  lostText,
  noteLostEnd,
  positionOf,
  putFault,
  type State,
  skipStrays,
  syntaxError,
  takeTo,
} from './parser-state.ts';
import {
  cutAtNul,
  endOfLine,
  endOfWord,
  findEquals,
  isComment,
  scanValue,
  skipBlankLines,
  skipBlanks,
} from './scan.ts';

/** Reads a line that begins in column 1. */
export function readHeader(state: State, first: number, end: number): void {
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
    return ['a setting must be indented, and this one is in column 1', 'put a tab before it'];
  if (/^(?:conn|config|include)$/i.test(bare)) return ['the header must be in lower case'];
  // What it begins with is not said: it may be a secret that was put into the wrong file.
  return ['a line in column 1 must begin with conn, config setup or include'];
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
    // With a NUL in it a word is no number, whatever stands before.
    const isNumber = scanned.quotes === 'none' && /^(?:[0-9]+|%forever)$/.test(text.slice(nameAt, scanned.end));
    if (isNumber && dialect.numbersAreTokens)
      // What names it, in also= or a command, has to follow.
      syntaxError(
        state,
        nameAt,
        'the name of a conn must not be a number',
        `write "n-${name.replace('%', '')}"`,
        (at) => replaceAt(at, name.length, `"n-${name.replace('%', '')}"`, false),
      );
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
  return atLeast(release, '5.3');
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
