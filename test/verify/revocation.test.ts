/** The revocation lists that were gathered of hosts, held against what their peers show: what two plutos do is in `test/daemons`. */
import { describe, expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import type { Verification } from '../../src/verify/verification.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { readLists } from '../../src/x509/revocation/read-lists.ts';
import { rsaScheme } from '../support/authority.ts';
import { authorityKey } from '../support/authority-key.ts';
import { authorityName, hostPem, nodeSubject, now } from '../support/cluster.ts';
import { crl, deltaOf, type Entry, type ListParts, listNumber } from '../support/crl-writer.ts';
import { pem } from '../support/der-writer.ts';
import { valueIn } from '../support/results.ts';
import { told } from './checks/found.ts';
import { verifyTree } from './tree.ts';
import { treeOf } from './two-hosts.ts';

const inDays = (days: number): Date => new Date(now.getTime() + days * 86_400_000);
const serialOf = (host: string): bigint =>
  BigInt(`0x${valueIn(readCertificate(hostPem(nodeSubject(host)))).serialHex}`);

const list = (parts: ListParts = {}): string =>
  pem(
    crl(
      { issuer: authorityName(), thisUpdate: inDays(-2), nextUpdate: inDays(30), ...parts },
      authorityKey.privateKey,
      rsaScheme('sha256'),
    ),
    'X509 CRL',
  );
const of = (host: string, rest: Partial<Entry> = {}): Entry => ({ serial: serialOf(host), at: inDays(-3), ...rest });
const none = '# revocation lists of the NSS database\n';

interface Hosts {
  /** The lists of a's and of b's database; `undefined` where they were not gathered. */
  readonly a?: string;
  readonly b?: string;
  /** Whether a has `crl-strict=yes`. */
  readonly strict?: boolean;
}

function judge({
  a,
  b,
  strict = false,
}: Hosts): readonly [Verification, (code: Parameters<typeof told>[0]) => readonly string[]] {
  const lists = (text: string | undefined) => (text === undefined ? {} : { 'facts/crls.pem': text });
  const setup = strict ? { 'etc/ipsec.conf': 'config setup\n\tcrl-strict=yes\n\ninclude /etc/ipsec.d/*.conf\n' } : {};
  const tree = treeOf({ why: '', filesOfA: { ...lists(a), ...setup }, filesOfB: lists(b) });
  const report = verifyTree(tree);
  return [report, (code) => told(code, report.findings, tree)];
}
const codes = ({ findings }: Verification): readonly string[] => [
  ...new Set(findings.map(({ severity, code }) => `${severity} ${code}`).filter((one) => /x509|pki/.test(one))),
];

describe('a list in the database counts, with crl-strict and without', () => {
  test('who is in it is refused', () => {
    for (const strict of [false, true]) {
      const [report, found] = judge({ a: list({ entries: [of('b')] }), strict });
      expect(report.consistent).toBe('no');
      expect(report.verdicts).toMatchObject([{ pair: ['a', 'b'], verdict: 'broken', reason: 'revoked' }]);
      expect(found('x509/revoked')).toEqual(['error b: -----BEGIN CERTIFICATE----- (a: -----BEGIN X509 CRL-----)']);
    }
  });

  test('who is not in it, or from tomorrow on, is let in', () => {
    for (const text of [list(), list({ entries: [of('x')] }), list({ entries: [of('b', { at: inDays(1) })] })])
      for (const strict of [false, true]) expect(judge({ a: text, strict })[0].consistent).toBe('yes');
  });

  test('the newest list of the authority is the one that the database has', () => {
    const older = list({ thisUpdate: inDays(-9), entries: [of('b')] });
    expect(judge({ a: `${older}${list()}` })[0].consistent).toBe('yes');
    expect(judge({ a: `${list({ thisUpdate: inDays(-9) })}${list({ entries: [of('b')] })}` })[0].consistent).toBe('no');
  });

  test('an overdue list still refuses, and its age is a warning', () => {
    const stale: ListParts = { thisUpdate: inDays(-30), nextUpdate: inDays(-1) };
    expect(codes(judge({ a: list({ ...stale, entries: [of('b')] }) })[0])).toEqual([
      'error x509/revoked',
      'warning x509/crl-stale',
    ]);
    const [report, found] = judge({ a: list(stale) });
    expect(report.consistent).toBe('yes');
    expect(found('x509/crl-stale')).toEqual(['warning a: -----BEGIN X509 CRL-----']);
  });
});

describe('a host with crl-strict=yes', () => {
  test('refuses everybody without a list of the authority', () => {
    const [report, found] = judge({ a: none, strict: true });
    expect(report.consistent).toBe('no');
    expect(found('x509/crl-not-given')).toEqual(['error a: # revocation lists of the NSS database']);
  });

  test('and with one that is overdue', () => {
    const [report, found] = judge({ a: list({ thisUpdate: inDays(-30), nextUpdate: inDays(-1) }), strict: true });
    expect(report.consistent).toBe('no');
    expect(found('x509/crl-stale')).toEqual(['error a: -----BEGIN X509 CRL-----']);
  });

  test('is not known where nobody gathered its lists', () => {
    expect(judge({ strict: true })[0].verdicts).toMatchObject([{ verdict: 'unknown', reason: 'no-revocation-list' }]);
  });

  test('a host without it needs no list', () => {
    expect(codes(judge({ a: none, b: none })[0])).toEqual([]);
  });
});

describe('hosts have the same lists', () => {
  test('one that lacks the list still accepts whom it names', () => {
    const [report, found] = judge({ a: list({ entries: [of('a')] }), b: none });
    expect(report.consistent).toBe('yes');
    expect(found('x509/crl-not-given')).toEqual([
      'warning b: # revocation lists of the NSS database (a: -----BEGIN X509 CRL-----)',
    ]);
    expect(report.findings.map(({ message }) => message)).toContain(
      'b has no revocation list of OU=openshift, CN=Mesh CA, and still accepts O=system:nodes, CN=system:node:a, which is revoked',
    );
  });

  test('and so does one with an older list', () => {
    const [, found] = judge({ a: list({ entries: [of('a')] }), b: list({ thisUpdate: inDays(-9) }) });
    expect(found('x509/crl-stale')).toEqual(['warning b: -----BEGIN X509 CRL----- (a: -----BEGIN X509 CRL-----)']);
  });
});

describe('what was gathered is read strictly', () => {
  test('a list that nobody of the database signed is an error', () => {
    const text = list();
    const changed = readLists(text, valueAt()).value[0]?.der.slice() ?? new Uint8Array(0);
    changed[changed.length - 9] = (changed[changed.length - 9] as number) ^ 4;
    expect(codes(judge({ a: pem(changed, 'X509 CRL') })[0])).toEqual(['error x509/bad-signature']);
    expect(codes(judge({ a: list({ issuer: authorityName('Other CA') }) })[0])).toEqual(['error pki/crl-unusable']);
  });

  test('what is no list is one too, and a delta refuses nobody', () => {
    expect(codes(judge({ a: hostPem(nodeSubject('b')) })[0])).toEqual(['error pki/no-crl']);
    const delta = list({ entries: [of('b')], extensions: [listNumber(2), deltaOf(1)] });
    expect(judge({ a: delta })[0].consistent).toBe('yes');
  });

  test('it was asked where it was gathered', () => {
    const [report] = judge({ a: list() });
    expect(report.asked).toContain('revocation');
    expect(report.notAsked).toContainEqual({ host: 'b', fact: 'revocation' });
  });
});
