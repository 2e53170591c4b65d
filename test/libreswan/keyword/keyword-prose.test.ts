import { expect, test } from 'vitest';
import { keywordRows } from '../../../src/libreswan/keyword/keyword.ts';
import { describedKeywords } from '../../../src/libreswan/keyword/keyword-prose.ts';

test('every keyword has one line of meaning and a source', () => {
  const described = describedKeywords();
  expect(described.map(({ row }) => row)).toEqual(keywordRows);
  for (const { row, meaning, source } of described) {
    expect(meaning, `${row.section} ${row.name}`).toMatch(/^\S[^\n]{5,110}[^\s.]$/);
    expect(source).toMatch(/^(?:ipsec\.conf\(5\)|lib\/)/);
  }
});
