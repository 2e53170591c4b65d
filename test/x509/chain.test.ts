import { webcrypto } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import type { Certificate } from '../../src/x509/certificate.ts';
import { checkChain } from '../../src/x509/chain.ts';
import { checkSignatures } from '../../src/x509/check-signatures.ts';
import { checkIssuedBy } from '../../src/x509/issued-by.ts';
import { checkKey } from '../../src/x509/key-match.ts';
import { withPublicHalf } from '../../src/x509/keys.ts';
import { readPrivateKey } from '../../src/x509/private-key.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { webCryptoVerifier } from '../../src/x509/verifier.ts';
import { issue, issuerKeyId, newEcKey, ownKeyId, root, signsCertificates, usage } from '../support/authority.ts';
import {
  certificate,
  constraints,
  explicit,
  extension,
  int,
  name,
  octets,
  oid,
  seq,
  spkiOf,
} from '../support/der-writer.ts';
import { valueIn } from '../support/results.ts';

const now = new Date('2030-01-01');
const at = valueAt('nodes', 'a', 'certificate');
const verifier = webCryptoVerifier(webcrypto.subtle);
const read = (der: Uint8Array, ...place: string[]): Certificate => valueIn(readCertificate(der, valueAt(...place)));

const [rootKey, middleKey, hostKey, strangerKey] = [newEcKey(), newEcKey(), newEcKey(), newEcKey()];
const rootDer = root('Root', rootKey);
const ca = read(rootDer, 'root');
const middleParts = {
  subject: name(['CN', 'Middle']),
  issuer: name(['CN', 'Root']),
  spki: spkiOf(middleKey.publicKey),
  extensions: [constraints(true), signsCertificates, ownKeyId(middleKey.publicKey), issuerKeyId(rootKey.publicKey)],
};
const middle = read(issue(middleParts, rootKey.privateKey), 'middle');
const hostParts = { subject: name(['CN', 'a']), spki: spkiOf(hostKey.publicKey) };
const directDer = issue({ ...hostParts, issuer: name(['CN', 'Root']) }, rootKey.privateKey);
const direct = read(directDer);
const below = read(
  issue(
    { ...hostParts, issuer: name(['CN', 'Middle']), extensions: [issuerKeyId(middleKey.publicKey)] },
    middleKey.privateKey,
  ),
);

const verify = async (host: Certificate, authorities: readonly Certificate[], time = now) =>
  checkChain(host, { authorities, now: time, signatures: await checkSignatures([host, ...authorities], verifier) }, at);

describe('a chain of signatures to a root is accepted', () => {
  test('directly and through an intermediate authority, in any order of the bundle', async () => {
    expect(await verify(direct, [ca])).toEqual([]);
    expect(await verify(below, [ca, middle])).toEqual([]);
    expect(await verify(below, [middle, ca])).toEqual([]);
  });

  test('although an expired authority of the same name and key is there too', async () => {
    const old = read(root('Root', rootKey, undefined, { notAfter: new Date('2027-01-01'), serial: int(7) }));
    expect(await verify(direct, [old, ca])).toEqual([]);
    expect(await verify(direct, [old])).toMatchObject([{ code: 'x509/expired', at: old.at }]);
  });

  test('although an impostor of the same name stands first', async () => {
    const impostor = read(root('Root', strangerKey, undefined, { extensions: [constraints(true)] }));
    expect(await verify(direct, [impostor, ca])).toEqual([]);
  });

  test('also for the root itself', async () => {
    expect(await verify(ca, [ca])).toEqual([]);
  });
});

