import { type Command, Option } from 'commander';
import { append } from '../../bytes/append.ts';
import type { Cluster } from '../../cluster.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { MeshNode } from '../../mesh/mesh.ts';
import { countPeerings } from '../../mesh/peerings.ts';
import { inShard, readShard, type Shard } from '../../mesh/shard.ts';
import type { DocumentFormat, TreeFormat } from '../../render/formats/format.ts';
import { formatNamed, formats } from '../../render/formats/index.ts';
import { renderHost } from '../../render/host.ts';
import { manifestHost } from '../../render/manifest.ts';
import { type RenderedFile, sharedFolder } from '../../render/rendered-file.ts';
import { renderShared } from '../../render/shared.ts';
import { readClusterFile } from '../cluster-file.ts';
import { exitStatus, UsageError } from '../exit.ts';
import { jsonFinding, type Source } from '../findings.ts';
import { documentHead, writeDocument } from '../json-document.ts';
import { nextAfter, sayNext } from '../next.ts';
import { printStep, writeOut, writeWholeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import type { Run } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings, statusOf } from '../report.ts';
import { asked, joinSafe, printable, type SafeText, safe, safeJson } from '../safe-text.ts';
import { openAtomicTree } from '../tree/atomic.ts';
import { openTree, recoverTree, type TreeReport } from '../tree/tree.ts';
import { version } from '../version.ts';

interface RenderOptions {
  readonly output?: string;
  readonly format?: string;
  readonly host: readonly string[];
  readonly shard?: string;
  readonly withSecrets: boolean;
  readonly checksums: boolean;
  readonly force: boolean;
  readonly recover: boolean;
  readonly atomic: boolean;
}

const formatHelp = formats.map(({ name, description }) => `${name}: ${description}`).join('; ');

/** `swanmesh render CLUSTER`: every host's files, as a tree or as one streamed document. */
export function renderCommand(program: Command, run: Run): void {
  program
    .command('render')
    .description("write every host's files, or print them as one JSON document")
    .argument('[cluster]', 'the inventory, YAML or JSON; - for standard input')
    .option('-o, --output <folder>', 'write a tree with one folder a host')
    .addOption(
      new Option('--format <format>', `${formatHelp}; with -o tree if omitted, else json`).choices(
        formats.map(({ name }) => name),
      ),
    )
    .option('--host <name...>', 'only these hosts; the whole inventory is read and checked all the same', [])
    .option('--shard <K/N>', 'only the hosts of part K of N, for machines that render side by side')
    .option('--with-secrets', 'without -o: print the content of secret files too', false)
    .option('--checksums', 'put the SHA-256 of every file into the manifest', false)
    .option('--force', 'write into a folder that is not empty and not ours, also over files that are in the way', false)
    .option('--atomic', 'with -o: the folder is a link, and one rename switches all hosts at once', false)
    .option('--recover', 'finish the tree that a killed run left half written; no inventory is read', false)
    .action((path: string | undefined, own: RenderOptions) => run((options) => render(path, own, options)));
}

async function render(path: string | undefined, own: RenderOptions, options: CommonOptions): Promise<number> {
  if (own.recover) return recover(own.output ?? path, options);
  if (path === undefined) throw new UsageError('render needs an inventory');
  const format = formatOf(own);
  const shard = shardOf(own);
  const { file, cluster, findings: found } = await readClusterFile(path, nowOf(options), passwordsOf(options));
  const findings = [...found];
  const status = statusOf(findings, options);
  if (cluster === undefined || status !== 0) {
    if (options.json) return writeDocument(emptyDocument, findings, file, options);
    await reportFindings(findings, file, options);
    await sayNext(nextAfter(findings, ['check', path]), options, own.output === undefined ? 'stderr' : 'stdout');
    return status;
  }
  const hosts = shard === undefined ? selectHosts(cluster, own.host) : inShard(cluster.mesh.nodes, shard);
  if (format.kind === 'document')
    await writeWholeOut(() => printDocument(cluster, hosts, { ...own, format }, findings, file, options));
  else {
    // Warnings of the inventory are no reason to write nothing.
    const faults: Diagnostic[] = [];
    const report = await writeTree(cluster, hosts, format, own, faults);
    append(findings, faults);
    if (options.json) await writeDocument({ ...(report ?? nothingWritten) }, findings, file, options);
    else if (!options.quiet && report !== undefined) await writeOut(summary(cluster, hosts, format.output, report));
  }
  const ended = await reportFindings(findings, file, options);
  if (own.output === undefined) await sayNext(nextAfter(findings, ['render', path, '-o', 'tree']), options, 'stderr');
  else await sayNext(nextAfter(findings, ['verify', path, own.output]), options);
  return ended;
}

