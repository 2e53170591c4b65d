/** Hosts from a table: one line a host, the columns named by the first line. */

import { nearest } from '../../bytes/did-you-mean.ts';
import { shown } from '../../bytes/shown.ts';
import {
  type Diagnostic,
  diagnostic,
  failed,
  type Result,
  settle,
  type TextPlace,
} from '../../diagnostics/diagnostic.ts';
import type { Address } from '../../net/address.ts';
import type { WrittenNode } from '../written.ts';
import { nodeAddresses } from './addresses.ts';
import { type Field, readRecords } from './csv-text.ts';
import { newNameCheck } from './host-name.ts';
import { type Imported, type ImportedHost, inRoleOrder } from './imported.ts';
import type { TextImporter } from './importer.ts';
import { plainKeys, readAddressList, readPlainKey } from './variables.ts';

type Column = (typeof plainKeys)[number] | 'name' | 'address' | 'otherAddresses';

const aliases: Readonly<Record<string, Column>> = {
  host: 'name',
  hostname: 'name',
  node: 'name',
  addresses: 'address',
  ip: 'address',
  ipv4: 'address',
  ipv6: 'address',
  mtu: 'linkMtu',
};

const columns: readonly Column[] = ['name', 'address', 'otherAddresses', ...plainKeys];

/** The names that a column may have; case, spaces, `-` and `_` do not count. */
export const csvColumns: readonly string[] = [...columns, ...Object.keys(aliases)];

/**
 * The hosts of a table in CSV. `name` and `address` are required columns; the others are the keys of a node. A field may
 * hold several addresses, separated by spaces or semicolons. Empty fields give nothing.
 *
 * Fails with `import/csv`, `inventory/unknown-key`, `inventory/missing`, `inventory/value`, `inventory/node-name`,
 * `inventory/duplicate-node`; says `import/no-address`, `import/further-address`.
 *
 * @param text the file's text
 * @param file its name, for the places of findings
 *
 * @example importCsv('name,role,address\nm1,master,10.0.0.1 fd00::1\n', 'hosts.csv')
 */
export function importCsv(text: string, file: string): Result<Imported> {
  const findings: Diagnostic[] = [];
  const [header, ...rows] = readRecords(text, file, findings);
  if (header === undefined)
    return failed(
      diagnostic(
        'import/csv',
        { kind: 'text', file, line: 1, column: 1 },
        'the table must have a first line with the names of its columns',
      ),
    );
  const names = readHeader(header, findings);
  if (!names.includes('name') || !names.includes('address')) return { kind: 'failed', findings };
  const isNew = newNameCheck(findings);
  const hosts = rows.flatMap((row) => {
    const first = row[0] as Field;
    if (row.length > names.length) {
      findings.push(
        diagnostic(
          'import/csv',
          (row[names.length] as Field).at,
          `a line must have the ${names.length} fields of the first, and one has ${row.length}`,
        ),
      );
      return [];
    }
    const before = findings.length;
    const host = readRow(names, row, findings);
    const isHost = host !== undefined && isNew(host.name, []);
    atLine(findings, before, first.at);
    return isHost ? [host] : [];
  });
  if (rows.length === 0)
    findings.push(
      diagnostic('import/csv', (header[0] as Field).at, 'the table must have a line for each host below the first'),
    );
  return settle(() => ({ kind: 'imported', hosts: inRoleOrder(hosts) }), findings);
}

function readHeader(header: readonly Field[], findings: Diagnostic[]): readonly (Column | undefined)[] {
  const bare = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');
  const names = header.map(({ text, at }) => {
    const column =
      columns.find((name) => bare(name) === bare(text)) ??
      (Object.hasOwn(aliases, bare(text)) ? aliases[bare(text)] : undefined);
    if (column === undefined) {
      const near = nearest(text, csvColumns);
      findings.push(
        diagnostic('inventory/unknown-key', at, `column ${shown(text)} must be one that exists`, {
          hint: near === undefined ? `columns: ${columns.join(', ')}` : `did you mean ${near}?`,
        }),
      );
    }
    return column;
  });
  for (const required of ['name', 'address'] as const)
    if (!names.includes(required))
      findings.push(diagnostic('inventory/missing', (header[0] as Field).at, `column "${required}" must be given`));
  return names;
}

function readRow(
  names: readonly (Column | undefined)[],
  row: readonly Field[],
  findings: Diagnostic[],
): ImportedHost | undefined {
  let name: string | undefined;
  let node: Partial<WrittenNode> = {};
  const addresses: Address[] = [];
  const others: Address[] = [];
  row.forEach(({ text, at }, i) => {
    const column = names[i];
    if (column === undefined || text === '') return;
    const before = findings.length;
    if (column === 'name') name = text;
    else if (column === 'address') for (const each of readAddressList(text, [column], findings)) addresses.push(each);
    else if (column === 'otherAddresses')
      for (const each of readAddressList(text, [column], findings)) others.push(each);
    else node = { ...node, ...readPlainKey(column, column === 'linkMtu' ? Number(text) : text, [column], findings) };
    atLine(findings, before, at);
  });
  if (name === undefined) {
    findings.push(diagnostic('inventory/missing', (row[0] as Field).at, '"name" must be given on every line'));
    return undefined;
  }
  const { role, ...rest } = node;
  const { otherAddresses: further = [], ...address } = nodeAddresses(shown(name), addresses, [], findings);
  const all = [...further, ...others];
  return {
    name,
    at: [],
    node: {
      ...(role === undefined ? {} : { role }),
      ...address,
      ...(all.length === 0 ? {} : { otherAddresses: all }),
      ...rest,
    },
  };
}

/** Puts findings that know only their column where the text has it. */
function atLine(findings: Diagnostic[], from: number, at: TextPlace): void {
  for (let i = from; i < findings.length; i += 1) {
    const finding = findings[i] as Diagnostic;
    if (finding.at.kind === 'value') {
      const { related: _, ...rest } = finding;
      findings[i] = { ...rest, at };
    }
  }
}

export const csv: TextImporter = {
  source: 'csv',
  title: 'a table with a line for each host',
  takes: 'text',
  read: importCsv,
};
