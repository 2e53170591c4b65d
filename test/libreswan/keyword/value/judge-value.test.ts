import { describe, expect, test } from 'vitest';
import { findKeyword } from '../../../../src/libreswan/keyword/keyword.ts';
import type { Quotes, ValueFate } from '../../../../src/libreswan/keyword/value/fate.ts';
import { judgeValue } from '../../../../src/libreswan/keyword/value/judge-value.ts';
import { scanBoolean } from '../../../../src/libreswan/keyword/value/scan-boolean.ts';
import { type Release, releases } from '../../../../src/libreswan/release.ts';

function judge(
  keyword: string,
  value: string,
  release: Release,
  quotes: Quotes = 'none',
  section: 'conn' | 'setup' = 'conn',
) {
  const found = findKeyword(section, keyword);
  if (found === undefined) throw new Error(`no row for ${keyword}`);
  return judgeValue(found.row, { value, quotes }, release);
}
const short = (fate: ValueFate): string => ('meaning' in fate ? `${fate.kind} ${fate.meaning}` : fate.kind);

describe('what a release makes of a value (libreswan.md §1.2, §1.3, §9, and runs)', () => {
  const rows: readonly (readonly [string, string, Release, string, why: string])[] = [
    ['rekey', 'yes', '3.15', 'taken yes', 'a boolean'],
    ['rekey', 'off', '4.15', 'taken no', 'a boolean'],
    ['rekey', 'YES', '4.15', 'file-lost', 'lower case only'],
    ['rekey', 'YES', '5.2', 'taken yes', 'a table from 5.0'],
    ['rekey', '1', '4.15', 'file-lost', 'no 1 and 0'],
    ['rekey', '1', '5.0', 'taken yes', '1 and 0 from 5.0'],
    ['rekey', 'xyes', '4.10', 'taken yes', 'the lexer skips what it does not know'],
    ['rekey', 'maybe', '4.10', 'file-lost', 'y, and then "be" is left over'],
    ['rekey', 'maybe', '5.2', 'ignored', 'a warning'],
    ['rekey', 'maybe', '5.4', 'conn-lost', 'pluto refuses the conn'],
    ['ikelifetime', '28800', '3.15', 'file-lost', 'a unit is required in 3.15'],
    ['ikelifetime', '28800', '3.16', 'taken 28800000', 'and only there'],
    ['ikelifetime', '8h', '3.15', 'taken 28800000', 'portable'],
    ['ikelifetime', '8H', '4.3', 'changed', 'upper case: an undefined value'],
    ['ikelifetime', '8H', '4.10', 'taken 28800000', 'upper case from 4.10'],
    ['ikelifetime', '1.5h', '4.15', 'ignored', 'no fractions'],
    ['ikelifetime', '1.5h', '5.2', 'taken 5400000', 'fractions from 5.0'],
    ['ikelifetime', '1h30m', '3.25', 'file-lost', 'a bad duration is an error'],
    ['ikelifetime', '1h30m', '3.32', 'changed', 'nobody looks at the complaint'],
    ['ikelifetime', '1h30m', '5.2', 'ignored', 'a warning'],
    ['dpddelay', '15', '3.15', 'taken 15000', 'bare seconds'],
    ['dpddelay', '15', '5.2', 'taken 15000', 'bare seconds everywhere'],
    ['dpddelay', '15s', '3.15', 'file-lost', 'a number in 3.15'],
    ['dpddelay', 'zz', '5.2', 'conn-lost', 'read by pluto from 5.2'],
    ['retransmit-interval', '500ms', '3.25', 'file-lost', 'a number of milliseconds'],
    ['retransmit-interval', '500ms', '4.3', 'changed 0', 'silently 0'],
    ['retransmit-interval', '500ms', '4.10', 'taken 500', 'units from 4.10'],
    ['retransmit-interval', '2s', '4.10', 'taken 2000', 'units from 4.10'],
    ['priority', '100', '3.15', 'taken 100', 'a number'],
    ['priority', '0100', '3.15', 'taken 100', 'leading zeros'],
    ['priority', '0x64', '4.10', 'changed 0', 'silently 0'],
    ['priority', '-1', '5.2', 'ignored', 'a warning'],
    ['priority', '4294967296', '4.3', 'changed 0', '32 bits: it wraps'],
    ['keyingtries', '%forever', '4.10', 'taken 0', 'a word for 0'],
    ['leftid', '%forever', '4.10', 'conn-lost', 'a number to the lexer'],
    ['leftid', '%forever', '5.2', 'changed 0', 'rewritten up to 5.2'],
    ['leftid', '%forever', '5.3', 'taken %forever', 'plain text'],
    ['leftcert', '1234', '4.15', 'conn-lost', 'digits are no text'],
    ['leftcert', '1234', '5.2', 'taken 1234', 'a string'],
    ['left', '12', '4.10', 'changed', 'an internal number'],
    ['auto', 'ADD', '3.15', 'taken add', 'case does not matter'],
    ['auto', 'route', '4.10', 'taken ondemand', 'another word'],
    ['auto', 'keep', '4.1', 'file-lost', 'from 4.2'],
    ['auto', 'foo', '4.15', 'file-lost', 'the whole file'],
    ['auto', 'foo', '5.2', 'ignored', 'a warning'],
    ['auto', 'foo', '5.4', 'conn-lost', 'pluto refuses'],
    ['auto', 'add,start', '4.10', 'file-lost', 'one value'],
    ['auto', 'add,foo', '4.3', 'file-lost', 'unknown word'],
    ['auto', 'add,foo', '4.10', 'taken add', 'what follows is not looked at (libreswan.md §9.7)'],
    ['auto', '3', '4.10', 'changed', 'an internal number'],
    ['keyexchange', 'ikev2', '4.15', 'file-lost', 'libreswan.md §2.3'],
    ['keyexchange', 'ikev2', '5.0', 'taken ikev2', 'libreswan.md §2.3'],
    ['ikev2', 'permit', '3.27', 'taken IKEv1, accept IKEv2', 'libreswan.md §2.3'],
    ['ikev2', 'permit', '3.28', 'taken IKEv1', 'libreswan.md §2.3'],
    ['nic-offload', 'auto', '4.15', 'taken auto', 'libreswan.md §2.2'],
    ['nic-offload', 'auto', '5.2', 'ignored', 'libreswan.md §2.2'],
    ['nic-offload', 'auto', '5.4', 'conn-lost', 'libreswan.md §2.2'],
    ['rekeyfuzz', '0', '4.15', 'file-lost', 'the "%" is required'],
    ['rekeyfuzz', '50%', '3.15', 'taken 50%', 'a percentage'],
    ['ipsec-max-bytes', '2KiB', '4.10', 'taken 2048', 'a size'],
    ['ipsec-max-bytes', '2K', '4.10', 'ignored', 'no size'],
  ];
  test.each(rows)('%s=%s in %s is %s (%s)', (keyword, value, release, expected) => {
    expect(short(judge(keyword, value, release))).toBe(expected);
  });
});

