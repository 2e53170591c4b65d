import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameText } from '../../src/x509/name-text.ts';
import { readCertificate } from '../../src/x509/read-certificate.ts';
import { arbitraryAttributes } from '../arbitraries/attributes.ts';
import { type Attribute, bmp, certificate, der, multiName, name } from '../support/der-writer.ts';
import { valueIn } from '../support/results.ts';

const textOf = (subject: Uint8Array): string => nameText(valueIn(readCertificate(certificate({ subject }))).subject);
const one = (value: string | Uint8Array): string => textOf(name(['CN', value]));

describe('a name for people', () => {
  test.each([
    {
      why: 'in the order of the encoding',
      is: textOf(name(['C', 'NL'], ['O', 'Acme'], ['CN', 'a'])),
      text: 'C=NL, O=Acme, CN=a',
    },
    { why: 'empty', is: textOf(name()), text: '' },
    {
      why: 'a multi-valued RDN',
      is: textOf(
        multiName([
          ['CN', 'a'],
          ['UID', 'b'],
        ]),
      ),
      text: 'CN=a + UID=b',
    },
    { why: 'an unknown attribute', is: textOf(name(['1.2.3', 'x'])), text: '1.2.3=x' },
    { why: 'a comma', is: one('Acme, Inc.'), text: 'CN=Acme\\, Inc.' },
    { why: 'a plus', is: one('a+b'), text: 'CN=a\\+b' },
    { why: 'a quote and a backslash', is: one('a"\\'), text: 'CN=a\\"\\\\' },
    { why: 'blanks at both ends', is: one(' a '), text: 'CN=\\ a\\ ' },
    { why: 'one blank alone', is: one(' '), text: 'CN=\\ ' },
    { why: 'a number sign in front, and inside', is: one('#a#'), text: 'CN=\\#a#' },
    { why: 'a line feed', is: one('a\nb'), text: 'CN=a\\0ab' },
    { why: 'text that is turned around', is: one('a\u202eb'), text: 'CN=a\\e2\\80\\aeb' },
    { why: 'another script', is: one(bmp('日本')), text: 'CN=日本' },
    { why: 'bytes that are no text', is: one(der(0x0c, Uint8Array.of(0xff))), text: 'CN=#0c01ff' },
  ])('$why', ({ is, text }) => {
    expect(is).toBe(text);
  });

  test('holds no character that ends a line, hides or turns text', () => {
    fc.assert(
      fc.property(arbitraryAttributes, (attributes) => {
        expect(textOf(name(...attributes))).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });

  test('is different for different values, so that nothing is forged with separators', () => {
    const pair = (text: string): Attribute[] => [['CN', text]];
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 8 }),
        fc.string({ unit: 'grapheme', maxLength: 8 }),
        (a, b) => {
          const same = textOf(name(...pair(a))) === textOf(name(...pair(b)));
          const forged = textOf(name(...pair(`${a}, O=${b}`))) === textOf(name(['CN', a], ['O', b]));
          expect({ same, forged }).toEqual({ same: a === b, forged: false });
        },
      ),
    );
  });
});
