import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/bytes/hex.ts';
import type { Cluster } from '../../src/cluster.ts';
import type { KeyRecord } from '../../src/libreswan/ipsec-secrets/document.ts';
import { parseSecrets } from '../../src/libreswan/ipsec-secrets/parse.ts';
import { pairsOf } from '../../src/mesh/peerings.ts';
import { renderHost } from '../../src/render/host.ts';
import { arbitraryInventory } from '../arbitraries/inventory.ts';
import { clusterOf, goodCluster, type TestInventory, testInventory } from '../support/cluster.ts';
import { resolvedConns } from '../support/read-conns.ts';
import { codesOf, valueIn } from '../support/results.ts';

const master = `0x${'00112233445566778899aabbccddeeff'.repeat(2)}`;
const withPsk = (inventory: TestInventory): TestInventory => ({ ...inventory, auth: 'psk', psk: { master } });

const fileOf = (cluster: Cluster, host: string, ending: string) => {
  const node = cluster.mesh.nodes.find(({ name }) => name === host);
  if (node === undefined) throw new Error(`no host ${host}`);
  return valueIn(renderHost(cluster.rendering, node)).find(({ path }) => path.endsWith(ending));
};

/** The keys of a host: for each the sorted selectors and the key in hexadecimal digits. */
const keysOf = (cluster: Cluster, host: string): ReadonlyMap<string, string> => {
  const { entries } = parseSecrets(fileOf(cluster, host, '.secrets')?.content ?? '', '4.10');
  const records = entries.filter((entry): entry is KeyRecord => entry.kind === 'key');
  return new Map(
    records.map((record) => {
      if (record.key === undefined || record.fault !== undefined) throw new Error('a record that is not read');
      return [record.selectors.map(({ text }) => text).join(' '), toHex(record.key.reveal())];
    }),
  );
};

describe('with pre-shared keys', () => {
  test('both ends of a pair have the same key, no third host has it, and none is used twice', () => {
    fc.assert(
      fc.property(arbitraryInventory({ maxNodes: 9 }), (inventory) => {
        const cluster = goodCluster(withPsk(inventory));
        const holders = new Map<string, string[]>();
        for (const { name } of cluster.mesh.nodes) {
          for (const key of keysOf(cluster, name).values()) holders.set(key, [...(holders.get(key) ?? []), name]);
        }
        const linked = new Set(
          [...pairsOf(cluster.mesh)].map(({ first, second }) => `${first.node.name} ${second.node.name}`),
        );
        expect(new Set([...holders.values()].map((names) => names.join(' ')))).toEqual(linked);
        expect(holders.size).toBe(linked.size);
      }),
      { numRuns: 40 },
    );
  });

  test('a shard, and another order of the inventory, give the same keys', () => {
    fc.assert(
      fc.property(arbitraryInventory({ maxNodes: 6, partial: false }), (inventory) => {
        const whole = goodCluster(withPsk(inventory));
        const turned = { ...inventory, nodes: Object.fromEntries(Object.entries(inventory.nodes).reverse()) };
        const other = goodCluster(withPsk(turned));
        for (const { name } of whole.mesh.nodes) expect(keysOf(other, name)).toEqual(keysOf(whole, name));
      }),
      { numRuns: 20 },
    );
  });

  test('each conn finds its key: the addresses of its two ends are together in exactly one record', () => {
    fc.assert(
      fc.property(arbitraryInventory({ maxNodes: 6 }), (inventory) => {
        const cluster = goodCluster(withPsk(inventory));
        for (const { name } of cluster.mesh.nodes) {
          const records = [...keysOf(cluster, name).keys()].map((selectors) => selectors.split(' '));
          for (const conn of resolvedConns(fileOf(cluster, name, '.conf')?.content ?? '').values()) {
            expect(conn).toMatchObject({ authby: 'secret', leftid: conn.left, rightid: conn.right });
            expect(Object.keys(conn)).not.toContain('leftcert');
            const fitting = records.filter((selectors) =>
              [conn.left, conn.right].every((end) => selectors.includes(end as string)),
            );
            expect(fitting).toHaveLength(1);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('the file of the keys is secret and for its owner alone, and there is no script for certificates', () => {
    const cluster = goodCluster(withPsk(testInventory()));
    expect(fileOf(cluster, 'a', '.secrets')).toMatchObject({ mode: '0600', secret: true });
    expect(fileOf(cluster, 'a', 'import-certificate.sh')).toBeUndefined();
    expect(fileOf(cluster, 'a', '.conf')?.secret).toBe(false);
  });

  test('neither keys nor master are in the mesh as JSON, nor in a finding', () => {
    const cluster = goodCluster(withPsk(testInventory()));
    const [[, key] = []] = [...keysOf(cluster, 'a')];
    const shown = JSON.stringify([cluster.mesh, cluster.inventory, clusterOf(withPsk(testInventory())).findings]);
    expect(shown).not.toContain('00112233');
    expect(shown).not.toContain(key as string);
  });

  test('hosts need neither certificates nor an authority', () => {
    const inventory = withPsk({
      version: 1,
      libreswan: '4.10',
      nodes: { a: { address: '10.0.0.1' }, b: { address: '10.0.0.2' } },
    });
    expect([...keysOf(goodCluster(inventory), 'a').keys()]).toEqual(['10.0.0.1 10.0.0.2']);
  });

  test.each<[string, unknown]>([
    ['a path', { master: '/etc/pki/cluster/psk-master-of-the-cluster.key' }],
    ['31 bytes', { master: master.slice(0, -2) }],
  ])('a master that is %s is refused', (_, psk) => {
    expect(codesOf(clusterOf({ ...testInventory(), auth: 'psk', psk }))).toContain('inventory/weak-master');
  });
});
