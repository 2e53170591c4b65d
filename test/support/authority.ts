/** A small authority for tests: real keys, real signatures, on the writer of DER. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  bits,
  certificate,
  constraints,
  explicit,
  extension,
  implicit,
  int,
  name,
  nothing,
  octets,
  oid,
  type Parts,
  seq,
  spkiOf,
} from './der-writer.ts';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const newEcKey = (namedCurve = 'P-256'): KeyPair => generateKeyPairSync('ec', { namedCurve });
export const newRsaKey = (modulusLength = 2048): KeyPair => generateKeyPairSync('rsa', { modulusLength });

const keyId = (key: KeyObject): Uint8Array => Uint8Array.from(createHash('sha1').update(spkiOf(key)).digest());

/** subjectKeyIdentifier and authorityKeyIdentifier. */
export const ownKeyId = (key: KeyObject): Uint8Array => extension('2.5.29.14', octets(keyId(key)));
export const issuerKeyId = (key: KeyObject): Uint8Array => extension('2.5.29.35', seq(implicit(0, keyId(key))));

/** keyUsage with the bits of its first octet, and the number of those at the end that are unused. */
export const usage = (octet: number, unused: number): Uint8Array =>
  extension('2.5.29.15', bits(Uint8Array.of(octet), unused), true);
export const signsCertificates: Uint8Array = usage(0x06, 1);

/** How an authority signs. */
export interface Scheme {
  readonly identifier: Uint8Array;
  readonly sign: (data: Uint8Array, key: KeyObject) => Uint8Array;
}

const hashOids = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};
type Hash = keyof typeof hashOids;

const rsaOids = {
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
};
const ecdsaOids = {
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
};

export const rsaScheme = (hash: Hash): Scheme => ({
  identifier: seq(oid(rsaOids[hash]), nothing()),
  sign: (data, key) => Uint8Array.from(sign(hash, data, key)),
});

export const ecdsaScheme = (hash: Hash): Scheme => ({
  identifier: seq(oid(ecdsaOids[hash])),
  sign: (data, key) => Uint8Array.from(sign(hash, data, key)),
});

/** The parameters of RSASSA-PSS; all defaults left out for SHA-1 with a salt of 20 bytes. */
export function pssParameters(hash: Hash, saltLength: number): Uint8Array {
  const digest = seq(oid(hashOids[hash]), nothing());
  return seq(
    ...(hash === 'sha1' ? [] : [explicit(0, digest), explicit(1, seq(oid('1.2.840.113549.1.1.8'), digest))]),
    ...(saltLength === 20 ? [] : [explicit(2, int(saltLength))]),
  );
}

export const pssScheme = (hash: Hash, saltLength: number): Scheme => ({
  identifier: seq(oid('1.2.840.113549.1.1.10'), pssParameters(hash, saltLength)),
  // 6 is RSA_PKCS1_PSS_PADDING.
  sign: (data, key) => Uint8Array.from(sign(hash, data, { key, padding: 6, saltLength })),
});

/** A certificate that an authority signed. */
export function issue(parts: Parts, key: KeyObject, scheme: Scheme = ecdsaScheme('sha256')): Uint8Array {
  return certificate({
    ...parts,
    algorithm: scheme.identifier,
    sign: (data) => scheme.sign(data, key),
  });
}

/** A root of this name. */
export function root(
  commonName: string,
  pair: KeyPair,
  scheme: Scheme = ecdsaScheme('sha256'),
  parts: Parts = {},
): Uint8Array {
  const subject = name(['CN', commonName]);
  const extensions = [constraints(true), signsCertificates, ownKeyId(pair.publicKey)];
  return issue(
    { subject, issuer: subject, spki: spkiOf(pair.publicKey), extensions, ...parts },
    pair.privateKey,
    scheme,
  );
}
