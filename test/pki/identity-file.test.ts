/** Files of other libraries, files that nobody should have written, and what is never shown. */
import { webcrypto } from 'node:crypto';
import fc from 'fast-check';
import forge from 'node-forge';
import * as pkijs from 'pkijs';
import { describe, expect, test } from 'vitest';
import { secretOf } from '../../src/bytes/secret.ts';
import { textAt } from '../../src/diagnostics/diagnostic.ts';
import { readIdentityFile } from '../../src/pki/identity-file.ts';
import { makePkcs12 } from '../../src/x509/pkcs12.ts';
import { readPrivateKey } from '../../src/x509/private-key.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { issue, newEcKey, newRsaKey, root, rsaScheme } from '../support/authority.ts';
import {
  bmp,
  concat,
  der,
  explicit,
  int,
  name,
  nothing,
  octets,
  oid,
  pem,
  seq,
  set,
  spkiOf,
} from '../support/der-writer.ts';
import { codesOf, valueIn } from '../support/results.ts';

const authorityKey = newEcKey();
const ca = root('Mesh CA', authorityKey);
const rsa = newRsaKey();
const host = issue({ subject: name(['CN', 'a']), spki: spkiOf(rsa.publicKey) }, authorityKey.privateKey);
const key = Uint8Array.from(rsa.privateKey.export({ format: 'der', type: 'pkcs8' }));
const ours = valueIn(
  makePkcs12({
    certificate: valueIn(readCertificate(host)),
    key: valueIn(readPrivateKey(key)),
    authorities: [valueIn(readCertificate(ca))],
    friendlyName: 'a',
    random: (length) => new Uint8Array(length).fill(7),
    iterations: 10,
  }),
).reveal();

describe('files of libraries', () => {
  test('our own, which is under the empty password, opens with it and without any', async () => {
    for (const options of [{}, { password: '' }, { password: secretOf(new Uint8Array(0)) }]) {
      const { identities, others } = valueIn(await readIdentityFile(ours, options));
      expect(identities.map(({ friendlyName }) => friendlyName)).toEqual(['a']);
      expect(others.map(({ subject }) => subject.derHex)).toEqual([valueIn(readCertificate(ca)).subject.derHex]);
    }
  });

  test.each(['3des', 'aes128', 'aes256'] as const)('node-forge, %s', async (algorithm) => {
    const own = forge.pki.certificateFromAsn1(
      forge.asn1.fromDer(
        Buffer.from(issue({ spki: spkiOf(rsa.publicKey) }, rsa.privateKey, rsaScheme('sha256'))).toString('latin1'),
      ),
    );
    const made = forge.pkcs12.toPkcs12Asn1(
      forge.pki.privateKeyFromPem(String(rsa.privateKey.export({ format: 'pem', type: 'pkcs1' }))),
      [own],
      'Sesam',
      { algorithm, count: 20, friendlyName: 'a' },
    );
    const file = Uint8Array.from(Buffer.from(forge.asn1.toDer(made).getBytes(), 'latin1'));
    expect(valueIn(await readIdentityFile(file, { password: 'Sesam' })).identities).toHaveLength(1);
    expect(codesOf(await readIdentityFile(file, { password: 'sesam' }))).toEqual(['pki/wrong-password']);
    expect(codesOf(await readIdentityFile(file))).toEqual(['pki/password-needed']);
  });

  test('pkijs', async () => {
    const engine = new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto as never });
    const password = new TextEncoder().encode('Sesam').buffer as ArrayBuffer;
    const shrouded = new pkijs.PKCS8ShroudedKeyBag({ parsedValue: pkijs.PrivateKeyInfo.fromBER(key) });
    const safe = new pkijs.AuthenticatedSafe({
      parsedValue: {
        safeContents: [
          {
            privacyMode: 0,
            value: new pkijs.SafeContents({
              safeBags: [new pkijs.SafeBag({ bagId: '1.2.840.113549.1.12.10.1.2', bagValue: shrouded })],
            }),
          },
          {
            privacyMode: 1,
            value: new pkijs.SafeContents({
              safeBags: [
                new pkijs.SafeBag({
                  bagId: '1.2.840.113549.1.12.10.1.3',
                  bagValue: new pkijs.CertBag({ parsedValue: pkijs.Certificate.fromBER(host) }),
                }),
              ],
            }),
          },
        ],
      },
    });
    const scheme = {
      password,
      contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256 },
      hmacHashAlgorithm: 'SHA-256',
      iterationCount: 20,
    };
    await shrouded.makeInternalValues(scheme as never, engine);
    await safe.makeInternalValues({ safeContents: [{}, scheme] } as never, engine);
    const pfx = new pkijs.PFX({ parsedValue: { integrityMode: 0, authenticatedSafe: safe } });
    await pfx.makeInternalValues(
      { password, iterations: 20, pbkdf2HashAlgorithm: 'SHA-256', hmacHashAlgorithm: 'SHA-256' } as never,
      engine,
    );
    const file = new Uint8Array(pfx.toSchema().toBER());
    expect(valueIn(await readIdentityFile(file, { password: 'Sesam' })).identities).toHaveLength(1);
  });
});

