/** What was asked is part of the verdict: what nobody gathered proves nothing, and is listed. */
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/cluster.ts';
import { readEvidence } from '../../src/hosts/read-evidence.ts';
import { type NotAsked, type OptionalFact, optionalFacts } from '../../src/verify/asked.ts';
import type { Verification } from '../../src/verify/verification.ts';
import { startVerification, type VerifyOptions } from '../../src/verify/verify.ts';
import { gathered, goodCluster, hostPem, nodeSubject, now, testInventory } from '../support/cluster.ts';
import { lazy } from '../support/lazy.ts';
import { nodeSignatures } from '../support/signatures.ts';
import { renderedTree, type Tree } from './tree.ts';

const hosts = ['a', 'b', 'c'];

interface Judged extends Partial<VerifyOptions> {
  readonly cluster?: Cluster;
}

function judge(tree: Tree, { cluster, ...options }: Judged = {}): Verification {
  const verifier = startVerification({
    now,
    ...options,
    ...(cluster === undefined ? {} : { rendering: cluster.rendering }),
  });
  for (const [name, files] of tree) {
    const folder = { name, files, show: (path: string) => `${name}/${path}` };
    const { value: evidence, findings } = readEvidence(folder, {
      release: '4.10',
      ...(cluster === undefined ? {} : { mesh: cluster.mesh }),
    });
    verifier.add(evidence, findings);
  }
  return verifier.finish(nodeSignatures);
}

const withFacts = (tree: Tree, facts: (host: string) => Readonly<Record<string, string>>): Tree =>
  new Map([...tree].map(([host, files]) => [host, new Map([...files, ...Object.entries(facts(host))])]));

const mesh = lazy(() => {
  const cluster = goodCluster(testInventory(hosts));
  return { cluster, tree: renderedTree(cluster) };
});

/** Facts as they are of hosts that are as the inventory has them. */
const gatheredFacts = (host: string): Readonly<Record<string, string>> => ({
  'facts/release.txt': 'Linux Libreswan 4.10 (XFRM) on 6.1.0\n',
  'facts/certificates.pem': gathered(host, hostPem(nodeSubject(host))),
  'facts/addresses.json': JSON.stringify([
    { ifname: 'eth0', addr_info: [{ family: 'inet', local: `172.16.0.${hosts.indexOf(host) + 1}` }] },
  ]),
  'facts/iptables-save.txt': '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n',
});

const asked: readonly OptionalFact[] = ['release', 'certificates', 'addresses', 'filter'];

describe('what was asked', () => {
  test('of a tree that was rendered nothing is asked that only a host can tell', () => {
    const { cluster, tree } = mesh();
    const report = judge(tree, { cluster });
    expect(report).toMatchObject({ consistent: 'yes', proved: 3, releases: ['4.10'] });
    expect(report.asked).toEqual([
      ...['configuration', 'identity', 'signatures', 'key-kinds', 'proposals', 'kernel-precedence'],
    ]);
    const facts = optionalFacts.filter((fact) => fact !== 'files');
    expect(report.notAsked).toEqual(hosts.flatMap((host) => facts.map((fact) => ({ host, fact }))));
  });

  test('what was gathered is asked, and what only some have is told of the others', () => {
    const { cluster, tree } = mesh();
    const report = judge(
      withFacts(tree, (host) => (host === 'b' ? {} : gatheredFacts(host))),
      { cluster },
    );
    expect(report.consistent).toBe('yes');
    expect(report.asked).toEqual(expect.arrayContaining([...asked]));
    for (const fact of asked) {
      expect(report.notAsked).toContainEqual({ host: 'b', fact });
      expect(report.notAsked).not.toContainEqual({ host: 'a', fact });
    }
  });

  test('links without an inventory are held against nothing, and so are not asked', () => {
    const { tree } = mesh();
    const report = judge(withFacts(tree, (host) => ({ ...gatheredFacts(host), 'facts/link.json': '[]' })));
    expect(report.asked).not.toContain('links');
    expect(report.notAsked).toContainEqual({ host: 'a', fact: 'links' });
  });

  test('nobody asks for certificates where pre-shared keys are used', () => {
    const cluster = goodCluster({
      ...testInventory(hosts),
      auth: 'psk',
      psk: {
        master: `0x${Array.from({ length: 32 }, (_, i) => (i * 37 + 11) % 256)
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join('')}`,
      },
    });
    const report = judge(renderedTree(cluster), { cluster });
    const facts = report.notAsked.map(({ fact }: NotAsked) => fact);
    expect(report.asked).toEqual([
      ...['configuration', 'identity', 'pre-shared-keys', 'proposals', 'kernel-precedence'],
    ]);
    expect(report.consistent).toBe('yes');
    expect(facts).toContain('filter');
    expect(facts).not.toContain('certificates');
    expect(facts).not.toContain('nicknames');
  });
});

