import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkPolicyGroup } from '../../../src/libreswan/policy-group/check.ts';
import { parsePolicyGroup } from '../../../src/libreswan/policy-group/parse.ts';
import { type Release, releases } from '../../../src/libreswan/release.ts';
import { editedGroupText, groupText } from '../../arbitraries/group-text.ts';

const check = (text: string, release: Release) =>
  checkPolicyGroup(parsePolicyGroup(text, release)).map(({ code, at, severity }) => [
    code,
    at.kind === 'text' && `${at.line}:${at.column}`,
    severity,
  ]);

test.each<[string, Release, string, string, string]>([
  ['10.1.0.0/16 10.2.0.0/16\n', '4.10', 'libreswan/group-truncated', '1:13', 'error'],
  ['10.1.0.0/16\n 10.2.0.0/16\n10.3.0.0/16\n', '4.10', 'libreswan/group-truncated', '2:2', 'error'],
  ['# x\n 10.1.0.0/16\n', '5.4', 'libreswan/group-truncated', '2:2', 'error'],
  ['10.1.0.0/16 6\n', '4.10', 'libreswan/group-truncated', '1:13', 'error'],
  ['10.1.0.0/16 6 0\n', '4.10', 'libreswan/group-truncated', '1:15', 'error'],
  ['10.1.0.0/16 50 0 0\n', '4.10', 'libreswan/group-truncated', '1:13', 'error'],
  ['10.1.0.0/16 6 %any 80\n', '4.10', 'libreswan/group-truncated', '1:15', 'error'],
  ['10.1.0.0/16 6 0 80 81\n', '4.10', 'libreswan/group-truncated', '1:20', 'error'],
  ['10.1.0.0/16 "6" 0 80\n', '4.3', 'libreswan/group-truncated', '1:13', 'error'],
  ['foo\n', '4.10', 'libreswan/group-entry', '1:1', 'error'],
  ['"10.1.0.0/16"\n', '4.3', 'libreswan/group-entry', '1:1', 'error'],
  ['10.1.0.0/16 6 0 80\n', '3.23', 'libreswan/group-ambiguous', '1:13', 'error'],
  ['fd00::/64\n', '3.15', 'libreswan/group-entry', '1:1', 'error'],
  ['010.0.0.0/8\n', '4.10', 'libreswan/group-ambiguous', '1:1', 'error'],
  ['host.example\n', '3.19', 'libreswan/group-ambiguous', '1:1', 'error'],
  ['198.51.100.7/24\n', '4.10', 'libreswan/group-host-bits', '1:1', 'error'],
  ['198.51.100.7/24\n', '5.2', 'libreswan/group-host-bits', '1:1', 'warning'],
  ['10.1.0.0/16\n\n10.1.0.0/16 # again\n', '5.2', 'libreswan/group-duplicate', '3:1', 'warning'],
  [`10.1.0.0/16${' '.repeat(2040)}x\n`, '3.19', 'libreswan/long-line', '1:2048', 'error'],
])('in %j for %s there is %s at %s (%s)', (text, release, code, place, severity) => {
  expect(check(text, release)).toContainEqual([code, place, severity]);
});

test('the loss of the rest says how much that is', () => {
  const findings = checkPolicyGroup(parsePolicyGroup('10.1.0.0/16 x\n10.2.0.0/16\n10.3.0.0/16\n', '4.10'));
  expect(findings).toHaveLength(1);
  expect(findings[0]?.message).toContain('2 more');
});

test('a file of canonical prefixes, one a line, has no finding on any release that reads IPv6', () => {
  const text = '# heading\n10.0.0.0/8\n172.16.0.1/32\nfd00::/64\n';
  for (const release of releases.slice(1)) expect(check(text, release)).toEqual([]);
});

test('there is no finding exactly when every line is read, as it stands, once', () => {
  fc.assert(
    fc.property(fc.oneof(groupText, editedGroupText), fc.constantFrom(...releases), (text, release) => {
      const { entries } = parsePolicyGroup(text, release);
      const clean = entries.every(
        (entry) => entry.kind === 'trivia' || (entry.fate === 'read' && entry.faults.length === 0),
      );
      const findings = check(text, release).filter(([code]) => code !== 'libreswan/group-duplicate');
      expect(findings.length === 0).toBe(clean);
    }),
  );
});
