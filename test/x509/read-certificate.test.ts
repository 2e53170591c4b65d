import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { textAt, valueAt } from '../../src/diagnostics/diagnostic.ts';
import { readCertificate, readCertificates } from '../../src/x509/read-certificate.ts';
import { newEcKey, newRsaKey } from '../support/authority.ts';
import {
  algorithms,
  altNames,
  bits,
  bmp,
  bool,
  certificate,
  concat,
  constraints,
  der,
  dns,
  explicit,
  extension,
  fingerprint,
  ia5,
  implicit,
  int,
  ip,
  multiName,
  name,
  nothing,
  numeric,
  octets,
  oid,
  type Parts,
  pem,
  printable,
  purposes,
  seq,
  set,
  spkiOf,
  t61,
  testKey,
  text,
  universal,
  utf8,
  visible,
} from '../support/der-writer.ts';
import { codesOf, valueIn } from '../support/results.ts';

const at = valueAt('nodes', 'a', 'certificate');
const host = certificate({
  serial: int(0x1234),
  subject: name(['O', 'system:nodes'], ['CN', 'system:node:a']),
  extensions: [constraints(false), altNames(dns('a.example'), ip(172, 16, 0, 11)), purposes('1.3.6.1.5.5.7.3.1')],
});
const read = (parts: Parts) => valueIn(readCertificate(certificate(parts)));

describe('a certificate is read with all its fields', () => {
  test('from PEM, from bytes of PEM and from DER the same', () => {
    const fromDer = readCertificate(host);
    expect(readCertificate(pem(host))).toEqual(fromDer);
    expect(readCertificate(Buffer.from(`\uFEFF${pem(host)}`))).toEqual(fromDer);
    expect(readCertificate(pem(host, 'X509 CERTIFICATE'))).toEqual(fromDer);
    expect(fromDer).toMatchObject({
      kind: 'ok',
      findings: [],
      value: {
        version: 3,
        serialHex: '1234',
        subjectAltNames: [
          { type: 'dns', value: 'a.example' },
          { type: 'ip', value: '172.16.0.11' },
        ],
        publicKey: { algorithm: 'ec', bits: 256, curve: 'P-256' },
        signatureAlgorithm: 'ecdsa-with-SHA256',
        fingerprintSha256: fingerprint(host),
        isCa: false,
        extendedKeyUsage: ['serverAuth'],
        notBefore: new Date('2026-01-01'),
        notAfter: new Date('2036-01-01'),
      },
    });
  });

  test('after text that begins with the first byte of DER', () => {
    expect(readCertificate(Buffer.from(`0 s:CN = a\n${pem(host)}`)).kind).toBe('ok');
  });

  test('which stay when the caller’s bytes change', () => {
    const bytes = Uint8Array.from(host);
    const before = valueIn(readCertificate(bytes));
    bytes.fill(0);
    expect(Buffer.from(before.der)).toEqual(Buffer.from(host));
    expect(Buffer.from(before.subject.der)).toEqual(Buffer.from(name(['O', 'system:nodes'], ['CN', 'system:node:a'])));
  });

  test('also of versions 1 and 2', () => {
    expect(read({ version: 1 }).version).toBe(1);
    expect(read({ version: 2, identifiers: [implicit(1, Uint8Array.of(0, 1))] }).version).toBe(2);
    expect(read({ identifiers: [implicit(1, Uint8Array.of(0, 1)), implicit(2, Uint8Array.of(0, 2))] }).version).toBe(3);
  });

  test('of a bundle in their order', () => {
    const others = [1, 2, 3].map((serial) => certificate({ serial: int(serial) }));
    const certificates = valueIn(readCertificates(others.map((one) => pem(one)).join('\n')));
    expect(certificates.map(({ serialHex }) => serialHex)).toEqual(['01', '02', '03']);
  });
});

