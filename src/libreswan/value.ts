/**
 * What a release makes of a value, by the kind of its keyword.
 *
 * Up to 4.15 a bare number and the bare word `%forever` are tokens of their own, so quotes matter; from 5.0 every value is
 * a string that is looked at later. Up to 3.27 a value that cannot be read loses the file; from 3.28 to 4.15 the parser
 * complains, nobody listens, and something else is taken.
 *
 * @see libreswan `lib/libipsecconf/parser.y` and `keywords.c` (3.16 to 5.2), and runs of 4.3, 4.10 and 5.2 on every row
 */
import { shown } from '../bytes/shown.ts';
import type { KeywordRow, ValueKind } from './keyword.ts';
import { atLeast, type Release } from './release.ts';
import { holdsAt } from './spans.ts';

/** How a value stands in the file: bare, between double quotes, or between braces. */
export type Quotes = 'none' | 'double' | 'braces';

/** A value as it stands in a file. */
export interface WrittenValue {
  /** Without the quotes. */
  readonly value: string;
  readonly quotes: Quotes;
}

/**
 * What becomes of a value. `taken`: pluto gets `meaning`, the canonical spelling (milliseconds for times). `changed`: the
 * release takes something else without a word, `meaning`, or garbage where that is absent. `ignored`: as if the line were
 * not there. `conn-lost`, `file-lost`: this conn, or the whole file with all its conns, is not loaded.
 */
export type ValueFate =
  | { readonly kind: 'taken'; readonly meaning: string }
  | { readonly kind: 'changed'; readonly meaning?: string; readonly because: string }
  | { readonly kind: 'ignored' | 'conn-lost' | 'file-lost'; readonly because: string };

/** What the release makes of the value of an effective keyword. */
export function judgeValue(row: KeywordRow, written: WrittenValue, release: Release): ValueFate {
  const kind = holdsAt(row.kind, release);
  if (atLeast(release, '5.0')) return judgeString(row, kind, written, release);
  if (written.value === '' && written.quotes === 'none') return judgeNothing(kind);
  const isNumber = written.quotes === 'none' && /^(?:[0-9]+|%forever)$/.test(written.value);
  return isNumber ? judgeNumberToken(row, kind, written.value, release) : judgeStringToken(row, kind, written, release);
}

/** From 4.0 to 4.15: `keyword=` and nothing. */
function judgeNothing(kind: ValueKind): ValueFate {
  return /^(?:text|choices?|number|seconds)$/.test(kind)
    ? { kind: 'ignored', because: 'a line without a value is passed over' }
    : { kind: 'file-lost', because: 'a value is required' };
}

const taken = (meaning: string): ValueFate => ({ kind: 'taken', meaning });

/** Up to 4.15: digits, or `%forever`, which is 0. */
function judgeNumberToken(row: KeywordRow, kind: ValueKind, text: string, release: Release): ValueFate {
  const number = text === '%forever' ? '0' : canonicalNumber(text);
  switch (kind) {
    case 'boolean':
      return { kind: 'file-lost', because: 'a boolean is yes or no up to 4.15, not a number' };
    case 'percent':
      return { kind: 'file-lost', because: 'a percentage needs its "%"' };
    case 'duration':
      if (release === '3.15') return { kind: 'file-lost', because: 'a duration needs a unit in 3.15' };
      return withinInt(number, release, thousandfold);
    case 'seconds':
      return withinInt(number, release, thousandfold);
    case 'number':
    case 'milliseconds':
    case 'quantity':
    case 'bytes':
      return withinInt(number, release, (value) => value);
    case 'choice':
    case 'choices':
      return { kind: 'changed', because: 'a number is taken as the internal number of a choice' };
    case 'text':
      if (looseTexts.has(row.name)) return { kind: 'changed', because: 'a bare number is no text up to 4.15' };
      return row.section === 'setup'
        ? { kind: 'ignored', because: 'a bare number is no text up to 4.15' }
        : { kind: 'conn-lost', because: 'a bare number is no text up to 4.15' };
  }
}

