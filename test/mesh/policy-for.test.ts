import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGroupTraffic } from '../../src/libreswan/policy-group/traffic.ts';
import { type Release, releaseRange, releases } from '../../src/libreswan/release.ts';
import { type GroupHost, groupActions, groupNames } from '../../src/mesh/groups.ts';
import { policyChanges, policyFor } from '../../src/mesh/policy-for.ts';
import { type Address, contains, type Prefix, prefixLength, readAddress, readPrefix } from '../../src/net/address.ts';
import { arbitraryGroups, type WrittenGroups } from '../arbitraries/groups.ts';

const address = (text: string) => readAddress(text) as Address;
const hostOf = (
  groups: WrittenGroups,
  release: Release = '5.4',
  priorities: Record<string, number> = {},
): GroupHost => ({
  release,
  rules: groupNames.flatMap((group) => {
    const written = groups[group];
    if (written === undefined) return [];
    const targets = written.map((entry) => {
      const [prefix = '', ...words] = entry.split(' ');
      return {
        prefix: readPrefix(prefix) as Prefix,
        ...(words.length === 0 ? {} : { traffic: readGroupTraffic(words) }),
      };
    });
    const priority = priorities[group];
    return [{ group, action: groupActions[group], targets, ...(priority === undefined ? {} : { priority }) }];
  }),
});
const said = (host: GroupHost, remote: string, protocol?: number, port?: number): string => {
  const policy = policyFor(host, address(remote), protocol, port);
  return policy.kind === 'group' ? `${policy.group} ${policy.reason}` : policy.kind;
};

const guide: WrittenGroups = { private: ['172.16.0.0/16'], clear: ['172.16.0.1/32'] };

describe('the group that applies', () => {
  test.each<[string, WrittenGroups, string, number | undefined, number | undefined, string]>([
    ['the longer prefix wins', guide, '172.16.0.1', undefined, undefined, 'clear longest-prefix'],
    [
      'whatever the group',
      { clear: ['172.16.0.0/16'], private: ['172.16.0.0/24'] },
      '172.16.0.9',
      undefined,
      undefined,
      'private longest-prefix',
    ],
    ['one that matches alone', guide, '172.16.7.7', undefined, undefined, 'private only-match'],
    ['none outside of all', guide, '10.0.0.1', undefined, undefined, 'none'],
    ['none of the other family', guide, 'fd00::1', undefined, undefined, 'none'],
    [
      'the same in two is undefined',
      { private: ['172.16.0.0/16'], clear: ['172.16.0.0/16'] },
      '172.16.0.1',
      undefined,
      undefined,
      'undefined',
    ],
    [
      'unless a longer one decides',
      { private: ['172.16.0.0/16', '172.16.0.1/32'], clear: ['172.16.0.0/16'] },
      '172.16.0.1',
      undefined,
      undefined,
      'private longest-prefix',
    ],
    [
      'ports beat the longest prefix',
      { private: ['172.16.0.1/32'], clear: ['0.0.0.0/0 6 0 443'] },
      '172.16.0.1',
      6,
      443,
      'clear ports',
    ],
    [
      'for these ports alone',
      { private: ['172.16.0.1/32'], clear: ['0.0.0.0/0 6 0 443'] },
      '172.16.0.1',
      6,
      80,
      'private only-match',
    ],
    [
      'a port beats a protocol',
      { private: ['172.16.0.1/32 6 0 0'], clear: ['0.0.0.0/0 6 0 443'] },
      '172.16.0.1',
      6,
      443,
      'clear ports',
    ],
    [
      'without a protocol ports do not count',
      { private: ['172.16.0.1/32'], clear: ['0.0.0.0/0 6 0 443'] },
      '172.16.0.1',
      undefined,
      undefined,
      'private only-match',
    ],
    [
      'nor does a port of this host',
      { private: ['172.16.0.1/32'], clear: ['0.0.0.0/0 6 22 0'] },
      '172.16.0.1',
      6,
      443,
      'private only-match',
    ],
  ])('%s', (_, groups, remote, protocol, port, expected) => {
    expect(said(hostOf(groups), remote, protocol, port)).toBe(expected);
  });

  test('a priority on clear beats every prefix up to 5.2 and nothing from 5.3 on: encrypted there, clear before', () => {
    const groups = { private: ['172.16.0.0/24'], clear: ['172.16.0.0/16'] };
    for (const release of releases) {
      const old = !['5.3', '5.4'].includes(release);
      expect(said(hostOf(groups, release, { clear: 100 }), '172.16.0.9')).toBe(
        old ? 'clear priority' : 'private longest-prefix',
      );
    }
  });

  test('what changes from release to release is told with the release', () => {
    const changes = (groups: WrittenGroups, priorities: Record<string, number>) =>
      policyChanges(hostOf(groups, '5.4', priorities).rules, releaseRange('4.3', '5.4'), address('172.16.0.9')).map(
        ({ since, policy }) => `${since} ${policy.kind === 'group' ? policy.group : policy.kind}`,
      );
    const groups = { private: ['172.16.0.0/24'], clear: ['172.16.0.0/16'] };
    expect(changes(groups, { clear: 100 })).toEqual(['4.3 clear', '5.3 private']);
    expect(changes(groups, {})).toEqual(['4.3 private']);
    expect(changes({}, {})).toEqual(['4.3 none']);
  });

  test('a priority on private holds on every release', () => {
    for (const release of ['4.10', '5.4'] as const) {
      expect(said(hostOf(guide, release, { private: 100 }), '172.16.0.1')).toBe('private priority');
    }
  });

  test('equal priorities of two groups are undefined', () => {
    expect(said(hostOf(guide, '5.2', { private: 100, clear: 100 }), '172.16.0.1')).toBe('undefined');
    expect(said(hostOf(guide, '5.3', { private: 100, clear: 100 }), '172.16.0.1')).toBe('private priority');
  });

  test('is the one with the longest prefix that holds the address, for any groups', () => {
    const remote = fc.oneof(
      fc.nat(15).map((d) => `172.16.0.${d}`),
      fc.nat(15).map((d) => `fd00::${d.toString(16)}`),
      fc.constant('10.1.1.1'),
    );
    fc.assert(
      fc.property(arbitraryGroups(), remote, fc.constantFrom(...releases), (groups, text, release) => {
        const all = Object.entries(groups).flatMap(([group, list]) =>
          list.map((entry) => ({ group, prefix: entry as Prefix })),
        );
        const matching = all.filter(({ prefix }) => contains(prefix, address(text)));
        const [longest] = matching.sort((a, b) => prefixLength(b.prefix) - prefixLength(a.prefix));
        const policy = policyFor(hostOf(groups, release), address(text));
        expect(policy.kind === 'group' ? policy.group : policy.kind).toBe(longest?.group ?? 'none');
      }),
      { numRuns: 300 },
    );
  });

  test('does not depend on the order of groups and entries', () => {
    fc.assert(
      fc.property(
        arbitraryGroups({ ports: true }),
        fc.nat(15),
        fc.constantFrom(6, 17, 1, undefined),
        fc.constantFrom(22, 443, undefined),
        (groups, d, protocol, port) => {
          const host = hostOf(groups);
          const turned = {
            ...host,
            rules: [...host.rules].reverse().map((rule) => ({ ...rule, targets: [...rule.targets].reverse() })),
          };
          const remote = address(`172.16.0.${d}`);
          const [a, b] = [policyFor(host, remote, protocol, port), policyFor(turned, remote, protocol, port)];
          expect(b.kind === 'group' ? b.target : b.kind).toEqual(a.kind === 'group' ? a.target : a.kind);
        },
      ),
    );
  });
});