describe('names keep order, grouping and string types', () => {
  test.each([
    { why: 'UTF8String', value: utf8('höst-日本𝒳'), type: 'utf8', decoded: 'höst-日本𝒳' },
    { why: 'PrintableString', value: printable('host 1'), type: 'printable', decoded: 'host 1' },
    {
      why: 'PrintableString with an asterisk, as many have',
      value: printable('*.example'),
      type: 'printable',
      decoded: '*.example',
    },
    { why: 'IA5String', value: ia5('a@b'), type: 'ia5', decoded: 'a@b' },
    { why: 'T61String as Latin-1', value: t61('höst'), type: 't61', decoded: 'höst' },
    { why: 'BMPString', value: bmp('höst-日本'), type: 'bmp', decoded: 'höst-日本' },
    { why: 'UniversalString', value: universal('h𝒳'), type: 'universal', decoded: 'h𝒳' },
    { why: 'NumericString', value: numeric('42'), type: 'numeric', decoded: '42' },
    { why: 'VisibleString', value: visible('v'), type: 'visible', decoded: 'v' },
    {
      why: 'a bit string, as x500UniqueIdentifier has',
      value: bits(Uint8Array.of(1)),
      type: 'other',
      decoded: undefined,
    },
    { why: 'empty', value: utf8(''), type: 'utf8', decoded: '' },
  ])('$why', ({ value, type, decoded }) => {
    const result = readCertificate(certificate({ subject: name(['CN', value]) }));
    expect(result.findings).toEqual([]);
    expect(valueIn(result).subject.rdns).toEqual([[{ oid: '2.5.4.3', name: 'CN', type, value: decoded, der: value }]]);
  });

  test.each([
    { why: 'UTF8String that is no UTF-8', value: der(0x0c, Uint8Array.of(0xff)) },
    { why: 'UTF-8 in an overlong form', value: der(0x0c, Uint8Array.of(0xc0, 0xaf)) },
    { why: 'UTF-8 of a surrogate', value: der(0x0c, Uint8Array.of(0xed, 0xa0, 0x80)) },
    { why: 'PrintableString above ASCII', value: der(0x13, Uint8Array.of(0xe4)) },
    { why: 'IA5String above ASCII', value: ia5('ä') },
    { why: 'BMPString of an odd length', value: der(0x1e, Uint8Array.of(0, 0x41, 0)) },
    { why: 'BMPString with surrogates', value: bmp('𝒳') },
    { why: 'UniversalString of a wrong length', value: der(0x1c, Uint8Array.of(0, 0, 0)) },
    { why: 'UniversalString beyond Unicode', value: der(0x1c, Uint8Array.of(0, 0x11, 0, 0)) },
    { why: 'NumericString above ASCII', value: der(0x12, Uint8Array.of(0xb2)) },
  ])('bytes that are not valid for their type are a finding, and stay: $why', ({ value }) => {
    const result = readCertificate(certificate({ subject: name(['CN', value]), issuer: name(['O', value]) }), at);
    expect(result.findings).toMatchObject([
      { code: 'x509/bad-string', severity: 'warning', at },
      { code: 'x509/bad-string', severity: 'warning', at },
    ]);
    expect(valueIn(result).subject.rdns[0]).toMatchObject([{ value: undefined, der: value }]);
  });

  test('a multi-valued RDN stays one', () => {
    const subject = multiName(
      [['O', 'Acme']],
      [
        ['CN', 'a'],
        ['UID', 'u'],
      ],
    );
    const names = read({ subject }).subject.rdns.map((rdn) => rdn.map((attribute) => attribute.name));
    expect(names).toEqual([['O'], ['CN', 'UID']]);
  });

  test('an empty subject is one', () => {
    expect(read({ subject: name() }).subject).toMatchObject({ rdns: [], derHex: '3000' });
  });

  test('an unknown attribute is its identifier', () => {
    expect(read({ subject: name(['1.2.3.16384', 'x']) }).subject.rdns[0]).toMatchObject([
      { oid: '1.2.3.16384', name: '1.2.3.16384' },
    ]);
  });
});

