import { describe, expect, test } from 'vitest';
import { goodCluster, testInventory } from '../../../support/cluster.ts';
import { verifyTree, withTree } from '../../tree.ts';
import { type Case, found } from '../found.ts';

describe('one end of a pair initiates', () => {
  const cases: readonly Case[] = [
    ['neither before there is a packet', {}, []],
    ['one', { a: { auto: 'start' } }, []],
    ['one, and the other only answers', { a: { auto: 'start' }, b: { auto: 'add' } }, []],
    ['both', { both: { auto: 'start' } }, ['warning b: auto=start (a: auto=start)']],
    [
      'both, one in an older spelling',
      { a: { auto: 'up' }, b: { auto: 'start' } },
      ['warning b: auto=start (a: auto=up)'],
    ],
  ];
  test.each(cases)('%s', (_, change, expected) => {
    expect(found('verify/both-start', change)).toEqual(expected);
  });

  test('both, as the inventory plans it', () => {
    const { cluster, tree } = withTree(goodCluster({ ...testInventory(), ipsec: { start: 'both' } }));
    expect(verifyTree(tree, cluster).findings.map(({ code }) => code)).not.toContain('verify/both-start');
  });
});
