/** The string types of names: what their bytes stand for. */
import { fromUtf8 } from '../bytes/utf8.ts';
import { type DerNode, tags } from './der.ts';
import type { StringType } from './name.ts';

const types: ReadonlyMap<number, StringType> = new Map([
  [tags.utf8String, 'utf8'],
  [tags.printableString, 'printable'],
  [tags.ia5String, 'ia5'],
  [tags.t61String, 't61'],
  [tags.bmpString, 'bmp'],
  [tags.universalString, 'universal'],
  [tags.numericString, 'numeric'],
  [tags.visibleString, 'visible'],
]);

/** The string type that a tag names. */
export function stringTypeOf(tag: number): StringType {
  return types.get(tag) ?? 'other';
}

/**
 * The text of a string value, or `undefined` where its bytes are not valid for its type or it is no string.
 *
 * PrintableString, NumericString and VisibleString are read as ASCII: `*`, `@` and `_` stand in many PrintableStrings of
 * the real world, and every reader shows them. T61String is read as Latin-1, as OpenSSL and NSS do. BMPString has no
 * surrogates: OpenSSL refuses them.
 *
 * @see RFC 5280 §4.1.2.4 and appendix B
 */
export function decodeString(node: DerNode): string | undefined {
  switch (stringTypeOf(node.tag)) {
    case 'utf8':
      return asciiText(node) ?? fromUtf8(node.bytes.subarray(node.body, node.end));
    case 'printable':
    case 'ia5':
    case 'numeric':
    case 'visible':
      return asciiText(node);
    case 't61':
      return latin1Text(node);
    case 'bmp':
      return wideText(node, 2);
    case 'universal':
      return wideText(node, 4);
    case 'other':
      return undefined;
  }
}

/** The contents as ASCII whatever the tag, or `undefined` where a byte is above 0x7F. */
export function asciiText({ bytes, body, end }: DerNode): string | undefined {
  let text = '';
  for (let i = body; i < end; i += 1) {
    const octet = bytes[i] as number;
    if (octet >= 0x80) return undefined;
    text += String.fromCharCode(octet);
  }
  return text;
}

function latin1Text({ bytes, body, end }: DerNode): string {
  let text = '';
  for (let i = body; i < end; i += 1) text += String.fromCharCode(bytes[i] as number);
  return text;
}

function wideText({ bytes, body, end }: DerNode, width: 2 | 4): string | undefined {
  if ((end - body) % width !== 0) return undefined;
  let text = '';
  for (let i = body; i < end; i += width) {
    let code = 0;
    for (let k = 0; k < width; k += 1) code = code * 256 + (bytes[i + k] as number);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
    text += String.fromCodePoint(code);
  }
  return text;
}
