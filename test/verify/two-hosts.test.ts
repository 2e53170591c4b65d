/** What is said of two hosts with conns that somebody else wrote is golden, sentence by sentence. */
import { describe, expect, test } from 'vitest';
import type { Release } from '../../src/libreswan/release.ts';
import { sentences } from '../support/sentences.ts';
import { verifyTree } from './tree.ts';
import { type Row, rows, treeOf } from './two-hosts.ts';

const isOf =
  (release: Release) =>
  ({ releases = ['4.10', '4.10'] }: Row): boolean =>
    releases.every((one) => one === release);

describe('what is said of two hosts', () => {
  test.each([
    { of: 'two-hosts', some: rows.filter(isOf('4.10')) },
    { of: 'two-hosts-other-releases', some: rows.filter((row) => !isOf('4.10')(row)) },
  ])('$of', async ({ of, some }) => {
    const told = some.map((row) => {
      const { findings, verdicts, consistent } = verifyTree(treeOf(row));
      const pairs = verdicts.map(({ pair, verdict, reason }) => `${pair.join(' – ')}: ${verdict}, ${reason}`);
      return [`# ${row.why}`, sentences(findings), ...pairs, `consistent: ${consistent}`, ''].join('\n');
    });
    await expect(told.join('\n')).toMatchFileSnapshot(`../golden/findings/${of}.txt`);
  });

  test('names of rows are their own', () => {
    expect(new Set(rows.map(({ why }) => why)).size).toBe(rows.length);
  });
});
