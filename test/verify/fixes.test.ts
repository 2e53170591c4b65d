/** What a finding about a host's files says to write takes the finding away, once it is written. */
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { applyFixes, type TextFix } from '../../src/diagnostics/fix.ts';
import type { Release } from '../../src/libreswan/release.ts';
import { goodCluster, testInventory } from '../support/cluster.ts';
import { mutations, outcomeOn } from './mutations.ts';
import { edited, type Tree, verifyTree, withTree } from './tree.ts';

const conns = 'etc/ipsec.d/openshift-cluster.conf';

function textFix({ fix }: Diagnostic): TextFix | undefined {
  return fix?.at.kind === 'text' ? { ...fix, at: fix.at } : undefined;
}

/** The tree with a change in the file that it names, `host/path`. */
function changed(tree: Tree, fix: TextFix): Tree {
  const { file } = fix.at;
  const slash = file.indexOf('/');
  return edited(tree, file.slice(0, slash), file.slice(slash + 1), (text) => applyFixes(text, [fix]).text);
}

/** How often a finding is there at its line: the next line may have the same fault, which is then said of that. */
const count = (findings: readonly Diagnostic[], wanted: Diagnostic): number =>
  findings.filter(
    ({ code, message, at }) =>
      code === wanted.code && message === wanted.message && JSON.stringify(at) === JSON.stringify(wanted.at),
  ).length;

describe.each<Release>(['4.10', '5.2'])('on %s', (release) => {
  test('a change that is made takes its finding away', () => {
    const cluster = goodCluster({ ...testInventory(), libreswan: release, ipsec: { layout: 'flat' } });
    const { tree } = withTree(cluster);
    const tried = new Map<string, number>();
    for (const mutation of mutations) {
      if (outcomeOn(mutation, release) === undefined || mutation.beside !== undefined) continue;
      const broken = edited(tree, 'b', mutation.file ?? conns, mutation.edit);
      const before = verifyTree(broken, cluster).findings;
      for (const finding of before) {
        const fix = textFix(finding);
        if (fix === undefined) continue;
        tried.set(finding.code, (tried.get(finding.code) ?? 0) + 1);
        const { findings } = verifyTree(changed(broken, fix), cluster);
        expect
          .soft(count(findings, finding), `${mutation.name}: ${finding.code}: ${finding.message}`)
          .toBeLessThan(count(before, finding));
      }
    }
    expect(tried.size).toBeGreaterThan(8);
  });
});
