/** Revocation lists: what they say, which of them count, and that nothing in one can change unseen. */
import { webcrypto } from 'node:crypto';
import fc from 'fast-check';
import * as pkijs from 'pkijs';
import { describe, expect, test } from 'vitest';
import { textAt } from '../../../src/diagnostics/diagnostic.ts';
import { checkSignatures } from '../../../src/x509/check-signatures.ts';
import { readCertificate } from '../../../src/x509/read-certificate.ts';
import { checkRevocation } from '../../../src/x509/revocation/check-revocation.ts';
import { readCrl } from '../../../src/x509/revocation/read-crl.ts';
import { maxCrlBytes } from '../../../src/x509/revocation/revocation-list.ts';
import { webCryptoVerifier } from '../../../src/x509/verifier.ts';
import { issue, issuerKeyId, newEcKey, newRsaKey, pssScheme, root, rsaScheme, usage } from '../../support/authority.ts';
import {
  certificateIssuer,
  crl,
  deltaOf,
  type ListParts,
  listNumber,
  reason,
  scope,
} from '../../support/crl-writer.ts';
import { constraints, extension, int, name, nothing } from '../../support/der-writer.ts';
import { codesOf, valueIn } from '../../support/results.ts';

const pair = newEcKey();
const now = new Date('2030-01-01T00:00:00Z');
const verifier = webCryptoVerifier(webcrypto.subtle as never);
const ca = valueIn(readCertificate(root('Mesh CA', pair)));
const hostNumber = (serial: number) =>
  valueIn(readCertificate(issue({ serial: int(serial), subject: name(['CN', `host ${serial}`]) }, pair.privateKey)));
const at = textAt('crl.pem', 1, 1);
const list = (parts: ListParts, key = pair.privateKey) => valueIn(readCrl(crl(parts, key), at));

async function codes(
  certificates: readonly ReturnType<typeof hostNumber>[],
  lists: readonly ReturnType<typeof list>[],
  rest: { strict?: boolean; authorities?: readonly (typeof ca)[]; without?: 'verifier'; now?: Date } = {},
): Promise<readonly string[]> {
  const { authorities = [ca], without, ...others } = rest;
  const signatures = await checkSignatures(authorities, verifier, lists);
  const circumstances = { crls: lists, authorities, now, ...(without === undefined && { signatures }), ...others };
  const found = checkRevocation(
    certificates.map((certificate) => ({ certificate })),
    circumstances,
  );
  return found.map(({ code, severity }) => `${severity} ${code}`);
}

/** NSS takes no delta, no indirect list and none with a scope. */
const notImported = 'warning pki/crl-unusable';

describe('a certificate is held against the lists of its authority', () => {
  const [good, bad] = [hostNumber(1), hostNumber(2)];

  test('revoked where its number stands there', async () => {
    expect(await codes([good, bad], [list({ entries: [{ serial: 2 }] })])).toEqual(['error x509/revoked']);
  });

  test('also on hold: NSS refuses it as well', async () => {
    expect(await codes([bad], [list({ entries: [{ serial: 2, extensions: [reason(6)] }] })])).toEqual([
      'error x509/revoked',
    ]);
  });

  test('from the time of its entry on for hosts, and from now on for us', async () => {
    expect(await codes([bad], [list({ entries: [{ serial: 2, at: new Date('2030-02-01') }] })])).toEqual([
      'error x509/revoked',
    ]);
  });

  test('the latest list of the authority counts, in whatever order they are given', async () => {
    const earlier = list({ entries: [{ serial: 2, extensions: [reason(6)] }] });
    const later = list({ thisUpdate: new Date('2029-12-20') });
    for (const lists of [
      [earlier, later],
      [later, earlier],
    ])
      expect(await codes([bad], lists)).toEqual([]);
  });

  test('nothing is known where there is no list of its authority, which weighs more under strict', async () => {
    expect(await codes([good], [])).toEqual(['info x509/crl-not-given']);
    expect(await codes([good], [], { strict: true })).toEqual(['error x509/crl-not-given']);
  });

  test('a root is not asked for: its own word proves nothing', async () => {
    expect(await codes([ca], [])).toEqual([]);
  });

  test('a list that is overdue, or of tomorrow, is said to be', async () => {
    const due = list({ nextUpdate: new Date('2029-12-31T23:59:59Z') });
    expect(await codes([good], [due])).toEqual(['warning x509/crl-stale']);
    expect(await codes([good], [due], { strict: true })).toEqual(['error x509/crl-stale']);
    expect(await codes([good], [list({ nextUpdate: now })])).toEqual([]);
    expect(await codes([good], [list({ nextUpdate: undefined })])).toEqual([]);
    expect(await codes([good], [list({ thisUpdate: new Date('2030-01-01T00:00:01Z') })])).toEqual([
      'warning x509/crl-stale',
    ]);
  });
});