/** Texts that up to 4.15 also have internal numbers, or are collected; a bare number gets through as garbage. */
const looseTexts: ReadonlySet<string> = new Set([
  '',
  'rsasigkey',
  'rsasigkey2',
  'ecdsakey',
  'pubkey',
  'subnets',
  'connalias',
  'ipsec-interface',
  'also',
]);

function thousandfold(number: string): string {
  return number === '0' ? '0' : `${number}000`;
}

function withinInt(number: string, release: Release, meaning: (value: string) => string): ValueFate {
  if (number.length < 10) return taken(meaning(number));
  const limit = atLeast(release, '4.10') ? 18446744073709551615n : 4294967295n;
  if (BigInt(number) <= limit) return taken(meaning(number));
  return { kind: 'changed', because: `the number is above ${limit} and wraps` };
}

/** Up to 4.15: anything but a bare number. */
function judgeStringToken(row: KeywordRow, kind: ValueKind, written: WrittenValue, release: Release): ValueFate {
  const { value } = written;
  switch (kind) {
    case 'text':
      return value === '' && /^(?:rsasigkey2?|ecdsakey|pubkey)$/.test(row.name)
        ? { kind: 'file-lost', because: 'an empty key makes the program abort' }
        : taken(value);
    case 'boolean': {
      const text = written.quotes === 'double' ? `"${value}"` : value;
      const scanned = scanBoolean(text, 0);
      const rest = written.quotes === 'double' ? value.length + 1 : value.length;
      // Up to 3.32 a second "=" before the word is a token of its own, which the grammar refuses.
      const isSplit = !atLeast(release, '4.0') && text.slice(0, scanned?.end).includes('=');
      if (scanned?.end !== rest || isSplit || (written.quotes === 'double' && !lenient(release)))
        return { kind: 'file-lost', because: 'a boolean is y, yes, true, on, n, no, false or off up to 4.15' };
      return taken(scanned.value ? 'yes' : 'no');
    }
    case 'number':
    case 'seconds':
      return lenient(release)
        ? { kind: 'changed', meaning: '0', because: 'what is not bare digits is taken as 0 from 3.28 to 4.15' }
        : { kind: 'file-lost', because: 'a number is bare digits' };
    case 'percent':
      if (/^[0-9]+%$/.test(value)) return taken(`${canonicalNumber(value.slice(0, -1))}%`);
      return badValue(release, 'a percentage is digits and "%"', 'ignored');
    case 'duration':
    case 'milliseconds': {
      const meaning = readDuration(value, kind === 'duration' ? 1000n : 1n, release);
      if (meaning !== undefined) return taken(meaning);
      const because = 'a duration is digits and one of s, m, h, d, w';
      return badValue(release, because, atLeast(release, '4.10') ? 'ignored' : 'changed');
    }
    case 'quantity':
    case 'bytes': {
      const meaning = readQuantity(value, kind);
      return meaning === undefined ? { kind: 'ignored', because: quantityForm(kind) } : taken(meaning);
    }
    case 'choice':
      return judgeChoiceToken(row, value, release);
    case 'choices':
      return judgeChoices(row, value, release, 'file-lost');
  }
}

/** From 3.28 to 4.15 the lexer's and the value readers' complaints are collected and not looked at. */
function lenient(release: Release): boolean {
  return atLeast(release, '3.28');
}

function badValue(release: Release, because: string, later: 'ignored' | 'changed'): ValueFate {
  return { kind: lenient(release) ? later : 'file-lost', because };
}

