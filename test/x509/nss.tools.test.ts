import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { usageProfiles } from '../../src/libreswan/usage-profile.ts';
import type { Certificate } from '../../src/x509/certificate.ts';
import { checkCertificate } from '../../src/x509/check-certificate.ts';
import { type NssCertificate, predictNickname } from '../../src/x509/nickname.ts';
import { makePkcs12 } from '../../src/x509/pkcs12.ts';
import { readPrivateKey } from '../../src/x509/private-key.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { arbitraryAttributes } from '../arbitraries/attributes.ts';
import { issue, type KeyPair, newEcKey, newRsaKey, root, usage } from '../support/authority.ts';
import { debianReleases, describeWithReleases } from '../support/debian/release-tools.ts';
import {
  bits,
  certificate,
  constraints,
  extension,
  ia5,
  int,
  name,
  octets,
  oid,
  pem,
  purposes,
  seq,
  spkiOf,
  text,
} from '../support/der-writer.ts';
import { listingLine, nssAccepts, withNssDatabase } from '../support/nss.ts';
import { valueIn } from '../support/results.ts';

let counter = 0;
/** Bytes that look random and are the same in every run. */
const random = (length: number): Uint8Array => {
  counter += 1;
  return Uint8Array.from(createHash('sha512').update(String(counter)).digest().subarray(0, length));
};

const pkcs8 = (key: KeyObject): Uint8Array => Uint8Array.from(key.export({ format: 'der', type: 'pkcs8' }));
const keyOf = (pair: KeyPair) => valueIn(readPrivateKey(pkcs8(pair.privateKey)));
const read = (der: Uint8Array): Certificate => valueIn(readCertificate(der));

const authorityKey = newEcKey();
const authority = read(root('Mesh CA', authorityKey));

const pairs: { why: string; pair: KeyPair }[] = [
  { why: 'RSA-2048', pair: newRsaKey(2048) },
  { why: 'RSA-4096', pair: newRsaKey(4096) },
  { why: 'RSA-PSS', pair: generateKeyPairSync('rsa-pss', { modulusLength: 2048 }) },
  { why: 'P-256', pair: newEcKey('P-256') },
  { why: 'P-384', pair: newEcKey('P-384') },
  { why: 'P-521', pair: newEcKey('P-521') },
];

