/** What a host certificate says, as far as IPsec and NSS care. */
import type { Name } from './name.ts';

/** One entry of the subject alternative name extension. */
export interface SubjectAltName {
  readonly type: 'dns' | 'ip' | 'email' | 'uri' | 'directory' | 'registered-id' | 'other';
  /** Text of the entry: an address in canonical form, a dotted identifier; for `other` and `directory` the DER in hexadecimal digits. */
  readonly value: string;
}

/** The public key of a certificate. */
export interface PublicKey {
  readonly algorithm: 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'ed448' | 'other';
  /** Dotted object identifier of the algorithm. */
  readonly oid: string;
  /** Size of the modulus (RSA) or of the field (EC) in bits, where known. */
  readonly bits?: number;
  /** Named curve, such as `P-256`; `explicit` where the parameters are spelled out; else a dotted identifier. */
  readonly curve?: string;
  /** The complete SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
}

/** A certificate as read. Plain data; `der` is what everything else was read from. */
export interface Certificate {
  readonly der: Uint8Array;
  readonly subject: Name;
  readonly issuer: Name;
  readonly subjectAltNames: readonly SubjectAltName[];
  readonly serialHex: string;
  /** First and last second of validity. */
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicKey;
  /** Name such as `ecdsa-with-SHA256`, else the dotted identifier. */
  readonly signatureAlgorithm: string;
  /** SHA-256 of `der` in lower-case hexadecimal digits. */
  readonly fingerprintSha256: string;
  readonly isCa: boolean;
  /** Names of RFC 5280 §4.2.1.3, such as `digitalSignature`; empty where the extension is absent. */
  readonly keyUsage: readonly string[];
  /** Names such as `serverAuth`, else dotted identifiers; empty where the extension is absent. */
  readonly extendedKeyUsage: readonly string[];
}
