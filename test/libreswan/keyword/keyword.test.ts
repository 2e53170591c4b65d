import { describe, expect, test } from 'vitest';
import { fateOf, findKeyword, keywordRows, lookupKeyword } from '../../../src/libreswan/keyword/keyword.ts';
import { replacementOf } from '../../../src/libreswan/keyword/replacements.ts';
import { judgeValue } from '../../../src/libreswan/keyword/value/judge-value.ts';
import { atLeast, type Release, releases } from '../../../src/libreswan/release.ts';
import { holdsAt } from '../../../src/libreswan/spans.ts';

/** `E` unknown, `v` effective, `o` obsolete, `s` silently ignored, each from a release on. */
function fates(section: 'setup' | 'conn', keyword: string): string {
  let last = '';
  const parts: string[] = [];
  for (const release of releases) {
    const row = findKeyword(section, keyword)?.row;
    const fate = row === undefined ? 'unknown' : fateOf(row, release);
    if (fate !== last) parts.push(`${{ unknown: 'E', effective: 'v', obsolete: 'o', silent: 's' }[fate]}${release}`);
    last = fate;
  }
  return parts.join(' ');
}

describe('since when a keyword is known, obsolete or gone (libreswan.md §2.1)', () => {
  test.each([
    ['left', 'v3.15'],
    ['rightid', 'v3.15'],
    ['auto', 'v3.15'],
    ['ikev2', 'v3.15'],
    ['keyingtries', 'v3.15 o5.3'],
    ['dpdaction', 'v3.15 o5.0'],
    ['dpddelay', 'v3.15'],
    ['encapsulation', 'E3.15 v3.19'],
    ['forceencaps', 'v3.15 o3.19 E5.0'],
    ['connaddrfamily', 'v3.15 o3.25 E4.0'],
    ['hostaddrfamily', 'E3.15 v3.25'],
    ['clientaddrfamily', 'E3.15 v3.25 o5.3'],
    ['replay-window', 'E3.15 v3.16'],
    ['esn', 'E3.15 v3.17'],
    ['mark', 'E3.15 v3.16'],
    ['mark-in', 'E3.15 v3.18'],
    ['leftckaid', 'E3.15 v3.18'],
    ['nic-offload', 'E3.15 v3.21'],
    ['mobike', 'E3.15 v3.23'],
    ['nopmtudisc', 'E3.15 v3.23'],
    ['encap-dscp', 'E3.15 v5.0'],
    ['tfc', 'E3.15 v3.18'],
    ['reauth', 'E3.15 v3.25'],
    ['require-id-on-certificate', 'E3.15 v3.30'],
    ['ipsec-interface', 'E3.15 v3.30'],
    ['enable-tcp', 'E3.15 v4.0'],
    ['leftikeport', 'E3.15 v4.0'],
    ['sec-label', 'E3.15 v4.2'],
    ['policy-label', 'v3.15'],
    ['labeled-ipsec', 'v3.15 o3.30 E4.0'],
    ['ipsec-lifetime', 'E3.15 v4.8'],
    ['leftauth', 'E3.15 v3.19'],
    ['leftpubkey', 'E3.15 v4.8'],
    ['aggressive', 'E3.15 v3.20'],
    ['aggrmode', 'v3.15'],
    ['nflog-group', 'E3.15 v5.3'],
    ['session-resumption', 'E3.15 v5.2'],
    ['clones', 'E3.15 v5.4'],
    ['ike_frag', 'v3.15 E4.0'],
    ['disablearrivalcheck', 'v3.15 E4.0'],
    ['dns-match-id', 'E3.15'],
    ['alsoflip', 'v3.15 E5.0'],
  ])('%s: %s', (keyword, expected) => {
    expect(fates('conn', keyword)).toBe(expected);
  });

  test.each([
    ['nssdir', 'E3.15 v3.19'],
    ['virtual-private', 'v3.15'],
    ['virtual_private', 'v3.15 o5.3'],
    ['plutostderrlog', 'v3.15 o5.3'],
    ['syslog', 'v3.15 o5.3'],
    ['oe', 's3.15 o3.19 E4.0'],
    ['nat_traversal', 's3.15 o3.19 E4.0'],
    ['klipsdebug', 'v3.15 E4.0'],
    ['myid', 'v3.15 E3.23'],
    ['interfaces', 'v3.15 o4.8'],
    ['ikeport', 'v3.15 E4.0'],
    ['listen-tcp', 'E3.15 v4.0'],
    ['ikev1-policy', 'E3.15 v4.2'],
    ['audit-log', 'E3.15 v3.30'],
    ['logip', 'E3.15 v3.22'],
    ['drop-oppo-null', 'E3.15 v3.17'],
    ['loglimit', 'E3.15 v5.4'],
  ])('config setup, %s: %s (libreswan.md §2.4)', (keyword, expected) => {
    expect(fates('setup', keyword)).toBe(expected);
  });
});

