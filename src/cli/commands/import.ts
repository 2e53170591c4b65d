import type { Command } from 'commander';
import { Argument, Option } from 'commander';
import { parse } from 'yaml';
import { importers } from '../../inventory/import/index.ts';
import { missingKeys } from '../../inventory/import/missing.ts';
import { counted } from '../counted.ts';
import { exitStatus, UsageError } from '../exit.ts';
import { type ImportOptions, type ImportRead, importerNamed, readImport } from '../import-source.ts';
import { inventoryText } from '../inventory-text.ts';
import { writeDocument } from '../json-document.ts';
import { changeText, mergeInto } from '../merge-file.ts';
import { sayNext } from '../next.ts';
import { writeOut } from '../output.ts';
import type { Run } from '../program.ts';
import { type CommonOptions, reportFindings, statusOf } from '../report.ts';
import { asked, joinSafe, printable, safe } from '../safe-text.ts';
import { writeWhole } from '../write-file.ts';

interface ImportCommandOptions extends ImportOptions {
  readonly merge?: string;
  readonly check: boolean;
  readonly exitCode: boolean;
}

/** Options that `import` and `init` share. */
export function withImportOptions(command: Command): Command {
  return command
    .option('--certificates <dir>', 'give the hosts the certificates of a folder, by their names and addresses')
    .option('--libreswan <release>', 'the release that the hosts run, or a range such as 4.3..5.2')
    .option('--interface <name>', "the interface that has the hosts' addresses");
}

/** `swanmesh import SOURCE [FILE]`: an inventory from what others know of the hosts. */
export function importCommand(program: Command, run: Run): void {
  const command = program
    .command('import')
    .description('make an inventory from what another tool knows of the hosts, or bring one up to date')
    .addArgument(new Argument('<source>', 'what is read').choices(importers.map(({ source }) => source)))
    .argument('[input]', 'the file, or the folder of certificates; - for standard input', '-')
    .option('--merge <cluster>', 'write into this inventory what it lacks; nothing that a person wrote is lost')
    .option('--check', 'with --merge: only say what would change', false)
    .addOption(new Option('--exit-code', 'with --merge: end with status 3 where something changes').default(false));
  withImportOptions(command).action((word: string, path: string, own: ImportCommandOptions) =>
    run((options) => importHosts(word, path, own, options)),
  );
}

async function importHosts(
  word: string,
  path: string,
  own: ImportCommandOptions,
  options: CommonOptions,
): Promise<number> {
  if (own.merge === '-') throw new UsageError('--merge needs a file: standard input cannot be written to');
  if (own.merge === undefined && own.check) throw new UsageError('--check goes with --merge');
  const read = readImport(importerNamed(word), path, own.merge, own);
  if (own.merge !== undefined && read.imported !== undefined) return merge(own.merge, read, own, options);
  if (read.imported === undefined) {
    if (options.json) return writeDocument({ hosts: 0 }, read.findings, read.source, options);
    return reportFindings(read.findings, read.source, options);
  }
  const missing = missingKeys(read.imported, own);
  const findings = [...read.findings, ...missing];
  const text = inventoryText(read.imported, own, undefined);
  if (options.json) {
    const hosts = read.imported.hosts.length;
    return writeDocument({ hosts, inventory: parse(text) as unknown }, findings, read.source, options);
  }
  await writeOut(asked(text));
  await reportFindings(read.findings, read.source, options);
  await reportFindings(missing, undefined, options);
  const status = statusOf(findings, options);
  await sayNext(['swanmesh', 'init', ...(path === '-' ? ['FILE'] : [path]), '--from', word], options, 'stderr');
  return status;
}

async function merge(
  cluster: string,
  read: ImportRead & { readonly imported?: ImportRead['imported'] },
  own: ImportCommandOptions,
  options: CommonOptions,
): Promise<number> {
  if (read.imported === undefined) return exitStatus.findings;
  const merged = mergeInto(cluster, read.imported);
  const isWritten = merged.text !== undefined && merged.changes.length > 0 && !own.check;
  if (isWritten) writeWhole(cluster, merged.text, { force: true });
  const findings = [...read.findings, ...merged.findings];
  if (options.json)
    await writeDocument(
      { hosts: read.imported.hosts.length, written: isWritten, changes: merged.changes },
      findings,
      read.source,
      options,
    );
  else {
    await reportFindings(read.findings, read.source, options);
    await reportFindings(merged.findings, merged.source, options);
    if (merged.text === undefined && merged.changes.length === 0) return statusOf(findings, options);
    if (!options.quiet) {
      await writeOut(joinSafe(merged.changes.map((change) => safe`${printable(changeText(change))}\n`)));
      const count = counted(merged.changes.length, 'change');
      await writeOut(
        safe`${printable(cluster)}: ${merged.changes.length === 0 ? safe`nothing to change` : isWritten ? safe`${count} written` : safe`${count}, nothing written`}\n`,
      );
    }
    await sayNext(['swanmesh', 'check', cluster], options);
  }
  const status = statusOf(findings, options);
  return status === exitStatus.done && own.exitCode && merged.changes.length > 0 ? exitStatus.differences : status;
}
