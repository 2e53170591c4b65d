import { expect, test } from 'vitest';
import type { DnAttribute } from '../../../src/libreswan/identity/dn-der.ts';
import { isSameToNss } from '../../../src/libreswan/identity/match-nss.ts';
import { parseDn } from '../../../src/libreswan/identity/parse-dn.ts';
import { parseIdentity } from '../../../src/libreswan/identity/parse-identity.ts';
import { tags } from '../../support/name-der.ts';

const of = (type: keyof typeof tags, contents: string, oid = '2.5.4.10'): DnAttribute => ({
  oid,
  tag: tags[type],
  contents,
});

test.each<[asked: DnAttribute, own: DnAttribute, isSame: boolean, why: string]>([
  [of('utf8', 'a'), of('utf8', 'a'), true, 'byte for byte'],
  [of('utf8', 'a'), of('utf8', 'A'), false, 'UTF8String keeps its case'],
  [of('utf8', 'a'), of('utf8', 'a', '2.5.4.3'), false, 'another attribute'],
  [of('printable', 'a  B'), of('printable', ' A b'), true, 'PrintableString without case, blanks run together'],
  [of('printable', 'a'), of('utf8', 'a'), true, 'other types are compared as UTF-8'],
  [of('printable', 'A'), of('utf8', 'a'), false, 'with their case'],
  [of('t61', 'M\xfcller'), of('utf8', 'M\xc3\xbcller'), true, 'T61String is Latin-1'],
  [of('bmp', '\0a\0b'), of('printable', 'ab'), true, 'BMPString'],
  [of('bmp', '\0a\0'), of('printable', 'a'), false, 'half a character'],
  [of('bmp', '\xd8\0'), of('utf8', 'a'), false, 'half a pair'],
  [of('universal', '\0\0\0a'), of('ia5', 'a'), true, 'UniversalString'],
  [of('universal', '\0\x01\xf6\0'), of('utf8', '\xf0\x9f\x98\x80'), true, 'beyond the first plane'],
  [of('universal', '\0\x11\0\0'), of('utf8', 'a'), false, 'beyond the last plane'],
  [of('numeric', '1'), of('numeric', '1'), true, 'what is not decoded is compared byte for byte'],
  [of('numeric', '1'), of('printable', '1'), false, 'and with nothing else'],
  [of('visible', 'a'), of('printable', 'a'), false, 'VisibleString is not decoded either'],
  [of('utf8', '*'), of('visible', 'a'), true, 'a star is met by any value'],
  [of('bmp', '\0*'), of('utf8', 'a'), true, 'of any string type'],
  [of('utf8', ''), of('printable', ''), false, 'nothing is not compared'],
])('%j, %j: %j (%s)', (asked, own, isSame) => {
  expect(isSameToNss(asked, own)).toBe(isSame);
});

test('bytes of an ID that are no UTF-8 stay as they are', () => {
  const read = parseDn('O=a\udcff', '4.10');
  expect(read).toMatchObject({ kind: 'dn', der: expect.stringContaining('a\xff') });
  expect(parseIdentity('@[a\udcff]', '4.10')).toMatchObject({ value: { kind: 'key-id', hex: '61ff' } });
});

test.each([
  ['1', '0.0.0.1'],
  ['10.9', '10.0.0.9'],
  ['010.0.0.9', '8.0.0.9'],
  ['0xc0000209', '192.0.2.9'],
  ['2001:DB8::1', '2001:db8::1'],
])('%s is the address %s', (text, address) => {
  expect(parseIdentity(text, '4.10')).toMatchObject({ value: { kind: 'address', address } });
});
