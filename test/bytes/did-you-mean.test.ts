import { expect, test } from 'vitest';
import { nearest } from '../../src/bytes/did-you-mean.ts';
import { replacementOf } from '../../src/libreswan/keyword/replacements.ts';

test.each<[word: string, known: readonly string[], expected: string | undefined, why: string]>([
  ['rigth', ['left', 'right'], 'right', 'two exchanged'],
  ['rght', ['left', 'right'], 'right', 'one less'],
  ['righht', ['left', 'right'], 'right', 'one more'],
  ['rigjt', ['left', 'right'], 'right', 'another'],
  ['xright', ['left', 'right'], 'right', 'at the beginning'],
  ['rightx', ['left', 'right'], 'right', 'at the end'],
  ['right', ['left', 'right'], 'right', 'the word itself'],
  ['on-demand', ['ondemand', 'add'], 'ondemand', 'hyphens do not count'],
  ['rigthh', ['left', 'right'], undefined, 'two edits'],
  ['rihtg', ['left', 'right'], undefined, 'not neighbours'],
  ['ike1', ['ikev1', 'ike12'], undefined, 'two are near'],
  ['ad', ['add', 'a'], undefined, 'too short'],
  ['', ['a'], undefined, 'nothing'],
  ['right', [], undefined, 'nothing known'],
])('%j among %j is %j (%s)', (word, known, expected) => {
  expect(nearest(word, known)).toBe(expected);
});

test('a keyword that is misspelt has a hint with the one that was meant', () => {
  expect(replacementOf('rigthid', '@a', '4.10')).toEqual({ kind: 'keyword', keyword: 'rightid' });
  expect(replacementOf('ikelifetme', '8h', '5.2')).toEqual({ kind: 'keyword', keyword: 'ikelifetime' });
  expect(replacementOf('nonsense', '1', '4.10')).toBeUndefined();
});
