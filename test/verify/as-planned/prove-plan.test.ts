/**
 * A host whose conns have the bytes of its plan is not read, and pairs of such hosts are judged by their kind. The answer is that of
 * reading and judging everything, whatever became of a tree.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../../src/cluster.ts';
import { readEvidence } from '../../../src/hosts/read-evidence.ts';
import { hasBytes } from '../../../src/verify/as-planned/has-bytes.ts';
import { startVerification } from '../../../src/verify/verify.ts';
import type { SignatureAnswers } from '../../../src/x509/check-signatures.ts';
import { readCertificate } from '../../../src/x509/read-certificate.ts';
import { rsaScheme } from '../../support/authority.ts';
import { authorityKey } from '../../support/authority-key.ts';
import {
  authorityName,
  authorityPem,
  gathered,
  goodCluster,
  hostPem,
  nodeSubject,
  now,
} from '../../support/cluster.ts';
import { crl } from '../../support/crl-writer.ts';
import { pem } from '../../support/der-writer.ts';
import { lazy } from '../../support/lazy.ts';
import { valueIn } from '../../support/results.ts';
import { nodeSignatures } from '../../support/signatures.ts';
import { renderedTree, type Tree } from '../tree.ts';

const names = Array.from({ length: 10 }, (_, i) => `h${i}`);
const conns = 'etc/ipsec.d/mesh.conf';

function clusterWith(rest: object, own: (i: number) => object = () => ({})): Cluster {
  const nodes = names.map((name, i) => [
    name,
    { address: `172.16.0.${i + 1}`, certificate: hostPem(nodeSubject(name)), ...own(i) },
  ]);
  return goodCluster({
    version: 1,
    name: 'mesh',
    libreswan: '4.10',
    authority: authorityPem(),
    nodes: Object.fromEntries(nodes),
    ...rest,
  });
}

const dual = (i: number): object => ({ address: [`172.16.0.${i + 1}`, `fd00::${i + 1}`] });
const clusters: Readonly<Record<string, () => Cluster>> = {
  'layout shared': lazy(() => clusterWith({})),
  'layout flat': lazy(() => clusterWith({ ipsec: { layout: 'flat' } })),
  'two families': lazy(() => clusterWith({}, dual)),
  'two families, flat': lazy(() => clusterWith({ ipsec: { layout: 'flat' } }, dual)),
  'some hosts with two families': lazy(() => clusterWith({}, (i) => (i % 2 === 0 ? dual(i) : {}))),
  'one side starts': lazy(() => clusterWith({ ipsec: { start: 'one-side' } })),
  'two releases': lazy(() => clusterWith({}, (i) => ({ libreswan: i % 2 === 0 ? '4.10' : '5.2' }))),
  'two kinds of keys': lazy(() =>
    clusterWith({}, (i) => (i < 5 ? {} : { certificate: hostPem(nodeSubject(names[i] as string), { key: 'ec' }) })),
  ),
  'expired certificates': lazy(() => clusterWith({})),
};
const titles = Object.keys(clusters);

/** Somebody's fault with a tree. Each takes numbers, so that they are tried with all. */
type Fault = (tree: Tree, a: number, b: number, c: number) => Tree;

const hostAt = (tree: Tree, a: number): string => [...tree.keys()][a % tree.size] as string;

function withFile(tree: Tree, host: string, path: string, content: string | undefined): Tree {
  const files = new Map(tree.get(host));
  if (content === undefined) files.delete(path);
  else files.set(path, content);
  return new Map([...tree, [host, files]]);
}

function inConns(edit: (lines: readonly string[], b: number, c: number) => readonly string[]): Fault {
  return (tree, a, b, c) => {
    const host = hostAt(tree, a);
    const lines = (tree.get(host)?.get(conns) ?? '').split('\n');
    return withFile(tree, host, conns, edit(lines, b % lines.length, c % lines.length).join('\n'));
  };
}

const put =
  (path: string, content: (host: string, b: number) => string): Fault =>
  (tree, a, b) => {
    const host = hostAt(tree, a);
    return withFile(tree, host, path, content(host, b));
  };

/** A list that revokes the certificate of one host. */
function listNaming(b: number): string {
  const { serialHex } = valueIn(readCertificate(hostPem(nodeSubject(`h${b % 10}`))));
  const entries = [{ serial: BigInt(`0x${serialHex}`), at: new Date(now.getTime() - 86_400_000) }];
  const times = { thisUpdate: new Date(now.getTime() - 1000), nextUpdate: new Date(now.getTime() + 86_400_000) };
  return pem(
    crl({ issuer: authorityName(), entries, ...times }, authorityKey.privateKey, rsaScheme('sha256')),
    'X509 CRL',
  );
}

