import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromLatin1 } from '../../../src/bytes/latin1.ts';
import { dnAttribute, oidContents, readDn, tlv } from '../../../src/libreswan/identity/dn-der.ts';
import { rdnList } from '../../arbitraries/name.ts';
import { nameOf, oidDer, tlv as plainTlv } from '../../support/name-der.ts';

const oid = '\x06\x03\x55\x04\x03';
const pair = tlv(0x30, `${oid}\x0c\x01a`);
const name = (...sets: string[]): string => tlv(0x30, sets.join(''));

describe('a DER name', () => {
  test('is its attributes in order, those of one RDN after the other', () => {
    fc.assert(
      fc.property(rdnList(), (rdns) => {
        const written = nameOf(...rdns);
        expect(readDn(fromLatin1(written.der))).toEqual(written.rdns.flat().map(dnAttribute));
      }),
    );
  });

  test.each<[why: string, der: string, attributes: number]>([
    ['without an RDN', name(), 0],
    ['of one', name(tlv(0x31, pair)), 1],
    ['with two attributes in one RDN', name(tlv(0x31, pair + pair)), 2],
    ['with a length in one byte more than it needs', `\x30\x81\x0c${tlv(0x31, pair)}`, 1],
    ['with a length in four bytes', `\x30\x84\0\0\0\x0c${tlv(0x31, pair)}`, 1],
    ['with an empty value', name(tlv(0x31, tlv(0x30, `${oid}\x0c\0`))), 1],
  ])('%s', (_, der, attributes) => {
    expect(readDn(der)).toHaveLength(attributes);
  });

  test.each<[why: string, bytes: string]>([
    ['nothing', ''],
    ['a tag alone', '\x30'],
    ['a SET', tlv(0x31, '')],
    ['bytes behind it', `${name()}x`],
    ['less than its length says', '\x30\x01'],
    ['a length without an end', '\x30\x80\0\0'],
    ['a length in five bytes', `\x30\x85\0\0\0\0\x0c${tlv(0x31, pair)}`],
    ['a length that ends early', '\x30\x82\0'],
    ['an RDN that is a SEQUENCE', name(tlv(0x30, pair))],
    ['an RDN without an attribute', name(tlv(0x31, ''))],
    ['an RDN that is cut off', tlv(0x30, '\x31\x05')],
    ['an attribute that is a SET', name(tlv(0x31, tlv(0x31, `${oid}\x0c\x01a`)))],
    ['an attribute that is cut off', name(tlv(0x31, '\x30\x05\x06'))],
    ['an attribute without a value', name(tlv(0x31, tlv(0x30, oid)))],
    ['an attribute whose value is cut off', name(tlv(0x31, tlv(0x30, `${oid}\x0c\x05a`)))],
    ['an attribute with two values', name(tlv(0x31, tlv(0x30, `${oid}\x0c\x01a\x0c\x01b`)))],
    ['an attribute of nothing', name(tlv(0x31, tlv(0x30, '')))],
    ['an attribute without an identifier', name(tlv(0x31, tlv(0x30, '\x0c\x01a\x0c\x01a')))],
  ])('%s is none', (_, bytes) => {
    expect(readDn(bytes)).toBeUndefined();
  });

  test.each([
    ['2.5.4.3', '\x55\x04\x03'],
    ['0.9.2342', '\x09\x92\x26'],
    ['1.2.840.113549.1.9.1', '\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01'],
    ['1.39', '\x4f'],
    ['2.0', '\x50'],
    ['2.47', '\x7f'],
    ['2.48', '\x81\x00'],
    ['2.999.128.127', '\x88\x37\x81\x00\x7f'],
    ['1.3.16383.16384', '\x2b\xff\x7f\x81\x80\x00'],
  ])('has identifiers such as %s', (dotted, contents) => {
    expect(oidContents(dotted)).toBe(contents);
    expect(tlv(6, oidContents(dotted))).toBe(fromLatin1(oidDer(dotted)));
    const der = name(tlv(0x31, tlv(0x30, `${tlv(6, contents)}\x0c\x01a`)));
    expect(readDn(der)).toEqual([{ oid: dotted, tag: 0x0c, contents: 'a' }]);
  });

  test.each([0, 1, 127, 128, 255, 256, 65535, 65536])('has lengths such as %d', (length) => {
    const contents = 'x'.repeat(length);
    expect(tlv(4, contents)).toBe(fromLatin1(plainTlv(4, Buffer.from(contents))));
    const der = name(tlv(0x31, tlv(0x30, oid + tlv(0x0c, contents))));
    expect(readDn(der)).toEqual([{ oid: '2.5.4.3', tag: 0x0c, contents }]);
  });
});
