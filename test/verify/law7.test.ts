import { describe, expect, test } from 'vitest';
import type { Release } from '../../src/libreswan/release.ts';
import { goodCluster, testInventory } from '../support/cluster.ts';
import { testGoldenRows } from '../support/golden-rows.ts';
import { lazy } from '../support/lazy.ts';
import { certificateMutations } from './certificate-mutations.ts';
import { groupMutations } from './group-mutations.ts';
import { type Mutation, mutations, outcomeOn } from './mutations.ts';
import { edited, type Rendered, type Tree, toldOf, verifyTree, withTree } from './tree.ts';

const judged: readonly Release[] =
  process.env.SWANMESH_MUTANTS === undefined
    ? ['3.25', '3.32', '4.3', '4.10', '4.15', '5.2', '5.3', '5.4']
    : // Against mutants of ours one release is enough: the golden rows below are of every fault.
      ['5.3'];
/** Between these nothing that concerns certificates changed. */
const ofCertificates: readonly Release[] = ['3.32', '4.10', '5.2', '5.3'];
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

/** Both families, so that each group has two conns. */
function groupsFor(release: Release) {
  const inventory = testInventory();
  return goodCluster({
    ...inventory,
    libreswan: release,
    mode: 'opportunistic',
    groups: { private: ['172.16.0.0/24', 'fd00::/64'], clear: ['172.16.0.254/32'] },
    nodes: Object.fromEntries(
      Object.entries(inventory.nodes).map(([name, node], i) => [
        name,
        { ...node, address: [`172.16.0.${i + 1}`, `fd00::${i + 1}`] },
      ]),
    ),
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
    const rendered = lazy(() => withTree(clusterFor(release, layout)));

    test('what was rendered verifies with no finding', () => {
      const { cluster, tree } = rendered();
      const report = verifyTree(tree, cluster);
      expect(report.findings).toEqual([]);
      expect(report).toMatchObject({ nodes: 3, expected: 6, found: 6, mirrored: 6, consistent: 'yes', verdicts: [] });
    });

    testMutations(mutations, rendered, release);
    if (layout === 'shared' && ofCertificates.includes(release)) testMutations(certificateMutations, rendered, release);
  });

  describe('with policy groups', () => {
    const rendered = lazy(() => withTree(groupsFor(release)));

    test('what was rendered verifies with no finding', () => {
      const { cluster, tree } = rendered();
      const report = verifyTree(tree, cluster);
      expect(report.findings).toEqual([]);
      expect(report).toMatchObject({ expected: 12, found: 12, mirrored: 12, consistent: 'yes', verdicts: [] });
    });

    testMutations(groupMutations, rendered, release);
  });
});

for (const { of, rows, rendered } of [
  { of: 'verify', rows: mutations, rendered: lazy(() => withTree(clusterFor('4.10', 'shared'))) },
  {
    of: 'verify-certificates',
    rows: certificateMutations,
    rendered: lazy(() => withTree(clusterFor('4.10', 'shared'))),
  },
  { of: 'verify-groups', rows: groupMutations, rendered: lazy(() => withTree(groupsFor('4.10'))) },
])
  testGoldenRows(`everything that is found, and where (${of}, 4.10)`, {
    file: `findings/${of}.txt`,
    rows,
    title: ({ name }) => name,
    told(mutation) {
      const { cluster, tree } = rendered();
      return toldOf(verifyTree(damagedBy(mutation, tree), cluster));
    },
  });

/** The tree with a fault in the files of host b. */
function damagedBy({ file: path = conns, beside, edit }: Mutation, tree: Tree): Tree {
  const before = beside === undefined ? tree : edited(tree, 'b', beside[0], () => beside[1]);
  return edited(before, 'b', path, edit);
}

/** One test for each fault of which the facts say what it does on the release. */
function testMutations(rows: readonly Mutation[], rendered: () => Rendered, release: Release): void {
  for (const mutation of rows) {
    const outcome = outcomeOn(mutation, release);
    if (outcome === undefined) continue;
    test(`${mutation.name}: ${outcome.fate}`, () => {
      const { cluster, tree } = rendered();
      const path = mutation.file ?? conns;
      const damaged = damagedBy(mutation, tree);
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
      const file = at?.kind === 'text' ? at.file : at?.path.join('.');
      expect(file).toMatch(mutation.foundIn ?? new RegExp(`^b/${path.replaceAll('.', '\\.')}$`));
      if (mutation.line !== undefined && at?.kind === 'text')
        expect(lineAt(damaged, at.file, at.line)).toMatch(mutation.line);
    });
  }
}
