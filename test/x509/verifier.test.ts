import { webcrypto } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { readPssParameters, signatureQuestion } from '../../src/x509/signature.ts';
import { webCryptoVerifier } from '../../src/x509/verifier.ts';
import {
  ecdsaScheme,
  issue,
  type KeyPair,
  newEcKey,
  newRsaKey,
  pssParameters,
  pssScheme,
  root,
  rsaScheme,
  type Scheme,
} from '../support/authority.ts';
import { bits, explicit, int, nothing, oid, seq, spkiOf } from '../support/der-writer.ts';
import { valueIn } from '../support/results.ts';

const verifier = webCryptoVerifier(webcrypto.subtle);
const rsa = newRsaKey();
const p256 = newEcKey();

const answerFor = async (
  pair: KeyPair,
  scheme: Scheme,
  spoil: (der: Uint8Array) => Uint8Array = (der) => der,
  spki?: Uint8Array,
) => {
  const authority = valueIn(readCertificate(root('CA', pair, scheme, spki && { spki })));
  const host = valueIn(readCertificate(spoil(issue({}, pair.privateKey, scheme))));
  const question = signatureQuestion(host, authority);
  if (question === undefined) throw new Error('no question');
  return verifier.verify(question);
};
const flip = (der: Uint8Array): Uint8Array => der.map((byte, i) => (i === der.length - 3 ? byte ^ 1 : byte));
const pssSpki = (...parameters: Uint8Array[]): Uint8Array => {
  const plain = spkiOf(rsa.publicKey);
  return seq(seq(oid('1.2.840.113549.1.1.10'), ...parameters), plain.subarray(plain.length - 275));
};

describe('a signature is valid exactly when it is the issuer’s', () => {
  const rows: { why: string; pair: KeyPair; scheme: Scheme; spki?: Uint8Array }[] = [
    { why: 'RSA with SHA-1, still in old authorities', pair: rsa, scheme: rsaScheme('sha1') },
    { why: 'RSA with SHA-256', pair: rsa, scheme: rsaScheme('sha256') },
    { why: 'RSA with SHA-384', pair: rsa, scheme: rsaScheme('sha384') },
    { why: 'RSA with SHA-512', pair: rsa, scheme: rsaScheme('sha512') },
    { why: 'RSA-PSS with SHA-256', pair: rsa, scheme: pssScheme('sha256', 32) },
    { why: 'RSA-PSS with all its defaults', pair: rsa, scheme: pssScheme('sha1', 20) },
    {
      why: 'RSA-PSS by a key that is restricted to it',
      pair: rsa,
      scheme: pssScheme('sha384', 48),
      spki: pssSpki(pssParameters('sha384', 48)),
    },
    {
      why: 'RSA-PSS by a key marked for it without limits',
      pair: rsa,
      scheme: pssScheme('sha256', 32),
      spki: pssSpki(),
    },
    { why: 'ECDSA on P-256 with SHA-256', pair: p256, scheme: ecdsaScheme('sha256') },
    {
      why: 'ECDSA on P-256 with SHA-512: the hash is longer than the field',
      pair: p256,
      scheme: ecdsaScheme('sha512'),
    },
    { why: 'ECDSA on P-384', pair: newEcKey('P-384'), scheme: ecdsaScheme('sha384') },
    { why: 'ECDSA on P-521: its numbers have odd lengths', pair: newEcKey('P-521'), scheme: ecdsaScheme('sha512') },
  ];
  test.each(rows)('$why', async ({ pair, scheme, spki }) => {
    expect(await answerFor(pair, scheme, undefined, spki)).toBe('valid');
    expect(await answerFor(pair, scheme, flip, spki)).toBe('invalid');
  });

  test('a key of another kind is no signer', async () => {
    const host = valueIn(readCertificate(issue({}, p256.privateKey)));
    const authority = valueIn(readCertificate(root('CA', rsa, rsaScheme('sha256'))));
    const question = signatureQuestion(host, authority);
    expect(question && (await verifier.verify(question))).toBe('invalid');
  });

  test('a key that is restricted to another hash, or to longer salts, is no signer', async () => {
    expect(await answerFor(rsa, pssScheme('sha256', 32), undefined, pssSpki(pssParameters('sha384', 32)))).toBe(
      'invalid',
    );
    expect(await answerFor(rsa, pssScheme('sha256', 32), undefined, pssSpki(pssParameters('sha256', 64)))).toBe(
      'invalid',
    );
    expect(await answerFor(rsa, pssScheme('sha256', 64), undefined, pssSpki(pssParameters('sha256', 32)))).toBe(
      'valid',
    );
  });

  test('what WebCrypto does not have is said to be so', async () => {
    const brainpool = newEcKey('brainpoolP256r1');
    expect(await answerFor(brainpool, ecdsaScheme('sha256'))).toBe('unsupported');
    const twoHashes = pssScheme('sha256', 32);
    const digest = (id: string): Uint8Array => seq(oid(id), nothing());
    const parameters = seq(
      explicit(0, digest('2.16.840.1.101.3.4.2.1')),
      explicit(1, seq(oid('1.2.840.113549.1.1.8'), digest('2.16.840.1.101.3.4.2.3'))),
      explicit(2, int(32)),
    );
    expect(await answerFor(rsa, { ...twoHashes, identifier: seq(oid('1.2.840.113549.1.1.10'), parameters) })).toBe(
      'unsupported',
    );
    expect(
      await answerFor(rsa, { ...rsaScheme('sha256'), identifier: seq(oid('1.2.840.113549.1.1.4'), nothing()) }),
    ).toBe('unsupported');
  });

  test('a signature that is no pair of numbers is invalid', async () => {
    const authority = valueIn(readCertificate(root('CA', p256)));
    const host = valueIn(readCertificate(issue({}, p256.privateKey)));
    const question = signatureQuestion(host, authority);
    if (question === undefined) throw new Error('no question');
    for (const signature of [new Uint8Array(0), seq(int(1)), seq(int(1), int(2n ** 300n)), bits(new Uint8Array(64))]) {
      expect(await verifier.verify({ ...question, signature })).toBe('invalid');
    }
  });

  test('a verifier whose WebCrypto throws does not throw', async () => {
    const broken = webCryptoVerifier({
      importKey: () => Promise.reject(new Error('no')),
      verify: () => Promise.reject(new Error('no')),
      exportKey: () => Promise.reject(new Error('no')),
    });
    const host = valueIn(readCertificate(issue({}, p256.privateKey)));
    const question = signatureQuestion(host, valueIn(readCertificate(root('CA', p256))));
    expect(question && (await broken.verify(question))).toBe('unsupported');
    expect(
      await broken.publicKeyOf?.(new Uint8Array(p256.privateKey.export({ format: 'der', type: 'pkcs8' }))),
    ).toBeUndefined();
  });
});

