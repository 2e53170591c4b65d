/** What single DER values stand for. Each gives `undefined` where the value is of another type or not valid. */
import { toHex } from '../bytes/hex.ts';
import { contentsOf, type DerNode, tags } from './der.ts';

/** The longest object identifier that is read, in bytes of contents: 2.25 with a whole UUID takes 20. */
export const maxOidBytes = 128;

/**
 * An object identifier in dotted form.
 *
 * @see ITU-T X.690 §8.19: arcs in base 128, the shortest form, the first two in one
 */
export function readOid(node: DerNode | undefined): string | undefined {
  return node?.tag === tags.oid ? oidText(node) : undefined;
}

/** The identifiers that were read last, by a number made of their bytes: a certificate names a dozen, and thousands the same. */
const recent: (RecentOid | undefined)[] = new Array(256).fill(undefined);

interface RecentOid {
  readonly contents: Uint8Array;
  readonly text: string | undefined;
}

/** The dotted form of the contents of a value, whatever its tag (SAN's registeredID has a tag of its own). */
export function oidText({ bytes, body, end }: DerNode): string | undefined {
  if (end === body || end - body > maxOidBytes || (bytes[end - 1] as number) >= 0x80) return undefined;
  let slot = end - body;
  for (let at = body; at < end; at += 1) slot = (slot * 31 + (bytes[at] as number)) & 255;
  const known = recent[slot];
  if (known !== undefined && isAt(known.contents, bytes, body, end)) return known.text;
  const text = dotted(bytes, body, end);
  recent[slot] = { contents: bytes.slice(body, end), text };
  return text;
}

/** Whether `bytes` has `contents` from `start` to `end`. The ends of names and identifiers differ first, and are looked at first. */
export function isAt(contents: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (contents.length !== end - start) return false;
  for (let i = contents.length - 1; i >= 0; i -= 1) if (contents[i] !== bytes[start + i]) return false;
  return true;
}

function dotted(bytes: Uint8Array, body: number, end: number): string | undefined {
  let text = '';
  let at = body;
  while (at < end) {
    if (bytes[at] === 0x80) return undefined;
    let arc = 0;
    let octet = 0x80;
    const first = at;
    while (octet >= 0x80) {
      octet = bytes[at] as number;
      arc = arc * 128 + (octet & 0x7f);
      at += 1;
    }
    if (text === '') {
      const root = arc < 40 ? 0 : arc < 80 ? 1 : 2;
      text = at - first > 7 ? `2.${bigArc(bytes, first, at) - 80n}` : `${root}.${arc - 40 * root}`;
    } else {
      text += at - first > 7 ? `.${bigArc(bytes, first, at)}` : `.${arc}`;
    }
  }
  return text;
}

function bigArc(bytes: Uint8Array, from: number, to: number): bigint {
  let arc = 0n;
  for (let i = from; i < to; i += 1) arc = arc * 128n + BigInt((bytes[i] as number) & 0x7f);
  return arc;
}

/** A truth value; DER writes true as 0xFF alone. */
export function readBoolean(node: DerNode | undefined): boolean | undefined {
  if (node?.tag !== tags.boolean || node.end - node.body !== 1) return undefined;
  const octet = node.bytes[node.body];
  return octet === 0xff ? true : octet === 0 ? false : undefined;
}

/** The contents of an integer in the shortest form. */
export function readInteger(node: DerNode | undefined): Uint8Array | undefined {
  if (node?.tag !== tags.integer) return undefined;
  const contents = contentsOf(node);
  const [first, second] = contents;
  if (first === undefined) return undefined;
  const idle = (first === 0 && second !== undefined && second < 0x80) || (first === 0xff && (second ?? 0) >= 0x80);
  return idle ? undefined : contents;
}

/** An integer from 0 to 2^31 − 1. */
export function readSmallInteger(node: DerNode | undefined): number | undefined {
  const contents = readInteger(node);
  if (contents === undefined || contents.length > 4 || (contents[0] as number) >= 0x80) return undefined;
  return contents.reduce((value, octet) => value * 256 + octet, 0);
}

