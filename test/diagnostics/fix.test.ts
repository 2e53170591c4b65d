import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textAt } from '../../src/diagnostics/diagnostic.ts';
import { applyFixes, lineAfter, replaceAt, replaceLine, type TextFix } from '../../src/diagnostics/fix.ts';

const at = (line: number, column = 1) => textAt('a', line, column);

test.each<{ why: string; text: string; fixes: readonly TextFix[]; after: string }>([
  { why: 'characters', text: 'auto=ad\n', fixes: [replaceAt(at(1, 6), 2, 'add', true)], after: 'auto=add\n' },
  { why: 'a line goes', text: 'a\nb\nc\n', fixes: [replaceLine(at(2, 1), undefined, true)], after: 'a\nc\n' },
  { why: 'the last line goes', text: 'a\nb', fixes: [replaceLine(at(2), undefined, true)], after: 'a\n' },
  { why: 'another line', text: 'a\nb\n', fixes: [replaceLine(at(1), 'x', true)], after: 'x\nb\n' },
  { why: 'a line behind the last', text: 'a\nb', fixes: [lineAfter(at(2), 'c', true)], after: 'a\nb\nc\n' },
  { why: 'a line behind the first', text: 'a\nb\n', fixes: [lineAfter(at(1), 'c', true)], after: 'a\nc\nb\n' },
  { why: 'into nothing', text: '', fixes: [lineAfter(at(0), 'c', true)], after: 'c\n' },
  { why: 'beyond the text', text: 'a\n', fixes: [replaceAt(at(9, 4), 2, 'x', true)], after: 'a\n' },
])('$why', ({ text, fixes, after }) => {
  expect(applyFixes(text, fixes).text).toBe(after);
});

const fix = fc
  .record({ line: fc.nat(6), column: fc.nat(9), length: fc.nat(5), text: fc.string({ maxLength: 4 }) })
  .map(({ line, column, length, text }) => replaceAt(at(line, column), length, text, true));

test('what was made is in the text and does not meet, in whatever order the changes come', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 40 }), fc.array(fix), (text, fixes) => {
      const { text: after, made } = applyFixes(text, fixes);
      const grown = made.reduce((sum, one) => sum + one.text.length - (one.at.endColumn - one.at.column), 0);
      expect(after.replaceAll('\n', '').length).toBeLessThanOrEqual(text.length + grown + 1);
      const again = applyFixes(text, made);
      expect(again.text).toBe(after);
      expect(again.made).toHaveLength(made.length);
    }),
  );
});
