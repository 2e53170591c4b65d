/**
 * Text that may leave the program: nothing secret is in it, and nothing in it moves a cursor or reorders a line.
 *
 * The streams take {@link SafeText} alone, and only the functions here make it. Words of our own become safe by
 * {@link safe}; whatever comes from elsewhere (files, arguments, the system, libraries, and the sentences of findings,
 * which quote them) by {@link printable}, {@link printableLines} and {@link safeJson}, which take out what is tainted.
 */
import { jsonCharacter } from '../bytes/json-character.ts';
import { escapedCharacter, oneLine } from '../diagnostics/one-line.ts';
import { isAnythingTainted, untainted } from './secrecy/taint.ts';

declare const safeBrand: unique symbol;

/** Text for terminals, logs and pipes. */
export type SafeText = string & { readonly [safeBrand]: true };

const unsafeInLine = /[^\n\P{Cc}]|[\p{Cf}\u2028\u2029]|\p{Cs}/gu;
// JSON.stringify escapes C0 and lone surrogates itself.
const unsafeInJson = /[\u007f-\u009f\p{Cf}\u2028\u2029]/gu;

/**
 * Text of our own, with what is safe or a number put in.
 *
 * @example safe`${count} hosts`
 */
export function safe(words: TemplateStringsArray, ...values: readonly (SafeText | number)[]): SafeText {
  return String.raw({ raw: words }, ...values) as SafeText;
}

/** One line of foreign text; control characters, bidirectional controls and the like are written as `\u{…}`. */
export function printable(text: string): SafeText {
  return oneLine(untainted(text)) as SafeText;
}

/** The same for text of several lines. */
export function printableLines(text: string): SafeText {
  return untainted(text).replace(unsafeInLine, escapedCharacter) as SafeText;
}

/** As {@link printableLines}, with tabs and the line breaks of Windows as they are: a patch has to fit. */
export function printablePatch(text: string): SafeText {
  return untainted(text).replace(/\t|\r(?=\n)|[^\n\P{Cc}]|[\p{Cf}\u2028\u2029]|\p{Cs}/gu, (character) =>
    character === '\t' || character === '\r' ? character : escapedCharacter(character),
  ) as SafeText;
}

/** A value as JSON on one line, all its texts without what is tainted; `indent` spaces a level where given. */
export function safeJson(value: unknown, indent?: number): SafeText {
  const json = JSON.stringify(
    value,
    isAnythingTainted() ? (_, part: unknown) => withoutTaint(part) : undefined,
    indent,
  );
  return json.replace(unsafeInJson, jsonCharacter) as SafeText;
}

/** A value with nothing tainted in its texts, for what is drawn: where text is escaped, what is tainted would not be found. */
export function untaintedValue<T>(value: T): T {
  return isAnythingTainted() ? (cleaned(value) as T) : value;
}

function cleaned(part: unknown): unknown {
  if (typeof part === 'string') return untainted(part);
  if (Array.isArray(part)) return part.map(cleaned);
  if (isSequence(part)) return { [Symbol.iterator]: () => cleanedEach(part) };
  if (typeof part !== 'object' || part === null || Object.getPrototypeOf(part) !== Object.prototype) return part;
  return Object.fromEntries(Object.entries(part).map(([key, inner]) => [untainted(key), cleaned(inner)]));
}

/** What is made while it is read, such as half a million pairs. */
function isSequence(part: unknown): part is Iterable<unknown> {
  return typeof part === 'object' && part !== null && Object.hasOwn(part, Symbol.iterator);
}

function* cleanedEach(parts: Iterable<unknown>): Generator<unknown> {
  for (const part of parts) yield cleaned(part);
}

function withoutTaint(part: unknown): unknown {
  if (typeof part === 'string') return untainted(part);
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
  const keys = Object.keys(part);
  if (keys.every((key) => untainted(key) === key)) return part;
  return Object.fromEntries(Object.entries(part).map(([key, inner]) => [untainted(key), inner]));
}

/**
 * What a command exists to give, byte for byte: a document, a script, a key that was asked for. Never anything that
 * only quotes what was read.
 */
export function asked(document: string): SafeText {
  return document as SafeText;
}

/** Bytes that may leave the program. */
export type SafeBytes = Uint8Array & { readonly [safeBrand]: true };

/** The same as {@link asked} for bytes. */
export function askedBytes(document: Uint8Array): SafeBytes {
  return document as SafeBytes;
}

/** Safe texts one behind the other. */
export function joinSafe(
  parts: readonly SafeText[],
  separator: SafeText | '' | ' ' | '  ' | ', ' | '\n' = '',
): SafeText {
  return parts.join(separator) as SafeText;
}

/** Filled up with spaces before the text. */
export function padLeft(text: SafeText | number, width: number): SafeText {
  return String(text).padStart(width) as SafeText;
}

/** Filled up with spaces behind the text. */
export function padRight(text: SafeText | number, width: number): SafeText {
  return String(text).padEnd(width) as SafeText;
}

/** The text so many times. */
export function repeated(text: '-' | '.' | '#' | '=' | ' ', count: number): SafeText {
  return text.repeat(count) as SafeText;
}
