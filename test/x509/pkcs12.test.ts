import { createHash, webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { describe, expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { makePkcs12 } from '../../src/x509/pkcs12.ts';
import { emptyPasswordMacKey } from '../../src/x509/pkcs12-key.ts';
import { readPrivateKey } from '../../src/x509/private-key.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { issue, newEcKey, newRsaKey, root } from '../support/authority.ts';
import { int, name, spkiOf } from '../support/der-writer.ts';
import { codesOf, valueIn } from '../support/results.ts';

const authorityKey = newEcKey();
const [rsa, ec] = [newRsaKey(), newEcKey()];
const ca = valueIn(readCertificate(root('Mesh CA', authorityKey)));
const issued = new Map<typeof ec, ReturnType<typeof newHost>>();
const newHost = (pair: typeof ec) =>
  valueIn(
    readCertificate(issue({ subject: name(['CN', 'a']), spki: spkiOf(pair.publicKey) }, authorityKey.privateKey)),
  );
/** One certificate for each key: every signature of ECDSA is another. */
function hostOf(pair: typeof ec) {
  const host = issued.get(pair) ?? newHost(pair);
  issued.set(pair, host);
  return host;
}
const keyOf = (pair: typeof ec) =>
  valueIn(readPrivateKey(new Uint8Array(pair.privateKey.export({ format: 'der', type: 'pkcs8' })), valueAt('key')));
const at = valueAt('nodes', 'a');

/** Random bytes by seed and call, and what was asked for. */
function seeded(seed: string): { random: (length: number) => Uint8Array; asked: number[] } {
  const asked: number[] = [];
  const random = (length: number): Uint8Array => {
    asked.push(length);
    return Uint8Array.from(createHash('sha512').update(`${seed} ${asked.length}`).digest().subarray(0, length));
  };
  return { random, asked };
}

const fileOf = (seed: string, pair = ec, friendlyName = 'node-a') =>
  valueIn(
    makePkcs12({
      certificate: hostOf(pair),
      key: keyOf(pair),
      authorities: [ca],
      friendlyName,
      random: seeded(seed).random,
      iterations: 10,
    }),
  ).reveal();

describe('the same random bytes make the same file', () => {
  test('and other random bytes make another file', () => {
    expect(fileOf('a')).toEqual(fileOf('a'));
    expect(fileOf('a')).not.toEqual(fileOf('b'));
  });

  test('72 random bytes are asked for: four salts and vectors of 16, and one salt of 8', () => {
    const { random, asked } = seeded('a');
    makePkcs12({ certificate: hostOf(ec), key: keyOf(ec), random, iterations: 1 });
    expect(asked).toEqual([16, 16, 16, 16, 8]);
  });
});

describe('pkijs, which did not write it, reads the file', () => {
  const crypto = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto as never });
  test.each([
    { why: 'RSA', pair: rsa },
    { why: 'EC', pair: ec },
  ])('$why: MAC, key, certificates and attributes', async ({ pair }) => {
    const file = fileOf('a', pair);
    const pfx = pkijs.PFX.fromBER(file);
    const password = new ArrayBuffer(0);
    await pfx.parseInternalValues({ password, checkIntegrity: false }, crypto);
    await pfx.parsedValue?.authenticatedSafe?.parseInternalValues({ safeContents: [{ password }, {}] }, crypto);
    const safes = pfx.parsedValue?.authenticatedSafe?.parsedValue.safeContents as { value: pkijs.SafeContents }[];
    const bags = safes.flatMap(({ value }) => value.safeBags);
    expect(bags.map(({ bagId }) => bagId.split('.').at(-1))).toEqual(['3', '3', '2']);
    const certificates = bags
      .filter(({ bagValue }) => bagValue instanceof pkijs.CertBag)
      .map(({ bagValue }) => bagValue as pkijs.CertBag);
    expect(certificates.map((bag) => Buffer.from((bag.parsedValue as pkijs.Certificate).toSchema().toBER()))).toEqual([
      Buffer.from(hostOf(pair).der),
      Buffer.from(ca.der),
    ]);
    const shrouded = bags[2]?.bagValue as pkijs.PKCS8ShroudedKeyBag;
    await (shrouded as unknown as { parseInternalValues: (p: object, c: object) => Promise<void> }).parseInternalValues(
      { password },
      crypto,
    );
    expect(Buffer.from((shrouded.parsedValue as pkijs.PrivateKeyInfo).toSchema().toBER())).toEqual(
      Buffer.from(keyOf(pair).pkcs8.reveal()),
    );
    const attributes = (bag: pkijs.SafeBag | undefined): [string, string][] =>
      (bag?.bagAttributes ?? []).map(({ type, values }): [string, string] => [
        type,
        Buffer.from((values[0] as asn1js.OctetString).valueBlock.toBER()).toString('hex'),
      ]);
    const id = createHash('sha1').update(hostOf(pair).der).digest('hex');
    const expected = [
      ['1.2.840.113549.1.9.20', Buffer.from('node-a', 'utf16le').swap16().toString('hex')],
      ['1.2.840.113549.1.9.21', id],
    ];
    expect(attributes(bags[0])).toEqual(expected);
    expect(attributes(bags[2])).toEqual(expected);
    expect(attributes(bags[1])).toEqual([]);
  });
});

