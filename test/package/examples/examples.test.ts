import { beforeAll, describe, expect, test } from 'vitest';
import { compileExamples } from './compile.ts';
import { examplesIn, extractExamples } from './extract.ts';
import { matches } from './matches.ts';
import { runExample } from './run.ts';

const examples = extractExamples();
let objections: ReadonlyMap<string, readonly string[]> = new Map();
beforeAll(async () => {
  objections = await compileExamples(examples);
});

describe.each(examples.map((example) => [example.where, example] as const))('the example of %s', (where, example) => {
  test('compiles', () => {
    expect(objections.get(where)).toEqual([]);
  });

  test('runs, and gives what it says', async () => {
    const value = await runExample(example);
    const { gives } = example;
    if (gives !== undefined && matches(value, gives) === false) expect(value, gives).toBe(gives);
  });
});

describe('an example', () => {
  const text = `/**
 * Doubles.
 *
 * @example
 * const two = double(1);
 * double(two) // 4
 * @example double(3) // 6: '//' and more
 * @see nothing
 */
export const x = 1;
/** @example double('//') */
`;

  test('is all that stands before the next tag, with what stands behind its last line', () => {
    expect(examplesIn('f.ts', text)).toEqual([
      { where: 'f.ts:4', file: 'f.ts', code: 'const two = double(1);\ndouble(two) // 4', gives: '4' },
      { where: 'f.ts:7', file: 'f.ts', code: "double(3) // 6: '//' and more", gives: "6: '//' and more" },
      { where: 'f.ts:11', file: 'f.ts', code: "double('//')", gives: undefined },
    ]);
  });

  test.each<[gives: string, actual: unknown, holds: boolean | undefined]>([
    ['4', 4, true],
    ['4: as always', 5, false],
    ["'a…'", 'abc', true],
    ["'a…'", 'bc', false],
    ['{ a: 1, … }', { a: 1, b: 2 }, true],
    ['{ a: 1 }', { a: 1, b: 2 }, false],
    ['[1, …]', [1, 2], true],
    ['[…]', [], true],
    ['ok: 1', { kind: 'ok', value: 1, findings: [] }, true],
    ['ok: 1', { kind: 'failed', findings: [] }, false],
    ['failed: libreswan/gone', { kind: 'failed', findings: [{ code: 'libreswan/gone', at: {} }] }, true],
    ['libreswan/gone at 2:1', [{ code: 'libreswan/gone', at: { line: 2, column: 2 } }], false],
    ['the same', 1, undefined],
  ])('that says %s of %j: %s', (gives, actual, holds) => {
    expect(matches(actual, gives)).toBe(holds);
  });
});