/** Up to 4.15 a choice is split at blanks, commas and colons; one piece must be left. */
function judgeChoiceToken(row: KeywordRow, value: string, release: Release): ValueFate {
  const known: string[] = [];
  for (const piece of value.split(/[:, \t]+/)) {
    if (piece === '') continue;
    const meaning = choiceMeaning(row, piece, release);
    if (meaning === undefined) {
      if (known.length > 0 && atLeast(release, '4.10')) break;
      return { kind: 'file-lost', because: `${shown(piece)} is no value of this keyword` };
    }
    known.push(meaning);
  }
  const [first, second] = known;
  if (second !== undefined) return { kind: 'file-lost', because: 'the keyword takes one value' };
  if (first === undefined) return { kind: 'changed', because: 'an empty choice is taken as the internal number 0' };
  return taken(first);
}

function judgeChoices(
  row: KeywordRow,
  value: string,
  release: Release,
  bad: 'file-lost' | 'ignored' | 'conn-lost',
): ValueFate {
  const separators = atLeast(release, '3.25') ? /[, \t]+/ : /[:, \t]+/;
  const words = value.split(separators).filter((word) => word !== '');
  const stranger = words.find((word) => choiceMeaning(row, word.replace(/^no-/i, ''), release) === undefined);
  if (stranger !== undefined) return { kind: bad, because: `${shown(stranger)} is no value of this keyword` };
  return taken(words.map((word) => word.toLowerCase()).join(','));
}

/** From 5.0: every value is a string. */
function judgeString(row: KeywordRow, kind: ValueKind, written: WrittenValue, release: Release): ValueFate {
  const isForever = written.quotes === 'none' && written.value === '%forever' && !atLeast(release, '5.3');
  const value = isForever ? '0' : written.value;
  const bad = badFateOfString(row, release);
  const refuse = (because: string): ValueFate => ({ kind: bad, because });
  switch (kind) {
    case 'text':
      if (value === '' && !atLeast(release, '5.3') && /^(?:rsasigkey|ecdsakey|pubkey)$/.test(row.name))
        return { kind: 'file-lost', because: 'an empty key makes the program abort' };
      return isForever ? { kind: 'changed', meaning: '0', because: 'bare %forever is 0 up to 5.2' } : taken(value);
    case 'boolean':
      if (/^(?:yes|y|true|on|1)$/i.test(value)) return taken('yes');
      if (/^(?:no|n|false|off|0)$/i.test(value)) return taken('no');
      return refuse('a boolean is yes or no');
    case 'number':
    case 'seconds':
      if (!/^[0-9]+$/.test(value) || BigInt(value) > 18446744073709551615n) return refuse('a number is digits');
      return taken(kind === 'seconds' ? thousandfold(canonicalNumber(value)) : canonicalNumber(value));
    case 'percent':
      if (/^[0-9]+%$/.test(value)) return taken(`${canonicalNumber(value.slice(0, -1))}%`);
      return refuse('a percentage is digits and "%"');
    case 'duration':
    case 'milliseconds': {
      const meaning = readDuration(value, kind === 'duration' ? 1000n : 1n, release);
      return meaning === undefined ? refuse('a duration is digits and one of s, m, h, d, w') : taken(meaning);
    }
    case 'quantity':
    case 'bytes': {
      const meaning = readQuantity(value, kind);
      return meaning === undefined ? refuse(quantityForm(kind)) : taken(meaning);
    }
    case 'choice': {
      const meaning = choiceMeaning(row, value, release);
      return meaning === undefined ? refuse(`${shown(value)} is no value of this keyword`) : taken(meaning);
    }
    case 'choices':
      return judgeChoices(row, value, release, bad);
  }
}

/** What a value that cannot be read costs from 5.0 on. */
function badFateOfString(row: KeywordRow, release: Release): 'ignored' | 'conn-lost' | 'file-lost' {
  if (row.section === 'setup') return atLeast(release, '5.3') ? 'file-lost' : 'ignored';
  const readByPluto = atLeast(release, '5.4') || (atLeast(release, '5.2') && /^dpd(?:delay|timeout)$/.test(row.name));
  return readByPluto ? 'conn-lost' : 'ignored';
}