const strict = 'config setup\n\tcrl-strict=yes\n\ninclude /etc/ipsec.d/*.conf\n';
const main = 'config setup\n\tlogtime=yes\n\ninclude /etc/ipsec.d/*.conf\n';
const faults: Readonly<Record<string, Fault>> = {
  'a line less': inConns((lines, b) => lines.filter((_, i) => i !== b)),
  'a line twice': inConns((lines, b) => lines.flatMap((line, i) => (i === b ? [line, line] : [line]))),
  'a line elsewhere': inConns((lines, b, c) => lines.toSpliced(c, 0, lines[b] as string)),
  'a line changed': inConns((lines, b, c) =>
    lines.map((line, i) => (i === b ? line.replace(/[0-9]|$/, String(c % 10)) : line)),
  ),
  'a comment more': inConns((lines, b) => lines.toSpliced(b, 0, '# somebody')),
  'a blank line more': inConns((lines, b) => lines.toSpliced(b, 0, '')),
  'a word changed': inConns((lines, b) =>
    lines.map((line, i) => (i === b ? line.replace(/ondemand|yes|insist|rsasig|aes256/, 'no') : line)),
  ),
  'an address of another': inConns((lines, b, c) =>
    lines.map((line, i) => (i === b ? line.replace(/172\.16\.0\.\d+/, `172.16.0.${(c % 10) + 1}`) : line)),
  ),
  'the file of another': (tree, a, b) => withFile(tree, hostAt(tree, a), conns, tree.get(hostAt(tree, b))?.get(conns)),
  'no conns': (tree, a) => withFile(tree, hostAt(tree, a), conns, undefined),
  'a host gone': (tree, a) => new Map([...tree].filter(([name]) => name !== hostAt(tree, a))),
  'a host more': (tree, a) => new Map([...tree, ['z', tree.get(hostAt(tree, a)) ?? new Map()]]),
  'a main file': put('etc/ipsec.conf', () => main),
  'a main file that includes nothing': put('etc/ipsec.conf', () => 'config setup\n'),
  'a main file with defaults': put('etc/ipsec.conf', () => `conn %default\n\tdpdaction=clear\n\n${main}`),
  'a main file that includes twice': put('etc/ipsec.conf', () => `${main}include /etc/ipsec.d/mesh.conf\n`),
  'a main file that is lost': put('etc/ipsec.conf', () => `${main}nonsense\n`),
  'a setup that listens elsewhere': put('etc/ipsec.conf', () => main.replace('logtime=yes', 'listen=10.9.9.9')),
  'conns of somebody else': put(
    'etc/ipsec.d/other.conf',
    (_, b) => `conn h${b % 10}\n\tleft=172.16.0.1\n\tright=172.16.0.${(b % 10) + 1}\n\tauto=add\n`,
  ),
  'a subnet over the mesh': put(
    'etc/ipsec.d/other.conf',
    () => 'conn wide\n\tleft=172.16.0.1\n\tright=192.0.2.1\n\trightsubnet=172.16.0.0/24\n\tauto=ondemand\n',
  ),
  'a hole in the mesh': put(
    'etc/ipsec.d/other.conf',
    (_, b) =>
      `conn hole\n\tleft=172.16.0.1\n\tright=172.16.0.${(b % 10) + 1}\n\ttype=passthrough\n\tauthby=never\n\tauto=ondemand\n`,
  ),
  'another release': put('facts/release.txt', (_, b) => ['Libreswan 4.3\n', 'Libreswan 5.2\n', '?'][b % 3] as string),
  'addresses of another': put(
    'facts/addresses.txt',
    (_, b) => `1: eth0 inet 172.16.0.${(b % 10) + 1}/24 scope global eth0\n`,
  ),
  'a database': put('facts/certificates.pem', (host) => gathered(host, hostPem(nodeSubject(host)))),
  'a database of another': put('facts/certificates.pem', (host, b) =>
    gathered(host, hostPem(nodeSubject(`h${b % 10}`))),
  ),
  'an empty database': put('facts/certificates.pem', () => '# nothing\n'),
  'a revocation list': put('facts/crls.pem', (_, b) => listNaming(b)),
  'a revocation list everywhere': (tree, _, b) =>
    [...tree.keys()].reduce((all, host) => withFile(all, host, 'facts/crls.pem', listNaming(b)), tree),
  'an empty list, and a host that insists': (tree, a) =>
    withFile(withFile(tree, hostAt(tree, a), 'facts/crls.pem', '#\n'), hostAt(tree, a), 'etc/ipsec.conf', strict),
  'a status': put('facts/status.txt', () => '000 Connection list:\n000\n'),
  'no policies': put('facts/xfrm-policy.txt', () => ''),
};