describe('a delta goes on from its base', () => {
  const host = hostNumber(2);
  const base = (entries: ListParts['entries']) => list({ ...(entries && { entries }), extensions: [listNumber(1)] });
  const delta = (entries: ListParts['entries']) =>
    list({ ...(entries && { entries }), thisUpdate: new Date('2029-12-15'), extensions: [deltaOf(1), listNumber(2)] });

  test('and adds to it, in whatever order they are given', async () => {
    for (const lists of [
      [base([]), delta([{ serial: 2 }])],
      [delta([{ serial: 2 }]), base([])],
    ])
      expect(await codes([host], lists)).toEqual([notImported, 'error x509/revoked']);
  });

  test('and takes back what was on hold, but not for hosts, which have the base alone', async () => {
    const held = base([{ serial: 2, extensions: [reason(6)] }]);
    const back = delta([{ serial: 2, extensions: [reason(8)] }]);
    expect(await codes([host], [held, back])).toEqual([notImported, 'error x509/revoked']);
  });

  test('but does not say enough without it', async () => {
    expect(await codes([host], [delta([])])).toEqual([notImported, 'info x509/crl-not-given']);
  });

  test('hosts that insist on lists refuse everybody where theirs is not imported', async () => {
    expect(await codes([host], [delta([])], { strict: true })).toEqual([
      'error pki/crl-unusable',
      'error x509/crl-not-given',
    ]);
  });
});

describe('a list says for whom it speaks', () => {
  const host = hostNumber(2);
  const entries = [{ serial: 2 }];
  const below = valueIn(
    readCertificate(
      issue({ serial: int(2), subject: name(['CN', 'Below']), extensions: [constraints(true)] }, pair.privateKey),
    ),
  );

  test('hosts alone, authorities alone, attributes alone', async () => {
    const of = (...flags: number[]) => list({ entries, extensions: [listNumber(1), scope(...flags)] });
    expect(await codes([host, below], [of(1)])).toEqual([notImported, 'error x509/revoked', 'info x509/crl-not-given']);
    expect(await codes([host, below], [of(2)])).toEqual([notImported, 'info x509/crl-not-given', 'error x509/revoked']);
    expect(await codes([host, below], [of(5)])).toEqual([
      notImported,
      'info x509/crl-not-given',
      'info x509/crl-not-given',
    ]);
  });

  test('certificates of other issuers in an indirect list, each until the next is named', async () => {
    const otherKey = newEcKey();
    const other = valueIn(readCertificate(root('Other CA', otherKey)));
    const strangers = [2, 3, 4].map((serial) =>
      valueIn(readCertificate(issue({ serial: int(serial), issuer: name(['CN', 'Other CA']) }, otherKey.privateKey))),
    );
    const indirect = list({
      extensions: [listNumber(1), scope(4)],
      entries: [{ serial: 2, extensions: [certificateIssuer(name(['CN', 'Other CA']))] }, { serial: 3 }],
    });
    expect(await codes([...strangers, host], [indirect], { authorities: [ca, other] })).toEqual([
      notImported,
      'error x509/revoked',
      'error x509/revoked',
    ]);
  });
});

describe('a list counts only when the authority signed it', () => {
  const host = hostNumber(2);
  const entries = [{ serial: 2 }];

  test('a forged one is an error, and what it says is not believed', async () => {
    expect(await codes([host], [list({ entries }, newEcKey().privateKey)])).toEqual([
      'error x509/bad-signature',
      'info x509/crl-not-given',
    ]);
  });

  test('of nobody who was given', async () => {
    expect(await codes([host], [list({ entries, issuer: name(['CN', 'Stranger']) })])).toEqual([
      'error pki/crl-unusable',
      'info x509/crl-not-given',
    ]);
  });

  test('of an authority that may not sign lists', async () => {
    const authorities = [
      valueIn(readCertificate(root('Mesh CA', pair, undefined, { extensions: [constraints(true), usage(0x04, 2)] }))),
    ];
    expect(await codes([host], [list({ entries })], { authorities })).toEqual([
      'error pki/crl-unusable',
      'info x509/crl-not-given',
    ]);
  });

  test('with another key identifier it is the list of another authority of that name', async () => {
    const foreign = list({ entries, extensions: [listNumber(1), issuerKeyId(newEcKey().publicKey)] });
    expect(await codes([host], [foreign])).toEqual(['error pki/crl-unusable', 'info x509/crl-not-given']);
  });

  test('without a verifier that is said, and the list is used', async () => {
    expect(await codes([host], [list({ entries })], { without: 'verifier' })).toEqual([
      'warning x509/signature-not-checked',
      'error x509/revoked',
    ]);
  });

  test.each([
    ['RSA', rsaScheme('sha256')],
    ['RSA-PSS', pssScheme('sha256', 32)],
  ])('%s', async (_, scheme) => {
    const rsa = newRsaKey();
    const authority = valueIn(readCertificate(root('Mesh CA', rsa, rsaScheme('sha256'))));
    const signed = valueIn(readCrl(crl({ entries }, rsa.privateKey, scheme), at));
    expect(await codes([host], [signed], { authorities: [authority] })).toEqual(['error x509/revoked']);
  });
});

