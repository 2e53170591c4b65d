import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { sameSecret, secretOf } from '../../src/bytes/secret.ts';
import { toUtf8 } from '../../src/bytes/utf8.ts';

const secret = secretOf(toUtf8('correct horse battery staple'));

test('a secret gives its bytes only to the call that asks for them', () => {
  expect(secret.reveal()).toEqual(toUtf8('correct horse battery staple'));
});

test('a secret shows neither in JSON nor in a template nor on a console', () => {
  const shown = [JSON.stringify({ secret }), `${secret}`, inspect({ secret }, { depth: 9, showHidden: true })];
  for (const text of shown) {
    expect(text).not.toContain('horse');
    expect(text).not.toContain('99, 111, 114');
  }
});

test('bytes that are changed after the fact change no secret', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const kept = secretOf(bytes);
  bytes[0] = 9;
  kept.reveal()[1] = 9;
  expect([...kept.reveal()]).toEqual([1, 2, 3]);
});

test('secrets are the same exactly when their bytes are', () => {
  expect(sameSecret(secretOf(Uint8Array.of(1, 2)), secretOf(Uint8Array.of(1, 2)))).toBe(true);
  expect(sameSecret(secretOf(Uint8Array.of(1, 2)), secretOf(Uint8Array.of(1, 3)))).toBe(false);
  expect(sameSecret(secretOf(Uint8Array.of(1, 2)), secretOf(Uint8Array.of(1, 2, 0)))).toBe(false);
});