describe('the parameters of RSASSA-PSS', () => {
  test('left out are SHA-1 and 20 bytes', () => {
    expect(readPssParameters(seq())).toEqual({ hash: '1.3.14.3.2.26', maskHash: '1.3.14.3.2.26', saltLength: 20 });
  });
  test.each([
    { why: 'no sequence', der: int(1) },
    { why: 'cut', der: Uint8Array.of(0x30, 5) },
    { why: 'another trailer', der: seq(explicit(3, int(2))) },
    { why: 'a salt that is no number', der: seq(explicit(2, nothing())) },
    { why: 'a hash that is no identifier', der: seq(explicit(0, seq(int(1)))) },
  ])('malformed are undefined: $why', ({ der }) => {
    expect(readPssParameters(der)).toBeUndefined();
  });
});

test('the key of an authority is imported once, however many certificates it signed', async () => {
  let imports = 0;
  const counting = {
    importKey: (...args: Parameters<typeof webcrypto.subtle.importKey>) => {
      imports += 1;
      return webcrypto.subtle.importKey(...args);
    },
    verify: webcrypto.subtle.verify.bind(webcrypto.subtle),
    exportKey: webcrypto.subtle.exportKey.bind(webcrypto.subtle),
  } as unknown as Parameters<typeof webCryptoVerifier>[0];
  const one = webCryptoVerifier(counting);
  const questions = [newEcKey(), newEcKey()].flatMap((pair) => {
    const authority = valueIn(readCertificate(root('CA', pair)));
    return [1, 2, 3].map((serial) => {
      const host = valueIn(readCertificate(issue({ serial: int(serial) }, pair.privateKey)));
      return signatureQuestion(host, authority) as NonNullable<ReturnType<typeof signatureQuestion>>;
    });
  });
  expect(await Promise.all(questions.map((question) => one.verify(question)))).toEqual(questions.map(() => 'valid'));
  expect(imports).toBe(2);
});