describe('what is no chain is refused', () => {
  test('an issuer that is not there', async () => {
    const stranger = read(root('Stranger', strangerKey));
    expect(await verify(direct, [stranger])).toMatchObject([{ code: 'x509/unknown-issuer', at }]);
    expect(await verify(direct, [])).toMatchObject([{ code: 'x509/unknown-issuer', hint: 'no authority was given' }]);
  });

  test('the right name with another key identifier', () => {
    const renewed = read(root('Root', strangerKey));
    const host = read(
      issue(
        { ...hostParts, issuer: name(['CN', 'Root']), extensions: [issuerKeyId(rootKey.publicKey)] },
        rootKey.privateKey,
      ),
    );
    expect(checkIssuedBy(host, [renewed])).toMatchObject([
      { code: 'x509/unknown-issuer', message: expect.stringContaining('key identifier') },
    ]);
    expect(checkIssuedBy(host, [renewed, ca])).toEqual([]);
  });

  test('the right name, but another key signed', async () => {
    const impostor = read(root('Root', strangerKey, undefined, { extensions: [constraints(true)] }), 'impostor');
    expect(await verify(direct, [impostor])).toMatchObject([
      { code: 'x509/bad-signature', at, related: [{ at: impostor.at }] },
    ]);
  });

  test('every single changed byte of host and root', async () => {
    for (const [der, others] of [
      [directDer, [ca]],
      [rootDer, []],
    ] as const) {
      for (let i = 0; i < der.length; i += 1) {
        const changed = readCertificate(der.map((byte, k) => (k === i ? byte ^ 0x04 : byte)));
        if (changed.kind === 'failed') continue;
        const authorities = others.length === 0 ? [changed.value] : others;
        expect(await verify(changed.value, authorities)).not.toEqual([]);
      }
    }
  });

  test('an intermediate authority alone: pluto trusts roots', async () => {
    expect(await verify(below, [middle])).toMatchObject([{ code: 'x509/no-root', at }]);
  });

  test('two authorities that certify each other', async () => {
    const x = read(
      issue({ ...middleParts, issuer: name(['CN', 'Other']), extensions: [constraints(true)] }, strangerKey.privateKey),
    );
    const y = read(
      issue(
        {
          ...middleParts,
          subject: name(['CN', 'Other']),
          spki: spkiOf(strangerKey.publicKey),
          issuer: name(['CN', 'Middle']),
          extensions: [constraints(true)],
        },
        middleKey.privateKey,
      ),
    );
    expect(await verify(below, [x, y])).toMatchObject([{ code: 'x509/no-root' }]);
  });

  test.each([
    { why: 'no authority at all', extensions: [constraints(false)], code: 'x509/not-an-authority' },
    {
      why: 'a key usage without keyCertSign',
      extensions: [constraints(true), usage(0x80, 7)],
      code: 'x509/unusable-key-usage',
    },
    {
      why: 'an unknown critical extension',
      extensions: [constraints(true), extension('1.2.3.4', int(1), true)],
      code: 'x509/unknown-critical-extension',
    },
    {
      why: 'names restricted in a way that is not understood',
      extensions: [constraints(true), extension('2.5.29.30', seq(seq()), true)],
      code: 'x509/name-constraints-not-checked',
    },
  ])('on the way $why', async ({ extensions, code }) => {
    const odd = read(issue({ ...middleParts, extensions }, rootKey.privateKey), 'odd');
    expect(await verify(below, [odd, ca])).toMatchObject([{ code, at: odd.at }]);
  });

  test('a name that an authority on the way must not certify', async () => {
    const only = extension('2.5.29.30', seq(explicit(0, seq(explicit(4, name(['O', 'Elsewhere']))))), true);
    const odd = read(issue({ ...middleParts, extensions: [constraints(true), only] }, rootKey.privateKey), 'odd');
    expect(await verify(below, [odd, ca])).toMatchObject([{ code: 'x509/name-not-permitted', at: below.at }]);
  });

  test('more authorities than one allows', async () => {
    const strict = read(
      root('Root', rootKey, undefined, { extensions: [constraints(true, 0), signsCertificates] }),
      'strict',
    );
    expect(await verify(direct, [strict])).toEqual([]);
    expect(await verify(below, [strict, middle])).toMatchObject([{ code: 'x509/path-too-long', at: strict.at }]);
  });

  test('an authority that is not valid any more', async () => {
    const late = new Date('2040-01-01');
    expect(await verify(direct, [ca], late)).toMatchObject([{ code: 'x509/expired', at: ca.at }]);
  });
});

