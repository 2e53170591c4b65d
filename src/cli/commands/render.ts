/** `swanmesh render CLUSTER`. */
import { type Command, Option } from 'commander';
import { append } from '../../bytes/append.ts';
import type { Cluster } from '../../cluster.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { MeshNode } from '../../mesh/mesh.ts';
import { formats } from '../../render/formats/index.ts';
import { readClusterFile } from '../cluster-file.ts';
import { counted } from '../counted.ts';
import { exitStatus, UsageError } from '../exit.ts';
import type { Source } from '../findings.ts';
import { uninterrupted } from '../interruption.ts';
import { writeDocument } from '../json-document.ts';
import { nextAfter, sayNext } from '../next.ts';
import { writeOut, writeWholeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import { type Run, readTime } from '../program.ts';
import { type Destination, destinationOf } from '../render/destination.ts';
import { type DocumentOutputOptions, printDocument, writeDocumentFile } from '../render/document-output.ts';
import { checkFormat, printHostDocument } from '../render/host-output.ts';
import { isSelected, selectHosts, selectionOf } from '../render/hosts.ts';
import { treeSummary, writeTree } from '../render/tree-output.ts';
import { type CommonOptions, nowOf, reportFindings, statusOf } from '../report.ts';
import { printable, safe } from '../safe-text.ts';
import { recoverTree } from '../tree/tree.ts';
import { version } from '../version.ts';

interface RenderOptions {
  readonly output?: string;
  readonly format?: string;
  readonly host: readonly string[];
  readonly shard?: string;
  readonly withSecrets: boolean;
  readonly checksums: boolean;
  readonly mtime?: Date;
  readonly force: boolean;
  readonly recover: boolean;
  readonly atomic: boolean;
}

const formatHelp = formats.map(({ name, description }) => `${name}: ${description}`).join('; ');

/** `swanmesh render CLUSTER`: every host's files, as a tree, a document a host, or one streamed document. */
export function renderCommand(program: Command, run: Run): void {
  program
    .command('render')
    .description("write every host's files, or print them as one document")
    .argument('[cluster]', 'the inventory, YAML or JSON; - for standard input')
    .option(
      '-o, --output <path>',
      'the folder for a tree, with one folder a host; the file for a document of all hosts',
    )
    .addOption(
      new Option('--format <format>', `${formatHelp}; with -o tree if omitted, else json`).choices(
        formats.map(({ name }) => name),
      ),
    )
    .option('--host <name...>', 'only these hosts; the whole inventory is read and checked all the same', [])
    .option('--shard <K/N>', 'only the hosts of part K of N, for machines that render side by side')
    .option('--with-secrets', 'without -o: print the content of secret files too', false)
    .option('--checksums', 'put the SHA-256 of every file into the manifest', false)
    .option(
      '--mtime <time>',
      'the time of the files in a tar archive (RFC 3339); the beginning of 1970 if omitted',
      readTime,
    )
    .option('--force', 'write into a folder that is not empty and not ours, also over files that are in the way', false)
    .option('--atomic', 'with -o: the folder is a link, and one rename switches all hosts at once', false)
    .option('--recover', 'finish the tree that a killed run left half written; no inventory is read', false)
    .action((path: string | undefined, own: RenderOptions) => run((options) => render(path, own, options)));
}

async function render(path: string | undefined, own: RenderOptions, options: CommonOptions): Promise<number> {
  if (own.recover) return recover(own.output ?? path, options);
  if (path === undefined) throw new UsageError('render needs an inventory');
  const destination = destinationOf(own, options.json);
  const selection = selectionOf(own.host, own.shard);
  const { file, cluster, findings: found } = await readClusterFile(path, nowOf(options), passwordsOf(options));
  const hosts = cluster === undefined ? [] : selectHosts(cluster, selection);
  const findings = [...found, ...(cluster === undefined ? [] : checkFormat(destination.format, cluster, hosts))];
  const status = statusOf(findings, options);
  if (cluster === undefined || status !== 0) {
    if (options.json) return writeDocument(emptyDocument, findings, file, options);
    await reportFindings(findings, file, options);
    await sayNext(nextAfter(findings, ['check', path]), options, own.output === undefined ? 'stderr' : 'stdout');
    return status;
  }
  const work = { cluster, hosts, findings, source: file, selected: isSelected(selection) };
  await writeRendered(destination, work, own, options);
  const ended = await reportFindings(findings, file, options);
  if (own.output === undefined) await sayNext(nextAfter(findings, ['render', path, '-o', 'tree']), options, 'stderr');
  else if (destination.format.name === 'tree')
    await sayNext(nextAfter(findings, ['verify', path, own.output]), options);
  return ended;
}

/** What is to be written; what is found meanwhile is added to its findings. */
interface Work {
  readonly cluster: Cluster;
  readonly hosts: readonly MeshNode[];
  readonly findings: Diagnostic[];
  readonly source: Source;
  readonly selected: boolean;
}

async function writeRendered(
  destination: Destination,
  work: Work,
  own: RenderOptions,
  options: CommonOptions,
): Promise<void> {
  const { cluster, hosts, findings, source, selected } = work;
  if (destination.kind === 'tree') {
    // Warnings of the inventory are no reason to write nothing.
    const faults: Diagnostic[] = [];
    const report = await writeTree(cluster, hosts, destination, { ...own, selected }, faults);
    append(findings, faults);
    if (options.json) await writeDocument({ ...(report ?? nothingWritten) }, findings, source, options);
    else if (!options.quiet && report !== undefined)
      await writeOut(treeSummary(cluster, hosts, destination.folder, report));
    return;
  }
  if (destination.kind === 'host') {
    await writeWholeOut(() => printHostDocument(cluster, hosts, destination.format, own.withSecrets, findings));
    return;
  }
  const { format, file: path } = destination;
  const { checksums, withSecrets, mtime: made } = own;
  const asDocument: DocumentOutputOptions = {
    withSecrets,
    checksums,
    selected,
    ...(made === undefined ? {} : { made }),
  };
  const found = [findings, source, options] as const;
  if (path === undefined) {
    await writeWholeOut(() => printDocument(cluster, hosts, format, asDocument, found));
    return;
  }
  const written = await uninterrupted(() =>
    writeDocumentFile(cluster, hosts, { format, path, force: own.force }, asDocument, found),
  );
  if (options.json)
    await writeDocument({ file: path, written, hosts: written ? hosts.length : 0 }, findings, source, options);
  else if (written && !options.quiet) await writeOut(safe`${printable(path)}: ${counted(hosts.length, 'host')}\n`);
}

const nothingWritten = { written: [], unchanged: [], removed: [] };

/** `--recover`: finishes what a killed run left behind, without an inventory. */
async function recover(folder: string | undefined, options: CommonOptions): Promise<number> {
  if (folder === undefined) throw new UsageError('--recover needs the folder of a tree');
  const recovered = recoverTree(folder);
  if (options.json) return writeDocument({ recovered }, [], undefined, options);
  if (!options.quiet)
    await writeOut(
      safe`${printable(folder)}: ${recovered ? safe`finished what a killed run left half written` : safe`nothing was half written`}\n`,
    );
  return exitStatus.done;
}

const emptyDocument = { manifest: { version: 1, swanmesh: version(), hosts: {} }, hosts: {}, shared: { files: [] } };
