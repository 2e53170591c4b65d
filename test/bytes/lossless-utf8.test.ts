import { TextDecoder } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromLossless, toLossless } from '../../src/bytes/lossless-utf8.ts';

test('any bytes come back unchanged', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(fromLossless(toLossless(bytes))).toEqual(bytes);
    }),
  );
});

test('any UTF-8 is the text that the platform decodes, and comes back unchanged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const bytes = new Uint8Array(Buffer.from(text));
      expect(toLossless(bytes)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
      expect(fromLossless(toLossless(bytes))).toEqual(bytes);
    }),
  );
});

test('what the platform refuses has a lone surrogate for each of its bytes', () => {
  const rows: readonly (readonly [number[], string, why: string])[] = [
    [[0xff], '\udcff', 'no such byte'],
    [[0xc0, 0x80], '\udcc0\udc80', 'overlong'],
    [[0xed, 0xa0, 0x80], '\udced\udca0\udc80', 'a surrogate'],
    [[0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80', 'above U+10FFFF'],
    [[0xe2, 0x82], '\udce2\udc82', 'cut'],
    [[0x80, 0x61], '\udc80a', 'a continuation without a start'],
  ];
  for (const [bytes, text] of rows) expect(toLossless(Uint8Array.from(bytes))).toBe(text);
});

test('a long text is decoded in parts that fit together', () => {
  const text = 'aä€😀'.repeat(20_000);
  expect(toLossless(new Uint8Array(Buffer.from(text)))).toBe(text);
});

test('a lone surrogate that comes from no byte becomes U+FFFD', () => {
  expect(Buffer.from(fromLossless('\ud800a\udc00')).toString()).toBe('\ufffda\ufffd');
});
