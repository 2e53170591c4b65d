import { expect, test } from 'vitest';
import { textAt } from '../../src/diagnostics/diagnostic.ts';
import { dropEchoes } from '../../src/verify/drop-redundant.ts';

test('a difference is not told where another finding says more about its line, and numbers follow', () => {
  const at = (line: number) => textAt('f', line, 1);
  const finding = (code: string, place: object) => ({ code, severity: 'error', message: code, at: place }) as never;
  const value = { kind: 'value', path: ['x'] };
  const all = [
    finding('verify/differs', at(1)),
    finding('verify/type-differs', at(1)),
    finding('verify/differs', at(2)),
    finding('verify/keyword-lost', at(1)),
    finding('verify/missing-host', value),
    finding('verify/unmatched-id', at(3)),
  ];
  const { findings, renumber } = dropEchoes(all);
  expect(findings).toEqual([all[1], all[2], all[4], all[5]]);
  expect(renumber([0, 1, 2, 2, 3, 5])).toEqual([0, 1, 3]);
});