/** Each signature is the same in every tree. */
const answered = new Map<string, ReturnType<SignatureAnswers>>();
const rememberedSignatures: SignatureAnswers = (certificate, issuer) => {
  const key = `${certificate.fingerprintSha256} ${issuer.fingerprintSha256}`;
  const answer = answered.get(key) ?? nodeSignatures(certificate, issuer);
  answered.set(key, answer);
  return answer;
};

/** What a verification says, and how many of the files of conns were taken as text. */
function verify(
  cluster: Cluster,
  tree: Tree,
  options: { readonly readsAll?: boolean; readonly at?: Date } = {},
): { readonly verification: object; readonly read: number } {
  const { at = now, readsAll = false } = options;
  const verifier = startVerification({ now: at, rendering: cluster.rendering, readsAll });
  let read = 0;
  for (const [name, texts] of tree) {
    const files = {
      has: (path: string) => texts.has(path),
      keys: () => texts.keys(),
      get: (path: string) => {
        if (path === conns) read += 1;
        return texts.get(path);
      },
    };
    const folder = {
      name,
      files,
      show: (path: string) => `${name}/${path}`,
      hasBytes: (path: string, chunks: readonly Uint8Array[]) => hasBytes(texts.get(path), chunks),
    };
    const { value: evidence, findings } = readEvidence(folder, { mesh: cluster.mesh });
    verifier.add(evidence, findings);
  }
  const { judged, ...rest } = verifier.finish(rememberedSignatures);
  return { verification: { ...rest, judged: [...judged()] }, read };
}

const isLong = process.env.SWANMESH_LONG !== undefined;

describe.each(Object.entries(clusters))('%s', (title, cluster) => {
  const tree = lazy(() => renderedTree(cluster()));
  const at = title === 'expired certificates' ? new Date('2099-01-01T00:00:00Z') : now;
  const sameAsReadingAll = (damaged: Tree): void => {
    const { verification } = verify(cluster(), damaged, { at });
    expect(verification).toEqual(verify(cluster(), damaged, { at, readsAll: true }).verification);
  };

  test('nothing of a rendered tree is read, and the answer is that of reading it', () => {
    expect(verify(cluster(), tree(), { at }).read).toBe(0);
    sameAsReadingAll(tree());
  });

  // In the long run every fault in every cluster; else each in one of them.
  const own = Object.entries(faults).filter((_, i) => isLong || i % titles.length === titles.indexOf(title));
  test.each(own)('%s: the answer is that of reading everything', (_, fault) => {
    const property = fc.property(fc.nat(999), fc.nat(999), fc.nat(999), (a, b, c) => {
      sameAsReadingAll(fault(tree(), a, b, c));
    });
    fc.assert(property, { numRuns: isLong ? 30 : 3 });
  });

  test('several faults at once: the answer is that of reading everything', () => {
    const one = fc.tuple(fc.constantFrom(...Object.keys(faults)), fc.nat(999), fc.nat(999), fc.nat(999));
    const property = fc.property(fc.array(one, { minLength: 2, maxLength: 4 }), (some) => {
      sameAsReadingAll(some.reduce((of, [name, a, b, c]) => faults[name]?.(of, a, b, c) ?? of, tree()));
    });
    fc.assert(property, { numRuns: isLong ? 400 : 12 });
  });
});

test('a tree of the other layout is not read, nor one of both', () => {
  const [shared, flat] = ['layout shared', 'layout flat'].map((title) => clusters[title]?.() as Cluster);
  const [one, other] = [renderedTree(shared as Cluster), renderedTree(flat as Cluster)];
  const mixed = new Map([...one].map(([name, files], i) => [name, i % 2 === 0 ? files : (other.get(name) ?? files)]));
  for (const tree of [other, mixed]) {
    const { verification, read } = verify(shared as Cluster, tree);
    expect(read).toBe(0);
    expect(verification).toEqual(verify(shared as Cluster, tree, { readsAll: true }).verification);
  }
});

test('of a tree with one damaged host, that host alone is read', () => {
  const cluster = clusters['layout shared']?.() as Cluster;
  const tree = renderedTree(cluster);
  const damaged = (faults['a line less'] as Fault)(tree, 4, 12, 0);
  const asked = new Set<string>();
  const verifier = startVerification({ now, rendering: cluster.rendering });
  for (const [name, texts] of damaged) {
    const get = (path: string): string | undefined => {
      if (path === conns) asked.add(name);
      return texts.get(path);
    };
    const files = { has: (path: string) => texts.has(path), keys: () => texts.keys(), get };
    const isSame = (path: string, chunks: readonly Uint8Array[]): boolean => hasBytes(texts.get(path), chunks);
    verifier.add(readEvidence({ name, files, hasBytes: isSame }, { mesh: cluster.mesh }).value);
  }
  expect([...asked]).toEqual(['h4']);
});
