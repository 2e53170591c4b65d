import { expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { checkOption } from '../../../src/libreswan/keyword/check-option.ts';
import { keywordRows } from '../../../src/libreswan/keyword/keyword.ts';
import { checkSetting } from '../../../src/libreswan/keyword/spell-setting.ts';
import { type ReleaseRange, releaseRange } from '../../../src/libreswan/release.ts';

const at = valueAt('ipsec', 'options', 'x');
const codes = (keyword: string, value: string, releases: ReleaseRange = ['4.10']) =>
  checkOption(keyword, value, releases, at).map((finding) => finding.code);

test.each([
  ['salifetime', '8h', releaseRange('3.15', '5.4')],
  ['fragmentation', 'yes', releaseRange('3.15', '5.4')],
  ['replay-window', '1024', releaseRange('3.16', '5.4')],
  ['retransmit-interval', '8000', releaseRange('3.15', '5.4')],
  ['mtu', '1400', releaseRange('3.15', '5.4')],
  ['Salifetime', '8h', releaseRange('3.15', '5.4')],
] as const)('%s=%s is free and means the same', (keyword, value, releases) => {
  expect(checkOption(keyword, value, releases, at)).toEqual([]);
});

test.each([
  'left',
  'right',
  'leftid',
  'rightsubnet',
  'leftupdown',
  'auto',
  'also',
  'authby',
  'ikev2',
  'keyexchange',
  'type',
  'AUTO',
  'alsoflip',
])('%s= is never free', (keyword) => {
  expect(codes(keyword, 'x')).toEqual(['libreswan/option-not-free']);
});

test('no keyword of an end and none that runs a command is free', () => {
  for (const row of keywordRows) {
    if (row.section === 'end') {
      for (const side of ['left', 'right'])
        expect(codes(`${side}${row.name}`, 'x')).toEqual(['libreswan/option-not-free']);
    } else if (row.runs && row.section === 'conn') expect(codes(row.name, 'x')).toEqual(['libreswan/option-not-free']);
  }
});

const refused: readonly (readonly [string, string, ReleaseRange, code: string, why: string])[] = [
  ['uniqueids', 'yes', ['4.10'], 'libreswan/unknown-keyword', 'a keyword of config setup'],
  ['salifetime\n\tauto', 'start', ['4.10'], 'libreswan/unknown-keyword', 'a second line'],
  ['keyingtries', '3', releaseRange('5.2', '5.3'), 'libreswan/no-common-spelling', 'obsolete from 5.3'],
  ['encap-dscp', 'yes', ['4.15'], 'libreswan/no-common-spelling', 'unknown up to 4.15'],
  ['salifetime', '8 h', ['4.10'], 'libreswan/inexpressible-value', 'two words'],
  ['salifetime', '8h\n', ['4.10'], 'libreswan/inexpressible-value', 'a line break'],
  ['salifetime', '', ['4.10'], 'libreswan/inexpressible-value', 'an empty word'],
  ['salifetime', '1h30m', ['5.2'], 'libreswan/bad-value', 'no duration'],
  ['mtu', 'big', ['4.10'], 'libreswan/bad-value', 'silently 0'],
  ['ikelifetime', '28800', releaseRange('3.15', '3.16'), 'libreswan/bad-value', 'a unit is required in 3.15'],
  ['failureshunt', 'reject', releaseRange('5.2', '5.3'), 'libreswan/no-common-spelling', 'becomes drop in 5.3'],
];
test.each(refused)('%j=%j for %j is refused: %s (%s)', (keyword, value, releases, code) => {
  const findings = checkOption(keyword, value, releases, at);
  expect(findings.map((finding) => [finding.code, finding.at])).toEqual([[code, at]]);
});

test('a keyword of config setup is checked in its own section', () => {
  expect(checkSetting('setup', 'uniqueids', 'yes', releaseRange('3.15', '5.4'), at)).toEqual([]);
  expect(checkSetting('setup', 'mtu', '1400', ['4.10'], at).map((finding) => finding.code)).toEqual([
    'libreswan/unknown-keyword',
  ]);
});
