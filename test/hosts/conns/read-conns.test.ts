import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toUtf8 } from '../../../src/bytes/utf8.ts';
import { isAlone, isOrdinary } from '../../../src/hosts/conns/has-no-conn-rule.ts';
import { newVocabulary } from '../../../src/hosts/conns/line-table.ts';
import { matcher } from '../../../src/hosts/conns/read-conns.ts';
import type { FileContent } from '../../../src/hosts/evidence.ts';
import { readEvidence } from '../../../src/hosts/read-evidence.ts';
import { resolveConns } from '../../../src/libreswan/ipsec-conf/load/resolve.ts';
import { parseConf } from '../../../src/libreswan/ipsec-conf/syntax/parse.ts';
import { releases } from '../../../src/libreswan/release.ts';
import { startVerification } from '../../../src/verify/verify.ts';
import { goodCluster, now, testInventory } from '../../support/cluster.ts';
import { renderedTree, type Tree } from '../../verify/tree.ts';

const path = 'etc/ipsec.d/openshift-cluster.conf';

/** Verifies a tree whose files come as the reader wants them: text is read fast where it is plain, bytes never. */
function verify(tree: Tree, read: (text: string) => FileContent) {
  const verifier = startVerification({ now });
  for (const [name, files] of tree) {
    const contents = new Map([...files].map(([file, text]) => [file, read(text)]));
    const folder = { name, files: contents, show: (file: string) => `${name}/${file}` };
    verifier.add(readEvidence(folder, { release: '4.10' }).value);
  }
  const { judged, ...rest } = verifier.finish();
  return { ...rest, judged: [...judged()] };
}

/** A line of one host taken away, put elsewhere, or taken from another host. */
const edit = fc.record({
  host: fc.nat(4),
  other: fc.nat(4),
  from: fc.double({ min: 0, max: 0.999, noNaN: true }),
  to: fc.double({ min: 0, max: 0.999, noNaN: true }),
  kind: fc.constantFrom('delete', 'move', 'copy', 'blank'),
});

function apply(
  tree: Tree,
  { host, other, from, to, kind }: typeof edit extends fc.Arbitrary<infer T> ? T : never,
): Tree {
  const names = [...tree.keys()];
  const [name, source] = [names[host] as string, names[other] as string];
  const rows = (of: string): string[] => (tree.get(of)?.get(path) ?? '').split('\n').slice(0, -1);
  const [own, theirs] = [rows(name), rows(source)];
  const [i, j] = [Math.floor(from * own.length), Math.floor(to * own.length)];
  if (kind === 'delete') own.splice(i, 1);
  else if (kind === 'blank') own.splice(i, 0, '');
  else if (kind === 'copy') own.splice(j, 0, theirs[Math.floor(from * theirs.length)] as string);
  else own.splice(j, 0, ...own.splice(i, 1));
  return new Map([...tree, [name, new Map([...(tree.get(name) ?? []), [path, `${own.join('\n')}\n`]])]]);
}

test.each(['shared', 'flat'])('the fast reader and the real one find the same in any tree; layout %s', (layout) => {
  const inventory = { ...testInventory(['a', 'b', 'c', 'd', 'e']), ipsec: { layout } };
  const tree = renderedTree(goodCluster(inventory));
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 4 }), (edits) => {
      const damaged = edits.reduce(apply, tree);
      expect(verify(damaged, (text) => text)).toEqual(verify(damaged, toUtf8));
    }),
    { numRuns: 150 },
  );
});

test.each([...releases])('what is rendered for %s is read the fast way', (release) => {
  for (const layout of ['shared', 'flat']) {
    const inventory = { ...testInventory(['a', 'b', 'c']), libreswan: release, ipsec: { layout } };
    const vocabulary = newVocabulary();
    for (const files of renderedTree(goodCluster(inventory)).values()) {
      const text = files.get(path) ?? '';
      const { value: conf } = parseConf(text, release);
      for (const conn of resolveConns(conf)) {
        const words = [...conn.settings.values()].map(({ line }) =>
          vocabulary.word(release, line.keyword, line.value, line.quotes),
        );
        const [left = 0, right = 0, both = 0] = ['left', 'right', 'both'].map((of) =>
          words.filter(({ group }) => group === of).reduce((list, word) => vocabulary.append(list, word), 0),
        );
        for (const end of [left, right]) {
          const names = vocabulary.wordsOf(end).map(({ name }) => name);
          expect(isAlone(end, vocabulary), names.join()).toBe(true);
          expect(isOrdinary([end, both], release, vocabulary), names.join()).toBe(true);
        }
      }
    }
  }
});

test.each([
  ['/etc/ipsec.d/*.conf', 'etc/ipsec.d/a.conf', true],
  ['/etc/ipsec.d/*.conf', 'etc/ipsec.d/x/a.conf', false],
  ['/etc/ipsec.d/*.conf', 'etc/ipsec.d', false],
  ['ipsec.d/*.conf', 'etc/ipsec.d/a.conf', true],
  ['ipsec.d/*.conf', 'ipsec.d/a.conf', false],
  ['/etc/*/a.conf', 'etc/ipsec.d/a.conf', true],
])('the pattern %s stands for %s: %s', (pattern, path, expected) => {
  expect(matcher(pattern)(path)).toBe(expected);
});
