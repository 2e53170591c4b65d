import { describe, expect, test } from 'vitest';
import { goodCluster, testInventory } from '../../../support/cluster.ts';
import { edited, verifyTree, withTree } from '../../tree.ts';
import { type Case, found, told } from '../found.ts';

describe('no packet between two hosts leaves in clear', () => {
  const cases: readonly Case[] = [
    ['routed when it is loaded', {}, []],
    ['the same in the older word', { a: { auto: 'route' } }, []],
    ['routed only once the SA is up', { a: { auto: 'start' } }, ['warning a: auto=start']],
    ['routed only once the peer asks', { b: { auto: 'add' } }, ['warning b: auto=add']],
    ['a conn that lets pass', { a: { type: 'passthrough', authby: 'never' } }, ['error a: type=passthrough']],
    ['after a failure', { a: { failureshunt: 'passthrough' } }, ['error a: failureshunt=passthrough']],
    ['after a failure, dropped', { a: { failureshunt: 'drop' } }, []],
    ['during the negotiation', { b: { negotiationshunt: 'passthrough' } }, ['error b: negotiationshunt=passthrough']],
    ['during the negotiation, held', { b: { negotiationshunt: 'hold' } }, []],
    [
      'all of it at once, on both',
      { both: { failureshunt: 'passthrough', negotiationshunt: 'passthrough', auto: 'add' } },
      [
        'error a: failureshunt=passthrough',
        'error a: negotiationshunt=passthrough',
        'warning a: auto=add',
        'error b: failureshunt=passthrough',
        'error b: negotiationshunt=passthrough',
        'warning b: auto=add',
      ],
    ],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect([...found('verify/plaintext-possible', change)].sort()).toEqual([...expected].sort());
  });
});

describe('with an inventory', () => {
  const path = 'etc/ipsec.d/openshift-cluster.conf';
  const rendered = (start: string) => withTree(goodCluster({ ...testInventory(['a', 'b']), ipsec: { start } }));

  test('auto=start where it is planned was said when it was rendered', () => {
    const { cluster, tree } = rendered('both');
    expect(told('verify/plaintext-possible', verifyTree(tree, cluster).findings, tree)).toEqual([]);
  });

  test('and where it is not planned is found', () => {
    const { cluster, tree } = rendered('ondemand');
    const damaged = edited(tree, 'b', path, (text) => text.replace('auto=ondemand', 'auto=start'));
    expect(told('verify/plaintext-possible', verifyTree(damaged, cluster).findings, damaged)).toEqual([
      'warning b: auto=start',
    ]);
  });
});
