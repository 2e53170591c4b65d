import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Diagnostic, diagnostic, textAt, valueAt } from '../../src/diagnostics/diagnostic.ts';
import { inFileOrder, mergeFindings, newFindingList } from '../../src/diagnostics/findings.ts';

const finding = fc
  .record({
    code: fc.constantFrom('verify/differs' as const, 'verify/missing-conn' as const, 'verify/type-differs' as const),
    line: fc.integer({ min: 1, max: 3 }),
    message: fc.constantFrom('a', 'b', 'c'),
  })
  .map(({ code, line, message }): Diagnostic => diagnostic(code, textAt('f', line, 1), message));

describe('a list of findings', () => {
  test('has each sentence at each place once, in the order in which they came', () => {
    fc.assert(
      fc.property(fc.array(finding), (found) => {
        const list = newFindingList();
        const numbers = found.map(list.add);
        expect(numbers.map(list.at)).toEqual(found);
        expect(new Set(list.all().map((one) => JSON.stringify(one))).size).toBe(list.all().length);
        expect(list.all()).toEqual(found.filter((_, i) => numbers.indexOf(numbers[i] as number) === i));
      }),
    );
  });

  test('by place: what is missing has no place of its own, so its sentences stay apart; of others the first is kept and counted', () => {
    const at = textAt('f', 1, 1);
    const list = newFindingList('place');
    list.addAll(['a', 'b', 'b'].map((peer) => diagnostic('verify/missing-conn', at, `no conn for ${peer}`)));
    list.addAll(['x', 'y'].map((text) => diagnostic('verify/differs', at, text)));
    expect(list.all('counted').map(({ message }) => message)).toEqual([
      'no conn for a',
      'no conn for b (and 1 more by the same line)',
      'x (and 1 more by the same line)',
    ]);
    expect(list.all().map(({ message }) => message)).toEqual(['no conn for a', 'no conn for b', 'x']);
  });

  test('keeps 200,000 findings apart', () => {
    const list = newFindingList('place');
    for (let i = 0; i < 200_000; i += 1) list.add(diagnostic('verify/differs', valueAt('nodes', i), 'x'));
    expect(list.all('counted')).toHaveLength(200_000);
  });
});

describe('merged lists', () => {
  test('have every finding of each list, under the numbers that are given', () => {
    fc.assert(
      fc.property(fc.array(finding), fc.array(finding), (a, b) => {
        const { findings, numbers } = mergeFindings('sentence', a, b);
        for (const [i, list] of [a, b].entries()) expect(numbers[i]?.map((number) => findings[number])).toEqual(list);
      }),
    );
  });

  test('know a finding that was counted in one list and not in the other', () => {
    const at = textAt('f', 1, 1);
    const [once, twice] = ['no conn for a', 'no conn for a (and 1 more by the same line)'].map((text) =>
      diagnostic('verify/missing-conn', at, text),
    ) as [Diagnostic, Diagnostic];
    const other = diagnostic('verify/missing-conn', at, 'no conn for b');
    const { findings, numbers } = mergeFindings('place', [twice], [other, once]);
    expect(findings).toEqual([twice, other]);
    expect(numbers).toEqual([[0], [1, 0]]);
  });
});

test('findings of files follow the order in which the files were read, then their lines and columns', () => {
  const at = (file: string, line: number, column: number): Diagnostic =>
    diagnostic('verify/differs', textAt(file, line, column), `${file}${line}${column}`);
  const sorted = [at('b', 1, 1), at('b', 1, 4), at('b', 2, 1), at('a', 1, 1)];
  expect(inFileOrder(['b', 'a', 'b'], [...sorted].reverse())).toEqual(sorted);
});
