/** Writes DER, well-formed or not, by hand: independent of every reader, ours and the libraries'. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Tag, length in the shortest form, contents. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const contents = concat(...parts);
  return concat(Uint8Array.of(tag), lengthOctets(contents.length), contents);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Uint8Array.of(0x80 | octets.length, ...octets);
}

export const seq = (...parts: readonly Uint8Array[]): Uint8Array => der(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Uint8Array => der(0x31, ...parts);
export const bool = (value: boolean): Uint8Array => der(0x01, Uint8Array.of(value ? 0xff : 0));
export const nothing = (): Uint8Array => der(0x05);
export const octets = (bytes: Uint8Array): Uint8Array => der(0x04, bytes);
export const bits = (bytes: Uint8Array, unused = 0): Uint8Array => der(0x03, Uint8Array.of(unused), bytes);
export const text = (value: string, encoding: BufferEncoding = 'utf8'): Uint8Array =>
  Uint8Array.from(Buffer.from(value, encoding));
/** A context tag around a whole value. */
export const explicit = (number: number, ...parts: readonly Uint8Array[]): Uint8Array => der(0xa0 | number, ...parts);
/** A context tag in the place of a primitive value's own. */
export const implicit = (number: number, contents: Uint8Array): Uint8Array => der(0x80 | number, contents);

/** A non-negative integer in the shortest form. */
export function int(value: number | bigint): Uint8Array {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return der(0x02, (bytes[0] as number) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0), bytes);
}

export function oid(dotted: string): Uint8Array {
  const [first, second, ...rest] = dotted.split('.').map(BigInt) as [bigint, bigint, ...bigint[]];
  return der(0x06, ...[first * 40n + second, ...rest].map(base128));
}

