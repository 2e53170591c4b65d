/** The words of a choice, as each release takes them. */
import { shown } from '../../../bytes/shown.ts';
import { atLeast, type Release } from '../../release.ts';
import { holdsAt } from '../../spans.ts';
import type { KeywordRow } from '../keyword.ts';
import { taken, type ValueFate } from './fate.ts';

/** What a word means, or `undefined` where the release does not know it. */
export function choiceMeaning(row: KeywordRow, word: string, release: Release): string | undefined {
  const lower = word.toLowerCase();
  if (row.choices === undefined || !Object.hasOwn(row.choices, lower)) return undefined;
  const choice = row.choices[lower];
  return choice === undefined || typeof choice === 'string' ? choice : holdsAt(choice, release);
}

/** Several words; `bad` is what one that is not known costs. */
export function judgeChoices(
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
