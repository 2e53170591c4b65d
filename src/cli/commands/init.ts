import { dirname, join, relative } from 'node:path';
import type { Command } from 'commander';
import { missingKeys } from '../../inventory/import/missing.ts';
import { inventoryJsonSchema } from '../../inventory/json-schema.ts';
import { counted } from '../counted.ts';
import { guessImporter, type ImportOptions, type ImportRead, importerNamed, readImport } from '../import-source.ts';
import { inventoryText, placeholders, schemaFile } from '../inventory-text.ts';
import { writeDocument } from '../json-document.ts';
import { sayNext } from '../next.ts';
import { writeOut } from '../output.ts';
import type { Run } from '../program.ts';
import { type CommonOptions, reportFindings, statusOf } from '../report.ts';
import { printable, safe } from '../safe-text.ts';
import { writeWhole } from '../write-file.ts';
import { withImportOptions } from './import.ts';

interface InitOptions extends ImportOptions {
  readonly from?: string;
  readonly output: string;
  readonly force: boolean;
}

/** `swanmesh init [INPUT]`: a first inventory with comments, and its schema for editors. */
export function initCommand(program: Command, run: Run): void {
  const command = program
    .command('init')
    .description(
      'write a first inventory with comments: of three example hosts, or of the hosts that another tool knows',
    )
    .argument('[input]', 'what import reads: the file, or the folder of certificates; - for standard input')
    .option('--from <source>', 'what the input is: kubernetes, ansible, csv or certificates; found out where omitted')
    .option('-o, --output <file>', 'the inventory', 'cluster.yaml')
    .option('--force', 'replace the file where it exists', false);
  withImportOptions(command).action((path: string | undefined, own: InitOptions) =>
    run((options) => init(path, own, options)),
  );
}

async function init(path: string | undefined, own: InitOptions, options: CommonOptions): Promise<number> {
  const read: Pick<ImportRead, 'imported' | 'findings' | 'source'> =
    path === undefined && own.from === undefined
      ? { imported: placeholders, findings: [], source: undefined }
      : readImport(
          own.from === undefined ? guessImporter(path ?? '-') : importerNamed(own.from),
          path ?? '-',
          own.output,
          own,
        );
  const isWritten = read.imported !== undefined;
  const missing = read.imported === undefined ? [] : missingKeys(read.imported, own);
  const findings = [...read.findings, ...missing];
  if (read.imported !== undefined) {
    const schema = join(dirname(own.output), schemaFile);
    writeWhole(own.output, inventoryText(read.imported, own, `./${relative(dirname(own.output), schema)}`), own);
    writeWhole(schema, `${JSON.stringify(inventoryJsonSchema(), undefined, 2)}\n`, { force: true });
  }
  const hosts = read.imported?.hosts.length ?? 0;
  if (options.json) {
    await writeDocument({ file: own.output, written: isWritten, hosts }, findings, read.source, options);
  }
  await reportFindings(read.findings, read.source, options);
  await reportFindings(missing, undefined, options);
  if (isWritten && !options.json && !options.quiet)
    await writeOut(
      safe`${printable(own.output)}: ${counted(hosts, 'host')}, written; ${printable(schemaFile)} beside it for editors\n`,
    );
  if (isWritten) await sayNext(['swanmesh', 'check', own.output], options);
  return statusOf(findings, options);
}
