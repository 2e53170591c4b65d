import { describe, expect, test } from 'vitest';
import type { Release } from '../../src/libreswan/release.ts';
import { initiativeFor } from '../../src/mesh/group-initiative.ts';
import type { GroupAction } from '../../src/mesh/groups.ts';
import { policyIn, policyTable } from '../../src/mesh/policy-for.ts';
import type { Address, Prefix } from '../../src/net/address.ts';
import { clusterOf, type TestInventory, testInventory } from '../support/cluster.ts';

const remote = '172.16.0.2' as Address;

function initiative(release: Release, groups: Readonly<Record<string, readonly [GroupAction, ...string[]]>>): string {
  const rules = Object.entries(groups).map(([group, [action, ...prefixes]]) => ({
    group,
    action,
    targets: prefixes.map((prefix) => ({ prefix: prefix as Prefix })),
  }));
  const table = policyTable({ release, rules });
  return initiativeFor(table, policyIn(table, remote), remote, release);
}

const inside = { private: ['encrypt', '172.16.0.2/32'], clear: ['clear', '172.16.0.0/24'] } as const;

describe('a host negotiates for an entry that encrypts', () => {
  test.each<[Release, string]>([
    ['3.25', 'untold'],
    ['4.3', 'no'],
    ['4.10', 'no'],
    ['4.15', 'no'],
    ['5.0', 'untold'],
    ['5.2', 'yes'],
    ['5.4', 'yes'],
  ])('inside a wider one in clear, on %s: %s', (release, is) => {
    expect(initiative(release, inside)).toBe(is);
    expect(initiative(release, { ...inside, private: ['encrypt-else-clear', '172.16.0.0/25'] })).toBe(is);
  });

  test.each<[why: string, groups: Parameters<typeof initiative>[1]]>([
    ['alone', { private: ['encrypt', '172.16.0.0/24'] }],
    ['around one in clear', { private: ['encrypt', '172.16.0.0/24'], clear: ['clear', '172.16.0.9/32'] }],
    ['beside one in clear', { private: ['encrypt', '172.16.0.0/24'], clear: ['clear', '172.16.1.0/24'] }],
    ['inside one that is blocked', { private: ['encrypt', '172.16.0.2/32'], block: ['drop', '172.16.0.0/24'] }],
    ['inside one that encrypts', { private: ['encrypt', '172.16.0.2/32'], other: ['encrypt', '172.16.0.0/24'] }],
    [
      'for one in clear there is nothing to negotiate',
      { clear: ['clear', '172.16.0.2/32'], x: ['clear', '172.16.0.0/24'] },
    ],
  ])('%s, on every release', (_, groups) => {
    for (const release of ['3.25', '4.10', '5.0'] as const) expect(initiative(release, groups)).toBe('yes');
  });
});

describe('an inventory with private inside clear', () => {
  const findings = (libreswan: string, groups: Readonly<Record<string, readonly string[]>>): readonly string[] => {
    const inventory: TestInventory = { ...testInventory(), mode: 'opportunistic', libreswan, groups };
    return clusterOf(inventory).findings.flatMap(({ code, severity, at }) =>
      code === 'mesh/policy-mismatch' ? [`${severity} ${at.kind === 'value' ? at.path.join('.') : ''}`] : [],
    );
  };
  const groups = { private: ['172.16.0.0/24'], clear: ['172.16.0.0/16'] };

  test('is refused where a node may run a release that never negotiates it', () => {
    expect(findings('4.10', groups)).toEqual(['error groups.private']);
    expect(findings('4.10..5.2', groups)).toEqual(['error groups.private']);
    expect(findings('5.2', groups)).toEqual([]);
  });

  test('is fine where the entry in clear holds no node', () => {
    expect(findings('4.10', { private: ['172.16.0.0/24'], clear: ['172.16.0.254/32', '10.0.0.0/8'] })).toEqual([]);
  });
});
