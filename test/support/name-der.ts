import { toHex } from '../../src/bytes/hex.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';
import type { Name, NameAttribute, StringType } from '../../src/x509/name.ts';

/** What the tests write of an attribute: identifier or keyword, value, string type (UTF8String where it is left out). */
export type AttributeSpec = readonly [key: string, value: string, type?: StringType];

/** Identifiers of RFC 4519 and others, written down here apart from the table under test. */
const oids: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  S: '2.5.4.4',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  street: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  T: '2.5.4.12',
  D: '2.5.4.13',
  N: '2.5.4.41',
  G: '2.5.4.42',
  I: '2.5.4.43',
  ID: '2.5.4.45',
  organizationIdentifier: '2.5.4.97',
  DC: '0.9.2342.19200300.100.1.25',
  UID: '0.9.2342.19200300.100.1.1',
  E: '1.2.840.113549.1.9.1',
  unstructuredName: '1.2.840.113549.1.9.2',
};

/** The identifier octets of the string types. */
export const tags: Readonly<Record<Exclude<StringType, 'other'>, number>> = {
  utf8: 0x0c,
  numeric: 0x12,
  printable: 0x13,
  t61: 0x14,
  ia5: 0x16,
  visible: 0x1a,
  universal: 0x1c,
  bmp: 0x1e,
};

/** Tag, definite minimal length, contents. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  const size: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256);
  const header = length < 128 ? [tag, length] : [tag, 0x80 | size.length, ...size];
  return Uint8Array.from([header, ...contents.map((part) => [...part])].flat());
}

/** A dotted object identifier as DER. */
export function oidDer(oid: string): Uint8Array {
  const arcs = oid.split('.').map(BigInt);
  const [first = 0n, second = 0n, ...rest] = arcs;
  const bytes = [first * 40n + second, ...rest].flatMap((arc) => {
    const groups = [Number(arc % 128n)];
    for (let more = arc / 128n; more > 0n; more /= 128n) groups.unshift(Number(more % 128n) | 0x80);
    return groups;
  });
  return tlv(6, Uint8Array.from(bytes));
}

/** The contents octets of a text in a string type. `other` is an OCTET STRING of the UTF-8. */
function contents(value: string, type: StringType): Uint8Array {
  const points = [...value].map((character) => character.codePointAt(0) as number);
  if (type === 'utf8' || type === 'other') return toUtf8(value);
  if (type === 'bmp') return Uint8Array.from(points.flatMap((point) => [(point >> 8) & 255, point & 255]));
  if (type === 'universal') {
    return Uint8Array.from(points.flatMap((point) => [0, (point >> 16) & 255, (point >> 8) & 255, point & 255]));
  }
  return Uint8Array.from(points.map((point) => point & 255));
}

/** An attribute with its value encoded; the text is trusted to be valid for the type. */
export function attributeOf([key, value, type = 'utf8']: AttributeSpec): NameAttribute {
  const oid = oids[key] ?? key;
  const der = tlv(type === 'other' ? 4 : tags[type], contents(value, type));
  const name = Object.keys(oids).find((each) => oids[each] === oid) ?? oid;
  return { oid, name, type, value: type === 'other' ? undefined : value, der };
}

/**
 * A name of the given RDNs, each a list of attributes. The attributes of an RDN are put into the order of DER.
 *
 * @example nameOf([['O', 'system:nodes']], [['CN', 'a'], ['UID', 'b']])
 */
export function nameOf(...rdns: readonly (readonly AttributeSpec[])[]): Name {
  return nameOfAttributes(rdns.map((rdn) => rdn.map(attributeOf)));
}

/** The same for attributes that are encoded already. */
export function nameOfAttributes(rdns: readonly (readonly NameAttribute[])[]): Name {
  const encoded = rdns.map((rdn) => {
    const members = rdn.map((attribute) => ({ attribute, der: tlv(0x30, oidDer(attribute.oid), attribute.der) }));
    return members.sort((a, b) => (toHex(a.der) < toHex(b.der) ? -1 : 1));
  });
  const der = tlv(0x30, ...encoded.map((rdn) => tlv(0x31, ...rdn.map((member) => member.der))));
  return { rdns: encoded.map((rdn) => rdn.map((member) => member.attribute)), der, derHex: toHex(der) };
}

/** A name of single-valued RDNs from text such as `O=system:nodes, CN=a`, all of them UTF8String. */
export function plainName(text: string): Name {
  return nameOf(
    ...text.split(', ').map((part): AttributeSpec[] => {
      const at = part.indexOf('=');
      return [[part.slice(0, at), part.slice(at + 1)]];
    }),
  );
}
