/** What a host certificate says, as far as IPsec and NSS care. */
import type { Place } from '../diagnostics/diagnostic.ts';
import type { Name } from './name.ts';

/** One entry of the subject alternative name extension. */
export interface SubjectAltName {
  readonly type: 'dns' | 'ip' | 'email' | 'uri' | 'directory' | 'registered-id' | 'other';
  /** Text of the entry: an address in canonical form, a dotted identifier; for `other` and `directory` the DER in hexadecimal digits. */
  readonly value: string;
}

/** One extension, its value not interpreted. */
export interface Extension {
  /** Dotted object identifier, such as `2.5.29.17`. */
  readonly oid: string;
  readonly critical: boolean;
  /** The contents of the octet string: for every extension of RFC 5280 itself DER. */
  readonly value: Uint8Array;
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
  /** Where it was read: the place of its PEM block in a text, else the place that the caller gave. */
  readonly at: Place;
  readonly version: 1 | 2 | 3;
  readonly subject: Name;
  readonly issuer: Name;
  readonly subjectAltNames: readonly SubjectAltName[];
  /** Lower-case hexadecimal digits, two a byte, without a leading zero byte; `-` before a negative number, as OpenSSL prints it. */
  readonly serialHex: string;
  /** First and last second of validity. */
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicKey;
  /** Name as OpenSSL prints it, such as `ecdsa-with-SHA256`, else the dotted identifier. */
  readonly signatureAlgorithm: string;
  /** SHA-256 of `der` in lower-case hexadecimal digits. */
  readonly fingerprintSha256: string;
  /** What the basic constraints say; false where the extension is absent. */
  readonly isCa: boolean;
  /** How many intermediate authorities may follow, where the basic constraints limit it. */
  readonly pathLength?: number;
  /** Names of RFC 5280 §4.2.1.3, such as `digitalSignature`; empty where the extension is absent. */
  readonly keyUsage: readonly string[];
  /** Names such as `serverAuth`, else dotted identifiers; empty where the extension is absent. */
  readonly extendedKeyUsage: readonly string[];
  /** Every extension, in the order of the encoding. */
  readonly extensions: readonly Extension[];
}
