import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inShard, readShard } from '../../src/mesh/shard.ts';

const hosts = fc.integer({ min: 0, max: 300 }).map((count) => Array.from({ length: count }, (_, i) => i));
const counts = fc.integer({ min: 1, max: 60 });
const all = (nodes: readonly number[], count: number): readonly (readonly number[])[] =>
  Array.from({ length: count }, (_, i) => inShard(nodes, { index: i + 1, count }));

describe('the shards of some hosts', () => {
  test('are disjoint and complete, in canonical order', () => {
    fc.assert(
      fc.property(hosts, counts, (nodes, count) => {
        expect(all(nodes, count).flat()).toEqual(nodes);
      }),
    );
  });

  test('differ by at most one host in size', () => {
    fc.assert(
      fc.property(hosts, counts, (nodes, count) => {
        const sizes = all(nodes, count).map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('keep their hosts when one comes, but for one at each border', () => {
    fc.assert(
      fc.property(hosts, counts, fc.nat(), (nodes, count, where) => {
        const before = nodes.filter((_, i) => i !== where % Math.max(1, nodes.length));
        const shardOf = (some: readonly number[]) =>
          new Map(all(some, count).flatMap((shard, k) => shard.map((node) => [node, k] as const)));
        const [old, now] = [shardOf(before), shardOf(nodes)];
        const moved = before.filter((node) => old.get(node) !== now.get(node));
        expect(moved.length).toBeLessThanOrEqual(count - 1);
      }),
    );
  });
});

test.each([
  ['1/1', { index: 1, count: 1 }],
  ['3/10', { index: 3, count: 10 }],
  ['0/3', undefined],
  ['4/3', undefined],
  ['1/0', undefined],
  ['1', undefined],
  ['1/2/3', undefined],
  ['01/2', undefined],
  ['1/100001', undefined],
])('%j is %j', (text, shard) => expect(readShard(text)).toEqual(shard));