/** A PKCS#12 without MAC whose parts the test chooses. */
const pfxOf = (...contents: Uint8Array[]): Uint8Array =>
  seq(int(3), seq(oid('1.2.840.113549.1.7.1'), explicit(0, octets(seq(...contents)))));
const dataOf = (...bags: Uint8Array[]): Uint8Array =>
  seq(oid('1.2.840.113549.1.7.1'), explicit(0, octets(seq(...bags))));
const certificateBag = (certificate: Uint8Array, ...attributes: Uint8Array[]): Uint8Array =>
  seq(
    oid('1.2.840.113549.1.12.10.1.3'),
    explicit(0, seq(oid('1.2.840.113549.1.9.22.1'), explicit(0, octets(certificate)))),
    ...(attributes.length > 0 ? [set(...attributes)] : []),
  );
const keyBag = (pkcs8: Uint8Array, ...attributes: Uint8Array[]): Uint8Array =>
  seq(oid('1.2.840.113549.1.12.10.1.1'), explicit(0, pkcs8), ...(attributes.length > 0 ? [set(...attributes)] : []));
const localKeyId = (id: number): Uint8Array => seq(oid('1.2.840.113549.1.9.21'), set(octets(Uint8Array.of(id))));
const friendlyName = (text: string): Uint8Array => seq(oid('1.2.840.113549.1.9.20'), set(bmp(text)));

describe('keys and certificates are paired', () => {
  const other = newEcKey();
  const second = issue({ subject: name(['CN', 'b']), spki: spkiOf(other.publicKey) }, authorityKey.privateKey);
  const secondKey = Uint8Array.from(other.privateKey.export({ format: 'der', type: 'pkcs8' }));

  test('by their public halves, in whatever order', async () => {
    const { identities } = valueIn(
      await readIdentityFile(
        pfxOf(
          dataOf(keyBag(secondKey), certificateBag(host)),
          dataOf(certificateBag(second, friendlyName('b')), keyBag(key)),
        ),
      ),
    );
    expect(identities.map(({ certificate }) => certificate.der)).toEqual([second, host]);
    expect(identities.map((one) => one.friendlyName)).toEqual(['b', undefined]);
  });

  test('by localKeyID, and one that lies is an error', async () => {
    const file = pfxOf(
      dataOf(certificateBag(host, localKeyId(1)), certificateBag(second, localKeyId(2)), keyBag(key, localKeyId(2))),
    );
    expect(codesOf(await readIdentityFile(file))).toEqual(['x509/key-mismatch']);
  });

  test('a certificate in the container is judged as strictly as any other', async () => {
    const ber = concat(Uint8Array.of(0x30, 0x80), host.subarray(4), Uint8Array.of(0, 0));
    expect(codesOf(await readIdentityFile(pfxOf(dataOf(certificateBag(ber)))))).toEqual(['x509/not-der']);
  });
});