describe('subject alternative names of every kind are read', () => {
  const directory = name(['CN', 'x']);
  const other = seq(oid('1.3.6.1.4.1.311.20.2.3'), explicit(0, utf8('u@x')));
  test.each([
    { why: 'a host name', entry: dns('a.example'), is: { type: 'dns', value: 'a.example' } },
    {
      why: 'a host name with a line feed: raw, the check says so',
      entry: dns('a\nb'),
      is: { type: 'dns', value: 'a\nb' },
    },
    { why: 'IPv4', entry: ip(10, 0, 0, 1), is: { type: 'ip', value: '10.0.0.1' } },
    { why: 'IPv6', entry: ip(0xfd, ...new Array(14).fill(0), 0x11), is: { type: 'ip', value: 'fd00::11' } },
    {
      why: 'IPv4 mapped into IPv6 is not hidden',
      entry: ip(...new Array(10).fill(0), 255, 255, 10, 0, 0, 1),
      is: { type: 'ip', value: '::ffff:10.0.0.1' },
    },
    { why: 'a mail address', entry: implicit(1, text('a@b')), is: { type: 'email', value: 'a@b' } },
    { why: 'a URI', entry: implicit(6, text('spiffe://x/y')), is: { type: 'uri', value: 'spiffe://x/y' } },
    {
      why: 'a registered identifier',
      entry: implicit(8, oid('1.2.3').subarray(2)),
      is: { type: 'registered-id', value: '1.2.3' },
    },
    {
      why: 'a directory name',
      entry: explicit(4, directory),
      is: { type: 'directory', value: Buffer.from(directory).toString('hex') },
    },
    {
      why: 'another name',
      entry: der(0xa0, other.subarray(2)),
      is: { type: 'other', value: Buffer.from(der(0xa0, other.subarray(2))).toString('hex') },
    },
    { why: 'an X.400 address', entry: der(0xa3, seq()), is: { type: 'other', value: 'a3023000' } },
  ])('$why', ({ entry, is }) => {
    expect(read({ extensions: [altNames(entry)] }).subjectAltNames).toEqual([is]);
  });
});

describe('keys are named', () => {
  test.each([
    { why: 'RSA', spki: spkiOf(newRsaKey(2048).publicKey), is: { algorithm: 'rsa', bits: 2048 } },
    { why: 'RSA of an odd size', spki: spkiOf(newRsaKey(1031).publicKey), is: { algorithm: 'rsa', bits: 1031 } },
    {
      why: 'RSA-PSS',
      spki: spkiOf(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey),
      is: { algorithm: 'rsa-pss', bits: 2048 },
    },
    { why: 'P-256', spki: spkiOf(testKey.publicKey), is: { algorithm: 'ec', bits: 256, curve: 'P-256' } },
    { why: 'P-521', spki: spkiOf(newEcKey('P-521').publicKey), is: { algorithm: 'ec', bits: 521, curve: 'P-521' } },
    {
      why: 'secp256k1',
      spki: spkiOf(newEcKey('secp256k1').publicKey),
      is: { algorithm: 'ec', bits: 256, curve: 'secp256k1' },
    },
    {
      why: 'a curve that nobody named',
      spki: spkiOf(newEcKey('sect283k1').publicKey),
      is: { algorithm: 'ec', curve: '1.3.132.0.16' },
    },
    {
      why: 'explicit parameters',
      spki: spkiOf(generateKeyPairSync('ec', { namedCurve: 'P-256', paramEncoding: 'explicit' }).publicKey),
      is: { algorithm: 'ec', bits: 256, curve: 'explicit' },
    },
    { why: 'Ed25519', spki: spkiOf(generateKeyPairSync('ed25519').publicKey), is: { algorithm: 'ed25519', bits: 256 } },
    { why: 'Ed448', spki: spkiOf(generateKeyPairSync('ed448').publicKey), is: { algorithm: 'ed448', bits: 456 } },
    {
      why: 'ML-DSA-65, by its identifier',
      spki: seq(seq(oid('2.16.840.1.101.3.4.3.18')), bits(new Uint8Array(1952))),
      is: { algorithm: 'other', oid: '2.16.840.1.101.3.4.3.18' },
    },
  ])('$why', ({ spki, is }) => {
    const { publicKey } = read({ spki });
    expect(publicKey).toMatchObject(is);
    expect(publicKey.spki).toEqual(spki);
  });
});

