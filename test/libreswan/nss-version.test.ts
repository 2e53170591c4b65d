import { expect, test } from 'vitest';
import { firstNssWithMlKem, isNssAtLeast, readNssVersion } from '../../src/libreswan/nss-version.ts';

test.each([
  ['3.118.1', '3.118.1', true],
  ['3.118', '3.118', false],
  ['3.118.0', '3.118.0', false],
  ['3.119', '3.119', true],
  ['2:3.87.1-1+deb12u1', '3.87.1', false],
  ['3.124-1.el10', '3.124', true],
  ['4.0', '4.0', true],
])('%s is %s, and has ML-KEM: %s', (text, version, has) => {
  const read = readNssVersion(text);
  expect(read).toBe(version);
  expect(read !== undefined && isNssAtLeast(read, firstNssWithMlKem)).toBe(has);
});

test.each(['', '3', 'nss 3.118.1', '3.118.1.2', 'v3.118'])('%j is no version', (text) => {
  expect(readNssVersion(text)).toBeUndefined();
});
