/** What is found on two hosts with conns that somebody else wrote: golden, by code and place. */
import { expect, test } from 'vitest';
import type { Release } from '../../src/libreswan/release.ts';
import { testGoldenRows } from '../support/golden-rows.ts';
import { toldOf, verifyTree } from './tree.ts';
import { type Row, rows, treeOf } from './two-hosts.ts';

const isOf =
  (release: Release) =>
  ({ releases = ['4.10', '4.10'] }: Row): boolean =>
    releases.every((one) => one === release);

for (const { of, some } of [
  { of: 'two-hosts', some: rows.filter(isOf('4.10')) },
  { of: 'two-hosts-other-releases', some: rows.filter((row) => !isOf('4.10')(row)) },
])
  testGoldenRows(`what is found: ${of}`, {
    file: `findings/${of}.txt`,
    rows: some,
    title: ({ why }) => `# ${why}`,
    told: (row) => toldOf(verifyTree(treeOf(row))),
  });

test('names of rows are their own', () => {
  expect(new Set(rows.map(({ why }) => why)).size).toBe(rows.length);
});
