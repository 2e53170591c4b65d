import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64, toBase64 } from '../../src/bytes/base64.ts';

const decode = (text: string) => decodeBase64(text, 0, text.length);

describe('base64', () => {
  test('decodes what it encodes, as Node does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = toBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(decode(text)).toEqual({ kind: 'bytes', bytes: Uint8Array.from(bytes) });
      }),
    );
  });

  test('may be broken by blanks and line ends anywhere', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.array(fc.nat(100)), (bytes, places) => {
        let text = toBase64(bytes);
        for (const place of places) text = `${text.slice(0, place)} \r\n\t${text.slice(place)}`;
        expect(decode(text)).toEqual({ kind: 'bytes', bytes: Uint8Array.from(bytes) });
      }),
    );
  });

  test('has one spelling: what decodes encodes to itself', () => {
    const digits = fc.string({ unit: fc.constantFrom('A', 'B', 'Q', 'g', 'w', '+', '/', '=', '9'), maxLength: 12 });
    fc.assert(
      fc.property(digits, (text) => {
        const read = decode(text);
        if (read.kind === 'bytes') expect(toBase64(read.bytes)).toBe(text);
      }),
    );
  });

  test('reads the given part of a text alone', () => {
    expect(decodeBase64('!!TWFu!!', 2, 6)).toEqual({ kind: 'bytes', bytes: Uint8Array.from(Buffer.from('Man')) });
  });

  test.each([
    { why: 'a foreign character', text: 'TW*u', index: 2 },
    { why: 'the alphabet of URLs', text: 'TWF_', index: 3 },
    { why: 'a character above U+00FF', text: 'TWFuT日', index: 5 },
    { why: 'one digit alone', text: 'TWFuT', index: 5 },
    { why: 'padding left out', text: 'TWE', index: 3 },
    { why: 'half the padding left out', text: 'TQ=', index: 3 },
    { why: 'too much padding', text: 'TWE==', index: 4 },
    { why: 'padding where none belongs', text: 'TWFu=', index: 4 },
    { why: 'padding after one digit', text: 'T===', index: 1 },
    { why: 'padding alone', text: '====', index: 0 },
    { why: 'something behind the padding', text: 'TQ==TQ==', index: 4 },
    { why: 'unused bits that are set, after two digits', text: 'TR==', index: 4 },
    { why: 'unused bits that are set, after three digits', text: 'TWF=', index: 4 },
  ])('is refused at the fault: $why', ({ text, index }) => {
    expect(decode(text)).toMatchObject({ kind: 'fault', index });
  });
});
