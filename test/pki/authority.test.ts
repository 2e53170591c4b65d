/** The small authority: what it issues passes our own judgement, and what it must not issue it refuses. */
import { webcrypto, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import * as pkijs from 'pkijs';
import { describe, expect, test } from 'vitest';
import { identityText } from '../../src/libreswan/identity/identity-text.ts';
import { matchesIdentity } from '../../src/libreswan/identity/match-identity.ts';
import { releaseRange } from '../../src/libreswan/release.ts';
import { issueCertificate, renewCertificate } from '../../src/pki/issue.ts';
import { keyKinds } from '../../src/pki/keys.ts';
import { makeCrl } from '../../src/pki/make-crl.ts';
import { checkChain } from '../../src/x509/chain.ts';
import { checkSignatures } from '../../src/x509/check-signatures.ts';
import { nameText } from '../../src/x509/name-text.ts';
import { predictNickname } from '../../src/x509/nickname.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { checkRevocation } from '../../src/x509/revocation/check-revocation.ts';
import { webCryptoVerifier } from '../../src/x509/verifier.ts';
import { codesOf, valueIn } from '../support/results.ts';

import { issuing, makeAuthorities, newAuthority, now, of, subtle } from '../support/small-authority.ts';

makeAuthorities();
const verifier = webCryptoVerifier(webcrypto.subtle as never);

describe.each(keyKinds)('with keys of kind %s', (kind) => {
  test('a host certificate has a chain without a finding, and is neither early nor late', async () => {
    const { authority, host } = of(kind);
    const authorities = [authority.certificate];
    const signatures = await checkSignatures([host, ...authorities], verifier);
    expect(checkChain(host, { authorities, now, signatures })).toEqual([]);
    expect(host.notBefore.toISOString()).toBe('2029-12-31T23:00:00.000Z');
    expect(host.notAfter.toISOString()).toBe('2032-01-01T00:00:00.000Z');
  });

  test('it says what was asked for, and a plain nickname follows from it', () => {
    const { host } = of(kind);
    expect(nameText(host.subject)).toBe('O=mesh, CN=node-1.example.com');
    expect(host.subjectAltNames.map(({ value }) => value)).toEqual(['node-1.example.com', '172.16.0.1', 'fd00::1']);
    expect(predictNickname(host)).toMatchObject({ nickname: 'node-1.example.com' });
    expect(host.serialHex).toMatch(/^[4-7][0-9a-f]{31}$/);
  });

  test('renewed it keeps subject, names and key, and gets another number', async () => {
    const { authority, host } = of(kind);
    const later = { ...issuing, now: new Date('2031-12-01T00:00:00Z') };
    const renewed = valueIn(await renewCertificate(authority, host, later));
    expect(renewed.subject.derHex).toBe(host.subject.derHex);
    expect(renewed.subjectAltNames).toEqual(host.subjectAltNames);
    expect(renewed.publicKey.spki).toEqual(host.publicKey.spki);
    expect(renewed.serialHex).not.toBe(host.serialHex);
  });

  test('pkijs and Node verify the signature', async () => {
    const { authority, host } = of(kind);
    const engine = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto as never });
    expect(
      await pkijs.Certificate.fromBER(host.der).verify(pkijs.Certificate.fromBER(authority.certificate.der), engine),
    ).toBe(true);
    expect(new X509Certificate(host.der).verify(new X509Certificate(authority.certificate.der).publicKey)).toBe(true);
  });

  test('a revoked host is found, one that is not revoked is not', async () => {
    const { authority, host } = of(kind);
    const crl = valueIn(
      await makeCrl(authority, {
        revoked: [{ serialHex: host.serialHex, at: now, reason: 'keyCompromise' }],
        number: 7,
        now,
        days: 30,
        subtle,
      }),
    );
    const other = valueIn(await renewCertificate(authority, host, issuing));
    const authorities = [authority.certificate];
    const signatures = await checkSignatures(authorities, verifier, [crl]);
    const circumstances = { crls: [crl], authorities, now, signatures };
    const found = checkRevocation(
      [{ certificate: host }, { certificate: other }, { certificate: authority.certificate }],
      circumstances,
    );
    expect(found.map(({ code, message }) => [code, message])).toEqual([
      ['x509/revoked', 'the certificate was revoked at 2030-01-01T00:00:00Z (keyCompromise)'],
    ]);
  });
});

