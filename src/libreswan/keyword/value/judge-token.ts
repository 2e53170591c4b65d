/** Values up to 4.15, where a bare number and the bare word `%forever` are tokens of their own. */
import { shown } from '../../../bytes/shown.ts';
import { atLeast, type Release } from '../../release.ts';
import type { KeywordRow, ValueKind } from '../keyword.ts';
import { choiceMeaning, judgeChoices } from './choice.ts';
import { taken, type ValueFate, type WrittenValue } from './fate.ts';
import { bareNumber, canonicalNumber, quantityForm, readDuration, readQuantity } from './measure.ts';
import { scanBoolean } from './scan-boolean.ts';

/** What a release up to 4.15 makes of a value. */
export function judgeToken(row: KeywordRow, kind: ValueKind, written: WrittenValue, release: Release): ValueFate {
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

/** Up to 4.15: digits, or `%forever`, which is 0. */
function judgeNumberToken(row: KeywordRow, kind: ValueKind, text: string, release: Release): ValueFate {
  const number = (factor: bigint): ValueFate => bareNumber(text === '%forever' ? '0' : text, factor, release);
  switch (kind) {
    case 'boolean':
      return { kind: 'file-lost', because: 'a boolean is yes or no up to 4.15, not a number' };
    case 'percent':
      return { kind: 'file-lost', because: 'a percentage needs its "%"' };
    case 'duration':
      if (release === '3.15') return { kind: 'file-lost', because: 'a duration needs a unit in 3.15' };
      return number(1000n);
    case 'seconds':
      return number(1000n);
    case 'number':
    case 'milliseconds':
    case 'quantity':
    case 'bytes':
    case 'count':
      return number(1n);
    case 'choice':
    case 'choices':
      // The families of the system are 2 and 10; with any other nothing of the file is loaded.
      if (row.name === 'hostaddrfamily' && !atLeast(release, '4.10') && !/^0*(?:2|10)$/.test(text))
        return { kind: 'file-lost', because: 'a number is no address family' };
      return { kind: 'changed', because: 'a number is taken as the internal number of a choice' };
    case 'text':
      if (row.name === 'ipsec-interface') return number(1n);
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
  'also',
]);

/** Up to 4.15: anything but a bare number. */
function judgeStringToken(row: KeywordRow, kind: ValueKind, written: WrittenValue, release: Release): ValueFate {
  const { value } = written;
  switch (kind) {
    case 'text':
      if (row.name === 'ipsec-interface') return judgeInterface(value);
      return value === '' && /^(?:rsasigkey2?|ecdsakey|pubkey)$/.test(row.name)
        ? { kind: 'file-lost', because: 'an empty key is not read' }
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
      const because = 'a duration is digits and one of s, m, h, d, w';
      return (
        readDuration(value, kind === 'duration' ? 1000n : 1n, release) ??
        badValue(release, because, atLeast(release, '4.10') ? 'ignored' : 'changed')
      );
    }
    case 'count':
      return { kind: 'ignored', because: 'no release that has counts reads tokens' };
    case 'quantity':
    case 'bytes':
      return readQuantity(value, kind, release) ?? { kind: 'ignored', because: quantityForm(kind) };
    case 'choice':
      return judgeChoiceToken(row, value, release);
    case 'choices':
      return judgeChoices(row, value, release, 'file-lost');
  }
}

/**
 * Up to 4.15 `ipsec-interface=` is yes, no or a bare number; any other text is the number for "other", between quotes a number too.
 *
 * @see libreswan `lib/libipsecconf/keywords.c` at v4.10 (`kt_loose_enum`, `LOOSE_ENUM_OTHER`)
 */
function judgeInterface(value: string): ValueFate {
  const word = value.toLowerCase();
  if (word === 'yes' || word === 'no') return taken(word);
  return { kind: 'changed', meaning: '255', because: 'up to 4.15 the number stands without quotes; any text is 255' };
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
