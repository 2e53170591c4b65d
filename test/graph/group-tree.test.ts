import { describe, expect, test } from 'vitest';
import { groupTree } from '../../src/graph/group-tree.ts';
import { goodCluster, testInventory } from '../support/cluster.ts';

const treeOf = (groups: object, more: object = {}) =>
  groupTree(goodCluster({ ...testInventory(), mode: 'opportunistic', groups, ...more }).mesh);

describe('the tree of policy groups', () => {
  test('hangs the narrower entry below the narrowest one around it', () => {
    const { branches } = treeOf({
      private: ['172.16.0.0/16'],
      'private-or-clear': ['172.16.4.0/22'],
      block: ['172.16.5.0/24'],
    });
    expect(branches).toMatchObject([
      {
        prefix: '172.16.0.0/16',
        action: 'encrypt',
        takes: ['a 172.16.0.1', 'b 172.16.0.2', 'c 172.16.0.3'],
        children: [
          {
            prefix: '172.16.4.0/22',
            action: 'encrypt-else-clear',
            takes: [],
            children: [{ prefix: '172.16.5.0/24', action: 'drop', children: [] }],
          },
        ],
      },
    ]);
  });

  test('names who is talked to in clear, by an entry or for want of one', () => {
    const infrastructure = { gateways: ['172.16.255.1'], dns: ['10.0.0.53'] };
    const { inClear } = treeOf({ private: ['172.16.0.0/16'], clear: ['172.16.255.1/32'] }, { infrastructure });
    expect(inClear).toEqual([
      { name: 'gateways', address: '172.16.255.1', because: 'clear', prefix: '172.16.255.1/32' },
      { name: 'dns', address: '10.0.0.53', because: 'no-group' },
    ]);
  });

  test('of 2,000 entries is made in a moment', () => {
    const clear = Array.from({ length: 2000 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
    expect(treeOf({ private: ['172.16.0.0/16'], clear }).branches).toHaveLength(2001);
  });
});
