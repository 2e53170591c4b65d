import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Certificate } from '../../src/x509/certificate.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { arbitraryCertificate } from '../arbitraries/certificate.ts';
import { corpora } from '../support/corpora.ts';
import { forgeFields, nodeFields, ourFields, pkijsFields } from '../support/other-readers.ts';
import { valueIn } from '../support/results.ts';

describe('independent readers agree on every certificate that they can read', () => {
  describe.each(corpora)('$name', ({ certificates }) => {
    test('with pkijs and asn1js: names with their structure, validity, serial number, key, extensions', () => {
      for (const der of certificates()) expect(ourFields(valueIn(readCertificate(der)))).toEqual(pkijsFields(der));
    });

    test('with node:crypto: the same and fingerprint, CA flag', () => {
      for (const der of certificates()) {
        const ours = valueIn(readCertificate(der));
        const theirs = new X509Certificate(der);
        expect(nodeFieldsOf(ours)).toEqual(nodeFields(theirs));
        expect(ours.isCa).toBe(theirs.ca);
      }
    });

    test('with node-forge, where the key is RSA', () => {
      let read = 0;
      for (const der of certificates()) {
        const theirs = forgeFields(der);
        if (theirs === undefined) continue;
        const ours = valueIn(readCertificate(der));
        expect({
          serial: ours.serialHex,
          notBefore: ours.notBefore,
          notAfter: ours.notAfter,
          bits: ours.publicKey.bits,
        }).toEqual(theirs);
        read += 1;
      }
      expect(read).toBeGreaterThan(50);
    });

    test('no certificate of a public authority gets a finding', () => {
      for (const der of certificates()) expect(readCertificate(der).findings).toEqual([]);
    });
  });

  test('with pkijs, on any certificate of our writer', () => {
    fc.assert(
      fc.property(arbitraryCertificate, (der) => {
        expect(ourFields(valueIn(readCertificate(der)))).toEqual(pkijsFields(der));
      }),
    );
  });

  test('with node:crypto, on any certificate of our writer that it can read', () => {
    let read = 0;
    fc.assert(
      fc.property(arbitraryCertificate, (der) => {
        let theirs: X509Certificate;
        try {
          theirs = new X509Certificate(der);
        } catch {
          return;
        }
        read += 1;
        expect(nodeFieldsOf(valueIn(readCertificate(der)))).toEqual(nodeFields(theirs));
      }),
    );
    expect(read).toBeGreaterThan(20);
  });

  test('whatever a single changed byte does, what pkijs reads too is the same', () => {
    let both = 0;
    fc.assert(
      fc.property(arbitraryCertificate, fc.nat(), fc.integer({ min: 1, max: 255 }), (der, place, change) => {
        const changed = Uint8Array.from(der);
        const i = place % der.length;
        changed[i] = (changed[i] as number) ^ change;
        const ours = readCertificate(changed);
        if (ours.kind === 'failed') return;
        const theirs = pkijsRead(changed); // asn1js refuses some contents of strings; for us those are findings
        if (theirs === undefined) return;
        both += 1;
        const mine = ourFields(ours.value);
        // asn1js makes some text of bytes that are none; everything else must be the same.
        expect({ ...mine, subject: [], issuer: [] }).toEqual({ ...theirs, subject: [], issuer: [] });
      }),
      { numRuns: 300 },
    );
    expect(both).toBeGreaterThan(30);
  });
});

function pkijsRead(der: Uint8Array): ReturnType<typeof pkijsFields> | undefined {
  try {
    return pkijsFields(der);
  } catch {
    return undefined;
  }
}

function nodeFieldsOf(certificate: Certificate): unknown {
  const { serialHex, fingerprintSha256, notBefore, notAfter, publicKey } = certificate;
  return {
    serial: serialHex,
    fingerprint: fingerprintSha256,
    notBefore: notBefore.getTime(),
    notAfter: notAfter.getTime(),
    key: publicKey.algorithm === 'other' ? undefined : publicKey.algorithm,
    bits: publicKey.algorithm.startsWith('rsa') ? publicKey.bits : undefined,
    spki: publicKey.algorithm === 'other' ? undefined : Buffer.from(publicKey.spki).toString('hex'),
  };
}
