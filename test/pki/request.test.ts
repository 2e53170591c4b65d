/** Certificate requests: as OpenSSL writes them, changed in one place, and beside the certificate that answers. */
import { webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textAt } from '../../src/diagnostics/diagnostic.ts';
import { checkAnswer, checkRequestSignature, readRequest } from '../../src/pki/request.ts';
import { nameText } from '../../src/x509/name-text.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { webCryptoVerifier } from '../../src/x509/verifier.ts';
import { ecdsaScheme, issue, newEcKey } from '../support/authority.ts';
import {
  altNames,
  bits,
  dns,
  explicit,
  extension,
  int,
  ip,
  name,
  octets,
  oid,
  seq,
  set,
  spkiOf,
} from '../support/der-writer.ts';
import { codesOf, valueIn } from '../support/results.ts';

const pair = newEcKey();
const at = textAt('host.csr', 1, 1);
const verifier = webCryptoVerifier(webcrypto.subtle as never);

interface Wanted {
  readonly subject?: Uint8Array;
  readonly extensions?: readonly Uint8Array[];
  readonly version?: number;
  readonly attributes?: readonly Uint8Array[];
}

function requestOf({ subject = name(['CN', 'a']), extensions = [], version = 0, attributes }: Wanted = {}): Uint8Array {
  const wanted = extensions.length === 0 ? [] : [seq(oid('1.2.840.113549.1.9.14'), set(seq(...extensions)))];
  const info = seq(int(version), subject, spkiOf(pair.publicKey), explicit(0, ...(attributes ?? wanted)));
  const { identifier, sign } = ecdsaScheme('sha256');
  return seq(info, identifier, bits(sign(info, pair.privateKey)));
}

const wanted = requestOf({ extensions: [altNames(dns('a.example.com'), ip(10, 0, 0, 1))] });
const request = valueIn(readRequest(wanted, at));

describe('a request says', () => {
  test('subject, key and the names that it asks for', () => {
    expect(nameText(request.subject)).toBe('CN=a');
    expect(request.publicKey.curve).toBe('P-256');
    expect(request.subjectAltNames).toEqual([
      { type: 'dns', value: 'a.example.com' },
      { type: 'ip', value: '10.0.0.1' },
    ]);
  });

  test('and is signed by who has the key', async () => {
    expect(await checkRequestSignature(request, verifier)).toEqual([]);
    const blind = { verify: async () => 'unsupported' as const };
    expect((await checkRequestSignature(request, blind)).map(({ code }) => code)).toEqual([
      'x509/signature-not-checked',
    ]);
  });
});

describe('any single change is found', () => {
  test('a byte: it cannot be read, or its signature no longer holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: wanted.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (index, change) => {
          const changed = wanted.slice();
          changed[index] = (changed[index] as number) ^ change;
          const read = readRequest(changed, at);
          const found = read.kind === 'failed' ? read.findings : await checkRequestSignature(read.value, verifier);
          expect(found.length, `byte ${index}`).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    ['another version', requestOf({ version: 1 })],
    ['a subject that is none', requestOf({ subject: octets(new Uint8Array(2)) })],
    ['an attribute that is none', requestOf({ attributes: [octets(new Uint8Array(2))] })],
    ['something behind it', Uint8Array.from([...wanted, 0])],
  ])('%s', (_, bytes) => {
    expect(codesOf(readRequest(bytes, at))).toEqual(['pki/malformed']);
  });

  test('an extension asked for twice', () => {
    const twice = extension('2.5.29.14', octets(new Uint8Array(2)));
    expect(codesOf(readRequest(requestOf({ extensions: [twice, twice] }), at))).toEqual(['x509/duplicate-extension']);
  });
});

describe('the answer of the authority', () => {
  const authority = newEcKey();
  const answer = (parts: Parameters<typeof issue>[0]) =>
    valueIn(
      readCertificate(
        issue({ subject: name(['CN', 'a']), spki: spkiOf(pair.publicKey), ...parts }, authority.privateKey),
      ),
    );
  const names = [altNames(dns('a.example.com'), ip(10, 0, 0, 1), dns('more.example.com'))];
  test.each([
    { why: 'fits, and may say more', parts: { extensions: names }, codes: [] },
    {
      why: 'is for another key',
      parts: { spki: spkiOf(newEcKey().publicKey), extensions: names },
      codes: ['pki/answer-key'],
    },
    {
      why: 'changed the subject',
      parts: { subject: name(['O', 'x'], ['CN', 'a']), extensions: names },
      codes: ['pki/answer-differs'],
    },
    { why: 'left a name out', parts: { extensions: [altNames(dns('a.example.com'))] }, codes: ['pki/answer-differs'] },
    { why: 'did both', parts: { subject: name(['CN', 'b']) }, codes: ['pki/answer-differs', 'pki/answer-differs'] },
  ])('$why', ({ parts, codes }) => {
    expect(checkAnswer(request, answer(parts)).map(({ code }) => code)).toEqual(codes);
  });
});
