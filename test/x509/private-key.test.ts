import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { textAt, valueAt } from '../../src/diagnostics/diagnostic.ts';
import { checkKey, isSameKey } from '../../src/x509/key-match.ts';
import { readPrivateKey } from '../../src/x509/private-key.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { certificate, concat, der, int, octets, oid, pem, seq, spkiOf, text } from '../support/der-writer.ts';
import { codesOf, valueIn } from '../support/results.ts';

const at = valueAt('nodes', 'a', 'key');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pss = generateKeyPairSync('rsa-pss', {
  modulusLength: 2048,
  hashAlgorithm: 'sha256',
  mgf1HashAlgorithm: 'sha256',
});
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const ed = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const exported = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1'): Uint8Array =>
  Uint8Array.from(key.export({ format: 'der', type }));
const certificateOf = (key: KeyObject) => valueIn(readCertificate(certificate({ spki: spkiOf(key) })));

describe('every form of a private key becomes the same PKCS#8 with the same public half', () => {
  const rows = [
    { why: 'RSA in PKCS#8', pair: rsa, der: exported(rsa.privateKey, 'pkcs8'), label: 'PRIVATE KEY', algorithm: 'rsa' },
    {
      why: 'RSA in PKCS#1, as openssl 1.1 writes it',
      pair: rsa,
      der: exported(rsa.privateKey, 'pkcs1'),
      label: 'RSA PRIVATE KEY',
      algorithm: 'rsa',
    },
    {
      why: 'RSA restricted to PSS',
      pair: pss,
      der: exported(pss.privateKey, 'pkcs8'),
      label: 'PRIVATE KEY',
      algorithm: 'rsa-pss',
    },
    {
      why: 'P-256 in PKCS#8',
      pair: p256,
      der: exported(p256.privateKey, 'pkcs8'),
      label: 'PRIVATE KEY',
      algorithm: 'ec',
    },
    {
      why: 'P-384 in SEC 1, as openssl ecparam writes it',
      pair: p384,
      der: exported(p384.privateKey, 'sec1'),
      label: 'EC PRIVATE KEY',
      algorithm: 'ec',
    },
  ];
  test.each(rows)('$why', ({ pair, der: bytes, label, algorithm }) => {
    for (const input of [pem(bytes, label), bytes, Buffer.from(pem(bytes, label))]) {
      const key = valueIn(readPrivateKey(input, at));
      expect(key.algorithm).toBe(algorithm);
      expect(Buffer.from(key.pkcs8.reveal())).toEqual(pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
      expect(Buffer.from(key.spki ?? [])).toEqual(pair.publicKey.export({ format: 'der', type: 'spki' }));
      expect(checkKey(certificateOf(pair.publicKey), key)).toEqual([]);
    }
  });

  test('with the block of parameters before it that openssl ecparam writes', () => {
    const parameters = pem(oid('1.2.840.10045.3.1.7'), 'EC PARAMETERS');
    const input = parameters + pem(exported(p256.privateKey, 'sec1'), 'EC PRIVATE KEY');
    expect(readPrivateKey(input, textAt('a.key', 1, 1))).toMatchObject({
      kind: 'ok',
      value: { at: textAt('a.key', 4, 1) },
    });
  });

  test('an Ed25519 key is read, so that its certificate can say what is wrong', () => {
    expect(valueIn(readPrivateKey(exported(ed.privateKey, 'pkcs8'), at)).algorithm).toBe('ed25519');
  });
});

describe('what is no private key to use is refused', () => {
  const encryption = { cipher: 'aes-256-cbc', passphrase: 'x' } as const;
  const rows = [
    {
      why: 'encrypted PKCS#8',
      input: p256.privateKey.export({ format: 'pem', type: 'pkcs8', ...encryption }),
      code: 'x509/encrypted-key',
    },
    {
      why: 'encrypted PKCS#8 in DER',
      input: p256.privateKey.export({ format: 'der', type: 'pkcs8', ...encryption }),
      code: 'x509/encrypted-key',
    },
    {
      why: 'encrypted with headers',
      input: rsa.privateKey.export({ format: 'pem', type: 'pkcs1', ...encryption }),
      code: 'x509/encrypted-key',
    },
    { why: 'a certificate', input: pem(certificate()), code: 'x509/no-private-key' },
    { why: 'nothing', input: '', code: 'x509/no-private-key' },
    {
      why: 'two keys',
      input: pem(exported(p256.privateKey, 'pkcs8'), 'PRIVATE KEY').repeat(2),
      code: 'x509/several-keys',
    },
    {
      why: 'a label of another form',
      input: pem(exported(rsa.privateKey, 'pkcs8'), 'RSA PRIVATE KEY'),
      code: 'x509/malformed-key',
    },
    {
      why: 'PKCS#1 under the label of PKCS#8',
      input: pem(exported(rsa.privateKey, 'pkcs1'), 'PRIVATE KEY'),
      code: 'x509/malformed-key',
    },
    {
      why: 'OpenSSH’s own form',
      input: pem(text('openssh-key-v1'), 'OPENSSH PRIVATE KEY'),
      code: 'x509/malformed-key',
    },
    { why: 'cut in the middle', input: exported(rsa.privateKey, 'pkcs8').subarray(0, 500), code: 'x509/malformed-key' },
    {
      why: 'something behind it',
      input: concat(exported(p256.privateKey, 'pkcs8'), Uint8Array.of(0)),
      code: 'x509/malformed-key',
    },
    {
      why: 'SEC 1 without its curve',
      input: pem(seq(int(1), octets(new Uint8Array(32).fill(1))), 'EC PRIVATE KEY'),
      code: 'x509/malformed-key',
    },
    { why: 'no base64', input: '-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----\n', code: 'x509/pem-base64' },
    { why: 'far too large', input: 'x'.repeat(300_000), code: 'x509/too-large' },
  ];
  test.each(rows)('$why: $code', ({ input, code }) => {
    expect(codesOf(readPrivateKey(input, at))).toEqual([code]);
  });

  test('RSA numbers that do not fit together, such as the modulus of another key', () => {
    const children = (bytes: Uint8Array): Uint8Array[] => {
      const parts: Uint8Array[] = [];
      for (let from = 4; from < bytes.length; ) {
        const short = bytes[from + 1] as number;
        const size =
          short < 0x80
            ? 2 + short
            : short === 0x81
              ? 3 + (bytes[from + 2] as number)
              : 4 + (bytes[from + 2] as number) * 256 + (bytes[from + 3] as number);
        parts.push(bytes.subarray(from, from + size));
        from += size;
      }
      return parts;
    };
    const numbers = children(exported(rsa.privateKey, 'pkcs1'));
    const foreign = children(exported(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, 'pkcs1'));
    expect(readPrivateKey(seq(...numbers), at).kind).toBe('ok');
    for (let i = 1; i < 9; i += 1) {
      const mixed = numbers.map((number, k) => (k === i ? (foreign[k] as Uint8Array) : number));
      if (Buffer.compare(mixed[i] as Uint8Array, numbers[i] as Uint8Array) === 0) continue; // the exponent 65537
      expect(codesOf(readPrivateKey(seq(...mixed), at))).toEqual(['x509/malformed-key']);
    }
  });

  test('numbers above 16,384 bits are refused before anything is computed with them', () => {
    // p and p + 1 with the exponents 1 fit together as the numbers of a key do, so that the size alone decides.
    const numbersOf = (primeBytes: number): Uint8Array => {
      const p = (1n << BigInt(8 * primeBytes - 1)) + 1n;
      const one = int(1);
      return seq(int(0), int(p * (p + 1n)), one, one, int(p), int(p + 1n), one, one, one);
    };
    expect(codesOf(readPrivateKey(numbersOf(1023), at))).toEqual([]);
    expect(codesOf(readPrivateKey(numbersOf(1025), at))).toEqual(['x509/malformed-key']);
  });

  test('no finding holds a byte of the key', () => {
    const bytes = exported(rsa.privateKey, 'pkcs8');
    const bad = Uint8Array.from(bytes);
    bad[bad.length - 1] = (bad[bad.length - 1] as number) ^ 1;
    const said = JSON.stringify(readPrivateKey(pem(bad, 'PRIVATE KEY'), at));
    const base64 = Buffer.from(bytes).toString('base64');
    expect(said).toContain('x509/malformed-key');
    for (let i = 0; i + 12 < base64.length; i += 1) expect(said).not.toContain(base64.slice(i, i + 12));
    expect(JSON.stringify(readPrivateKey(pem(bytes, 'PRIVATE KEY'), at))).not.toContain(
      Buffer.from(bytes).toString('hex').slice(60, 100),
    );
  });
});

describe('a key belongs to a certificate exactly when their public halves are the same', () => {
  const key = valueIn(readPrivateKey(exported(p256.privateKey, 'pkcs8'), at));

  test.each([
    { why: 'another key of the same curve', pair: other },
    { why: 'another curve', pair: p384 },
    { why: 'another algorithm', pair: rsa },
  ])('not: $why', ({ pair }) => {
    const host = certificateOf(pair.publicKey);
    expect(checkKey(host, key)).toMatchObject([{ code: 'x509/key-mismatch', at, related: [{ at: host.at }] }]);
  });

  test('also when the certificate holds the point compressed', () => {
    const raw = spkiOf(p256.publicKey);
    const point = raw.subarray(raw.length - 65);
    const compressed = (odd: number): Uint8Array =>
      seq(
        seq(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')),
        der(0x03, Uint8Array.of(0, 2 + odd), point.subarray(1, 33)),
      );
    const odd = (point[64] as number) & 1;
    expect(isSameKey(raw, compressed(odd))).toBe(true);
    expect(isSameKey(compressed(odd), raw)).toBe(true);
    expect(isSameKey(raw, compressed(1 - odd))).toBe(false);
  });

  test('also when the certificate restricts a plain RSA key to PSS', () => {
    const spki = spkiOf(rsa.publicKey);
    const modulus = spki.subarray(spki.length - 275);
    const restricted = seq(seq(oid('1.2.840.113549.1.1.10')), modulus);
    expect(
      checkKey(
        valueIn(readCertificate(certificate({ spki: restricted }))),
        valueIn(readPrivateKey(exported(rsa.privateKey, 'pkcs8'))),
      ),
    ).toEqual([]);
  });

  test('unknown where the file of an EC key does not hold its public half', () => {
    const scalar = Buffer.from(p256.privateKey.export({ format: 'jwk' }).d as string, 'base64url');
    const bare = seq(
      int(0),
      seq(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')),
      octets(seq(int(1), octets(scalar))),
    );
    const read = valueIn(readPrivateKey(bare, at));
    expect(checkKey(certificateOf(p256.publicKey), read)).toMatchObject([
      { code: 'x509/key-not-checked', severity: 'warning', at },
    ]);
  });
});
