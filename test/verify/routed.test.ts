import { describe, expect, test } from 'vitest';
import type { Release } from '../../src/libreswan/release.ts';
import { verifyTree } from './tree.ts';
import { treeOf } from './two-hosts.ts';

/** Codes of what is wrong where host a has another conn beside that for b, before or behind it. */
function codesWith(lines: string, where: 'before' | 'behind', release: Release): readonly string[] {
  const file = `etc/ipsec.d/${where === 'before' ? 'a' : 'z'}.conf`;
  const tree = treeOf({
    why: '',
    releases: [release, release],
    filesOfA: { [file]: `conn beside\n\tleft=10.0.0.1\n\tright=10.0.0.2\n\tauthby=never\n\tauto=ondemand\n${lines}` },
  });
  return verifyTree(tree).findings.map(({ code }) => code);
}

const passes = '\ttype=passthrough\n';
const drops = '\ttype=drop\n';

describe('a conn beside takes packets from the one that should encrypt them', () => {
  test.each(['before', 'behind'] as const)('where it is narrower, %s the other', (where) => {
    expect(codesWith(`${passes}\tleftprotoport=tcp/22\n`, where, '4.10')).toEqual(['verify/plaintext-possible']);
    expect(codesWith(`${drops}\tleftprotoport=tcp/22\n`, where, '4.10')).toEqual(['verify/packets-blocked']);
  });

  test('where both are for the same packets, the one that is loaded first', () => {
    expect(codesWith(passes, 'before', '4.10')).toEqual(['verify/plaintext-possible']);
    expect(codesWith(drops, 'before', '4.10')).toEqual(['verify/packets-blocked']);
    expect(codesWith(passes, 'behind', '4.10')).toEqual([]);
    // From 5.0 the one that encrypts takes the place of the other.
    expect(codesWith(passes, 'before', '5.2')).toEqual([]);
  });

  test('where priority= says so, up to 5.2', () => {
    const strong = '\trightsubnet=10.0.0.0/24\n\tpriority=1\n';
    expect(codesWith(`${passes}${strong}`, 'behind', '5.2')).toEqual(['verify/plaintext-possible']);
    expect(codesWith(`${passes}${strong}`, 'behind', '5.3')).toEqual(['verify/keyword-lost']);
  });
});
