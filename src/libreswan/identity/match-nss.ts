/**
 * How NSS compares two attributes of names that it read from DER, which 5.4 asks in any order.
 *
 * @see libreswan 5.4 `lib/libswan/x509dn.c` (match_rdn_unordered), NSS `lib/certdb/secname.c` (CERT_CompareAVA,
 *   CERT_DecodeAVAValue)
 */
import { asciiLower } from '../../bytes/ascii.ts';
import { fromLatin1 } from '../../bytes/latin1.ts';
import { toUtf8 } from '../../bytes/utf8.ts';
import { type DnAttribute, stringTags } from './dn-der.ts';

/** Identifier octet of a UniversalString, which NSS decodes as well; it does not decode NumericString or VisibleString. */
const universalString = 0x1c;

/** Whether an attribute of the configured name is met by one of the subject; the value `*` is met by any. */
export function isSameToNss(asked: DnAttribute, own: DnAttribute): boolean {
  if (asked.oid !== own.oid) return false;
  if (asked.tag === own.tag && asked.contents === own.contents) return true;
  const [a, b] = [decoded(asked), decoded(own)];
  if (a === '*') return true;
  if (a === undefined || b === undefined || a === '' || b === '') return false;
  if (asked.tag !== own.tag) return a === b;
  return asked.tag === stringTags.printable && canonical(a) === canonical(b);
}

/** What a PrintableString is compared by: without case, blanks run together. */
export function canonical(text: string): string {
  return asciiLower(text)
    .replace(/[ \t\r\n]+/g, ' ')
    .trim();
}

/** The characters of a value in UTF-8, one for each byte; `undefined` for what NSS does not decode. */
function decoded({ tag, contents }: DnAttribute): string | undefined {
  switch (tag) {
    case stringTags.utf8:
    case stringTags.printable:
    case stringTags.ia5:
      return contents;
    case stringTags.t61:
      return fromLatin1(toUtf8(contents));
    case stringTags.bmp:
      return wide(contents, 2);
    case universalString:
      return wide(contents, 4);
    default:
      return undefined;
  }
}

function wide(contents: string, size: 2 | 4): string | undefined {
  if (contents.length % size !== 0) return undefined;
  let text = '';
  for (let at = 0; at < contents.length; at += size) {
    let point = 0;
    for (let i = 0; i < size; i += 1) point = point * 256 + contents.charCodeAt(at + i);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
    text += String.fromCodePoint(point);
  }
  return fromLatin1(toUtf8(text));
}