test('what the verifier does not know, or was not asked, is said', async () => {
  const asked = (answer: 'unsupported' | 'not-asked') =>
    checkChain(direct, { authorities: [ca], now, signatures: () => answer }, at);
  for (const answer of ['unsupported', 'not-asked'] as const)
    expect(asked(answer)).toMatchObject([
      { code: 'x509/signature-not-checked', at, severity: 'warning' },
      { code: 'x509/signature-not-checked', at: ca.at },
    ]);
  const ofOthers = await checkSignatures([below, middle], verifier);
  expect(checkChain(direct, { authorities: [ca], now, signatures: ofOthers }, at)).toMatchObject([
    { code: 'x509/signature-not-checked', message: expect.stringContaining('not asked') },
    { code: 'x509/signature-not-checked' },
  ]);
});

describe('a root', () => {
  const damaged = read(
    rootDer.map((byte, i) => (i === rootDer.length - 3 ? byte ^ 4 : byte)),
    'damaged',
  );

  test('whose own signature is damaged is trusted as pluto trusts it, with a warning', async () => {
    expect(await verify(direct, [damaged])).toMatchObject([
      { code: 'x509/bad-signature', severity: 'warning', at: damaged.at },
    ]);
  });

  test('with a critical extension that NSS does not know is taken, with a warning', async () => {
    const odd = read(
      root('Root', rootKey, undefined, { extensions: [constraints(true), extension('1.2.3.4', int(1), true)] }),
    );
    expect(await verify(direct, [odd])).toMatchObject([
      { code: 'x509/unknown-critical-extension', severity: 'warning' },
    ]);
  });
});

test('of several chains the one with the least fault counts', async () => {
  const old = read(root('Root', rootKey, undefined, { notAfter: new Date('2027-01-01'), serial: int(7) }), 'old');
  const soon = read(root('Root', rootKey, undefined, { notAfter: new Date('2030-01-20'), serial: int(8) }), 'soon');
  expect(await verify(direct, [old, soon])).toMatchObject([{ code: 'x509/expires-soon', at: soon.at }]);
  expect(await verify(direct, [old, soon, ca])).toEqual([]);
});

test('among a thousand authorities of one name the right one is found', async () => {
  const many = Array.from({ length: 1000 }, (_, i) =>
    read(
      certificate({
        subject: name(['CN', 'Root']),
        issuer: name(['CN', 'Root']),
        serial: int(i + 1),
        extensions: [constraints(true)],
      }),
    ),
  );
  expect(await verify(direct, many)).toMatchObject([{ code: 'x509/bad-signature', at }]);
  expect(await verify(direct, [...many, ca])).toEqual([]);
});

describe('an EC key whose file does not hold its public half', () => {
  const scalar = Buffer.from(hostKey.privateKey.export({ format: 'jwk' }).d as string, 'base64url');
  const bare = seq(
    int(0),
    seq(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')),
    octets(seq(int(1), octets(scalar))),
  );
  const key = valueIn(readPrivateKey(bare, valueAt('key')));

  test('is compared by the half that the verifier computes', async () => {
    const whole = await withPublicHalf(key, verifier);
    expect(checkKey(direct, whole)).toEqual([]);
    expect(checkKey(ca, whole)).toMatchObject([{ code: 'x509/key-mismatch', at: key.at }]);
  });

  test('stays unchecked where the verifier can not', async () => {
    expect(checkKey(direct, await withPublicHalf(key, { verify: verifier.verify }))).toMatchObject([
      { code: 'x509/key-not-checked' },
    ]);
  });
});
