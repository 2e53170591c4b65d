import { describe, expect, test } from 'vitest';
import { textAt } from '../../../src/diagnostics/diagnostic.ts';
import { newLayouts } from '../../../src/hosts/conns/keyword-positions.ts';
import { newVocabulary } from '../../../src/hosts/conns/line-table.ts';
import { newHostReader } from '../../../src/hosts/conns/read-conns.ts';
import { policyIn } from '../../../src/mesh/policy-for.ts';
import type { Address } from '../../../src/net/address.ts';
import { readGroups } from '../../../src/verify/pairs/host-groups.ts';
import { evidenceOf } from '../evidence-of.ts';

describe('the policy groups of a host', () => {
  const groupsOf = (files: Readonly<Record<string, string>>) => {
    const evidence = evidenceOf(files);
    const [vocabulary, layouts] = [newVocabulary(), newLayouts()];
    const { conns } = newHostReader(vocabulary, layouts)(evidence.files, evidence.release, evidence.show);
    return readGroups(conns, evidence, vocabulary);
  };
  const conn = (name: string, ...lines: string[]): string =>
    `conn ${name}\n\tleft=10.0.0.1\n${lines.map((line) => `\t${line}\n`).join('')}`;
  const group = (...lines: string[]) =>
    groupsOf({
      'etc/ipsec.conf': conn('g', ...lines),
      'etc/ipsec.d/policies/g': '10.0.0.0/8\n',
    });

  test.each([
    [['right=%opportunisticgroup', 'auto=ondemand', 'failureshunt=drop'], 'encrypt'],
    [['right=%group', 'auto=ondemand', 'failureshunt=drop'], 'encrypt'],
    [['right=%opportunisticgroup', 'auto=ondemand'], 'encrypt-else-clear'],
    [['right=%opportunisticgroup', 'auto=ondemand', 'failureshunt=none'], 'encrypt-else-clear'],
    [['right=%opportunisticgroup', 'auto=ondemand', 'failureshunt=passthrough'], 'encrypt-else-clear'],
    [['right=%opportunisticgroup', 'auto=ondemand', 'failureshunt=reject'], 'encrypt'],
    [['right=%opportunisticgroup', 'auto=add', 'failureshunt=passthrough'], 'clear-until-asked'],
    [['right=%group', 'auto=ondemand', 'type=passthrough', 'authby=never'], 'clear'],
    [['right=%group', 'auto=ondemand', 'type=drop', 'authby=never'], 'drop'],
    [['right=%group', 'auto=ondemand', 'type=reject', 'authby=never'], 'drop'],
    [['right=%group', 'auto=add', 'type=reject', 'authby=never'], 'drop'],
  ])('with %j does %s', (lines, action) => {
    const policy = policyIn(group(...lines)?.table ?? never(), '10.0.0.9' as Address);
    expect(policy).toMatchObject({ kind: 'group', group: 'g', action });
  });

  test.each([
    [['right=10.0.0.2', 'auto=ondemand']],
    [['right=%any', 'auto=ondemand']],
    [['right=%opportunisticgroup']],
    [['right=%opportunisticgroup', 'auto=ignore']],
    [['right=%opportunistic', 'auto=ondemand']],
    [['right=%opportunisticgroup', 'auto=ondemand', 'leftrsasigkey=banana']],
  ])('are none with %j', (lines) => {
    expect(group(...lines)).toBeUndefined();
  });

  test('are asked in the order of their priorities, have a place, and faults of their files', () => {
    const files = {
      'etc/ipsec.conf': `${conn('g', 'right=%opportunisticgroup', 'auto=ondemand', 'priority=200')}${conn('h', 'right=%group', 'auto=ondemand', 'type=passthrough', 'authby=never', 'priority=100')}`,
      'etc/ipsec.d/policies/g': '10.0.0.0/8\nx\n',
      'etc/ipsec.d/policies/h': '10.0.0.0/8\n',
    };
    const groups = groupsOf(files);
    expect(policyIn(groups?.table ?? never(), '10.0.0.9' as Address)).toMatchObject({ group: 'h', action: 'clear' });
    expect(groups?.placeOf('h')).toEqual(textAt('a/etc/ipsec.conf', 6, 1));
    expect(groups?.placeOf('i')).toEqual(textAt('a/etc/ipsec.d', 1, 1));
    expect(groups?.findings.map(({ at }) => at)).toEqual([textAt('a/etc/ipsec.d/policies/g', 2, 1)]);
  });

  test('without a file hold nothing', () => {
    const groups = groupsOf({ 'etc/ipsec.conf': conn('g', 'right=%group', 'auto=ondemand') });
    expect(policyIn(groups?.table ?? never(), '10.0.0.9' as Address)).toEqual({ kind: 'none' });
  });
});

function never(): never {
  throw new Error('a value was expected');
}
