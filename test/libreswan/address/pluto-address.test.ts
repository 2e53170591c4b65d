import { expect, test } from 'vitest';
import { readUnsigned } from '../../../src/libreswan/address/pluto-address.ts';

test.each<[text: string, number: bigint | undefined, why: string]>([
  ['10', 10n, 'decimal'],
  ['010', 8n, 'octal behind a zero'],
  ['0x1F', 31n, 'hexadecimal'],
  ['0b101', 5n, 'binary'],
  ['0', 0n, 'zero'],
  ['09', undefined, 'no octal digit'],
  ['0x', undefined, 'no digit'],
  ['0b2', undefined, 'no binary digit'],
  ['', undefined, 'nothing'],
  [`0x${'f'.repeat(16)}`, 2n ** 64n - 1n, 'the largest'],
  [`0x1${'0'.repeat(16)}`, undefined, 'one more'],
  [`0b${'1'.repeat(64)}`, 2n ** 64n - 1n, 'the largest in binary'],
  [`0x${'0'.repeat(100)}1`, 1n, 'zeros before it do not count'],
  ['9'.repeat(100_000), undefined, 'a very long one'],
])('%.20s is %s: %s', (text, number) => {
  expect(readUnsigned(text)).toBe(number);
});

test('where only decimal is read, a zero before a number says nothing', () => {
  expect(readUnsigned('010', 'decimal')).toBe(10n);
  expect(readUnsigned('0x10', 'decimal')).toBeUndefined();
});
