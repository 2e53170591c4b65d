import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { textAt, valueAt } from '../../src/diagnostics/diagnostic.ts';
import { usageProfiles } from '../../src/libreswan/usage-profile.ts';
import { checkCertificate } from '../../src/x509/check-certificate.ts';
import { checkSerials } from '../../src/x509/check-serials.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { newEcKey, newRsaKey, usage } from '../support/authority.ts';
import {
  algorithms,
  altNames,
  bits,
  certificate,
  constraints,
  dns,
  extension,
  implicit,
  int,
  name,
  nothing,
  oid,
  type Parts,
  purposes,
  seq,
  spkiOf,
  text,
} from '../support/der-writer.ts';
import { valueIn } from '../support/results.ts';

const at = valueAt('nodes', 'a', 'certificate');
const now = new Date('2030-01-01');
const read = (parts: Parts = {}) => valueIn(readCertificate(certificate(parts), textAt('a.crt', 3, 1)));
const check = (parts: Parts, role: 'host' | 'authority' = 'host', time = now) =>
  checkCertificate(read(parts), { now: time, role, at, usages: usageProfiles(['5.4']) });
const codes = (...args: Parameters<typeof check>) => check(...args).map(({ code }) => code);
const ext = (...extensions: Uint8Array[]): Parts => ({ extensions });

describe('a host certificate without a fault gives no finding', () => {
  test.each([
    { why: 'without extensions', parts: {} },
    {
      why: 'as OpenShift issues them',
      parts: ext(
        usage(0xa0, 5),
        purposes('1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'),
        constraints(false),
        altNames(dns('a.example')),
      ),
    },
    { why: 'RSA-2048', parts: { spki: spkiOf(newRsaKey(2048).publicKey) } },
    { why: 'RSA-PSS', parts: { spki: spkiOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey) } },
    { why: 'P-521', parts: { spki: spkiOf(newEcKey('P-521').publicKey) } },
    { why: 'with a wildcard as its name', parts: ext(altNames(dns('*.example.com'), dns('_sip.example.com'))) },
    { why: 'with text in other scripts', parts: { subject: name(['CN', 'höst-日本-𝒳']) } },
  ])('$why', ({ parts }) => {
    expect(check(parts)).toEqual([]);
  });

  test('nor one on its first and last second', () => {
    const parts = { notBefore: new Date('2029-01-01T00:00:00Z'), notAfter: new Date('2031-01-01T00:00:00Z') };
    expect(codes(parts, 'host', parts.notBefore)).toEqual([]);
    expect(codes(parts, 'host', parts.notAfter)).toEqual(['x509/expires-soon']);
    expect(codes(parts, 'host', new Date(parts.notBefore.getTime() - 1))).toEqual(['x509/not-yet-valid']);
    expect(codes(parts, 'host', new Date(parts.notAfter.getTime() + 1))).toEqual(['x509/expired']);
  });
});

