import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSourceText, sourceBytes } from '../../src/bytes/source-text.ts';
import { lexLines, lexRecords } from '../../src/libreswan/record-lexer.ts';
import { editedSecretsText, secretsText } from '../arbitraries/secrets-text.ts';
import { type ReferenceEvent, referenceLex } from '../reference/record-lexer.ts';

const tokens = (text: string) => lexRecords(text, 'utf-8').map((record) => record.tokens.map((token) => token.text));
const anyBytes = fc.oneof(
  fc.oneof(secretsText, editedSecretsText).map((text) => new Uint8Array(Buffer.from(text))),
  fc.uint8Array({ maxLength: 3000 }),
  fc
    .array(fc.constantFrom(...' \t\n\r\0#"\'`:0tax\v'), { maxLength: 60 })
    .map((text) => new Uint8Array(Buffer.from(text.join('')))),
);

describe('the lexer', () => {
  test.each<[string, string[][], string]>([
    ['a b\n c\nd\n', [['a', 'b', 'c'], ['d']], 'an indented line goes on with the record'],
    ['"a b" c\n', [['a b', 'c']], 'a quoted token in the first column begins a record too'],
    ['a "b\'c" \'d"e\' `f`\n', [['a', "b'c", 'd"e', 'f']], 'each kind of quote may hold the others'],
    ['a "b c\n', [['a', '"b c']], 'an open quote holds the rest of its line, and itself'],
    ['a"b c\n', [['a"b', 'c']], 'a quote inside a token is data'],
    ['a#b #c\n', [['a#b']], 'a comment begins where a token could'],
    ['"a"#b\n', [['a']], 'and that is also behind a closing quote'],
    ['a: b: c\n', [['a', ':', 'b', ':', 'c']], 'a colon at the end of a token is one of its own'],
    ['2001:db8:: x\n', [['2001:db8:', ':', 'x']], 'which cuts an address that ends in one'],
    [': ::\n', [[':', ':', ':']], 'but a colon alone stays whole'],
    ['a 0tb c # d \n', [['a', '0tb c # d']], 'a token that begins with 0t takes the line, comment and all'],
    ['a\0b\n c\n', [['a', 'c']], 'a NUL hides the rest of its line'],
    [
      'a\r\n\r\nb\r\n',
      [['a'], [], ['b']].filter((record) => record.length > 0),
      'a carriage return is white space at the end of a line',
    ],
    ['a\vb\n', [['a\vb']], 'and data inside'],
  ])('of %j gives %j: %s', (text, expected) => {
    expect(tokens(text).filter((record) => record.length > 0)).toEqual(expected);
  });

  test('the 2048th byte of a line begins a line of its own', () => {
    const at = (length: number) => tokens(`#${'x'.repeat(length - 1)}10.0.0.1\n`).flat();
    expect(at(2046)).toEqual(['0.0.0.1']);
    expect(at(2047)).toEqual(['10.0.0.1']);
  });

  test('agrees with the lexer written out character by character, for any bytes', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const { text, encoding } = readSourceText(bytes);
        fc.pre(encoding === 'latin-1' || bytes.length < 2047 || /^[\0-\x7f]*$/.test(text));
        const events = lexLines(text, encoding).flatMap((line): ReferenceEvent[] => [
          ...(line.beginsRecord ? [{ kind: 'record' as const }] : []),
          ...line.tokens.map((token) => ({
            kind: 'token' as const,
            text: Buffer.from(sourceBytes({ text: token.text, encoding })).toString('latin1'),
            quote: token.unterminated ? 'open' : (token.quote ?? ''),
          })),
        ]);
        expect(events).toEqual(referenceLex(Buffer.from(bytes)));
      }),
      { numRuns: 1000 },
    );
  });

  test('loses no character: lines and records are the text, in order and without a gap', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const { text, encoding } = readSourceText(bytes);
        for (const parts of [lexLines(text, encoding), lexRecords(text, encoding)]) {
          expect(parts.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
        }
      }),
    );
  });

  test('a megabyte in one line, or of open quotes, is lexed whole', () => {
    for (const text of [
      'x'.repeat(1 << 20),
      '" '.repeat(1 << 19),
      '\0'.repeat(1 << 20),
      ' '.repeat(1 << 20),
      'a:'.repeat(1 << 19),
      'é'.repeat(1 << 19),
    ]) {
      const parts = lexRecords(text, 'utf-8');
      expect(parts.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
    }
  });
});
