import { describe, expect, test } from 'vitest';
import { textAt, valueAt } from '../../src/diagnostic.ts';
import { readCertificate, readCertificates } from '../../src/x509/read-certificate.ts';
import {
  altNames,
  certificate,
  constraints,
  dns,
  fingerprint,
  ip,
  name,
  pem,
  purposes,
} from '../support/der-writer.ts';

const host = certificate({
  subject: name(['O', 'system:nodes'], ['CN', 'system:node:a']),
  extensions: [constraints(false), altNames(dns('a.example'), ip(172, 16, 0, 11)), purposes('1.3.6.1.5.5.7.3.1')],
});

describe('a certificate is read with all its fields', () => {
  test('from PEM and from DER the same', () => {
    const fromDer = readCertificate(host);
    expect(readCertificate(pem(host))).toEqual(fromDer);
    expect(readCertificate(Buffer.from(`\uFEFF${pem(host)}`))).toEqual(fromDer);
    expect(fromDer).toMatchObject({
      kind: 'ok',
      findings: [],
      value: {
        version: 3,
        serialHex: '1234',
        subjectAltNames: [
          { type: 'dns', value: 'a.example' },
          { type: 'ip', value: '172.16.0.11' },
        ],
        publicKey: { algorithm: 'ec', bits: 256, curve: 'P-256' },
        signatureAlgorithm: 'ecdsa-with-SHA256',
        fingerprintSha256: fingerprint(host),
        isCa: false,
        extendedKeyUsage: ['serverAuth'],
        notBefore: new Date('2026-01-01'),
        notAfter: new Date('2036-01-01'),
      },
    });
  });
});

describe('a place', () => {
  test('in a text is the line of the block', () => {
    const text = `subject=x\n${pem(host)}\n${pem(certificate())}`;
    const read = readCertificates(text, textAt('ca.crt', 1, 1));
    const second = 2 + pem(host).split('\n').length;
    expect(read.kind === 'ok' && read.value.map(({ at }) => at)).toEqual([
      textAt('ca.crt', 2, 1),
      textAt('ca.crt', second, 1),
    ]);
  });

  test('in a value is the value', () => {
    const at = valueAt('nodes', 'a', 'certificate');
    expect(readCertificate(pem(host) + pem(host), at)).toMatchObject({
      kind: 'failed',
      findings: [{ code: 'x509/several-certificates', at }],
    });
  });
});