test('quotes change what number, boolean and text keywords make of a value (libreswan.md §1.2)', () => {
  expect(short(judge('rekey', 'no', '3.25', 'double'))).toBe('file-lost');
  expect(short(judge('rekey', 'no', '3.32', 'double'))).toBe('taken no');
  expect(short(judge('priority', '100', '3.25', 'double'))).toBe('file-lost');
  expect(short(judge('priority', '100', '4.15', 'double'))).toBe('changed 0');
  expect(short(judge('priority', '100', '5.2', 'double'))).toBe('taken 100');
  expect(short(judge('ikelifetime', '8h', '3.15', 'double'))).toBe('taken 28800000');
  expect(short(judge('auto', 'add', '3.15', 'double'))).toBe('taken add');
  expect(short(judge('leftcert', '1234', '3.15', 'double'))).toBe('taken 1234');
});

test('an inherited property is no choice', () => {
  for (const release of releases) expect(judge('auto', 'constructor', release).kind).not.toBe('taken');
});

test('a bad value of config setup costs the file up to 4.15 and from 5.3', () => {
  expect(short(judge('uniqueids', 'maybe', '4.15', 'none', 'setup'))).toBe('file-lost');
  expect(short(judge('uniqueids', 'maybe', '5.2', 'none', 'setup'))).toBe('ignored');
  expect(short(judge('uniqueids', 'maybe', '5.3', 'none', 'setup'))).toBe('file-lost');
});

test.each([
  ['no', { value: false, end: 2 }],
  ['on', { value: true, end: 2 }],
  ['off', { value: false, end: 3 }],
  ['yesno', { value: true, end: 3 }],
  ['"no"', { value: false, end: 3 }],
  ['zz', undefined],
  ['zz\nyes', undefined],
])('the boolean in %j is %j', (text, expected) => {
  expect(scanBoolean(text, 0)).toEqual(expected);
});
