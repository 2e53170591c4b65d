import { expect, test } from 'vitest';
import { matchesName, withoutBraces } from '../../../../src/libreswan/ipsec-conf/syntax/include-pattern.ts';

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

test.each<[pattern: string, patterns: readonly string[], why: string]>([
  ['a.conf', ['a.conf'], 'none'],
  ['conf.d/{a,b}.conf', ['conf.d/a.conf', 'conf.d/b.conf'], 'two'],
  ['{a{1,2},b}{x,y}', ['a1x', 'a1y', 'a2x', 'a2y', 'bx', 'by'], 'in one another, in their order'],
  ['{}/{a,b}', ['{}/{a,b}'], 'an empty one is itself'],
  ['{a,b', ['{a,b'], 'an open one too'],
])('the braces of %j stand for %j (%s)', (pattern, patterns) => {
  expect(withoutBraces(pattern)).toEqual(patterns);
});

test('braces take no more time than a path is long', () => {
  const endless = '{a,b}'.repeat(9) + '{a}'.repeat(50_000);
  expect(withoutBraces(endless)).toEqual([endless]);
  expect(withoutBraces('{a,b}'.repeat(100)).length).toBeLessThanOrEqual(1024);
});
