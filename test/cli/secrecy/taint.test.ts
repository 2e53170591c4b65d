import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forgetTaint, notShown, taint, taintWhole, untainted } from '../../../src/cli/secrecy/taint.ts';

const words = fc.string({ minLength: 16, maxLength: 90, unit: 'grapheme-ascii' });
const random = fc.string({
  minLength: 24,
  maxLength: 200,
  unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'),
});

test('no 16 characters of a tainted text come through, wherever and however cut', () => {
  fc.assert(
    fc.property(fc.oneof(words, random), fc.string(), fc.string(), fc.nat(), fc.nat(), (secret, head, tail, a, b) => {
      forgetTaint();
      taint(secret);
      const from = a % secret.length;
      const part = secret.slice(from, from + 16 + (b % secret.length));
      const shown = untainted(head + part + tail);
      for (let at = 0; at + 16 <= secret.length; at += 1) {
        const piece = secret.slice(at, at + 16);
        // Repeated characters of little meaning may be in what is around.
        if (new Set(piece).size >= 8 && !(head + tail).includes(piece)) expect(shown).not.toContain(piece);
      }
    }),
  );
});

test('what has nothing in common with a secret stays as it is', () => {
  forgetTaint();
  taint('wander quietly past eleven blue lanterns');
  taintWhole('pki/hosts/of/the/mesh/node-1.key');
  for (const text of ['', 'pki/hosts/of/the/mesh/node-1.crt', 'past eleven', 'wander quietly'])
    expect(untainted(text)).toBe(text);
  expect(untainted('see pki/hosts/of/the/mesh/node-1.key here')).toBe(`see ${notShown} here`);
});

test('a short secret is taken out where it is whole', () => {
  forgetTaint();
  taint('hush-9');
  expect(untainted('psk="hush-9"')).toBe(`psk="${notShown}"`);
});