test('what a release takes where nothing is written changes as it did (libreswan.md §2.2)', () => {
  const initial = (keyword: string, release: Release): string => {
    const spans = findKeyword('conn', keyword)?.row.initial;
    return spans === undefined ? '' : holdsAt(spans, release);
  };
  const rows: readonly (readonly [string, Release, string, Release, string])[] = [
    ['ikelifetime', '4.1', '1h', '4.2', '8h'],
    ['replay-window', '4.5', '32', '4.6', '128'],
    ['esn', '4.5', 'no', '4.6', 'either'],
    ['retransmit-timeout', '5.3', '60s', '5.4', '30s'],
    ['nic-offload', '4.15', 'auto', '5.0', 'no'],
    ['ikev2', '3.27', 'permit', '3.28', 'insist'],
  ];
  for (const [keyword, before, old, after, now] of rows) {
    expect([initial(keyword, before), initial(keyword, after)], keyword).toEqual([old, now]);
  }
});

test('every initial value is one that the release would take if it were written', () => {
  for (const row of keywordRows) {
    if (row.initial === undefined) continue;
    for (const release of releases) {
      if (
        fateOf(row, release) !== 'effective' ||
        (release === '3.15' && /^[0-9]+$/.test(holdsAt(row.initial, release)))
      )
        continue;
      const value = holdsAt(row.initial, release);
      if (value === '-1') continue; // nhelpers: there is no way to write it
      expect(judgeValue(row, { value, quotes: 'none' }, release).kind, `${row.name} ${release}`).toBe('taken');
    }
  }
});

test('no section has a name twice in one release, and an alias names a row of its section', () => {
  for (const release of releases) {
    const known = keywordRows
      .filter((row) => fateOf(row, release) !== 'unknown')
      .map(({ section, name }) => `${section} ${name}`);
    expect(new Set(known).size).toBe(known.length);
  }
  for (const { alias, name, section } of keywordRows) {
    if (alias === undefined) continue;
    const target = keywordRows.find((row) => row.name === alias);
    expect(target, `${section} ${name}`).toBeDefined();
  }
});

test('changes stand oldest first', () => {
  for (const { name, kind, fate, initial } of keywordRows) {
    for (const spans of [kind, fate, initial ?? ['']]) {
      const changes = spans.slice(1).map((part) => part[0] as Release);
      changes.forEach((release, i) => {
        const before = changes[i - 1];
        if (before !== undefined) expect(atLeast(release, before), name).toBe(true);
      });
    }
  }
});

test('an end without its side is the right one up to 5.3, and a hyphen may stand from 5.0', () => {
  expect(lookupKeyword('conn', 'id', '4.10')?.key).toBe('rightid');
  expect(lookupKeyword('conn', 'id', '5.4')).toBeUndefined();
  expect(lookupKeyword('conn', 'left-id', '5.0')?.key).toBe('leftid');
  expect(lookupKeyword('conn', 'left-id', '4.15')).toBeUndefined();
  expect(lookupKeyword('conn', '__proto__', '4.10')).toBeUndefined();
});

test('what to write instead is something that the release takes', () => {
  for (const [keyword, value, release] of [
    ['forceencaps', 'yes', '5.4'],
    ['virtual_private', '%v4:10.0.0.0/8', '5.4'],
    ['plutostderrlog', '/x', '5.3'],
    ['ike_frag', 'yes', '4.0'],
    ['crl_strict', 'yes', '4.0'],
  ] as const) {
    const by = replacementOf(keyword, value, release);
    if (by?.kind !== 'setting') throw new Error(keyword);
    const section = findKeyword('conn', by.keyword) === undefined ? 'setup' : 'conn';
    const found = lookupKeyword(section, by.keyword, release);
    expect(found, keyword).toBeDefined();
    if (found !== undefined)
      expect(judgeValue(found.row, { value: by.value, quotes: 'none' }, release).kind).toBe('taken');
  }
});