/** The format with where it goes: a tree needs a folder, and a document is printed. */
function formatOf({
  format,
  output,
  atomic,
}: RenderOptions): (TreeFormat & { readonly output: string }) | DocumentFormat {
  const name = format ?? (output === undefined ? 'json' : 'tree');
  const chosen = formatNamed(name);
  if (chosen === undefined) throw new UsageError(`--format: there is no ${name}`);
  if (chosen.kind === 'tree') {
    if (output === undefined) throw new UsageError(`--format ${name} needs -o FOLDER`);
    return { ...chosen, output };
  }
  if (output !== undefined) throw new UsageError(`--format ${name} is printed; leave out -o`);
  if (atomic) throw new UsageError('--atomic needs -o FOLDER');
  return chosen;
}

const nothingWritten: TreeReport = { written: [], unchanged: [], removed: [] };

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

function shardOf({ host, shard: written }: RenderOptions): Shard | undefined {
  if (written === undefined) return undefined;
  if (host.length > 0) throw new UsageError('--shard must not be given together with --host');
  const shard = readShard(written);
  if (shard === undefined) throw new UsageError('--shard must be K/N with 1 <= K <= N, such as 2/4');
  return shard;
}

function selectHosts({ mesh }: Cluster, names: readonly string[]): readonly MeshNode[] {
  const unknown = names.filter((name) => !mesh.nodes.some((node) => node.name === name));
  if (unknown.length > 0) throw new UsageError(`--host must name hosts of the inventory, not ${unknown.join(', ')}`);
  return names.length === 0 ? mesh.nodes : mesh.nodes.filter((node) => names.includes(node.name));
}

/** Renders the hosts one after the other; what a host cannot have rendered is put into `faults`. */
function* filesOf(
  cluster: Cluster,
  hosts: readonly MeshNode[],
  faults: Diagnostic[],
): Generator<readonly [MeshNode, readonly RenderedFile[]]> {
  for (const [i, node] of hosts.entries()) {
    const files = renderHost(cluster.rendering, node);
    if (files.kind === 'ok') yield [node, files.value];
    else for (const finding of files.findings) faults.push(finding);
    printStep('rendered', i + 1, hosts.length);
  }
}

/** Writes the tree, or nothing at all where a host cannot be rendered. */
async function writeTree(
  cluster: Cluster,
  hosts: readonly MeshNode[],
  format: TreeFormat & { readonly output: string },
  own: RenderOptions,
  faults: Diagnostic[],
): Promise<TreeReport | undefined> {
  const open = own.atomic ? openAtomicTree : openTree;
  const tree = open(format.output, { force: own.force, selected: own.host.length > 0 || own.shard !== undefined });
  // What was known before rendering has no error, and its warnings keep nothing from being written.
  const known = faults.length;
  try {
    const shared = format.shared(renderShared(cluster.mesh));
    if (shared.length > 0) tree.folder(sharedFolder, shared, manifestHost(shared, own.checksums));
    for (const [node, rendered] of filesOf(cluster, hosts, faults)) {
      const files = format.files(node.name, rendered);
      tree.folder(node.name, files, manifestHost(files, own.checksums));
    }
    if (faults.length === known) return await tree.commit({ version: 1, swanmesh: version(), name: cluster.mesh.name });
    tree.abandon();
    return undefined;
  } catch (error) {
    tree.abandon();
    throw error;
  }
}

/** Prints a document a host at a time; the findings come last, because a host that cannot be rendered is one of them. */
async function printDocument(
  cluster: Cluster,
  hosts: readonly MeshNode[],
  own: Pick<RenderOptions, 'withSecrets' | 'checksums'> & { readonly format: DocumentFormat },
  findings: Diagnostic[],
  source: Source,
  options: CommonOptions,
): Promise<void> {
  const { withSecrets, checksums } = own;
  const head = { swanmesh: version(), name: cluster.mesh.name };
  const shared = renderShared(cluster.mesh);
  const document = own.format.start({ withSecrets, checksums, shared, ...head, json: (value) => safeJson(value) });
  for (const [node, files] of filesOf(cluster, hosts, findings)) await writeOut(asked(document.add(node.name, files)));
  // Hosts may have findings of their own, so that the counts come last.
  const { version: _, ...counts } = documentHead(findings, options);
  await writeOut(asked(document.finish({ ...counts, findings: findings.map((one) => jsonFinding(one, source)) })));
}

/** The conns in a host's file that are loaded. */
function connsOn({ mesh, rendering }: Cluster, node: MeshNode): number {
  return mesh.mode === 'opportunistic' ? rendering.groups(node).length : countPeerings(mesh, node);
}

function summary(cluster: Cluster, hosts: readonly MeshNode[], root: string, report: TreeReport): SafeText {
  const conns = hosts.reduce((sum, node) => sum + connsOn(cluster, node), 0);
  const written = new Set(report.written);
  const rows =
    hosts.length > 40
      ? []
      : hosts.map(
          (node) =>
            safe`  ${printable(`${root}/${node.name}`)}: ${connsOn(cluster, node)} conns, ${written.has(node.name) ? safe`written` : safe`unchanged`}`,
        );
  const counts = safe`${report.written.length} written, ${report.unchanged.length} unchanged, ${report.removed.length} removed`;
  return joinSafe([safe`${hosts.length} hosts, ${conns} conns: ${counts}`, ...rows, safe``], '\n');
}
