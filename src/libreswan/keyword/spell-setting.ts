/** How a setting is written so that every release of a range reads the same in it. */
import { shown } from '../../bytes/shown.ts';
import { type Diagnostic, diagnostic, failed, type Place, type Result, settle } from '../../diagnostics/diagnostic.ts';
import { quoteValue } from '../quote.ts';
import type { Release, ReleaseRange } from '../release.ts';
import { holdsAt } from '../spans.ts';
import { type FoundKeyword, fateOf, findKeyword } from './keyword.ts';
import type { Quotes, ValueFate } from './value/fate.ts';
import { judgeValue } from './value/judge-value.ts';

/** A setting and the quotes around its value, so that every release of a range takes it and means the same by it. */
export interface SpelledSetting {
  readonly keyword: string;
  /** Without the quotes. */
  readonly value: string;
  readonly quotes: 'none' | 'double';
}

/**
 * How a keyword and its plain value are written for every release of a range: the keyword must be known and effective,
 * the value must have a spelling, be taken, and mean the same.
 *
 * Fails with `libreswan/unknown-keyword`, `libreswan/bad-value`, `libreswan/no-common-spelling`,
 * `libreswan/inexpressible-value`.
 *
 * @example spellSetting('conn', { keyword: 'rightid', value: 'O=x, CN=b' }, ['4.10'], at)
 * // ok: { keyword: 'rightid', value: 'O=x, CN=b', quotes: 'double' }
 */
export function spellSetting(
  section: 'setup' | 'conn',
  { keyword, value }: { readonly keyword: string; readonly value: string },
  releases: ReleaseRange,
  at: Place,
): Result<SpelledSetting> {
  const found = findKeyword(section, keyword);
  if (found === undefined) return failed(unknownKeyword(section, keyword, at));
  const findings = keywordFindings(keyword, found, releases, at);
  if (findings.length > 0) return { kind: 'failed', findings };
  const written = quoteValue(value, spellingOf(found, releases), at);
  if (written.kind === 'failed') return written;
  const quotes = written.value === value ? 'none' : 'double';
  return settle(() => ({ keyword, value, quotes }), valueFindings(keyword, found, { value, quotes }, releases, at));
}

/** What keeps a keyword and its plain value from being written for every release; empty when all is well.. */
export function checkSetting(
  section: 'setup' | 'conn',
  keyword: string,
  value: string,
  releases: ReleaseRange,
  at: Place,
): readonly Diagnostic[] {
  return spellSetting(section, { keyword, value }, releases, at).findings;
}

/** Whether a value may stand between quotes: only where no release of the range takes it as a number, boolean or choice. */
function spellingOf(found: FoundKeyword, releases: ReleaseRange): 'text' | 'word' {
  const isText = (release: Release): boolean => /^(?:text|choices)$/.test(holdsAt(found.row.kind, release));
  return releases.every(isText) ? 'text' : 'word';
}

/** The finding for a keyword that no release knows in this section. */
function unknownKeyword(section: 'setup' | 'conn', keyword: string, at: Place): Diagnostic {
  const where = section === 'setup' ? 'config setup' : 'a conn';
  return diagnostic(
    'libreswan/unknown-keyword',
    at,
    `a keyword of ${where} must be one that a release knows, not ${shown(keyword)}`,
  );
}

function keywordFindings(
  keyword: string,
  { row }: FoundKeyword,
  releases: ReleaseRange,
  at: Place,
): readonly Diagnostic[] {
  const bad = releases.find((release) => fateOf(row, release) !== 'effective');
  if (bad === undefined) return [];
  const fate = fateOf(row, bad);
  const says = fate === 'unknown' ? `not known in ${bad}, which then loses the whole file` : `ignored in ${bad}`;
  return [
    diagnostic('libreswan/no-common-spelling', at, `${keyword}= must be effective on every release; it is ${says}`),
  ];
}

function valueFindings(
  keyword: string,
  { row }: FoundKeyword,
  written: { readonly value: string; readonly quotes: Quotes },
  releases: ReleaseRange,
  at: Place,
): readonly Diagnostic[] {
  const first = judgeValue(row, written, releases[0]);
  for (const release of releases) {
    const fate = judgeValue(row, written, release);
    if (fate.kind !== 'taken') return [badValue(keyword, written.value, fate, release, at)];
    if (first.kind === 'taken' && fate.meaning !== first.meaning) {
      return [
        diagnostic(
          'libreswan/no-common-spelling',
          at,
          `${keyword}=${shown(written.value).slice(1, -1)} must mean the same on every release; it is ${shown(first.meaning)} in ${releases[0]} and ${shown(fate.meaning)} in ${release}`,
        ),
      ];
    }
  }
  return [];
}

function badValue(
  keyword: string,
  value: string,
  fate: Exclude<ValueFate, { kind: 'taken' }>,
  release: Release,
  at: Place,
): Diagnostic {
  const costs = {
    changed: 'takes something else without a word',
    ignored: 'ignores the line',
    'conn-lost': 'does not load the conn',
    'file-lost': 'does not load the file',
  }[fate.kind];
  return diagnostic(
    'libreswan/bad-value',
    at,
    `${keyword}= must have a value that ${release} takes, not ${shown(value)}: ${fate.because}, and ${release} ${costs}`,
  );
}
