import { describe, expect, test } from 'vitest';
import type { Release } from '../../src/libreswan/release.ts';
import { goodCluster, testInventory } from '../support/cluster.ts';
import { mutations, outcomeOn } from './mutations.ts';
import { edited, renderedTree, type Tree, verifyTree } from './tree.ts';

const judged: readonly Release[] = ['3.25', '3.32', '4.3', '4.10', '4.15', '5.2', '5.3', '5.4'];
const layouts = ['shared', 'flat'] as const;
const conns = 'etc/ipsec.d/openshift-cluster.conf';

function clusterFor(release: Release, layout: 'shared' | 'flat') {
  return goodCluster({
    ...testInventory(),
    libreswan: release,
    ipsec: { layout },
    firewall: { backends: ['iptables'] },
  });
}

/** The text of the line at a place. */
function lineAt(tree: Tree, file: string, line: number): string | undefined {
  const slash = file.indexOf('/');
  return tree
    .get(file.slice(0, slash))
    ?.get(file.slice(slash + 1))
    ?.split('\n')[line - 1];
}

describe.each(judged)('on %s', (release) => {
  describe.each(layouts)('in layout %s', (layout) => {
    const cluster = clusterFor(release, layout);
    const tree = renderedTree(cluster);

    test('what was rendered verifies with no finding', () => {
      const report = verifyTree(tree, cluster);
      expect(report.findings).toEqual([]);
      expect(report).toMatchObject({ nodes: 3, expected: 6, found: 6, mirrored: 6, consistent: 'yes', verdicts: [] });
    });

    for (const mutation of mutations) {
      const outcome = outcomeOn(mutation, release);
      if (outcome === undefined) continue;
      test(`${mutation.name}: ${outcome.fate}`, () => {
        const path = mutation.file ?? conns;
        const damaged = edited(tree, 'b', path, mutation.edit);
        expect(damaged.get('b')?.get(path)).not.toBe(tree.get('b')?.get(path));
        const report = verifyTree(damaged, cluster);
        if (outcome.fate === 'nothing') {
          expect(report.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
          expect(report.consistent).toBe('yes');
          return;
        }
        const found = report.findings.find(({ code }) => code === outcome.code);
        expect(found, JSON.stringify(report.findings, undefined, 1)).toBeDefined();
        const at = found?.at;
        if (at?.kind !== 'text') throw new Error('a place in a text was expected');
        expect(at.file).toMatch(mutation.foundIn ?? new RegExp(`^b/${path.replaceAll('.', '\\.')}$`));
        if (mutation.line !== undefined) expect(lineAt(damaged, at.file, at.line)).toMatch(mutation.line);
      });
    }
  });
});
