import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cluster } from '../../src/cluster.ts';
import { pairsOf } from '../../src/mesh/peerings.ts';
import { renderHost } from '../../src/render/host.ts';
import { arbitraryInventory } from '../arbitraries/inventory.ts';
import { goodCluster, testInventory } from '../support/cluster.ts';
import { valueIn } from '../support/results.ts';

const scriptOf = ({ rendering, mesh }: Cluster, host: string): string | undefined => {
  const node = mesh.nodes.find(({ name }) => name === host);
  if (node === undefined) throw new Error(`no host ${host}`);
  return valueIn(renderHost(rendering, node)).find(({ path }) => path === 'bring-up.sh')?.content;
};
const connsIn = (script: string): readonly string[] =>
  (/<<'CONNS'\n([\s\S]*)\nCONNS\n/.exec(script)?.[1] ?? '').split('\n').filter((line) => line !== '');

test('every pair is brought up by exactly one of its ends', () => {
  fc.assert(
    fc.property(arbitraryInventory({ maxNodes: 8 }), (inventory) => {
      const cluster = goodCluster({ ...inventory, ipsec: { start: 'ondemand-up' } });
      const asked = cluster.mesh.nodes.flatMap(({ name }) =>
        connsIn(scriptOf(cluster, name) ?? '').map((conn) => `${name} ${conn}`),
      );
      expect(asked).toHaveLength([...pairsOf(cluster.mesh)].length);
      expect(new Set(asked).size).toBe(asked.length);
    }),
    { numRuns: 30 },
  );
});

test('the other start modes need no script', () => {
  for (const start of ['ondemand', 'one-side', 'both']) {
    expect(scriptOf(goodCluster({ ...testInventory(), ipsec: { start } }), 'a')).toBeUndefined();
  }
});