describe('a fact that must be there', () => {
  test.each(asked)('%s: where a host lacks it, its pairs are unknown, and the others stay proved', (fact) => {
    const { cluster, tree } = mesh();
    const full = withFacts(tree, gatheredFacts);
    expect(judge(full, { cluster, require: [fact] })).toMatchObject({ consistent: 'yes', proved: 3 });
    const report = judge(
      withFacts(tree, (host) => (host === 'b' ? {} : gatheredFacts(host))),
      { cluster, require: [fact] },
    );
    expect(report).toMatchObject({ consistent: 'unknown', proved: 1, findings: [] });
    expect(report.verdicts.map(({ pair, verdict, reason }) => `${pair.join('')} ${verdict} ${reason}`)).toEqual([
      `ab unknown no-${fact}`,
      `bc unknown no-${fact}`,
    ]);
  });

  test('a fault weighs more than a fact that is missing', () => {
    const { cluster, tree } = mesh();
    const broken: Tree = new Map([...tree, ['a', new Map([['etc/ipsec.d/openshift-cluster.conf', '']])]]);
    const report = judge(broken, { cluster, require: ['status'] });
    expect(report.consistent).toBe('no');
    expect(report.verdicts.map(({ verdict }) => verdict)).toEqual(['one-sided', 'one-sided', 'unknown']);
  });

  test('the files of a host outside the tree', () => {
    const site = 'conn site\n\tleft=172.16.0.1\n\tright=192.0.2.9\n\tauthby=secret\n\tikev2=insist\n\tauto=add\n';
    const { tree } = mesh();
    const files = withFacts(tree, gatheredFacts);
    const own = new Map([
      ...(files.get('a') ?? []),
      ['etc/ipsec.d/openshift-cluster.conf', `${files.get('a')?.get('etc/ipsec.d/openshift-cluster.conf')}\n${site}`],
    ]);
    const withSite: Tree = new Map([...files, ['a', own]]);
    expect(judge(withSite).notAsked).toContainEqual({ host: '192.0.2.9', fact: 'files' });
    const report = judge(withSite, { require: ['files'] });
    expect(report.findings.map(({ code }) => code)).toEqual(['verify/leftover-conn']);
    expect(report.verdicts).toEqual([
      { pair: ['a', '192.0.2.9'], family: 'ipv4', verdict: 'unknown', reason: 'not-collected', findings: [0] },
    ]);
  });
});

describe('a mesh that is said to be full', () => {
  const spokes = (): Tree => {
    const cut = (text: string, name: string): string =>
      text.replace(new RegExp(`^conn ${name}\\n(\\t.*\\n)*`, 'm'), '');
    const path = 'etc/ipsec.d/openshift-cluster.conf';
    const files = withFacts(mesh().tree, gatheredFacts);
    const without = (host: string, peer: string) =>
      new Map([...(files.get(host) ?? []), [path, cut(files.get(host)?.get(path) ?? '', peer)]]);
    return new Map([...files, ['b', without('b', 'c')], ['c', without('c', 'b')]]);
  };

  test('lacks a pair that neither end names', () => {
    expect(judge(spokes())).toMatchObject({ consistent: 'yes', expected: 4 });
    const report = judge(spokes(), { expect: 'full' });
    expect(report).toMatchObject({ consistent: 'no', expected: 6, found: 4, proved: 2 });
    expect(report.verdicts).toEqual([expect.objectContaining({ pair: ['b', 'c'], verdict: 'broken' })]);
    expect(report.findings.map(({ code }) => code)).toEqual(['verify/missing-conn', 'verify/missing-conn']);
  });

  test('lacks every pair where no host has a conn', () => {
    const empty: Tree = new Map(hosts.map((host) => [host, new Map([['etc/ipsec.conf', '']])]));
    expect(judge(empty, { expect: 'full' })).toMatchObject({ consistent: 'no', expected: 6, found: 0, proved: 0 });
  });
});
