import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shown } from '../../src/bytes/shown.ts';

test('foreign text is shown without a character that hides, turns or ends a line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const seen = shown(text);
      expect(seen).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u);
      expect(seen.startsWith('"') && seen.endsWith('"')).toBe(true);
      if (text.length <= 80) expect(JSON.parse(seen)).toBe(text);
    }),
  );
});

test('foreign text is cut', () => {
  expect(shown('x'.repeat(1000), 10)).toBe(`"${'x'.repeat(10)}…"`);
});
