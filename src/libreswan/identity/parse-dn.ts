/**
 * The text of a distinguished name as pluto reads it, by release.
 *
 * There are three readers: up to 3.27 and in 3.28 and 3.29 separators are doubled; from 3.30 backslash escapes, `#BER` and
 * dotted identifiers are known.
 *
 * @see libreswan `lib/libswan/x509dn.c` (atodn), tags v3.25, v3.28, v4.10, v5.2
 */
import { fromHex } from '../../bytes/hex.ts';
import { fromLatin1 } from '../../bytes/latin1.ts';
import { fromLossless } from '../../bytes/lossless-utf8.ts';
import { atLeast, type Release } from '../release.ts';
import { dnKeywords } from './dn.ts';
import { byte, oidContents, stringTags, tlv } from './dn-der.ts';

/** pluto builds the DER of a DN in a buffer of this size. */
const bufferSize = 512;

/** The DER that pluto makes of a text, or why it makes none. Bytes are characters. */
export type ReadDnText = { readonly kind: 'dn'; readonly der: string } | { readonly kind: 'bad'; readonly why: string };

/** Reads the text of a DN as the given release does. */
export function parseDn(text: string, release: Release): ReadDnText {
  const cursor: Cursor = { text: fromLatin1(fromLossless(text)), at: 0 };
  const modern = atLeast(release, '3.30');
  const strict = atLeast(release, '3.28');
  let rdns = '';
  for (;;) {
    skip(cursor, ' ,/');
    if (cursor.at >= cursor.text.length) break;
    // Up to 3.27 a tail without an equals sign is dropped.
    if (!strict && !cursor.text.includes('=', cursor.at)) break;
    const attribute = modern ? modernAttribute(cursor) : doublingAttribute(cursor, strict);
    if (typeof attribute !== 'string') return attribute;
    rdns += tlv(0x31, tlv(0x30, attribute));
  }
  const der = tlv(0x30, rdns);
  return der.length > bufferSize ? bad(`the name has more than ${bufferSize} bytes`) : { kind: 'dn', der };
}

interface Cursor {
  readonly text: string;
  at: number;
}

type Bad = Extract<ReadDnText, { kind: 'bad' }>;

function bad(why: string): Bad {
  return { kind: 'bad', why };
}

function skip(cursor: Cursor, characters: string): void {
  while (cursor.at < cursor.text.length && characters.includes(cursor.text.charAt(cursor.at))) cursor.at += 1;
}

/** The text up to the next of some characters, or to the end. */
function upTo(cursor: Cursor, characters: string): string {
  const start = cursor.at;
  while (cursor.at < cursor.text.length && !characters.includes(cursor.text.charAt(cursor.at))) cursor.at += 1;
  return cursor.text.slice(start, cursor.at);
}

const keywords = new Map(dnKeywords.map((row) => [row.keyword.toLowerCase(), row]));

/** What is wrong with a keyword; a dotted identifier is one only from 3.30. */
function unknown(name: string): Bad {
  return bad(`${JSON.stringify(name.slice(0, 80))} is no keyword for an attribute`);
}

/** Object identifier and value of an attribute, up to 3.29. */
function doublingAttribute(cursor: Cursor, strict: boolean): string | Bad {
  const name = upTo(cursor, ' =');
  const keyword = keywords.get(name.toLowerCase());
  if (keyword === undefined) return unknown(name);
  skip(cursor, ' ');
  if (cursor.text.charAt(cursor.at) === '=') cursor.at += 1;
  skip(cursor, strict ? ' ' : ' =');
  let value = '';
  for (;;) {
    value += upTo(cursor, ',/');
    const separator = cursor.text.charAt(cursor.at);
    if (separator === '' || cursor.text.charAt(cursor.at + 1) !== separator) break;
    value += separator;
    cursor.at += 2;
  }
  value = value.replace(/ +$/, '');
  if (value === '' && !strict) return bad('up to 3.27 an empty value is misread');
  return tlv(0x06, oidContents(keyword.oid)) + typed(keyword.type, value);
}

/** The same from 3.30. */
function modernAttribute(cursor: Cursor): string | Bad {
  const dotted = /[0-9]/.test(cursor.text.charAt(cursor.at));
  const name = upTo(cursor, ' =');
  const keyword = keywords.get(name.toLowerCase());
  const oid = dotted ? misencodedOid(name) : keyword && oidContents(keyword.oid);
  if (oid === undefined) return unknown(name);
  skip(cursor, ' ');
  if (cursor.text.charAt(cursor.at) !== '=') return bad(`${name} must be followed by an equals sign`);
  cursor.at += 1;
  skip(cursor, ' ');
  const first = cursor.text.charAt(cursor.at);
  if (first === '#') {
    const hex = /^(?:[0-9A-Fa-f]{2})*/.exec(cursor.text.slice(cursor.at + 1))?.[0] ?? '';
    cursor.at += 1 + hex.length;
    return tlv(0x06, oid) + fromLatin1(fromHex(hex) ?? new Uint8Array());
  }
  if (first === '"') return bad('a value must not be quoted within the text');
  if (keyword === undefined) return bad(`the value of ${name} must be written as #BER`);
  return tlv(0x06, oid) + typed(keyword.type, escapedValue(cursor));
}

function escapedValue(cursor: Cursor): string {
  let value = '';
  let kept = 0;
  for (;;) {
    const rest = cursor.text.slice(cursor.at, cursor.at + 3);
    const character = rest.charAt(0);
    if (character === '' || character === ',' || character === '/') break;
    const hex = /^\\([0-9A-Fa-f]{2})/.exec(rest)?.[1];
    if (hex !== undefined) {
      value += byte(Number.parseInt(hex, 16));
      cursor.at += 3;
      kept = value.length;
    } else if (character === '\\' && rest.length > 1) {
      value += rest.charAt(1);
      cursor.at += 2;
      kept = value.length;
    } else {
      value += character;
      cursor.at += 1;
    }
  }
  while (value.length > kept && value.endsWith(' ')) value = value.slice(0, -1);
  return value;
}

/** A text has the keyword's type, or T61String where PrintableString cannot hold it; never UTF8String. */
function typed(type: 'printable' | 'ia5', value: string): string {
  const fits = type === 'ia5' || /^[A-Za-z0-9 '()+,./:=?-]*$/.test(value);
  return tlv(fits ? stringTags[type] : stringTags.t61, value);
}

/** The contents that pluto gives to a dotted identifier: zero groups inside an arc are lost. */
function misencodedOid(name: string): string | undefined {
  if (!/^[0-9]{1,9}(?:\.[0-9]{1,10})+$/.test(name)) return undefined;
  const [first = 0, second = 0, ...rest] = name.split('.').map(Number);
  if (first > 6 || second >= 40) return undefined;
  const arcs = rest.map((arc) => {
    const groups: number[] = [];
    for (let more = arc; more > 0; more = Math.floor(more / 128)) groups.unshift(more % 128);
    const last = groups.pop() ?? 0;
    return [...groups.filter((group) => group > 0).map((group) => byte(0x80 | group)), byte(last)].join('');
  });
  return byte(first * 40 + second) + arcs.join('');
}
