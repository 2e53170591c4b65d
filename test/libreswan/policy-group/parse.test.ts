import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import type { GroupTarget } from '../../../src/libreswan/policy-group/document.ts';
import { groupInstanceName } from '../../../src/libreswan/policy-group/instance.ts';
import { parsePolicyGroup, policyGroupSource, policyGroupTargets } from '../../../src/libreswan/policy-group/parse.ts';
import { printPolicyGroup } from '../../../src/libreswan/policy-group/print.ts';
import { type Release, releaseRange, releases } from '../../../src/libreswan/release.ts';
import { maskedPrefix, type Prefix } from '../../../src/net/address.ts';
import { editedGroupText, groupText } from '../../arbitraries/group-text.ts';

const anyText = fc.oneof(groupText, editedGroupText, fc.string({ unit: 'binary' }));
const anyRelease = fc.constantFrom(...releases);
const instances = (text: string, release: Release) =>
  policyGroupTargets(parsePolicyGroup(text, release)).map((target) => groupInstanceName('g', target));

describe('the tree', () => {
  test('gives back every file byte for byte, UTF-8 or not', () => {
    const bytes = fc.oneof(
      anyText.map((text) => Buffer.from(text)),
      fc.uint8Array().map((array) => Buffer.from(array)),
    );
    fc.assert(
      fc.property(bytes, anyRelease, (file, release) => {
        expect(Buffer.from(policyGroupSource(parsePolicyGroup(new Uint8Array(file), release))).equals(file)).toBe(true);
      }),
    );
  });

  test('has only places that lie in the text', () => {
    fc.assert(
      fc.property(anyText, anyRelease, (text, release) => {
        const lines = text.split('\n');
        for (const entry of parsePolicyGroup(text, release).entries) {
          if (entry.kind === 'trivia') continue;
          for (const { line, column } of [entry.at, ...entry.faults.map(({ at }) => at)]) {
            expect(column).toBeLessThanOrEqual((lines[line - 1] as string).length);
          }
        }
      }),
    );
  });

  test('of what was printed is what was to be printed, on every release that can say it', () => {
    const prefix = fc
      .tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(128))
      .map(([address, length]) => maskedPrefix(`${address}/${address.includes(':') ? length : length % 33}`))
      .filter((found): found is Prefix => found !== undefined);
    const port = fc.nat(65535);
    const protocol = fc.integer({ min: 1, max: 255 }).filter((number) => number !== 50 && number !== 51);
    const traffic = fc.option(fc.record({ protocol, sourcePort: port, destinationPort: port }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.record({ prefix, traffic })), anyRelease, (targets: GroupTarget[], release) => {
        const printed = printPolicyGroup(targets, releaseRange(release), valueAt());
        if (printed.kind === 'failed') {
          expect(printed.findings.map(({ code }) => code)).toContain('libreswan/no-common-spelling');
          return;
        }
        const names = new Set(targets.map((target) => groupInstanceName('g', target)));
        expect(new Set(instances(printed.value, release))).toEqual(names);
        const again = printPolicyGroup(
          policyGroupTargets(parsePolicyGroup(printed.value, release)),
          releaseRange(release),
          valueAt(),
        );
        expect(again).toEqual(printed);
        const shuffled = printPolicyGroup([...targets].reverse(), releaseRange(release), valueAt());
        expect(shuffled).toEqual(printed);
      }),
    );
  });
});