describe('hostile files are refused at once', () => {
  const within = async (
    milliseconds: number,
    file: Uint8Array | string,
    password?: string,
  ): Promise<readonly string[]> => {
    const begin = performance.now();
    const codes = codesOf(await readIdentityFile(file, password === undefined ? {} : { password }));
    expect(performance.now() - begin).toBeLessThan(milliseconds);
    return codes;
  };
  const encrypted = (algorithm: Uint8Array): Uint8Array =>
    seq(
      oid('1.2.840.113549.1.7.6'),
      explicit(0, seq(int(0), seq(oid('1.2.840.113549.1.7.1'), algorithm, der(0x80, new Uint8Array(32))))),
    );
  const oldScheme = (iterations: number): Uint8Array =>
    seq(oid('1.2.840.113549.1.12.1.3'), seq(octets(new Uint8Array(8)), int(iterations)));
  const pbes2 = (iterations: number): Uint8Array =>
    seq(
      oid('1.2.840.113549.1.5.13'),
      seq(
        seq(oid('1.2.840.113549.1.5.12'), seq(octets(new Uint8Array(8)), int(iterations))),
        seq(oid('2.16.840.1.101.3.4.1.42'), octets(new Uint8Array(16))),
      ),
    );

  test.each([
    { why: 'PKCS#12 rounds', file: pfxOf(encrypted(oldScheme(2_000_000_000))) },
    { why: 'PBKDF2 rounds', file: pfxOf(encrypted(pbes2(2_000_000_000))) },
    {
      why: 'rounds beyond what a number holds',
      file: pfxOf(encrypted(seq(oid('1.2.840.113549.1.12.1.3'), seq(octets(new Uint8Array(8)), int(1n << 80n))))),
    },
    { why: 'no rounds', file: pfxOf(encrypted(oldScheme(0))) },
  ])('too many or no rounds: $why', async ({ file }) => {
    expect(['pki/too-costly', 'pki/malformed']).toContain((await within(500, file, 'x'))[0]);
  });

  test('many parts that are each cheap enough are paid from one purse', async () => {
    const file = pfxOf(...Array.from({ length: 30 }, () => dataOf(keyBagOf(pbes2(900_000)))));
    expect(
      codesOf(
        await readIdentityFile(file, {
          password: 'x',
          subtle: {
            importKey: async () => 0,
            deriveBits: async (_: unknown, __: unknown, bits: number) => new ArrayBuffer(bits / 8),
          } as never,
        }),
      ),
    ).not.toEqual([]);
    function keyBagOf(algorithm: Uint8Array): Uint8Array {
      return seq(oid('1.2.840.113549.1.12.10.1.2'), explicit(0, seq(algorithm, octets(new Uint8Array(32)))));
    }
  });

  test.each([
    { why: 'larger than a megabyte', file: concat(Uint8Array.of(0x30, 0x83, 0x20, 0, 0), new Uint8Array(0x200000)) },
    { why: 'nested deeply', file: Array.from({ length: 5000 }).reduce<Uint8Array>((inner) => seq(inner), nothing()) },
    { why: 'many values', file: pfxOf(dataOf(concat(...Array.from({ length: 60_000 }, () => nothing())))) },
    { why: 'many bags', file: pfxOf(dataOf(...Array.from({ length: 1000 }, () => certificateBag(new Uint8Array(0))))) },
  ])('$why', async ({ file }) => {
    expect((await within(20_000, file)).length).toBeGreaterThan(0);
  });

  test('every cut of a file is refused', async () => {
    for (let end = 0; end < ours.length; end += 7) {
      expect((await readIdentityFile(ours.subarray(0, end))).kind, `cut at ${end}`).toBe('failed');
    }
  });

  test('any changed byte under the MAC is found', async () => {
    const from = 60; // behind the outer lengths
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: from, max: ours.length - 80 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const bytes = ours.slice();
          bytes[at] = (bytes[at] as number) ^ change;
          expect((await readIdentityFile(bytes)).kind).toBe('failed');
        },
      ),
      { numRuns: 100 },
    );
  });

  test('nothing throws, whatever stands there', async () => {
    const inputs = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string(),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => pfxOf(bytes)),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => pem(bytes, 'PKCS7')),
    );
    await fc.assert(
      fc.asyncProperty(inputs, fc.option(fc.string(), { nil: undefined }), async (input, password) => {
        const read = await readIdentityFile(input, password === undefined ? {} : { password });
        expect(read.kind === 'ok' || read.findings.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what is known and not read is refused by its name', () => {
  const at = textAt('file', 1, 1);
  test.each([
    ['an OpenSSH key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n', /OpenSSH/],
    ['an OpenSSH public key', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 a@b', /OpenSSH/],
    ['an ECDSA key of OpenSSH', 'ecdsa-sha2-nistp256 AAAA a@b', /OpenSSH/],
    ['SSH2', '---- BEGIN SSH2 PUBLIC KEY ----\n', /OpenSSH/],
    ['PuTTY', 'PuTTY-User-Key-File-3: ssh-rsa\n', /PuTTY/],
    [
      'a trusted certificate',
      '-----BEGIN TRUSTED CERTIFICATE-----\nAAAA\n-----END TRUSTED CERTIFICATE-----\n',
      /trust/,
    ],
    ['a public key', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n', /public key/],
    ['base64 of PEM', 'LS0tLS1CRUdJTiBDRVJU', /Kubernetes/],
    ['a Java key store', Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2), /Java/],
  ])('%s', async (_, input, message) => {
    const [finding] = (await readIdentityFile(input, { at })).findings;
    expect(finding?.code).toBe('pki/foreign-form');
    expect(finding?.message).toMatch(message);
  });

  test('anything else is neither PEM nor DER', async () => {
    for (const input of ['', 'hello', Uint8Array.of(1, 2, 3)])
      expect(codesOf(await readIdentityFile(input))).toEqual(['pki/malformed']);
  });

  test.each([
    ['RC4', seq(oid('1.2.840.113549.1.12.1.1'), seq(octets(new Uint8Array(8)), int(1))), /RC4/],
    [
      'scrypt',
      seq(
        oid('1.2.840.113549.1.5.13'),
        seq(seq(oid('1.3.6.1.4.1.11591.4.11'), seq()), seq(oid('2.16.840.1.101.3.4.1.42'), octets(new Uint8Array(16)))),
      ),
      /scrypt/,
    ],
  ])('%s', async (_, algorithm, message) => {
    const [finding] = (await readIdentityFile(seq(algorithm, octets(new Uint8Array(16))), { password: 'x' })).findings;
    expect(finding?.code).toBe('pki/unsupported-encryption');
    expect(finding?.message).toMatch(message);
  });
});

test('neither password nor key is in a finding or in JSON of the result', async () => {
  const password = 'correct horse battery staple';
  const closed = pem(key, 'ENCRYPTED PRIVATE KEY');
  for (const input of [ours, closed, pem(key, 'PRIVATE KEY'), pem(key.subarray(1), 'PRIVATE KEY'), 'hello']) {
    const text = JSON.stringify(await readIdentityFile(input, { password }));
    expect(text).not.toContain('horse');
    expect(text).not.toContain(Buffer.from(key.subarray(100, 120)).toString('hex'));
    expect(text).not.toContain(Buffer.from(key.subarray(99, 120)).toString('base64'));
  }
});

test('where keys are not wanted, an encrypted one needs no password', async () => {
  const file = pem(host) + pem(key, 'ENCRYPTED PRIVATE KEY');
  expect(valueIn(await readIdentityFile(file, { keys: false })).certificates).toHaveLength(1);
});