test('a salt longer than a block is repeated over two', () => {
  // Of the derivation of OpenSSL 3 (openssl kdf PKCS12KDF), with 64 and 65 bytes: what counts is that they differ and do not fail.
  const keys = [8, 64, 65, 128].map((length) =>
    Buffer.from(emptyPasswordMacKey(new Uint8Array(length).fill(1), 3)).toString('hex'),
  );
  expect(keys[1]).toBe(keys[0]);
  expect(keys[3]).toBe(keys[2]);
  expect(keys[2]).not.toBe(keys[1]);
});

describe('what NSS could not import is not made', () => {
  const plain = { certificate: hostOf(ec), key: keyOf(ec), random: seeded('x').random };
  const twin = valueIn(
    readCertificate(
      issue(
        {
          serial: int(BigInt(`0x${hostOf(ec).serialHex}`)),
          subject: name(['CN', 'twin']),
          issuer: name(['CN', 'Mesh CA']),
        },
        authorityKey.privateKey,
      ),
    ),
  );
  test.each([
    { why: 'the key of another', contents: { ...plain, key: keyOf(newEcKey()) }, code: 'x509/key-mismatch' },
    {
      why: 'a curve that it does not sign with',
      contents: (() => {
        const odd = newEcKey('secp256k1');
        return { ...plain, certificate: hostOf(odd), key: keyOf(odd) };
      })(),
      code: 'x509/unusable-key',
    },
    { why: 'an empty name', contents: { ...plain, friendlyName: '' }, code: 'x509/bad-friendly-name' },
    { why: 'a name with a line feed', contents: { ...plain, friendlyName: 'a\nb' }, code: 'x509/bad-friendly-name' },
    { why: 'a name beyond the basic plane', contents: { ...plain, friendlyName: '𝒳' }, code: 'x509/bad-friendly-name' },
    { why: 'half a character', contents: { ...plain, friendlyName: '\ud800' }, code: 'x509/bad-friendly-name' },
    {
      why: 'a name of 256 characters',
      contents: { ...plain, friendlyName: 'x'.repeat(256) },
      code: 'x509/bad-friendly-name',
    },
    { why: 'no iteration', contents: { ...plain, iterations: 0 }, code: 'x509/bad-iterations' },
    { why: 'half an iteration', contents: { ...plain, iterations: 1.5 }, code: 'x509/bad-iterations' },
    { why: 'iterations for hours', contents: { ...plain, iterations: 1e9 }, code: 'x509/bad-iterations' },
    {
      why: 'two certificates with the same issuer and number',
      contents: { ...plain, authorities: [twin] },
      code: 'x509/reused-serial',
    },
  ])('$why: $code', ({ contents, code }) => {
    expect(makePkcs12(contents, at)).toMatchObject({ kind: 'failed', findings: [{ code, at }] });
  });

  test('all faults at once', () => {
    expect(codesOf(makePkcs12({ ...plain, key: keyOf(rsa), friendlyName: '', iterations: -1 }))).toEqual([
      'x509/key-mismatch',
      'x509/bad-friendly-name',
      'x509/bad-iterations',
    ]);
  });
});

test('no finding and no JSON of the result holds the key', () => {
  const file = makePkcs12({ certificate: hostOf(ec), key: keyOf(ec), random: seeded('a').random, iterations: 1 });
  expect(JSON.stringify(file)).toBe('{"kind":"ok","value":{"kind":"secret"},"findings":[]}');
});

test('asn1js finds nothing behind the file', () => {
  const file = fileOf('a');
  expect(asn1js.fromBER(file).offset).toBe(file.length);
});