function base128(arc: bigint): Uint8Array {
  const octetList = [Number(arc & 127n)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octetList.unshift(Number(rest & 127n) | 0x80);
  return Uint8Array.from(octetList);
}

/** `YYMMDDHHMMSSZ` below 2050, else `YYYYMMDDHHMMSSZ`. */
export function time(value: Date): Uint8Array {
  const full = `${value.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  const year = value.getUTCFullYear();
  return year >= 1950 && year < 2050 ? der(0x17, text(full.slice(2))) : der(0x18, text(full));
}

export const utf8 = (value: string): Uint8Array => der(0x0c, text(value));
export const numeric = (value: string): Uint8Array => der(0x12, text(value));
export const printable = (value: string): Uint8Array => der(0x13, text(value));
export const t61 = (value: string): Uint8Array => der(0x14, text(value, 'latin1'));
export const ia5 = (value: string): Uint8Array => der(0x16, text(value));
export const visible = (value: string): Uint8Array => der(0x1a, text(value));
export const bmp = (value: string): Uint8Array => der(0x1e, Uint8Array.from(Buffer.from(value, 'utf16le').swap16()));
export const universal = (value: string): Uint8Array =>
  der(0x1c, ...[...value].map((character) => Uint8Array.of(...fourBytes(character.codePointAt(0) as number))));

function fourBytes(code: number): number[] {
  return [code >>> 24, (code >> 16) & 255, (code >> 8) & 255, code & 255];
}

const attributeOids: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  DC: '0.9.2342.19200300.100.1.25',
  UID: '0.9.2342.19200300.100.1.1',
  E: '1.2.840.113549.1.9.1',
};

/** One attribute: a short name or dotted identifier, and text (as UTF8String) or a complete value. */
export type Attribute = readonly [type: string, value: string | Uint8Array];

const attribute = ([type, value]: Attribute): Uint8Array =>
  seq(oid(attributeOids[type] ?? type), typeof value === 'string' ? utf8(value) : value);

/** A name of single-valued RDNs. */
export function name(...attributes: readonly Attribute[]): Uint8Array {
  return seq(...attributes.map((one) => set(attribute(one))));
}

/** A name of RDNs that may hold several attributes, in DER's order of sets. */
export function multiName(...rdns: readonly (readonly Attribute[])[]): Uint8Array {
  return seq(...rdns.map((rdn) => set(...rdn.map(attribute).sort((a, b) => Buffer.compare(a, b)))));
}

/** One extension; `value` is the contents of its octet string. */
export function extension(id: string, value: Uint8Array, critical?: boolean): Uint8Array {
  return seq(oid(id), ...(critical === undefined ? [] : [bool(critical)]), octets(value));
}

/** subjectAltName from its GeneralNames. */
export const altNames = (...names: readonly Uint8Array[]): Uint8Array => extension('2.5.29.17', seq(...names));
export const dns = (value: string): Uint8Array => implicit(2, text(value));
export const ip = (...address: readonly number[]): Uint8Array => implicit(7, Uint8Array.from(address));
export const constraints = (isCa: boolean, pathLength?: number): Uint8Array =>
  extension(
    '2.5.29.19',
    seq(...(isCa ? [bool(true)] : []), ...(pathLength === undefined ? [] : [int(pathLength)])),
    true,
  );
export const purposes = (...oids: readonly string[]): Uint8Array => extension('2.5.29.37', seq(...oids.map(oid)));

/** Algorithm identifiers for signatures. */
export const algorithms = {
  sha256WithRSAEncryption: seq(oid('1.2.840.113549.1.1.11'), nothing()),
  'ecdsa-with-SHA256': seq(oid('1.2.840.10045.4.3.2')),
} as const;

/** What a certificate of the writer is made of; everything has a plain default. */
export interface Parts {
  readonly version?: 1 | 2 | 3;
  readonly serial?: Uint8Array;
  readonly algorithm?: Uint8Array;
  readonly outerAlgorithm?: Uint8Array;
  readonly issuer?: Uint8Array;
  readonly notBefore?: Date | Uint8Array;
  readonly notAfter?: Date | Uint8Array;
  readonly subject?: Uint8Array;
  readonly spki?: Uint8Array;
  readonly extensions?: readonly Uint8Array[];
  /** What stands between key and extensions. */
  readonly identifiers?: readonly Uint8Array[];
  /** The whole bit string of the signature. */
  readonly signature?: Uint8Array;
  /** Signs the signed part; zeros when omitted. */
  readonly sign?: (signedPart: Uint8Array) => Uint8Array;
}

/** A P-256 key, the same in every test of a run. */
export const testKey: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
});

export const spkiOf = (key: KeyObject): Uint8Array => Uint8Array.from(key.export({ format: 'der', type: 'spki' }));

/** A certificate in DER. */
export function certificate(parts: Parts = {}): Uint8Array {
  const version = parts.version ?? 3;
  const extensions = parts.extensions ?? [];
  const algorithm = parts.algorithm ?? algorithms['ecdsa-with-SHA256'];
  const at = (value: Date | Uint8Array): Uint8Array => (value instanceof Date ? time(value) : value);
  const behind = [
    algorithm,
    parts.issuer ?? name(['CN', 'Mesh CA']),
    seq(at(parts.notBefore ?? new Date('2026-01-01')), at(parts.notAfter ?? new Date('2036-01-01'))),
    parts.subject ?? name(['CN', 'host1']),
    parts.spki ?? spkiOf(testKey.publicKey),
    ...(parts.identifiers ?? []),
    ...(extensions.length > 0 ? [explicit(3, seq(...extensions))] : []),
  ];
  // Of its own for every content: NSS refuses two certificates with the same issuer and number.
  const serial = parts.serial ?? int(BigInt(`0x7f${fingerprint(concat(...behind)).slice(0, 30)}`));
  const tbs = seq(...(version === 1 ? [] : [explicit(0, int(version - 1))]), serial, ...behind);
  const signature = parts.sign?.(tbs) ?? new Uint8Array(64);
  return seq(tbs, parts.outerAlgorithm ?? algorithm, parts.signature ?? bits(signature));
}

/** A PEM block with lines of 64 characters. */
export function pem(bytes: Uint8Array, label = 'CERTIFICATE'): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.map((line) => `${line}\n`).join('')}-----END ${label}-----\n`;
}

/** SHA-256 in lower-case hexadecimal digits. */
export const fingerprint = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
