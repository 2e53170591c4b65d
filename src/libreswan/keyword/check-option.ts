import { shown } from '../../bytes/shown.ts';
import { type Diagnostic, diagnostic, type Place } from '../../diagnostics/diagnostic.ts';
import { quoteValue } from '../quote.ts';
import type { Release, ReleaseRange } from '../release.ts';
import { holdsAt } from '../spans.ts';
import { type FoundKeyword, fateOf, findKeyword } from './keyword.ts';
import type { Quotes, ValueFate } from './value/fate.ts';
import { judgeValue } from './value/judge-value.ts';

/** What swanmesh writes itself, or what decides who is trusted and how. */
const ours: ReadonlySet<string> = new Set([
  ...['also', 'alsoflip', 'auto', 'authby', 'ikev2', 'keyexchange', 'type', 'esp', 'ah', 'ike', 'phase2'],
  ...['dpddelay', 'dpdtimeout', 'dpdaction', 'encapsulation', 'forceencaps', 'connaddrfamily', 'hostaddrfamily'],
]);

/**
 * What is wrong with a further conn keyword that somebody wants in every conn (`ipsec.options` of an inventory): it must be
 * a conn keyword that no end has and that swanmesh does not write itself, it must run nothing, and keyword and value must
 * be effective and mean the same on every release of the range. Empty when all is well.
 *
 * Codes: `libreswan/option-not-free`, and those of {@link checkSetting}.
 *
 * @example checkOption('salifetime', '8h', ['4.10'], at) // []
 * @example checkOption('leftupdown', '/bin/sh', ['4.10'], at) // libreswan/option-not-free
 */
export function checkOption(keyword: string, value: string, releases: ReleaseRange, at: Place): readonly Diagnostic[] {
  const found = findKeyword('conn', keyword);
  if (found === undefined) return checkSetting('conn', keyword, value, releases, at);
  const { row } = found;
  if (found.side !== undefined || row.runs || ours.has(row.alias ?? row.name)) {
    const why = row.runs
      ? 'runs a command'
      : found.side !== undefined
        ? 'belongs to one end'
        : 'is written by swanmesh itself';
    return [
      diagnostic('libreswan/option-not-free', at, `a further keyword must not be ${keyword}=, which ${why}`, {
        hint: 'take it out; what it would do has its own place in the inventory, or none',
      }),
    ];
  }
  return checkSetting('conn', keyword, value, releases, at);
}

/**
 * What is wrong with a keyword and its plain value, for every release of a range: the keyword must be known and effective,
 * the value must have a spelling, be taken, and mean the same. Empty when all is well.
 *
 * Codes: `libreswan/unknown-keyword`, `libreswan/bad-value`, `libreswan/no-common-spelling`,
 * `libreswan/inexpressible-value`.
 */
export function checkSetting(
  section: 'setup' | 'conn',
  keyword: string,
  value: string,
  releases: ReleaseRange,
  at: Place,
): readonly Diagnostic[] {
  const found = findKeyword(section, keyword);
  if (found === undefined) return [unknownKeyword(section, keyword, at)];
  const findings = [...keywordFindings(keyword, found, releases, at)];
  if (findings.length > 0) return findings;
  const as = spellingOf(found, releases);
  const written = quoteValue(value, as, at);
  if (written.kind === 'failed') return written.findings;
  const quotes: Quotes = written.value === value ? 'none' : 'double';
  return valueFindings(keyword, found, { value, quotes }, releases, at);
}

/** Whether a value may stand between quotes: only where no release of the range takes it as a number, boolean or choice. */
export function spellingOf(found: FoundKeyword, releases: ReleaseRange): 'text' | 'word' {
  const isText = (release: Release): boolean => /^(?:text|choices)$/.test(holdsAt(found.row.kind, release));
  return releases.every(isText) ? 'text' : 'word';
}

/** The finding for a keyword that no release knows in this section. */
export function unknownKeyword(section: 'setup' | 'conn', keyword: string, at: Place): Diagnostic {
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
