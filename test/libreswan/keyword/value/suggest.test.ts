import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fateOf, findKeyword, keywordRows } from '../../../../src/libreswan/keyword/keyword.ts';
import type { Quotes } from '../../../../src/libreswan/keyword/value/fate.ts';
import { judgeValue } from '../../../../src/libreswan/keyword/value/judge-value.ts';
import { insteadOfValue } from '../../../../src/libreswan/keyword/value/suggest.ts';
import { type Release, releases } from '../../../../src/libreswan/release.ts';

test.each<[keyword: string, value: string, quotes: Quotes, release: Release, instead: string | undefined, why: string]>(
  [
    ['rekeyfuzz', '0', 'none', '4.15', '0%', 'a percentage needs its sign (libreswan.md §2)'],
    ['ikelifetime', '28800', 'none', '3.15', '28800s', 'a duration needs its unit (libreswan.md §0.5)'],
    ['ikelifetime', '28800 seconds', 'double', '5.2', undefined, 'no spelling that is near'],
    ['dpddelay', '30s', 'none', '3.15', '30', 'bare seconds (libreswan.md §2)'],
    ['dpdtimeout', '2m', 'none', '3.15', '120', 'and what a minute is in them'],
    ['dpdtimeout', '1500ms', 'none', '3.15', undefined, 'no whole seconds'],
    ['retransmit-interval', '500ms', 'none', '4.3', '500', 'bare milliseconds (libreswan.md §0.5)'],
    ['priority', '100', 'double', '4.10', '100', 'a number stands without quotes'],
    ['leftcert', '1234', 'none', '4.10', '"1234"', 'a text of digits stands between quotes'],
    ['rekey', '1', 'none', '4.10', 'yes', 'no numbers for booleans up to 4.15'],
    ['fragmentation', 'true', 'none', '4.10', 'yes', 'nor other words in a choice'],
    ['ipsec-max-bytes', '2KB', 'none', '4.10', '2KiB', 'binary prefixes alone'],
    ['auto', 'keep', 'none', '3.32', undefined, 'nobody knows what was meant'],
    ['mtu', 'big', 'none', '4.10', undefined, 'nor here'],
    ['nic-offload', 'auto', 'none', '5.2', 'no', 'the word is gone'],
    ['auto', 'on-demand', 'none', '4.10', 'ondemand', 'a hyphen too many'],
    ['type', 'tunel', 'none', '4.10', 'tunnel', 'misspelt'],
  ],
)('%s=%s (%s) in %s: write %s (%s)', (keyword, value, quotes, release, instead) => {
  const found = findKeyword('conn', keyword);
  expect(found && insteadOfValue(found.row, { value, quotes }, release)).toBe(instead);
});

test.each<[value: string, release: Release, instead: string]>([
  ['control parsing', '4.10', 'base'],
  ['control base', '4.10', 'base'],
  ['control parsing', '3.25', 'control,parsing'],
  ['raw', '3.28', 'base'],
])('plutodebug="%s" in %s: write %s', (value, release, instead) => {
  const found = findKeyword('setup', 'plutodebug');
  expect(found && insteadOfValue(found.row, { value, quotes: 'double' }, release)).toBe(instead);
});

test('what is to be written instead is taken, whatever stood there', () => {
  const anyValue = fc.oneof(
    fc.stringMatching(/^[0-9]{0,4} ?(?:ms|[smhdwkMG%]|KiB|MB|)$/),
    fc.constantFrom('yes', 'OFF', 'True', 'add|start', 'secret|rsasig', 'none,all', 'control parsing', ''),
    fc.string({ unit: 'grapheme' }).filter((text) => !/["\n]/.test(text)),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...keywordRows),
      anyValue,
      fc.constantFrom<Quotes>('none', 'double'),
      fc.constantFrom(...releases),
      (row, value, quotes, release) => {
        if (fateOf(row, release) !== 'effective') return;
        const instead = insteadOfValue(row, { value, quotes }, release);
        if (instead === undefined) return;
        const isQuoted = instead.startsWith('"');
        const written = {
          value: isQuoted ? instead.slice(1, -1) : instead,
          quotes: isQuoted ? 'double' : 'none',
        } as const;
        expect(judgeValue(row, written, release).kind).toBe('taken');
      },
    ),
    { numRuns: 2000 },
  );
});
