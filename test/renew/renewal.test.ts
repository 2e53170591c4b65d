import { expect, test } from 'vitest';
import { renewal } from '../../src/renew/renewal.ts';
import {
  authorityPem,
  goodCluster,
  hostPem,
  nodeSubject,
  type TestInventory,
  testInventory,
} from '../support/cluster.ts';
import { int } from '../support/der-writer.ts';
import { valueIn } from '../support/results.ts';

/** The inventory in which host a has another certificate. */
function withCertificate(certificate: string, changes: Partial<TestInventory> = {}): TestInventory {
  const inventory = { ...testInventory(), ...changes };
  return { ...inventory, nodes: { ...inventory.nodes, a: { ...inventory.nodes.a, certificate } } };
}

const later = { notBefore: new Date('2026-11-01'), notAfter: new Date('2027-11-01'), serial: int(4711) };
const earlier = { notBefore: new Date('2026-01-01'), notAfter: new Date('2026-12-01'), serial: int(1) };
const before = (changes: Partial<TestInventory> = {}) =>
  goodCluster(withCertificate(hostPem(nodeSubject('a'), earlier), changes)).rendering;
const plan = (certificate: string, changes: Partial<TestInventory> = {}) =>
  valueIn(renewal(before(changes), goodCluster(withCertificate(certificate, changes)).rendering, 'a'));

test('a renewal under the same subject changes no line on any host, and cuts no pair', () => {
  expect(plan(hostPem(nodeSubject('a'), later))).toMatchObject({
    kind: 'same-key',
    own: [],
    peers: [],
    linked: 2,
    cutPairs: 0,
    steps: [{ on: ['a'], cuts: false }],
    from: { notAfter: '2026-12-01T00:00:00.000Z' },
    to: { serialHex: '1267', notAfter: '2027-11-01T00:00:00.000Z' },
  });
});

test('nor does a new key of the same kind', () => {
  expect(plan(hostPem(nodeSubject('a'), { ...later, key: 'ec' }), { libreswan: '5.2' }).kind).toBe('new-key');
});

test('groups name nobody: a new subject changes no line', () => {
  const changes = { mode: 'opportunistic', groups: { private: ['172.16.0.0/24'], clear: ['172.16.0.254/32'] } };
  expect(plan(hostPem(nodeSubject('other'), later), changes)).toMatchObject({
    kind: 'new-subject',
    own: [],
    peers: [],
    cutPairs: 0,
  });
});

test('a new subject changes leftid on the host and rightid on each peer, and cuts every pair of the host', () => {
  const { kind, own, peers, cutPairs, steps } = plan(hostPem(nodeSubject('other'), later));
  expect([kind, cutPairs]).toEqual(['new-subject', 2]);
  expect(own).toEqual([
    { keyword: 'leftid', from: 'O=system:nodes, CN=system:node:a', to: 'O=system:nodes, CN=system:node:other' },
  ]);
  expect(peers.map(({ host, conn, keywords }) => [host, conn, keywords.map(({ keyword }) => keyword)])).toEqual([
    ['b', 'a', ['rightid']],
    ['c', 'a', ['rightid']],
  ]);
  // Files first, the host next, the peers one after the other.
  expect(steps.map(({ on, cuts }) => [on, cuts])).toEqual([
    [['a', 'b', 'c'], false],
    [['a'], true],
    [['b'], true],
    [['c'], true],
  ]);
});

test('another authority is three steps: both trusted, new certificates, the old one out', () => {
  const both = `${authorityPem()}${authorityPem('New CA')}`;
  const after = goodCluster(
    withCertificate(hostPem(nodeSubject('a'), { ...later, issuer: 'New CA' }), { authority: both }),
  );
  const { kind, peers, steps } = valueIn(renewal(before(), after.rendering, 'a'));
  expect(kind).toBe('new-authority');
  expect(steps.at(0)).toMatchObject({ on: 'all', cuts: false });
  expect(steps.at(-1)).toMatchObject({ on: 'all', cuts: false });
  expect(steps.at(-1)?.commands[0]).toContain('-d sql:/var/lib/ipsec/nss ');
  // A peer whose own authority is another says whose certificate it takes.
  expect(peers.flatMap(({ keywords }) => keywords.map(({ keyword }) => keyword))).toContain('rightca');
});

test('the old authority goes out of the database that the platform has, which is named where all hosts have the same', () => {
  const folder = (...platforms: readonly string[]) => {
    const made = (certificate: string, authority: string) => {
      const wanted = withCertificate(certificate, { libreswan: '4.3', authority });
      const nodes = Object.entries(wanted.nodes).map(([name, node], i) => [
        name,
        { ...node, platform: platforms[i % platforms.length] },
      ]);
      return goodCluster({ ...wanted, nodes: Object.fromEntries(nodes) }).rendering;
    };
    const before = made(hostPem(nodeSubject('a'), earlier), authorityPem());
    const issued = hostPem(nodeSubject('a'), { ...later, issuer: 'New CA' });
    const { steps } = valueIn(renewal(before, made(issued, `${authorityPem()}${authorityPem('New CA')}`), 'a'));
    return /sql:(\S+)/.exec(steps.at(-1)?.commands[0] ?? '')?.[1];
  };
  expect([folder('rhel8'), folder('debian'), folder('rhel8', 'debian')]).toEqual([
    '/etc/ipsec.d',
    '/var/lib/ipsec/nss',
    'NSS-FOLDER',
  ]);
});

test('before 4.0 pluto reads a certificate with its conn, so every pair is cut', () => {
  const { cutPairs, steps } = plan(hostPem(nodeSubject('a'), later), { libreswan: '3.32' });
  expect(cutPairs).toBe(2);
  expect(steps.at(0)?.commands.join()).toContain('--replace');
});

test('the certificate that the host has already is no renewal, and an older one is a warning', () => {
  const same = renewal(before(), before(), 'a');
  expect(same.findings.map(({ code }) => code)).toEqual(['renew/not-a-renewal']);
  expect(renewal(before(), before(), 'z').findings.map(({ code }) => code)).toEqual(['renew/not-a-renewal']);
  const older = { notBefore: new Date('2025-01-01'), notAfter: new Date('2026-11-30'), serial: int(2) };
  const after = goodCluster(withCertificate(hostPem(nodeSubject('a'), older))).rendering;
  expect(renewal(before(), after, 'a').findings.map(({ code, at }) => [code, at])).toEqual([
    ['renew/not-newer', { kind: 'value', path: ['nodes', 'a', 'certificate'] }],
  ]);
});