/** A positive integer as bytes without a leading zero byte. */
export function readPositive(node: DerNode | undefined): Uint8Array | undefined {
  const contents = readInteger(node);
  if (contents === undefined || (contents[0] as number) >= 0x80) return undefined;
  const value = contents[0] === 0 ? contents.subarray(1) : contents;
  return value.length === 0 ? undefined : value;
}

/** The number of significant bits of a big-endian number without a leading zero byte. */
export function bitLength(value: Uint8Array): number {
  return value.length === 0 ? 0 : value.length * 8 - (Math.clz32(value[0] as number) - 24);
}

/** An integer as OpenSSL prints it: hexadecimal digits of the magnitude, two a byte, `-` before a negative one. */
export function integerHex(contents: Uint8Array): string {
  if ((contents[0] as number) < 0x80)
    return toHex(contents.length > 1 && contents[0] === 0 ? contents.subarray(1) : contents);
  const magnitude = contents.map((octet) => 0xff - octet);
  for (let i = magnitude.length - 1; i >= 0; i -= 1) {
    magnitude[i] = (magnitude[i] as number) + 1;
    if (magnitude[i] !== 0) break;
  }
  return `-${toHex(magnitude)}`;
}

/** The bytes of a bit string whose number of bits is a multiple of eight. */
export function readBitBytes(node: DerNode | undefined): Uint8Array | undefined {
  if (node?.tag !== tags.bitString || node.end === node.body || node.bytes[node.body] !== 0) return undefined;
  return node.bytes.subarray(node.body + 1, node.end);
}

/**
 * The numbers of the bits that are set in a bit string that names flags, in ascending order.
 *
 * @see ITU-T X.690 §11.2: unused bits are zero, and such a string has no trailing zero bits
 */
export function readFlags(node: DerNode | undefined): readonly number[] | undefined {
  if (node?.tag !== tags.bitString || node.end === node.body) return undefined;
  const unused = node.bytes[node.body] as number;
  const octets = node.bytes.subarray(node.body + 1, node.end);
  if (unused > 7 || octets.length > 8 || (octets.length === 0 && unused !== 0)) return undefined;
  const last = octets[octets.length - 1];
  if (last !== undefined && (last & ((1 << unused) - 1)) !== 0) return undefined;
  const flags: number[] = [];
  octets.forEach((octet, i) => {
    for (let bit = 0; bit < 8; bit += 1) if ((octet & (0x80 >> bit)) !== 0) flags.push(8 * i + bit);
  });
  return flags;
}

/**
 * A UTCTime or GeneralizedTime in the forms that certificates may use: seconds given, `Z` at the end.
 *
 * @see RFC 5280 §4.1.2.5: two-digit years from 50 are of the twentieth century
 */
export function readTime(node: DerNode | undefined): Date | undefined {
  if (node === undefined) return undefined;
  const { tag, bytes, body, end } = node;
  const yearDigits = tag === tags.utcTime ? 2 : tag === tags.generalizedTime ? 4 : 0;
  if (yearDigits === 0 || end - body !== yearDigits + 11 || bytes[end - 1] !== 0x5a) return undefined;
  for (let i = body; i < end - 1; i += 1) {
    const octet = bytes[i] as number;
    if (octet < 0x30 || octet > 0x39) return undefined;
  }
  const two = (i: number): number => ((bytes[i] as number) - 0x30) * 10 + (bytes[i + 1] as number) - 0x30;
  const rest = body + yearDigits;
  const short = two(body);
  const year = yearDigits === 4 ? short * 100 + two(body + 2) : short + (short < 50 ? 2000 : 1900);
  const [month, day, hour, minute, second] = [two(rest), two(rest + 2), two(rest + 4), two(rest + 6), two(rest + 8)];
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  time.setUTCHours(hour, minute, second);
  return time.getUTCMonth() === month - 1 ? time : undefined;
}
