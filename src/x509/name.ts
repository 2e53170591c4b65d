/** Distinguished names as they stand in a certificate: order, grouping and string types kept. */

/** The ASN.1 type of an attribute value, as far as names use it. */
export type StringType = 'utf8' | 'printable' | 'ia5' | 't61' | 'bmp' | 'universal' | 'numeric' | 'visible' | 'other';

/** One attribute of a relative distinguished name. */
export interface NameAttribute {
  /** Dotted object identifier, such as `2.5.4.3`. */
  readonly oid: string;
  /** The short name that OpenSSL prints (`CN`, `emailAddress`, …), else the dotted object identifier. libreswan's names differ. */
  readonly name: string;
  readonly type: StringType;
  /** The decoded text; `undefined` where the bytes are not valid for the type, or the type is no string. */
  readonly value: string | undefined;
  /** The complete encoding of the value: tag, length and contents. */
  readonly der: Uint8Array;
}

/** One relative distinguished name; more than one attribute where it is multi-valued, in the order of the encoding. */
export type RelativeDistinguishedName = readonly NameAttribute[];

/** A name. Two names are the same exactly when their `derHex` are. */
export interface Name {
  readonly rdns: readonly RelativeDistinguishedName[];
  /** The complete DER of the name, as in the certificate. */
  readonly der: Uint8Array;
  /** The same in lower-case hexadecimal digits, for comparison and as a key. */
  readonly derHex: string;
}
