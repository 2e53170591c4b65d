/** What to write instead of a value that a release does not take. */

import { nearest } from '../../../bytes/did-you-mean.ts';
import type { Release } from '../../release.ts';
import { holdsAt } from '../../spans.ts';
import type { KeywordRow } from '../keyword.ts';
import { choiceMeaning } from './choice.ts';
import type { WrittenValue } from './fate.ts';
import { judgeValue } from './judge-value.ts';
import { readDuration } from './measure.ts';

/**
 * The value as the release takes it, with its quotes, where it is plain what was meant; else `undefined`. What it gives is
 * always taken.
 *
 * @example insteadOfValue(rekeyfuzz, { value: '0', quotes: 'none' }, '4.10') // '0%'
 * @example insteadOfValue(dpddelay, { value: '30s', quotes: 'none' }, '3.15') // '30': bare seconds there
 * @example insteadOfValue(leftcert, { value: '1234', quotes: 'none' }, '4.10') // '"1234"': no number there
 */
export function insteadOfValue(row: KeywordRow, written: WrittenValue, release: Release): string | undefined {
  const isTaken = (value: string, quotes: WrittenValue['quotes']): boolean =>
    judgeValue(row, { value, quotes }, release).kind === 'taken';
  const bare = /^[^\s"{}#]+$/;
  if (holdsAt(row.kind, release) === 'text') {
    const { value, quotes } = written;
    if (quotes === 'none') return value !== '' && isTaken(value, 'double') ? `"${value}"` : undefined;
    return bare.test(value) && isTaken(value, 'none') ? value : undefined;
  }
  return candidates(row, written.value.trim(), release).find((value) => bare.test(value) && isTaken(value, 'none'));
}

/** From the nearest spelling to the farthest. */
function candidates(row: KeywordRow, value: string, release: Release): readonly string[] {
  const lower = value.toLowerCase();
  switch (holdsAt(row.kind, release)) {
    case 'boolean':
      return yesOrNo(lower);
    case 'percent':
      return [value, `${value}%`];
    case 'seconds':
    case 'duration':
      return [value, `${value}s`, ...timesOf(lower, 1000n)];
    case 'milliseconds':
      return [value, ...timesOf(lower, 1n)];
    case 'bytes':
    case 'quantity':
      return [value, ...prefixed(value)];
    case 'choice':
    case 'choices':
      return [
        lower,
        ...yesOrNo(lower),
        ...knownWords(row, lower, release),
        ...meantWord(row, lower),
        ...(successors[row.name] ?? []),
      ];
    default:
      return [value, ...(row.kind.flat().includes('milliseconds') ? timesOf(lower, 1n) : [])];
  }
}

function yesOrNo(value: string): readonly string[] {
  if (/^(?:yes|y|true|on|1|enabled?)$/.test(value)) return ['yes'];
  return /^(?:no|n|false|off|0|disabled?)$/.test(value) ? ['no'] : [];
}

/** A time without its unit, and in seconds. */
function timesOf(value: string, unit: bigint): readonly string[] {
  const read = readDuration(value, unit, '5.0');
  const milliseconds = read?.kind === 'taken' ? read.meaning : '';
  if (!/^[0-9]+$/.test(milliseconds)) return [];
  const count = BigInt(milliseconds);
  if (unit === 1n) return [milliseconds];
  return count % 1000n === 0n ? [`${count / 1000n}`, `${count / 1000n}s`] : [];
}

/** A size with a decimal prefix, or one in the wrong case, as the binary one. */
function prefixed(value: string): readonly string[] {
  const match = /^([0-9]+)\s*([kmgtpe])i?b?$/i.exec(value);
  if (match === null) return [];
  const text = `${match[1]}${match[2]?.toUpperCase()}i`;
  return [`${text}B`, text];
}

/** The words of a list that the release does know, if there are some. */
function knownWords(row: KeywordRow, value: string, release: Release): readonly string[] {
  const words = value.split(/[|,;:\s]+/).filter((word) => choiceMeaning(row, word, release) !== undefined);
  return words.length === 0 ? [] : [words.join(',')];
}

/** The word that was misspelt. */
function meantWord(row: KeywordRow, value: string): readonly string[] {
  const word = nearest(value, Object.keys(row.choices ?? {}));
  return word === undefined ? [] : [word];
}

/** What comes nearest to words that are gone. */
const successors: Readonly<Record<string, readonly string[]>> = {
  plutodebug: ['base', 'all'],
  'nic-offload': ['no'],
};