describe('each thing that keeps a host certificate from being used has its code', () => {
  const key = (spki: Uint8Array): Parts => ({ spki });
  const rows: { why: string; parts: Parts; code: string; severity?: string; says?: string }[] = [
    {
      why: 'it ended',
      parts: { notAfter: new Date('2029-06-01') },
      code: 'x509/expired',
      says: '2029-06-01T00:00:00Z',
    },
    {
      why: 'it has not begun',
      parts: { notBefore: new Date('2031-06-01') },
      code: 'x509/not-yet-valid',
      says: '2031-06-01T00:00:00Z',
    },
    {
      why: 'it ends before it begins',
      parts: { notBefore: new Date('2031-01-01'), notAfter: new Date('2029-01-01') },
      code: 'x509/inverted-validity',
    },
    { why: 'it is an authority', parts: ext(constraints(true)), code: 'x509/ca-on-host' },
    {
      why: 'it is for signing code',
      parts: ext(purposes('1.3.6.1.5.5.7.3.3')),
      code: 'x509/unusable-purpose',
      says: 'codeSigning',
    },
    {
      why: 'it is for a private purpose',
      parts: ext(purposes('1.2.3.4')),
      code: 'x509/unusable-purpose',
      says: '1.2.3.4',
    },
    {
      why: 'Netscape’s type is for signing objects',
      parts: ext(extension('2.16.840.1.113730.1.1', bits(Uint8Array.of(0x10), 4))),
      code: 'x509/unusable-purpose',
      says: 'codeSigning',
    },
    {
      why: 'its key may only encipher keys',
      parts: ext(usage(0x20, 5)),
      code: 'x509/unusable-key-usage',
      says: 'keyEncipherment',
    },
    {
      why: 'an unknown extension is critical',
      parts: ext(extension('1.2.3.4', int(1), true)),
      code: 'x509/unknown-critical-extension',
      says: '1.2.3.4',
    },
    {
      why: 'a known one that NSS does not process is critical',
      parts: ext(extension('1.3.6.1.5.5.7.1.1', seq(), true)),
      code: 'x509/unknown-critical-extension',
      says: 'authorityInfoAccess',
    },
    {
      why: 'Ed25519',
      parts: key(spkiOf(generateKeyPairSync('ed25519').publicKey)),
      code: 'x509/unusable-key',
      says: 'Ed25519',
    },
    {
      why: 'Ed448',
      parts: key(spkiOf(generateKeyPairSync('ed448').publicKey)),
      code: 'x509/unusable-key',
      says: 'Ed448',
    },
    {
      why: 'explicit parameters',
      parts: key(spkiOf(generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' }).publicKey)),
      code: 'x509/unusable-key',
      says: 'explicit',
    },
    {
      why: 'a curve that NSS imports but does not sign with',
      parts: key(spkiOf(newEcKey('secp256k1').publicKey)),
      code: 'x509/unusable-key',
      says: 'secp256k1',
    },
    {
      why: 'a curve without a name here',
      parts: key(spkiOf(newEcKey('sect283k1').publicKey)),
      code: 'x509/unusable-key',
      says: '1.3.132.0.16',
    },
    {
      why: 'ML-DSA-65',
      parts: key(seq(seq(oid('2.16.840.1.101.3.4.3.18')), bits(new Uint8Array(1952)))),
      code: 'x509/unusable-key',
      says: '2.16.840.1.101.3.4.3.18',
    },
    {
      why: 'RSA of 1024 bits',
      parts: key(spkiOf(newRsaKey(1024).publicKey)),
      code: 'x509/weak-key',
      severity: 'warning',
      says: '1024',
    },
    {
      why: 'SHA-1 with ECDSA',
      parts: { algorithm: seq(oid('1.2.840.10045.4.1')) },
      code: 'x509/weak-signature',
      severity: 'warning',
      says: 'ecdsa-with-SHA1',
    },
    {
      why: 'MD5 with RSA',
      parts: { algorithm: seq(oid('1.2.840.113549.1.1.4'), nothing()) },
      code: 'x509/weak-signature',
      severity: 'warning',
      says: 'md5',
    },
    {
      why: 'a line feed in the subject',
      parts: { subject: name(['CN', 'a\nb']) },
      code: 'x509/control-character',
      says: '"a\\nb"',
    },
    {
      why: 'NUL in the subject',
      parts: { subject: name(['CN', 'a\0b']) },
      code: 'x509/control-character',
      says: '\\u0000',
    },
    {
      why: 'text that is turned around',
      parts: { subject: name(['CN', 'a\u202eb']) },
      code: 'x509/control-character',
      says: '\\u202e',
    },
    {
      why: 'a character of no width',
      parts: { subject: name(['CN', 'a\u200bb']) },
      code: 'x509/control-character',
      says: '\\u200b',
    },
    {
      why: 'a control character in the issuer',
      parts: { issuer: name(['CN', 'a\u0007']) },
      code: 'x509/control-character',
      severity: 'warning',
      says: 'issuer',
    },
    {
      why: 'a line feed in a host name',
      parts: ext(altNames(dns('a\nb'))),
      code: 'x509/odd-alt-name',
      severity: 'warning',
      says: '"a\\nb"',
    },
    { why: 'a blank in a host name', parts: ext(altNames(dns('a b'))), code: 'x509/odd-alt-name', severity: 'warning' },
    { why: 'an empty host name', parts: ext(altNames(dns(''))), code: 'x509/odd-alt-name', severity: 'warning' },
    {
      why: 'a wildcard inside',
      parts: ext(altNames(dns('a.*.example'))),
      code: 'x509/odd-alt-name',
      severity: 'warning',
    },
    { why: 'a final dot', parts: ext(altNames(dns('a.example.'))), code: 'x509/odd-alt-name', severity: 'warning' },
    {
      why: 'a label of 64 characters',
      parts: ext(altNames(dns('a'.repeat(64)))),
      code: 'x509/odd-alt-name',
      severity: 'warning',
    },
    {
      why: 'a control character in a URI',
      parts: ext(altNames(implicit(6, text('x:\u001b[31m')))),
      code: 'x509/odd-alt-name',
      severity: 'warning',
      says: '\\u001b',
    },
  ];
  test.each(rows)('$why: $code', ({ parts, code, severity = 'error', says = '' }) => {
    const found = check(parts);
    expect(found).toMatchObject([{ code, severity, at }]);
    expect(found[0]?.message).toContain(says);
  });

  test('and all of them are reported at once', () => {
    const parts = {
      notAfter: new Date('2029-01-01'),
      subject: name(['CN', '\n']),
      ...ext(constraints(true), purposes('1.2.3'), usage(0x20, 5)),
    };
    expect(codes(parts)).toEqual([
      'x509/expired',
      'x509/ca-on-host',
      'x509/unusable-purpose',
      'x509/unusable-key-usage',
      'x509/control-character',
    ]);
  });
});

describe('an authority', () => {
  test.each([
    { why: 'with its flag', parts: ext(constraints(true)), is: [] },
    { why: 'with its flag and key usage', parts: ext(constraints(true, 0), usage(0x06, 1)), is: [] },
    { why: 'without the flag', parts: ext(constraints(false)), is: ['x509/not-an-authority'] },
    { why: 'of version 1', parts: { version: 1 as const }, is: ['x509/not-an-authority'] },
    {
      why: 'that may not sign certificates',
      parts: ext(constraints(true), usage(0x80, 7)),
      is: ['x509/unusable-key-usage'],
    },
    {
      why: 'with a purpose that no host may have alone',
      parts: ext(constraints(true), purposes('1.2.3')),
      is: ['x509/unusable-purpose'],
    },
  ])('$why', ({ parts, is }) => {
    expect(codes(parts, 'authority')).toEqual(is);
  });

  test('with a control character in its subject is a warning', () => {
    const parts = { subject: name(['CN', '\n']), ...ext(constraints(true)) };
    expect(check(parts, 'authority')).toMatchObject([{ code: 'x509/control-character', severity: 'warning' }]);
  });
});

test('a time that is none makes no certificate valid', () => {
  expect(codes({}, 'host', new Date(Number.NaN))).toEqual(['x509/not-yet-valid']);
});

test('findings are placed where the certificate was read when nothing else is said', () => {
  expect(checkCertificate(read(ext(constraints(true))), { now, role: 'host' })).toMatchObject([
    { at: textAt('a.crt', 3, 1) },
  ]);
});

describe('NSS identifies certificates by issuer and serial number', () => {
  const [one, two, three] = [
    read({ subject: name(['CN', 'a']), serial: int(1) }),
    read({ subject: name(['CN', 'b']), serial: int(1) }),
    read({ subject: name(['CN', 'b']), serial: int(2) }),
  ];
  const placed = (...list: ReturnType<typeof read>[]) =>
    list.map((entry, i) => ({ certificate: entry, at: valueAt('nodes', i) }));

  test('so a second certificate with both is refused, at its place, with the place of the first', () => {
    expect(checkSerials(placed(one, three, two))).toMatchObject([
      [],
      [],
      [{ code: 'x509/reused-serial', at: valueAt('nodes', 2), related: [{ at: valueAt('nodes', 0) }] }],
    ]);
  });

  test('but the same certificate may be there twice, and another issuer may use the number', () => {
    const elsewhere = read({ subject: name(['CN', 'b']), issuer: name(['CN', 'Other']), serial: int(1) });
    expect(checkSerials(placed(one, three, one, elsewhere)).flat()).toEqual([]);
  });
});

test('a signature algorithm has the name that OpenSSL prints', () => {
  expect(read({ algorithm: algorithms.sha256WithRSAEncryption }).signatureAlgorithm).toBe('sha256WithRSAEncryption');
  expect(read({ algorithm: seq(oid('1.2.3.4')) }).signatureAlgorithm).toBe('1.2.3.4');
});

test('a certificate with a key that is published with the example is always told, of a host and of an authority', () => {
  const pki = 'docs/examples/openshift/pki';
  const files = readdirSync(pki);
  const published = files.filter((file) => file.endsWith('.key'));
  expect(published.length).toBe(6);
  for (const file of published.map((key) => key.replace('.key', '.crt'))) {
    const own = valueIn(readCertificate(readFileSync(`${pki}/${file}`), textAt(file, 1, 1)));
    const role = file === 'ca.crt' ? 'authority' : 'host';
    const found = checkCertificate(own, { now, role, at }).map(({ code, severity }) => [code, severity]);
    expect(found, file).toContainEqual(['x509/example-key', 'warning']);
  }
  expect(codes({})).not.toContain('x509/example-key');
});
