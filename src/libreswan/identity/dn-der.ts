/** Distinguished names as pluto holds them: DER, walked attribute by attribute, the grouping into RDNs set aside. */
import { fromLatin1 } from '../../bytes/latin1.ts';
import type { NameAttribute } from '../../x509/name.ts';

/** One attribute of a name as pluto compares it. */
export interface DnAttribute {
  /** Dotted object identifier. */
  readonly oid: string;
  /** The identifier octet of the value, such as 0x0c for a UTF8String. */
  readonly tag: number;
  /** The bytes of the value, one character each. */
  readonly contents: string;
}

/** Identifier octets of the string types that pluto compares. */
export const stringTags = { utf8: 0x0c, printable: 0x13, t61: 0x14, ia5: 0x16, bmp: 0x1e } as const;

/** The attributes of a name that was read from a certificate. */
export function dnAttribute({ oid, der }: NameAttribute): DnAttribute {
  const value = readTlv(fromLatin1(der), 0);
  return { oid, tag: value?.tag ?? 0, contents: value?.contents ?? '' };
}

/**
 * The attributes of a DER name in order, those of a multi-valued RDN one after the other; `undefined` where the bytes are
 * no name. Bytes are characters here and below.
 */
export function readDn(der: string): readonly DnAttribute[] | undefined {
  const name = readTlv(der, 0);
  if (name === undefined || name.tag !== 0x30 || name.end !== der.length) return undefined;
  const attributes: DnAttribute[] = [];
  for (const set of parts(name.contents) ?? [undefined]) {
    if (set?.tag !== 0x31 || set.contents === '') return undefined;
    for (const pair of parts(set.contents) ?? [undefined]) {
      const [type, value, more] = pair?.tag === 0x30 ? (parts(pair.contents) ?? []) : [];
      if (type?.tag !== 0x06 || value === undefined || more !== undefined) return undefined;
      attributes.push({ oid: dottedOid(type.contents), tag: value.tag, contents: value.contents });
    }
  }
  return attributes;
}

/** Whether an RDN of a DER name has more than one attribute. */
export function isGrouped(der: string): boolean {
  const sets = parts(readTlv(der, 0)?.contents ?? '') ?? [];
  return sets.some(({ contents }) => (parts(contents) ?? []).length > 1);
}

/** Tag, length and contents. */
export function tlv(tag: number, contents: string): string {
  let length = '';
  if (contents.length < 0x80) length = byte(contents.length);
  else {
    for (let rest = contents.length; rest > 0; rest >>= 8) length = byte(rest & 0xff) + length;
    length = byte(0x80 | length.length) + length;
  }
  return byte(tag) + length + contents;
}

/** The contents of a dotted object identifier. */
export function oidContents(oid: string): string {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number);
  return base128(first * 40 + second) + rest.map(base128).join('');
}

/** A byte as a character. */
export function byte(value: number): string {
  return String.fromCharCode(value);
}

function base128(arc: number): string {
  let groups = byte(arc % 128);
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
    groups = byte(0x80 | (rest % 128)) + groups;
  }
  return groups;
}

interface Tlv {
  readonly tag: number;
  readonly contents: string;
  readonly end: number;
}

function readTlv(bytes: string, start: number): Tlv | undefined {
  if (start + 2 > bytes.length) return undefined;
  let at = start + 2;
  let length = bytes.charCodeAt(start + 1);
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4 || at + count > bytes.length) return undefined;
    length = 0;
    for (let i = 0; i < count; i += 1) length = length * 256 + bytes.charCodeAt(at + i);
    at += count;
  }
  const end = at + length;
  return end > bytes.length ? undefined : { tag: bytes.charCodeAt(start), contents: bytes.slice(at, end), end };
}

function parts(bytes: string): readonly Tlv[] | undefined {
  const found: Tlv[] = [];
  for (let at = 0; at < bytes.length; ) {
    const part = readTlv(bytes, at);
    if (part === undefined) return undefined;
    found.push(part);
    at = part.end;
  }
  return found;
}

/** Arcs beyond 2^53 lose their last digits: pluto has no keyword for such an identifier, and compares bytes that we keep in order. */
function dottedOid(contents: string): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const character of contents) {
    const octet = character.charCodeAt(0);
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(arc / 40));
      arcs.push(first, arc - 40 * first);
    } else arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}