describe('what does not fit together is a finding', () => {
  const ext = (...extensions: Uint8Array[]): Parts => ({ extensions });
  const rows: { why: string; parts: Parts; code: string; says?: string }[] = [
    { why: 'a version of 4', parts: { version: 4 as 3 }, code: 'x509/malformed', says: 'version' },
    {
      why: 'an integer with an idle byte as serial number',
      parts: { serial: der(0x02, Uint8Array.of(0, 1)) },
      code: 'x509/malformed',
      says: 'serial',
    },
    {
      why: 'no integer as serial number',
      parts: { serial: octets(Uint8Array.of(1)) },
      code: 'x509/malformed',
      says: 'serial',
    },
    {
      why: 'two signature algorithms',
      parts: { outerAlgorithm: algorithms.sha256WithRSAEncryption },
      code: 'x509/malformed',
      says: 'both mentions',
    },
    {
      why: 'a signature algorithm without an identifier',
      parts: { algorithm: seq(nothing()) },
      code: 'x509/malformed',
      says: 'algorithm',
    },
    { why: 'an issuer that is no name', parts: { issuer: seq(seq()) }, code: 'x509/malformed', says: 'issuer' },
    { why: 'an empty RDN', parts: { subject: seq(set()) }, code: 'x509/malformed', says: 'subject' },
    {
      why: 'an attribute without a value',
      parts: { subject: seq(set(seq(oid('2.5.4.3')))) },
      code: 'x509/malformed',
      says: 'subject',
    },
    {
      why: 'an attribute with two values',
      parts: { subject: seq(set(seq(oid('2.5.4.3'), utf8('a'), utf8('b')))) },
      code: 'x509/malformed',
      says: 'subject',
    },
    {
      why: 'a time without seconds',
      parts: { notAfter: der(0x17, text('3001010000Z')) },
      code: 'x509/malformed',
      says: 'validity',
    },
    {
      why: 'a key that is none',
      parts: { spki: seq(seq(), bits(new Uint8Array(3))) },
      code: 'x509/malformed',
      says: 'public key',
    },
    {
      why: 'an RSA key that is no sequence',
      parts: { spki: seq(seq(oid('1.2.840.113549.1.1.1'), nothing()), bits(int(1))) },
      code: 'x509/malformed',
    },
    {
      why: 'an RSA key with a negative modulus',
      parts: { spki: seq(seq(oid('1.2.840.113549.1.1.1'), nothing()), bits(seq(der(2, Uint8Array.of(0x80)), int(3)))) },
      code: 'x509/malformed',
      says: 'public key',
    },
    {
      why: 'an EC key without a curve',
      parts: { spki: seq(seq(oid('1.2.840.10045.2.1')), bits(new Uint8Array(65))) },
      code: 'x509/malformed',
      says: 'public key',
    },
    {
      why: 'a point of another length than its curve has',
      parts: {
        spki: seq(
          seq(oid('1.2.840.10045.2.1'), oid('1.3.132.0.34')),
          bits(concat(Uint8Array.of(4), new Uint8Array(64))),
        ),
      },
      code: 'x509/malformed',
      says: 'public key',
    },
    {
      why: 'a point of no known form',
      parts: {
        spki: seq(
          seq(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')),
          bits(concat(Uint8Array.of(5), new Uint8Array(64))),
        ),
      },
      code: 'x509/malformed',
      says: 'public key',
    },
    {
      why: 'an Ed25519 key of 31 bytes',
      parts: { spki: seq(seq(oid('1.3.101.112')), bits(new Uint8Array(31))) },
      code: 'x509/malformed',
      says: 'public key',
    },
    {
      why: 'a signature with unused bits',
      parts: { signature: bits(Uint8Array.of(1, 0), 3) },
      code: 'x509/malformed',
      says: 'signature',
    },
    {
      why: 'extensions in version 1',
      parts: { version: 1, ...ext(constraints(false)) },
      code: 'x509/malformed',
      says: 'version 1',
    },
    {
      why: 'extensions in version 2',
      parts: { version: 2, ...ext(constraints(false)) },
      code: 'x509/malformed',
      says: 'version 3',
    },
    {
      why: 'identifiers in the wrong order',
      parts: { identifiers: [implicit(2, Uint8Array.of(0)), implicit(1, Uint8Array.of(0))] },
      code: 'x509/malformed',
      says: 'unique identifiers',
    },
    {
      why: 'something else behind the key',
      parts: { identifiers: [int(1)] },
      code: 'x509/malformed',
      says: 'unique identifiers',
    },
    {
      why: 'an empty list of extensions',
      parts: { identifiers: [explicit(3, seq())] },
      code: 'x509/malformed',
      says: 'at least one',
    },
    { why: 'an extension without a value', parts: ext(seq(oid('1.2.3'))), code: 'x509/malformed', says: 'extension' },
    {
      why: 'an extension whose truth value is 1',
      parts: ext(seq(oid('1.2.3'), der(1, Uint8Array.of(1)), octets(nothing()))),
      code: 'x509/malformed',
      says: 'extension',
    },
    {
      why: 'an extension twice',
      parts: ext(constraints(false), altNames(dns('a')), constraints(true)),
      code: 'x509/duplicate-extension',
      says: 'basicConstraints',
    },
    {
      why: 'a private extension twice',
      parts: ext(extension('1.2.3', int(1)), extension('1.2.3', int(2))),
      code: 'x509/duplicate-extension',
      says: '1.2.3',
    },
    {
      why: 'alternative names that are no DER',
      parts: ext(extension('2.5.29.17', text('junk'))),
      code: 'x509/unparsable-extension',
      says: 'subjectAltName',
    },
    {
      why: 'no alternative name at all',
      parts: ext(altNames()),
      code: 'x509/unparsable-extension',
      says: 'at least one',
    },
    {
      why: 'an address of five bytes',
      parts: ext(altNames(dns('a'), ip(1, 2, 3, 4, 5))),
      code: 'x509/unparsable-extension',
      says: 'entry 2: an address must be 4 or 16 bytes, not 5',
    },
    {
      why: 'a host name above ASCII',
      parts: ext(altNames(dns('ä'))),
      code: 'x509/unparsable-extension',
      says: 'ASCII',
    },
    {
      why: 'an alternative name of a tenth kind',
      parts: ext(altNames(implicit(9, text('x')))),
      code: 'x509/unparsable-extension',
      says: 'nine kinds',
    },
    {
      why: 'a directory name that is none',
      parts: ext(altNames(explicit(4, int(1)))),
      code: 'x509/unparsable-extension',
      says: 'directory',
    },
    {
      why: 'a registered identifier that is none',
      parts: ext(altNames(implicit(8, Uint8Array.of(0x80)))),
      code: 'x509/unparsable-extension',
      says: 'registered',
    },
    {
      why: 'basic constraints with a word too many',
      parts: ext(extension('2.5.29.19', seq(bool(true), int(1), int(2)))),
      code: 'x509/unparsable-extension',
      says: 'basicConstraints',
    },
    {
      why: 'a negative path length',
      parts: ext(extension('2.5.29.19', seq(bool(true), der(2, Uint8Array.of(0xff))))),
      code: 'x509/unparsable-extension',
      says: 'basicConstraints',
    },
    {
      why: 'a key usage without any bit',
      parts: ext(extension('2.5.29.15', bits(new Uint8Array(0)))),
      code: 'x509/unparsable-extension',
      says: 'keyUsage',
    },
    {
      why: 'a key usage with a tenth bit',
      parts: ext(extension('2.5.29.15', bits(Uint8Array.of(0, 0x40), 6))),
      code: 'x509/unparsable-extension',
      says: 'keyUsage',
    },
    {
      why: 'a key usage whose unused bits are set',
      parts: ext(extension('2.5.29.15', bits(Uint8Array.of(0x81), 1))),
      code: 'x509/unparsable-extension',
      says: 'keyUsage',
    },
    { why: 'no purpose at all', parts: ext(purposes()), code: 'x509/unparsable-extension', says: 'extKeyUsage' },
    {
      why: 'a key identifier that is no DER',
      parts: ext(extension('2.5.29.14', text('junk'))),
      code: 'x509/unparsable-extension',
      says: 'subjectKeyIdentifier',
    },
  ];
  test.each(rows)('$why: $code', ({ parts, code, says = '' }) => {
    const result = readCertificate(certificate(parts), at);
    expect(result).toMatchObject({ kind: 'failed', findings: [{ code, severity: 'error', at }] });
    expect(result.findings[0]?.message).toContain(says);
  });

  test('all faults of the extensions are reported at once, in their order', () => {
    const extensions = [altNames(), purposes(), constraints(true), constraints(false)];
    expect(codesOf(readCertificate(certificate({ extensions })))).toEqual([
      'x509/unparsable-extension',
      'x509/unparsable-extension',
      'x509/duplicate-extension',
    ]);
  });

  test('a critical that is written although false is accepted, as every reader does', () => {
    const lax = seq(oid('2.5.29.19'), bool(false), octets(seq()));
    expect(read({ extensions: [lax] }).extensions).toMatchObject([{ oid: '2.5.29.19', critical: false }]);
  });

  test('a private extension need not hold DER', () => {
    expect(read({ extensions: [extension('1.2.3', text('junk'))] }).extensions[0]?.value).toEqual(text('junk'));
  });
});

describe('what is no certificate is refused, with a word on what it looks like', () => {
  const pkcs7 = seq(oid('1.2.840.113549.1.7.2'), explicit(0, seq()));
  const rows: { why: string; input: string | Uint8Array; code: string; says?: string }[] = [
    { why: 'nothing', input: '', code: 'x509/no-certificate', says: 'empty' },
    { why: 'no bytes', input: new Uint8Array(0), code: 'x509/no-certificate', says: 'empty' },
    { why: 'some text', input: 'hello', code: 'x509/no-certificate' },
    { why: 'a path where the text should stand', input: '/etc/pki/host.crt', code: 'x509/no-certificate' },
    { why: 'random bytes', input: Uint8Array.of(1, 2, 3), code: 'x509/no-certificate' },
    {
      why: 'base64 alone',
      input: Buffer.from(host).toString('base64'),
      code: 'x509/no-certificate',
      says: 'base64 without',
    },
    {
      why: 'base64 of PEM, as in a Kubernetes secret',
      input: Buffer.from(pem(host)).toString('base64'),
      code: 'x509/no-certificate',
      says: 'Kubernetes',
    },
    {
      why: 'UTF-16 with a mark',
      input: Buffer.from(`\uFEFF${pem(host)}`, 'utf16le'),
      code: 'x509/no-certificate',
      says: 'UTF-16',
    },
    {
      why: 'UTF-16 without a mark',
      input: Buffer.from(pem(host), 'utf16le'),
      code: 'x509/no-certificate',
      says: 'UTF-16',
    },
    { why: 'a private key', input: pem(text('x'), 'PRIVATE KEY'), code: 'x509/no-certificate', says: '"PRIVATE KEY"' },
    {
      why: 'a request',
      input: pem(text('x'), 'CERTIFICATE REQUEST'),
      code: 'x509/no-certificate',
      says: '"CERTIFICATE REQUEST"',
    },
    {
      why: 'OpenSSL’s trusted form',
      input: pem(host, 'TRUSTED CERTIFICATE'),
      code: 'x509/no-certificate',
      says: '"TRUSTED CERTIFICATE"',
    },
    { why: 'a PKCS#7 bundle', input: pkcs7, code: 'x509/malformed', says: 'PKCS#7' },
    { why: 'a PKCS#7 bundle in PEM under the wrong label', input: pem(pkcs7), code: 'x509/malformed', says: 'PKCS#7' },
    {
      why: 'a PKCS#12 file',
      input: seq(int(3), seq(oid('1.2.840.113549.1.7.1'), explicit(0, octets(new Uint8Array(200))))),
      code: 'x509/malformed',
      says: 'PKCS#12',
    },
    {
      why: 'a private key in DER',
      input: Uint8Array.from(newRsaKey().privateKey.export({ format: 'der', type: 'pkcs8' })),
      code: 'x509/malformed',
      says: 'private key',
    },
    {
      why: 'a byte behind it',
      input: concat(host, Uint8Array.of(0)),
      code: 'x509/not-der',
      says: 'nothing may follow',
    },
    { why: 'a second one behind it', input: concat(host, host), code: 'x509/not-der', says: 'nothing may follow' },
    { why: 'cut', input: host.subarray(0, 200), code: 'x509/not-der' },
    {
      why: 'an indefinite length',
      input: concat(Uint8Array.of(0x30, 0x80), host.subarray(4), Uint8Array.of(0, 0)),
      code: 'x509/not-der',
      says: 'definite',
    },
    {
      why: 'a length that is too long',
      input: concat(Uint8Array.of(0x30, 0x83, 0), host.subarray(2)),
      code: 'x509/not-der',
      says: 'shortest',
    },
    {
      why: 'headers in its PEM block',
      input: pem(host).replace('\n', '\nProc-Type: 4\n\n'),
      code: 'x509/pem-malformed',
      says: 'headers',
    },
    {
      why: 'a certificate of 70 KB',
      input: certificate({ extensions: [extension('1.2.3', new Uint8Array(70_000))] }),
      code: 'x509/too-large',
      says: '65536',
    },
    {
      why: 'a certificate of 70 KB in PEM',
      input: pem(certificate({ extensions: [extension('1.2.3', new Uint8Array(70_000))] })),
      code: 'x509/too-large',
    },
    { why: 'an input of 40 MB', input: ' '.repeat(40_000_000), code: 'x509/too-large' },
  ];
  test.each(rows)('$why: $code', ({ input, code, says = '' }) => {
    const result = readCertificate(input, at);
    expect(result).toMatchObject({ kind: 'failed', findings: [{ code, at }] });
    expect(`${result.findings[0]?.message} ${result.findings[0]?.hint}`).toContain(says);
  });

  test('two where one must stand', () => {
    expect(codesOf(readCertificate(pem(host).repeat(2), at))).toEqual(['x509/several-certificates']);
  });

  test('a bundle with one broken block fails, and the finding has the line of that block', () => {
    const text = pem(host) + pem(host.subarray(0, 300)) + pem(host);
    expect(readCertificates(text, textAt('ca.crt', 1, 1))).toMatchObject({
      kind: 'failed',
      findings: [{ code: 'x509/not-der', at: textAt('ca.crt', pem(host).split('\n').length, 1) }],
    });
  });
});

describe('another block beside certificates is set aside, with a warning', () => {
  test.each([
    { why: 'a private key does not belong there', label: 'RSA PRIVATE KEY', hint: '0600' },
    { why: 'parameters', label: 'DH PARAMETERS', hint: 'set aside' },
  ])('$why', ({ label, hint }) => {
    const result = readCertificates(pem(host) + pem(text('secret'), label), textAt('x.pem', 1, 1));
    expect(result).toMatchObject({
      kind: 'ok',
      value: [{ serialHex: '1234' }],
      findings: [{ code: 'x509/other-block', severity: 'warning', at: { line: pem(host).split('\n').length } }],
    });
    expect(result.findings[0]?.hint).toContain(hint);
  });
});

describe('a place', () => {
  test('in a text is the line of the block', () => {
    const second = 2 + pem(host).split('\n').length;
    const result = readCertificates(`subject=x\n${pem(host)}\n${pem(certificate())}`, textAt('ca.crt', 1, 1));
    expect(valueIn(result).map((one) => one.at)).toEqual([textAt('ca.crt', 2, 1), textAt('ca.crt', second, 1)]);
  });

  test('in a value is the value', () => {
    expect(valueIn(readCertificate(pem(host), at)).at).toEqual(at);
  });
});

test('20,000 values in a subject or a 250 KB identifier inside a certificate are refused', () => {
  const identifier = certificate({
    extensions: [seq(der(0x06, new Uint8Array(250_000).fill(0x81)), octets(nothing()))],
  });
  const many = certificate({ subject: seq(...Array.from({ length: 20_000 }, () => nothing())) });
  for (const hostile of [identifier, many, pem(identifier), pem(many)]) {
    expect(readCertificate(hostile).kind).toBe('failed');
  }
});