describe('what would not work is refused', () => {
  const host = (subject: object, rest: object = {}) =>
    issueCertificate(
      of('p-256').authority,
      { subject: { commonName: 'a', ...subject }, spki: of('p-256').host.publicKey.spki, ...rest },
      issuing,
    );

  test.each([
    [{ commonName: '' }, 'pki/bad-subject'],
    [{ commonName: '*' }, 'pki/bad-subject'],
    [{ commonName: 'a ' }, 'pki/bad-subject'],
    [{ commonName: 'x'.repeat(65) }, 'pki/bad-subject'],
    [{ organization: 'a\nb' }, 'pki/bad-subject'],
    [{ organizationalUnit: 'a\u202eb' }, 'pki/bad-subject'],
  ])('subject %j', async (subject, code) => {
    expect(codesOf(await host(subject))).toEqual([code]);
  });

  test.each([['a b'], ['*.example.com'], ['-a'], ['a..b'], ['x'.repeat(64)]])('alternative name %j', async (name) => {
    expect(codesOf(await host({}, { dnsNames: [name] }))).toEqual(['pki/bad-subject']);
  });

  test.each([[0], [-1], [1.5], [Number.NaN], [1e9]])('%d days', async (days) => {
    const { authority } = of('p-256');
    const asked = { subject: { commonName: 'a' }, spki: of('p-256').host.publicKey.spki };
    expect(codesOf(await issueCertificate(authority, asked, { ...issuing, days }))).toEqual(['pki/bad-validity']);
  });

  test('a certificate that outlives its authority', async () => {
    const { authority, host: one } = of('p-256');
    const found = await renewCertificate(authority, one, { ...issuing, days: 3651 });
    expect(codesOf(found)).toEqual(['pki/outlives-authority']);
    expect(found.findings[0]?.hint).toContain('at most 3650 days');
  });

  test('with the key of another authority', async () => {
    const { certificate } = of('p-256').authority;
    const { key } = await newAuthority('p-256');
    expect(codesOf(await renewCertificate({ certificate, key }, of('p-256').host, issuing))).toEqual([
      'x509/key-mismatch',
    ]);
  });

  test('a revocation without a number, or for a reason that is none', async () => {
    const rest = { number: 1, now, days: 30, subtle };
    const list = (serialHex: string, reason?: string, days = 30) =>
      makeCrl(of('p-256').authority, {
        ...rest,
        days,
        revoked: [{ serialHex, at: now, ...(reason !== undefined && { reason }) }],
      });
    expect(codesOf(await list('xyz'))).toEqual(['pki/bad-revocation']);
    expect(codesOf(await list('01', 'because'))).toEqual(['pki/bad-revocation']);
    expect(codesOf(await list('01', undefined, 0))).toEqual(['pki/bad-validity']);
  });
});

test('the serial number is the caller’s randomness and nothing else is', async () => {
  const { authority, host } = of('p-256');
  const asked: number[] = [];
  const counting = (length: number): Uint8Array => {
    asked.push(length);
    return new Uint8Array(length).fill(0x11);
  };
  const counted = { ...issuing, random: counting };
  expect(valueIn(await renewCertificate(authority, host, counted)).serialHex).toBe(`51${'11'.repeat(15)}`);
  expect(asked).toEqual([16]);
});

test('whatever the subject, every release reads the ID that is rendered for it as that subject, and no other', async () => {
  const { authority, host } = of('p-256');
  const range = releaseRange('3.15', '5.4');
  const plain = fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(...'abzAZ09 .-_@') });
  const parts = plain.filter((text) => text.trim() === text && text !== '');
  await fc.assert(
    fc.asyncProperty(parts, parts, async (organization, commonName) => {
      const asked = { subject: { organization, commonName }, spki: host.publicKey.spki };
      const issued = valueIn(await issueCertificate(authority, asked, issuing));
      const text = valueIn(identityText(issued.subject, range, issued.at));
      for (const release of range) {
        expect(matchesIdentity(text, issued, release)).toMatchObject({ verdict: 'yes', tooWide: false });
        expect(matchesIdentity(text, host, release).verdict).not.toBe('yes');
      }
    }),
    { numRuns: 30 },
  );
});

test('any single changed byte of a certificate is found', async () => {
  const { authority, host } = of('p-256');
  await fc.assert(
    fc.asyncProperty(fc.nat(host.der.length - 1), fc.integer({ min: 1, max: 255 }), async (index, change) => {
      const changed = host.der.slice();
      changed[index] = (changed[index] as number) ^ change;
      const read = readCertificate(changed);
      const authorities = [authority.certificate];
      const asked = read.kind === 'failed' ? authorities : [read.value, ...authorities];
      const signatures = await checkSignatures(asked, verifier);
      const found = read.kind === 'failed' ? read.findings : checkChain(read.value, { authorities, now, signatures });
      expect(
        found.some(({ severity }) => severity === 'error'),
        `byte ${index}`,
      ).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('whatever the subject, what is issued reads back as that subject', async () => {
  const part = fc
    .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
    .filter(
      (text) =>
        text.length <= 64 && text !== '*' && text === text.trim() && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text),
    );
  await fc.assert(
    fc.asyncProperty(part, fc.option(part, { nil: undefined }), async (commonName, organization) => {
      const subject = { commonName, ...(organization !== undefined && { organization }) };
      const issued = valueIn(
        await issueCertificate(of('p-256').authority, { subject, spki: of('p-256').host.publicKey.spki }, issuing),
      );
      expect(issued.subject.rdns.flat().map(({ value }) => value)).toEqual(
        organization === undefined ? [commonName] : [organization, commonName],
      );
    }),
    { numRuns: 50 },
  );
});
