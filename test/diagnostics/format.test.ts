import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnostic, textAt, valueAt } from '../../src/diagnostics/diagnostic.ts';
import { correlate, formatDiagnostic } from '../../src/diagnostics/format.ts';

const inText = diagnostic('libreswan/syntax-error', textAt('a.conf', 2, 11), 'no comment behind a value', {
  hint: 'put it on a line of its own',
  related: [{ at: textAt('b.conf', 1, 1), message: 'included here' }],
});
const inValue = diagnostic('inventory/value', valueAt('nodes', 'a', 'address'), 'not an address');
const locate = () => textAt('cluster.yaml', 7, 3);

describe('a finding for people', () => {
  test('has its place, severity, sentence and code, the line with a caret, the hint, and the other places', () => {
    expect(formatDiagnostic(inText, { name: 'a.conf', text: 'conn a\n\tauto=add #x\n' }).split('\n')).toEqual([
      'a.conf:2:11: error: no comment behind a value [libreswan/syntax-error]',
      '    2 |  auto=add #x',
      '      |           ^',
      '        hint: put it on a line of its own',
      '        b.conf:1:1: included here',
    ]);
  });

  test.each([
    ['of a value is told by its path', undefined, 'nodes.a.address: error: not an address [inventory/value]'],
    [
      'of a value is told by its line, where somebody knows it',
      { name: 'cluster.yaml', text: '', locate },
      'cluster.yaml:7:3: error: not an address [inventory/value]',
    ],
  ] as const)('%s', (_, source, shown) => {
    expect(formatDiagnostic(inValue, source)).toBe(shown);
  });

  test('of another file has no line', () => {
    expect(formatDiagnostic(inText, { name: 'c.conf', text: 'x\ny\n' })).not.toContain(' | ');
  });

  test('shows nothing of a line that looks like a secret', () => {
    const at = textAt('ipsec.secrets', 1, 3);
    const text = ': PSK "correct horse battery staple"\n';
    expect(formatDiagnostic({ ...inText, at }, { name: 'ipsec.secrets', text }).split('\n')[1]).toBe(
      '    1 | : (not shown)',
    );
  });

  test('moves no cursor, whatever its texts are, and has a caret below its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: 9 }), (foreign, column) => {
        const line = foreign.replace(/[\r\n]/g, '');
        const finding = { ...inText, message: foreign, at: textAt('f', 1, column + 1) };
        const rows = formatDiagnostic(finding, { name: 'f', text: `${line}\n` }).split('\n');
        expect(rows.join('')).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}|[\u2028\u2029]/u);
        expect((rows[1]?.length ?? 0) + 1).toBeGreaterThanOrEqual(rows[2]?.length ?? 0);
      }),
    );
  });
});

test('places in values become places in text, and what nobody can place stays', () => {
  const related = [{ at: valueAt('nodes', 'b'), message: 'the other' }];
  expect(correlate({ ...inValue, related }, locate)).toMatchObject({ at: locate(), related: [{ at: locate() }] });
  expect(correlate(inValue, () => undefined)).toEqual(inValue);
  expect(correlate(inText, locate)).toEqual(inText);
});
