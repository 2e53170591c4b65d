import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { parseIdentity } from '../../src/libreswan/identity/parse-identity.ts';
import { goodCluster, testInventory } from '../support/cluster.ts';
import { type DebianRelease, describeWithReleases } from '../support/debian/release-tools.ts';
import { judgeAll, rewrittenConns } from '../support/ipsec-conf-judge.ts';
import { edited, renderedTree, verifyTree } from './tree.ts';

const path = 'etc/ipsec.d/openshift-cluster.conf';
const runs = process.env.SWANMESH_LONG === '1' ? 3000 : 150;

/** What decides who talks with whom, and whether in secret. */
const security =
  /^(left|right|leftid|rightid|leftcert|rightcert|leftca|rightca|leftsubnet|rightsubnet|authby|ike|esp|phase2alg|type|pfs|ikev2|keyexchange|auto|phase2|compress|esn|failureshunt|negotiationshunt|encapsulation)=/i;

/** An edit that knows nothing of the format. */
type Edit = (text: string) => string;

const at = (text: string, where: number): number => Math.floor(where * text.length);
const bytes: fc.Arbitrary<Edit> = fc
  .tuple(
    fc.double({ min: 0, max: 0.999999, noNaN: true }),
    fc.constantFrom('delete', 'insert', 'replace'),
    fc.constantFrom(...'\t\n "#=%:{}/,.aZ019-_'),
  )
  .map(([where, kind, character]) => (text) => {
    const i = at(text, where);
    return text.slice(0, i) + (kind === 'delete' ? '' : character) + text.slice(kind === 'insert' ? i : i + 1);
  });
const lines: fc.Arbitrary<Edit> = fc
  .tuple(
    fc.double({ min: 0, max: 0.999999, noNaN: true }),
    fc.double({ min: 0, max: 0.999999, noNaN: true }),
    fc.constantFrom('delete', 'repeat', 'swap', 'join'),
  )
  .map(([one, other, kind]) => (text) => {
    const rows = text.split('\n');
    const [i, j] = [Math.floor(one * rows.length), Math.floor(other * rows.length)];
    if (kind === 'delete') rows.splice(i, 1);
    else if (kind === 'repeat') rows.splice(j, 0, rows[i] as string);
    else if (kind === 'join') rows.splice(i, 2, `${rows[i]}${rows[i + 1] ?? ''}`);
    else [rows[i], rows[j]] = [rows[j] as string, rows[i] as string];
    return rows.join('\n');
  });
const tokens: fc.Arbitrary<Edit> = fc
  .tuple(
    fc.nat(1000),
    fc.constantFrom(
      'yes',
      'no',
      '0',
      '%any',
      '%fromcert',
      'start',
      'ignore',
      'transport',
      'secret',
      'never',
      '172.16.0.1',
      'x',
      '',
    ),
  )
  .map(([n, word]) => (text) => {
    const found = [...text.matchAll(/[^\s="]+/g)];
    const token = found[n % found.length];
    return token?.index === undefined
      ? text
      : text.slice(0, token.index) + word + text.slice(token.index + token[0].length);
  });

/** The settings of the conns that are loaded, whatever they are called, in a form that layout does not change. */
function meaning(rewritten: string, release: DebianRelease): string {
  const conns = rewrittenConns(rewritten, release).map(({ lines: rows }) =>
    rows.filter((row) => security.test(row)).map((row) => canonical(row, release)),
  );
  const loaded = conns.filter((rows) => rows.some((row) => /^auto=(add|start|ondemand|route|keep)/.test(row)));
  return JSON.stringify(loaded.map((rows) => [...new Set(rows)].sort()).sort());
}

/** An ID that is the same name in another spelling is the same. */
function canonical(row: string, release: DebianRelease): string {
  const id = /^(left|right)id=(.*)$/.exec(row);
  if (id === null) return row;
  const read = parseIdentity((id[2] as string).replace(/^"(.*)"$/, '$1'), release, valueAt());
  return `${id[1]}id=${read.kind === 'ok' ? JSON.stringify(read.value) : id[2]}`;
}

describeWithReleases(['4.3', '4.10', '5.2'], 'blind edits', (tools) => {
  const { release } = tools;
  test.each(['shared', 'flat'])(
    'what the real parser refuses, or resolves to something else, is found; layout %s',
    (layout) => {
      const cluster = goodCluster({ ...testInventory(), libreswan: release, ipsec: { layout } });
      const tree = renderedTree(cluster);
      const original = tree.get('b')?.get(path) ?? '';
      const edits = fc.sample(fc.oneof(bytes, lines, tokens), { numRuns: runs, seed: 20261122 });
      const texts = [...new Set(edits.map((edit) => edit(original)))].filter((text) => text !== original);
      const [base, ...judged] = judgeAll(tools, [original, ...texts]);
      const before = meaning(base?.rewritten ?? '', release);
      expect(base?.status).toBe(0);
      const missed: string[] = [];
      let harmful = 0;
      for (const [i, text] of texts.entries()) {
        const judgement = judged[i];
        if (judgement === undefined) continue;
        const refused = judgement.status !== 0;
        const changed = !refused && meaning(judgement.rewritten, release) !== before;
        if (!refused && !changed) continue;
        harmful += 1;
        const report = verifyTree(
          edited(tree, 'b', path, () => text),
          cluster,
        );
        const found = refused
          ? report.findings.some(({ severity }) => severity === 'error')
          : report.findings.length > 0;
        if (!found) missed.push(`${judgement.said}\n${text}`);
      }
      expect(harmful).toBeGreaterThan(texts.length / 4);
      expect(missed).toEqual([]);
    },
  );
});