describe('a file', () => {
  test.each<[string, Release, string[], string]>([
    ['10.0.0.0/8\n192.0.2.1\n', '5.4', ['g#10.0.0.0/8', 'g#192.0.2.1/32'], 'an address is a prefix of full length'],
    ['10.1.0.0/255.255.0.0\n', '3.19', ['g#10.1.0.0/16'], 'a dotted mask counts'],
    [
      '10.1.0.0/16 10.2.0.0/16\n10.3.0.0/16\n',
      '3.23',
      ['g#10.1.0.0/16', 'g#10.2.0.0/16', 'g#10.3.0.0/16'],
      'once, every word was a prefix',
    ],
    ['10.1.0.0/16 10.2.0.0/16\n10.3.0.0/16\n', '3.25', [], 'then the second became a protocol, and stops all'],
    [
      '10.1.0.0/16\n 10.2.0.0/16\n10.3.0.0/16\n',
      '3.23',
      ['g#10.1.0.0/16', 'g#10.2.0.0/16', 'g#10.3.0.0/16'],
      'indentation did no harm',
    ],
    ['10.1.0.0/16\n 10.2.0.0/16\n10.3.0.0/16\n', '4.10', [], 'and then it did'],
    ['10.0.0.0/8\n\n 10.2.0.0/16\n', '5.4', [], 'blank lines part no records'],
    [' 10.1.0.0/16\n10.2.0.0/16\n', '4.3', [], 'an indented first line is the end'],
    ['10.1.0.0/16 6 0 443\n', '3.25', ['g#10.1.0.0/16-(0--6--443)'], 'ports are read from 3.25 on'],
    ['10.1.0.0/16 tcp 0 0\n', '4.10', ['g#10.1.0.0/16-(0--6--0)'], 'protocols have names'],
    ['10.1.0.0/16\n10.2.0.0/16 6\n10.3.0.0/16\n', '4.10', ['g#10.1.0.0/16'], 'what stands before the fault is kept'],
    ['foo\n10.2.0.0/16\n', '4.10', ['g#10.2.0.0/16'], 'a word that is no prefix is passed over'],
    ['198.51.100.7/24\n10.2.0.0/16\n', '4.15', ['g#10.2.0.0/16'], 'host bits lose the line'],
    ['198.51.100.7/24\n10.2.0.0/16\n', '5.0', ['g#198.51.100.0/24', 'g#10.2.0.0/16'], 'or are cleared'],
    ['198.51.100.7/24\n', '3.19', ['g#198.51.100.0/24'], 'as they were once'],
    ['fd00::/64\n10.0.0.0/8\n', '3.15', ['g#10.0.0.0/8'], '3.15 reads no IPv6'],
    ['fe80::\n10.0.0.0/8\n', '5.2', ['g#10.0.0.0/8'], 'the last colon of an address is cut off'],
    ['"10.0.0.0/8"\n10.1.0.0/16\n', '4.3', ['g#10.1.0.0/16'], 'quotes were part of the word'],
    ['"10.0.0.0/8"\n', '4.10', ['g#10.0.0.0/8'], 'until they were not'],
    ['10.1.0.0/16\n10.2.0.0/16\n10.1.0.0/16\n', '4.10', ['g#10.1.0.0/16', 'g#10.2.0.0/16'], 'one name, one instance'],
    ['010.0.0.0/8\n10.1\n', '4.10', [], 'what differs from release to release is not guessed'],
  ])('%j is for %s the instances %j: %s', (text, release, expected) => {
    expect(instances(text, release)).toEqual(expected);
  });
});

test('a group of ports is refused for a range that begins before 3.25, and IPv6 before 3.16', () => {
  const at = valueAt('groups', 'private');
  const prefix = maskedPrefix('fd00::/64') as Prefix;
  const print = (targets: GroupTarget[], from: Release) =>
    printPolicyGroup(targets, releaseRange(from, '5.4'), at).findings.map((finding) => [finding.code, finding.at]);
  expect(print([{ prefix, traffic: { protocol: 6, sourcePort: 0, destinationPort: 22 } }], '3.23')).toEqual([
    ['libreswan/no-common-spelling', at],
  ]);
  expect(print([{ prefix }], '3.15')).toEqual([['libreswan/no-common-spelling', at]]);
  expect(print([{ prefix, traffic: { protocol: 6, sourcePort: 0, destinationPort: 22 } }], '3.25')).toEqual([]);
});
