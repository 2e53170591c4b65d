import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { importCsv } from '../../../src/inventory/import/csv.ts';
import { readRecords } from '../../../src/inventory/import/csv-text.ts';

const hostsOf = (text: string) => {
  const read = importCsv(text, 'hosts.csv');
  if (read.kind === 'failed') throw new Error(JSON.stringify(read.findings));
  return read.value.hosts.map(({ name, node }) => ({ name, ...node }));
};
const codesOf = (text: string) =>
  importCsv(text, 'hosts.csv').findings.map(
    ({ code, at }) => `${code} ${at.kind === 'text' ? `${at.line}:${at.column}` : ''}`,
  );

describe('a table of hosts', () => {
  test('columns are keys of a node; empty fields give nothing', () => {
    const text =
      'name,role,address,link mtu,libreswan,key\nm1,master,10.0.0.1 fd00::1,9000,4.10,\nn1,node,10.0.0.2,,,\n';
    expect(hostsOf(text)).toEqual([
      { name: 'm1', role: 'master', address: ['10.0.0.1', 'fd00::1'], linkMtu: 9000, libreswan: '4.10' },
      { name: 'n1', role: 'node', address: '10.0.0.2' },
    ]);
  });

  test('other names of columns, one column for each family, semicolons and CRLF, as spreadsheets write them', () => {
    expect(hostsOf('\uFEFFHostname;IPv4;IPv6\r\nm1;10.0.0.1;fd00::1\r\n\r\n')).toEqual([
      { name: 'm1', address: ['10.0.0.1', 'fd00::1'] },
    ]);
  });

  test.each([
    ['a misspelt column', 'name,adress\na,10.0.0.1\n', ['inventory/unknown-key 1:6', 'inventory/missing 1:1']],
    [
      'an address with a prefix length',
      'name,address\na,10.0.0.1/24\n',
      ['inventory/value 2:3', 'import/no-address 2:1'],
    ],
    ['a field too many', 'name,address\na,10.0.0.1,x\n', ['import/csv 2:12']],
    ['no name', 'name,address\n,10.0.0.1\n', ['inventory/missing 2:1']],
    ['a name twice', 'name,address\na,10.0.0.1\nA,10.0.0.2\n', ['inventory/duplicate-node 3:1']],
    ['a name that is a path', 'name,address\n../a,10.0.0.1\n', ['inventory/node-name 2:1']],
    [
      'a quote that is not closed',
      'name,address\n"a,10.0.0.1\n',
      ['import/csv 2:1', 'inventory/node-name 2:1', 'import/no-address 2:1'],
    ],
    ['text behind a quote', 'name,address\n"a"b,10.0.0.1\n', ['import/csv 2:4']],
    ['an MTU in words', 'name,address,mtu\n\na,10.0.0.1,jumbo\n', ['inventory/value 3:12']],
    ['no line below the first', 'name,address\n', ['import/csv 1:1']],
    ['nothing', '', ['import/csv 1:1']],
  ])('%s is told where it is', (_, text, codes) => {
    expect(codesOf(text).sort()).toEqual([...codes].sort());
  });
});

describe('CSV', () => {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const field = fc.string({ unit: fc.constantFrom('a', 'ü', '"', ',', ';', '\n', '\r', ' '), maxLength: 8 });

  test('what was quoted by RFC 4180 is read back, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const findings: Diagnostic[] = [];
        const head = 'x,y\n';
        const text = head + rows.map((row) => row.map(quoted).join(',')).join('\r\n');
        expect(
          readRecords(text, 'f', findings)
            .slice(1)
            .map((row) => row.map(({ text: each }) => each)),
        ).toEqual(rows);
        expect(findings).toEqual([]);
      }),
    );
  });

  test('any text is read to its end, and every field is on its line', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '\t', ';') }), (text) => {
        const lines = text.split('\n');
        for (const record of readRecords(text, 'f', []))
          for (const { at } of record) {
            expect(at.column).toBeGreaterThanOrEqual(1);
            expect(at.column).toBeLessThanOrEqual((lines[at.line - 1] as string).length + 1);
          }
      }),
    );
  });
});
