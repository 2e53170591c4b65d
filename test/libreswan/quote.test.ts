import { describe, expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import { quoteValue } from '../../src/libreswan/quote.ts';

const at = valueAt('value');

describe('a text is quoted only by rule', () => {
  const rows: readonly (readonly [value: string, written: string, why: string])[] = [
    ['%fromcert', '%fromcert', 'one plain word needs nothing'],
    ['CN=a,O=b', 'CN=a,O=b', '"=" and "," are data'],
    ['@x#y', '@x#y', '"#" inside a word is data'],
    ["it's", "it's", 'a single quote is data'],
    ['O=x, CN=y', '"O=x, CN=y"', 'a blank ends an unquoted value'],
    ['a\tb', '"a\tb"', 'so does a tab'],
    ['10.0.0.0/8 192.0.2.0/24', '"10.0.0.0/8 192.0.2.0/24"', 'a list of subnets without braces'],
    ['{x}', '"{x}"', 'braces are quotes'],
    ['1234', '"1234"', 'digits alone are a number up to 4.15'],
    ['%forever', '"%forever"', 'the bare word is the number 0 up to 5.2'],
    ['', '""', 'an empty value swallows the next line up to 3.32'],
    ['Zürich', 'Zürich', 'bytes from 0x80 on pass'],
    [' a ', '" a "', 'blanks at the ends stay'],
  ];
  test.each(rows)('%j is written %s (%s)', (value, written) => {
    expect(quoteValue(value, 'text', at)).toEqual({ kind: 'ok', value: written, findings: [] });
  });
});

test.each(['a"b', 'a\nb', 'a\rb', 'a\0b', 'a\u001bb', 'a\u007fb', 'a\u0085b', 'a\ud800b'])(
  '%j has no spelling',
  (value) => {
    for (const as of ['text', 'word'] as const) {
      const result = quoteValue(value, as, at);
      expect(result.findings.map(({ code, at }) => ({ code, at }))).toEqual([
        { code: 'libreswan/inexpressible-value', at },
      ]);
    }
  },
);

describe('a word is never quoted', () => {
  test.each(['100', '8h', 'yes', '%forever', '100%'])('%j stands as it is', (value) => {
    expect(quoteValue(value, 'word', at)).toEqual({ kind: 'ok', value, findings: [] });
  });
  test.each(['', 'a b', '{1}'])('%j is refused', (value) => {
    expect(quoteValue(value, 'word', at).kind).toBe('failed');
  });
});