describeWithReleases(debianReleases, 'the PKCS#12 file of a host imports with -W "" and its key signs', (tools) => {
  test.each(pairs)('$why', ({ pair }) => {
    const host = read(
      issue(
        { subject: name(['O', 'system:nodes'], ['CN', 'system:node:a']), spki: spkiOf(pair.publicKey) },
        authorityKey.privateKey,
      ),
    );
    const file = makePkcs12({
      certificate: host,
      key: keyOf(pair),
      authorities: [authority, authority, host],
      friendlyName: 'node-a',
      random,
    });
    withNssDatabase(tools, (database) => {
      expect(database.importPkcs12(valueIn(file).reveal())).toMatchObject({ status: 0 });
      expect(database.listing().toSorted()).toEqual([listingLine('Mesh CA', ',,'), listingLine('node-a', 'u,u,u')]);
      expect(database.certificate('node-a').stdout.replaceAll('\r', '')).toContain(
        pem(host.der).split('\n').slice(1, -2).join('\n'),
      );
      expect(database.signs('node-a')).toBe(true);
    });
  });

  test('of an EC key whose file does not hold its public half', () => {
    const pair = newEcKey();
    const scalar = Buffer.from(pair.privateKey.export({ format: 'jwk' }).d as string, 'base64url');
    const bare = seq(
      int(0),
      seq(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')),
      octets(seq(int(1), octets(scalar))),
    );
    const host = read(issue({ subject: name(['CN', 'bare']), spki: spkiOf(pair.publicKey) }, authorityKey.privateKey));
    const file = makePkcs12({ certificate: host, key: valueIn(readPrivateKey(bare)), random });
    withNssDatabase(tools, (database) => {
      expect(database.importPkcs12(valueIn(file).reveal())).toMatchObject({ status: 0 });
      expect(database.signs('bare')).toBe(true);
    });
  });
});

describeWithReleases(debianReleases, 'keys that are called unusable are', (tools) => {
  test.each(['secp224r1', 'secp256k1', 'brainpoolP256r1'])('%s: imported, but it does not sign', (curve) => {
    const pair = newEcKey(curve);
    const host = read(issue({ subject: name(['CN', 'odd']), spki: spkiOf(pair.publicKey) }, authorityKey.privateKey));
    expect(makePkcs12({ certificate: host, key: keyOf(pair), random }).findings.map(({ code }) => code)).toEqual([
      'x509/unusable-key',
    ]);
    const file = tools.openssl(['pkcs12', '-export', '-passout', 'pass:'], {
      input: pem(pkcs8(pair.privateKey), 'PRIVATE KEY') + pem(host.der),
    });
    expect(file.status).toBe(0);
  });
});

describeWithReleases(debianReleases, 'the predicted nickname is the one that NSS gives', (tools) => {
  test('for any subjects and issuers, one after the other into one database', () => {
    const cases = fc.array(
      fc.record({
        subject: arbitraryAttributes,
        issuer: arbitraryAttributes,
        friendlyName: fc.option(fc.constantFrom('a', 'b', 'node-1'), { nil: undefined }),
      }),
      { minLength: 12, maxLength: 12 },
    );
    fc.assert(
      fc.property(cases, (list) => {
        withNssDatabase(tools, (database) => {
          const known: NssCertificate[] = [];
          for (const [i, { subject, issuer, friendlyName }] of list.entries()) {
            const pair = newEcKey();
            const der = certificate({
              serial: int(i + 1),
              subject: name(...subject),
              issuer: name(...issuer),
              spki: spkiOf(pair.publicKey),
            });
            const host = read(der);
            const prediction = predictNickname(host, {
              database: known,
              ...(friendlyName !== undefined && { friendlyName }),
            });
            if (prediction.kind === 'none') continue;
            const { nickname } = prediction;
            const file = makePkcs12({
              certificate: host,
              key: keyOf(pair),
              ...(friendlyName !== undefined && { friendlyName }),
              random,
              iterations: 1,
            });
            expect(database.importPkcs12(valueIn(file).reveal())).toMatchObject({ status: 0 });
            known.push({ nickname, subjectDerHex: host.subject.derHex, fingerprintSha256: host.fingerprintSha256 });
            const lines = database.listing();
            const expected = known.map((one) => listingLine(withToken(one.nickname), 'u,u,u'));
            expect(lines.toSorted()).toEqual(expected.toSorted());
          }
        });
      }),
      { numRuns: 3 },
    );
  });
});

/** certutil lists a nickname with a colon under the token's name, although it is stored without. */
function withToken(nickname: string): string {
  return nickname.includes(':') ? `NSS Certificate DB:${nickname}` : nickname;
}

describeWithReleases(
  debianReleases,
  'NSS accepts a host certificate for IPsec exactly when no finding is an error',
  (tools) => {
    const pair = newEcKey();
    const extended = (...oids: string[]): Uint8Array => purposes(...oids);
    const netscape = (octet: number, unused: number): Uint8Array =>
      extension('2.16.840.1.113730.1.1', bits(Uint8Array.of(octet), unused));
    const purpose = (last: string): string => `1.3.6.1.5.5.7.3.${last}`;
    const rows: { why: string; extensions: Uint8Array[] }[] = [
      { why: 'no extension', extensions: [] },
      ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '17'].map((last) => ({
        why: `purpose ${purpose(last)} alone`,
        extensions: [extended(purpose(last))],
      })),
      { why: 'any purpose', extensions: [extended('2.5.29.37.0')] },
      { why: 'iKEIntermediate', extensions: [extended('1.3.6.1.5.5.8.2.2')] },
      { why: 'a private purpose', extensions: [extended('1.2.3.4')] },
      { why: 'a usable purpose beside one that is not', extensions: [extended(purpose('3'), purpose('1'))] },
      ...[0x80, 0x40, 0x20, 0x10, 0x08, 0x04].map((octet, i) => ({
        why: `key usage bit ${i} alone`,
        extensions: [usage(octet, 7 - i)],
      })),
      { why: 'Netscape client', extensions: [netscape(0x80, 7)] },
      { why: 'Netscape object signing', extensions: [netscape(0x10, 4)] },
      { why: 'Netscape object signing, and serverAuth', extensions: [netscape(0x10, 4), extended(purpose('1'))] },
      { why: 'Netscape server, and codeSigning', extensions: [netscape(0x40, 6), extended(purpose('3'))] },
      { why: 'critical basicConstraints', extensions: [constraints(false)] },
      { why: 'a critical private extension', extensions: [extension('1.2.3.4', int(1), true)] },
      { why: 'a private extension that is not critical', extensions: [extension('1.2.3.4', int(1))] },
      { why: 'a critical key identifier', extensions: [extension('2.5.29.14', octets(Uint8Array.of(1)), true)] },
      { why: 'critical policies', extensions: [extension('2.5.29.32', seq(seq(oid('1.2.3'))), true)] },
      {
        why: 'a critical subjectAltName',
        extensions: [extension('2.5.29.17', seq(Uint8Array.of(0x82, 1, 0x78)), true)],
      },
      { why: 'critical distribution points', extensions: [extension('2.5.29.31', seq(), true)] },
      { why: 'a critical inhibitAnyPolicy', extensions: [extension('2.5.29.54', int(0), true)] },
      { why: 'a critical TLS feature', extensions: [extension('1.3.6.1.5.5.7.1.24', seq(int(5)), true)] },
    ];
    test.each(rows)('$why', ({ extensions }) => {
      const der = issue(
        { subject: name(['CN', 'host']), spki: spkiOf(pair.publicKey), extensions },
        authorityKey.privateKey,
      );
      const errors = checkCertificate(read(der), {
        now: new Date(),
        role: 'host',
        usages: usageProfiles(['5.4']),
      }).filter(({ severity }) => severity === 'error');
      const answer = nssAccepts(tools, 'ipsec', pem(der), pem(authority.der));
      expect({ accepted: answer.status === 0, said: answer.stdout + answer.stderr }).toMatchObject({
        accepted: errors.length === 0,
      });
    });
  },
);

describe('the names that the tests use are what they say', () => {
  test('an IA5String keeps its bytes', () => {
    expect(Buffer.from(ia5('x'))).toEqual(Buffer.concat([Uint8Array.of(0x16, 1), text('x')]));
  });
});