describe('reading', () => {
  const entry = fc.record({
    serial: fc.bigInt({ min: 1n, max: 1n << 150n }),
    extensions: fc.option(
      fc.constantFrom(0, 1, 4, 6).map((number) => [reason(number)]),
      { nil: undefined },
    ),
  });
  const parts = fc.record({
    entries: fc.array(
      entry.map(({ serial, extensions }) => ({ serial, ...(extensions && { extensions }) })),
      { maxLength: 20 },
    ),
    thisUpdate: fc
      .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
      .map((when) => new Date(Math.floor(when.getTime() / 1000) * 1000)),
  });

  test('agrees with pkijs on every list', () => {
    fc.assert(
      fc.property(parts, (wanted) => {
        const der = crl(wanted, pair.privateKey);
        const own = valueIn(readCrl(der, at));
        const theirs = pkijs.CertificateRevocationList.fromBER(der);
        expect(own.thisUpdate).toEqual(theirs.thisUpdate.value);
        expect(own.issuer.der).toEqual(new Uint8Array(theirs.issuer.valueBeforeDecode));
        expect(own.revoked.map(({ serialHex }) => BigInt(`0x${serialHex}`))).toEqual(
          (theirs.revokedCertificates ?? []).map(({ userCertificate }) => userCertificate.toBigInt()),
        );
        expect(own.revoked.map(({ reason: why }) => why !== undefined)).toEqual(
          (theirs.revokedCertificates ?? []).map(({ crlEntryExtensions }) => crlEntryExtensions !== undefined),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('any single changed byte is found', async () => {
    const whole = crl(
      { entries: [{ serial: 2, extensions: [reason(1)] }, { serial: 300 }], extensions: [listNumber(5), scope(1)] },
      pair.privateKey,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: whole.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (index, change) => {
          const changed = whole.slice();
          changed[index] = (changed[index] as number) ^ change;
          const read = readCrl(changed, at);
          const found =
            read.kind === 'failed'
              ? read.findings
              : checkRevocation([], {
                  crls: [read.value],
                  authorities: [ca],
                  now,
                  signatures: await checkSignatures([ca], verifier, [read.value]),
                });
          expect(found.filter(({ severity }) => severity === 'error').length, `byte ${index}`).toBeGreaterThan(0);
        },
      ),
      { numRuns: 400 },
    );
  });

  test.each([
    ['bytes that are none', new Uint8Array(4), 'pki/crl-malformed'],
    ['something behind it', Uint8Array.from([...crl({}, pair.privateKey), 0]), 'pki/crl-malformed'],
    ['version 3', crl({ version: 2 }, pair.privateKey), 'pki/crl-malformed'],
    ['an extension twice', crl({ extensions: [listNumber(1), listNumber(1)] }, pair.privateKey), 'pki/crl-malformed'],
    [
      'an entry of an unknown reason',
      crl({ entries: [{ serial: 1, extensions: [reason(7)] }] }, pair.privateKey),
      'pki/crl-malformed',
    ],
    [
      'a critical extension that nobody knows',
      crl({ extensions: [extension('1.2.3.4', nothing(), true)] }, pair.privateKey),
      'pki/crl-unusable',
    ],
    [
      'one in an entry',
      crl({ entries: [{ serial: 1, extensions: [extension('1.2.3.4', nothing(), true)] }] }, pair.privateKey),
      'pki/crl-unusable',
    ],
    ['too large', new Uint8Array(maxCrlBytes + 1), 'x509/too-large'],
  ])('refuses %s', (_, bytes, code) => {
    expect(codesOf(readCrl(bytes, at))).toEqual([code]);
  });

  test('version 1 has no extensions', () => {
    expect(list({ version: 0, entries: [{ serial: 9 }] }).revoked.map(({ serialHex }) => serialHex)).toEqual(['09']);
  });

  test('fifty thousand entries take seconds at most', () => {
    const many = crl({ entries: Array.from({ length: 50_000 }, (_, i) => ({ serial: i + 1 })) }, pair.privateKey);
    const begin = performance.now();
    expect(valueIn(readCrl(many, at)).revoked).toHaveLength(50_000);
    expect(performance.now() - begin).toBeLessThan(5000);
  });
});