function choiceMeaning(row: KeywordRow, word: string, release: Release): string | undefined {
  const lower = word.toLowerCase();
  if (row.choices === undefined || !Object.hasOwn(row.choices, lower)) return undefined;
  const choice = row.choices[lower];
  return choice === undefined || typeof choice === 'string' ? choice : holdsAt(choice, release);
}

const units: Readonly<Record<string, bigint>> = {
  s: 1000n,
  m: 60_000n,
  h: 3_600_000n,
  d: 86_400_000n,
  w: 604_800_000n,
};

/** Milliseconds as decimal digits; `bare` is what a number without unit is multiplied by. */
function readDuration(value: string, bare: bigint, release: Release): string | undefined {
  const match = /^([0-9]*)(\.[0-9]*)?([a-zA-Z]*)$/.exec(value);
  if (match === null) return undefined;
  const [, whole = '', fraction, suffix = ''] = match;
  if (whole === '' && (fraction === undefined || fraction === '.')) return undefined;
  const scale = durationScale(suffix, bare, release);
  if (scale === undefined || (fraction !== undefined && !atLeast(release, '5.0'))) return undefined;
  const nanos = BigInt(whole) * scale * 1_000_000n + fractionOf(fraction ?? '', scale);
  if (!atLeast(release, '4.10') && nanos / 1_000_000_000n > 4294967295n) return undefined;
  if (nanos / 1_000_000_000n > 9_223_372_036_854_775n) return undefined;
  const millis = nanos / 1_000_000n;
  const rest = nanos % 1_000_000n;
  return rest === 0n ? `${millis}` : `${millis}.${rest.toString().padStart(6, '0').replace(/0+$/, '')}`;
}

function durationScale(suffix: string, bare: bigint, release: Release): bigint | undefined {
  if (suffix === '') return release === '3.15' ? undefined : bare;
  if (!atLeast(release, '4.10')) return units[suffix];
  const lower = suffix.toLowerCase();
  return lower === 'ms' ? 1n : Object.hasOwn(units, lower) ? units[lower] : undefined;
}

function fractionOf(fraction: string, scale: bigint): bigint {
  const digits = fraction.slice(1, 19);
  return digits === '' ? 0n : (BigInt(digits) * scale * 1_000_000n) / 10n ** BigInt(digits.length);
}

function readQuantity(value: string, kind: 'quantity' | 'bytes'): string | undefined {
  const match = (kind === 'bytes' ? /^([0-9]+)(?:([KMGTPE])iB)?$/ : /^([0-9]+)(?:([KMGTPE])i)?$/).exec(value);
  if (match === null) return undefined;
  const [, digits = '0', prefix] = match;
  const power = prefix === undefined ? 0 : 'KMGTPE'.indexOf(prefix) + 1;
  const number = BigInt(digits) << BigInt(10 * power);
  return number > 18446744073709551615n ? undefined : `${number}`;
}

function quantityForm(kind: 'quantity' | 'bytes'): string {
  return kind === 'bytes'
    ? 'a size is digits, or digits and KiB, MiB, GiB, …'
    : 'a number is digits, or digits and Ki, Mi, Gi, …';
}

function canonicalNumber(digits: string): string {
  return digits.replace(/^0+(?=[0-9])/, '');
}

/** A boolean found by {@link scanBoolean}. */
export interface ScannedBoolean {
  readonly value: boolean;
  /** The offset after the word. */
  readonly end: number;
}

const booleanWord = /yes|y|true|on|no|n|false|off/y;

/**
 * Finds a boolean as the lexer of 3.15 to 4.15 does: whatever begins no boolean is skipped character by character, so
 * `xyes` and `"no"` are booleans and `maybe` is `y` with `be` left over. Ends at the line's end.
 */
export function scanBoolean(text: string, start: number): ScannedBoolean | undefined {
  for (let i = start; i < text.length && text.charCodeAt(i) !== 10; i += 1) {
    booleanWord.lastIndex = i;
    const match = booleanWord.exec(text);
    if (match !== null) return { value: /^[yto](?!ff)/.test(match[0]), end: i + match[0].length };
  }
  return undefined;
}
