import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textAt, valueAt } from '../../src/diagnostics/diagnostic.ts';
import { readPem } from '../../src/x509/pem.ts';
import { pem } from '../support/der-writer.ts';

const at = textAt('x.pem', 1, 1);
const bytes = Uint8Array.from(Buffer.from('thirty bytes, so one line only'));
const block = pem(bytes, 'A B');
const [begin, body, end] = block.split('\n') as [string, string, string];
const value = valueAt('nodes', 'a', 'certificate');

describe('a block is found', () => {
  test.each([
    { why: 'alone', text: block, line: 1, column: 1 },
    { why: 'without a final line end', text: block.trimEnd(), line: 1, column: 1 },
    { why: 'with CRLF', text: block.replaceAll('\n', '\r\n'), line: 1, column: 1 },
    { why: 'after a byte order mark', text: `\uFEFF${block}`, line: 1, column: 2 },
    {
      why: 'after text, as openssl x509 -text writes it',
      text: `Certificate:\n    Data:\n${block}`,
      line: 3,
      column: 1,
    },
    {
      why: 'after the attributes that openssl pkcs12 writes',
      text: `Bag Attributes\n    localKeyID: 01\nsubject=CN = x\n${block}`,
      line: 4,
      column: 1,
    },
    { why: 'indented, as in YAML', text: block.replace(/^/gm, '    '), line: 1, column: 5 },
    { why: 'with blanks at the ends of lines', text: block.replaceAll('\n', '  \n'), line: 1, column: 1 },
    { why: 'with blank lines between', text: `\n\n${begin}\n\n${body}\n\n${end}\n`, line: 3, column: 1 },
    { why: 'with all of it on one line', text: `${begin}\n${body.replaceAll('\n', '')}\n${end}`, line: 1, column: 1 },
    { why: 'among lines of dashes', text: `-----\n----------\n${block}-----\n`, line: 3, column: 1 },
  ])('$why', ({ text, line, column }) => {
    expect(readPem(text, at)).toEqual({
      value: [{ label: 'A B', bytes, at: textAt('x.pem', line, column), headers: false }],
      findings: [],
    });
  });

  test('at the place that it has in the caller’s text', () => {
    const [first, second] = readPem(`${block}${block}`, textAt('cluster.yaml', 10, 7)).value;
    expect([first?.at, second?.at]).toEqual([textAt('cluster.yaml', 10, 7), textAt('cluster.yaml', 13, 1)]);
  });

  test('at the caller’s place where that is a value', () => {
    expect(readPem(`\n${block}`, value).value[0]?.at).toEqual(value);
  });

  test('with its headers, and what follows them', () => {
    const text = `${begin}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n${body}\n${end}\n`;
    expect(readPem(text, at).value).toEqual([
      { label: 'A B', bytes, at, headers: true, fields: ['Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-256-CBC,00'] },
    ]);
  });
});

describe('what is no whole block is a finding at its line', () => {
  test.each([
    { why: 'no end', text: `\n${begin}\n${body}\n`, line: 2, column: 1, code: 'x509/pem-malformed' },
    {
      why: 'another label at the end',
      text: `${begin}\n${body}\n-----END C-----\n`,
      line: 3,
      column: 1,
      code: 'x509/pem-malformed',
    },
    { why: 'a second beginning', text: `${begin}\n${body}\n${block}`, line: 1, column: 1, code: 'x509/pem-malformed' },
    { why: 'an end alone', text: `${end}\n`, line: 1, column: 1, code: 'x509/pem-malformed' },
    { why: 'something before the beginning', text: `x ${block}`, line: 1, column: 3, code: 'x509/pem-malformed' },
    {
      why: 'four dashes at the end of the line',
      text: '-----BEGIN A----\n',
      line: 1,
      column: 1,
      code: 'x509/pem-malformed',
    },
    { why: 'no label', text: '-----BEGIN -----\n', line: 1, column: 1, code: 'x509/pem-malformed' },
    {
      why: 'a label of a kilobyte',
      text: `-----BEGIN ${'A'.repeat(1000)}-----\n`,
      line: 1,
      column: 1,
      code: 'x509/pem-malformed',
    },
    {
      why: 'a character that is no base64',
      text: `${begin}\nAAAA\nAA*A\n${end}\n`,
      line: 3,
      column: 3,
      code: 'x509/pem-base64',
    },
    { why: 'dashes inside', text: `${begin}\n-----\n${end}\n`, line: 2, column: 1, code: 'x509/pem-base64' },
    { why: 'base64 that is cut', text: `${begin}\nAAA\n${end}\n`, line: 3, column: 1, code: 'x509/pem-base64' },
  ])('$why', ({ text, line, column, code }) => {
    const { findings } = readPem(text, at);
    expect(findings[0]).toMatchObject({ code, severity: 'error', at: textAt('x.pem', line, column) });
  });

  test('line ends written as two characters are named', () => {
    const { findings } = readPem(`${begin}\n${body}\\n${body}\n${end}\n`, at);
    expect(findings[0]).toMatchObject({ code: 'x509/pem-base64', hint: expect.stringContaining('backslash') });
  });

  test('all of them are reported, in their order, and the whole blocks are read', () => {
    const text = `${begin}\n*\n${end}\n${block}${begin}\n${body}\n-----END C-----\n${block}${begin}\n`;
    const { value: blocks, findings } = readPem(text, at);
    expect(blocks).toHaveLength(2);
    expect(findings.map(({ at: place }) => place.kind === 'text' && place.line)).toEqual([2, 9, 13]);
  });

  test('a foreign label is shown escaped', () => {
    const { findings } = readPem(`${begin}\n${body}\n-----END A"\u202e-----\n`, at);
    expect(JSON.stringify(findings)).not.toContain('\u202e');
  });
});

describe('for any text', () => {
  const piece = fc.constantFrom(
    begin,
    `${body}\n`,
    `${end}\n`,
    '\n',
    '-----',
    'BEGIN ',
    '-----END ',
    'x',
    ' ',
    '\r',
    '\uFEFF',
    '日',
  );

  test('reading is total and every place lies inside the text', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const lines = text.split('\n');
        const { value: blocks, findings } = readPem(text, at);
        for (const { at: place } of [...blocks, ...findings]) {
          if (place.kind !== 'text') throw new Error('a text has places in the text');
          expect(place.line).toBeLessThanOrEqual(lines.length);
          expect(place.column).toBeLessThanOrEqual((lines[place.line - 1] as string).length + 1);
        }
      }),
    );
  });

  test.each([
    { why: 'only beginnings', text: '-----BEGIN A-----\n'.repeat(200_000) },
    { why: 'only ends', text: '-----END A-----\n'.repeat(200_000) },
    { why: 'only dashes', text: '-'.repeat(4_000_000) },
    { why: 'dashes and blanks', text: ' -----'.repeat(600_000) },
    { why: 'blanks before a beginning, on one line', text: `${' '.repeat(2_000_000)}-----BEGIN A-----` },
    { why: 'faults that go back', text: `${begin}\n${'*\n'}${end}\n`.repeat(100_000) },
  ])('megabytes without one certificate are read to their end: $why', ({ text }) => {
    expect(readPem(text, at).value).toEqual([]);
  });
});
