import { expect, test } from 'vitest';
import { matchesName } from '../../../../src/libreswan/ipsec-conf/syntax/include-pattern.ts';

test.each<[name: string, pattern: string, expected: boolean, why: string]>([
  ['a.conf', 'a.conf', true, 'the name itself'],
  ['a.conf', '*.conf', true, 'any beginning'],
  ['a.conf', '*', true, 'anything'],
  ['a.conf', 'a*', true, 'any end'],
  ['a.conf', '?.conf', true, 'one character'],
  ['ab.conf', '?.conf', false, 'not two'],
  ['.conf', '?conf', false, 'nor a dot at the beginning'],
  ['aXbXc', 'a*b*c', true, 'two gaps'],
  ['abab', '*ab', true, 'the last of several places'],
  ['abac', '*ab', false, 'the rest must fit'],
  ['', '*', true, 'nothing is any number of characters'],
  ['a', '', false, 'an empty pattern'],
  ['a', '***', true, 'gaps beside each other'],
  ['.a.conf', '*.conf', false, 'a hidden file (glob(7))'],
  ['.a.conf', '.*.conf', true, 'but where the pattern has the dot'],
  ['axconf', 'a.conf', false, 'a dot is a dot'],
  ['a+b', 'a+b', true, 'and other signs are themselves'],
])('%j fits %j: %j (%s)', (name, pattern, expected) => {
  expect(matchesName(name, pattern)).toBe(expected);
});
