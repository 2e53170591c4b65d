import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Cluster } from '../../cluster.ts';
import { type Diagnostic, diagnostic, valueAt } from '../../diagnostics/diagnostic.ts';
import { type HostDiff, startDiff } from '../../diff/diff.ts';
import { readEvidence } from '../../hosts/read-evidence.ts';
import { renderHost } from '../../render/host.ts';
import { readClusterFile } from '../cluster-file.ts';
import { counted } from '../counted.ts';
import type { PatchedHost } from '../diff-patch.ts';
import { exitStatus } from '../exit.ts';
import { refuseSwapped } from '../file-and-folder.ts';
import { openHostTree } from '../host-tree.ts';
import { writeDocument } from '../json-document.ts';
import { nextAfter, sayNext } from '../next.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import { findingsFormat, type Run } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings, statusOf } from '../report.ts';
import { joinSafe, printable, type SafeText, safe } from '../safe-text.ts';

interface DiffCommandOptions {
  readonly exitCode: boolean;
  readonly text: boolean;
  readonly all: boolean;
  readonly patch: boolean;
  readonly format: string;
}

/** `swanmesh diff CLUSTER DIR`: what `render` would change on each host. */
export function diffCommand(program: Command, run: Run): void {
  program
    .command('diff')
    .description('say what render would change on each host: files, conns, keywords, and what is left over')
    .argument('<cluster>', 'the inventory, YAML or JSON; - for standard input')
    .argument('<dir>', 'the folder with one folder a host')
    .option('--exit-code', 'end with status 3 where there is a difference', false)
    .option('--all', 'show every finding, not the first 20 of each code', false)
    .option('--patch', 'print a unified patch of the files instead, for patch -p1 -d DIR', false)
    .addOption(findingsFormat())
    .option('--text', 'layout, order and comments count too', false)
    .action((path: string, root: string, own: DiffCommandOptions) => run((options) => diff(path, root, own, options)));
}

async function diff(path: string, root: string, own: DiffCommandOptions, options: CommonOptions): Promise<number> {
  refuseSwapped(path, root);
  const { file, cluster, findings } = await readClusterFile(path, nowOf(options), passwordsOf(options));
  if (cluster === undefined) {
    if (options.json) await writeDocument({ hosts: {} }, findings, file, options);
    else await reportFindings(findings, file, options, own.format, { command: 'diff' });
    return statusOf(findings, options);
  }
  const all: Diagnostic[] = [...findings];
  const patches: SafeText[] = [];
  const { patchText } = await import('../diff-patch.ts');
  const diffs = compareHosts(cluster, root, own, all, (host) => patches.push(patchText(host)));
  const changed = Object.entries(diffs).filter(([, host]) => host.files.length + host.conns.length > 0);
  if (options.json) await writeDocument({ hosts: changesOf(changed) }, all, file, options);
  else if (own.format !== 'text') await reportFindings(all, file, options, own.format, { command: 'diff' });
  else {
    await reportFindings(all, file, options, 'text', { all: own.all, command: 'diff' });
    if (own.patch) for (const patch of patches) await writeOut(patch);
    else if (!options.quiet)
      await writeOut(
        changed.length === 0 ? safe`no difference\n` : joinSafe([...changed.map(hostText), totals(changed)]),
      );
    const after = changed.length === 0 ? ['verify', path, root] : ['render', path, '-o', 'tree'];
    await sayNext(nextAfter(all, after), options, own.patch ? 'stderr' : 'stdout');
  }
  const status = statusOf(all, options);
  return status === exitStatus.done && own.exitCode && changed.length > 0 ? exitStatus.differences : status;
}

function changesOf(changed: readonly (readonly [string, HostDiff])[]): Readonly<Record<string, Partial<HostDiff>>> {
  return Object.fromEntries(changed.map(([name, { files, conns, obsolete }]) => [name, { files, conns, obsolete }]));
}

function compareHosts(
  { mesh, rendering }: Cluster,
  root: string,
  { text, patch }: DiffCommandOptions,
  findings: Diagnostic[],
  addPatch: (host: PatchedHost) => void,
): Record<string, HostDiff> {
  const diff = startDiff(rendering);
  const isRendered = existsSync(join(root, 'manifest.json')) || existsSync(join(root, 'manifest.d'));
  const tree = openHostTree(root);
  const present = new Set(tree.hosts);
  const diffs: Record<string, HostDiff> = {};
  for (const node of mesh.nodes) {
    const rendered = renderHost(rendering, node);
    if (rendered.kind === 'failed') {
      for (const each of rendered.findings) findings.push(each);
      continue;
    }
    const read = readEvidence(tree.folder(node.name), { mesh });
    for (const each of read.findings) findings.push(each);
    const host = diff.add(node, rendered.value, read.value, { text, isRendered });
    for (const each of host.findings) findings.push(each);
    diffs[node.name] = host;
    if (patch) addPatch({ name: node.name, changes: host.files, files: read.value.files, rendered: rendered.value });
    present.delete(node.name);
  }
  for (const name of present)
    findings.push(
      diagnostic(
        'verify/leftover-host',
        valueAt('nodes'),
        `a folder must be that of a host of the inventory, and ${JSON.stringify(name)} is not`,
        {
          hint: 'the host has left the mesh; remove its conns there, and the folder here',
        },
      ),
    );
  for (const finding of tree.findings) findings.push(finding);
  return diffs;
}

/** `2 of 5 hosts: files 1 added, 2 changed; conns 1 added, 3 changed, 1 removed; 1 left over`. */
function totals(changed: readonly (readonly [string, HostDiff])[]): SafeText {
  const sum = (list: 'files' | 'conns'): SafeText[] => {
    const changes = changed.flatMap(([, host]) => host[list].map(({ change }) => change));
    const parts = (['add', 'change', 'remove'] as const).flatMap((kind) => {
      const count = changes.filter((change) => change === kind).length;
      return count === 0 ? [] : [safe`${count} ${words[kind]}`];
    });
    return parts.length === 0 ? [] : [safe`${printable(list)} ${joinSafe(parts, ', ')}`];
  };
  const left = changed.reduce((count, [, { obsolete }]) => count + obsolete.length, 0);
  const parts = [...sum('files'), ...sum('conns'), ...(left === 0 ? [] : [safe`${left} left over`])];
  return safe`in all ${counted(changed.length, 'host')}: ${joinSafe(parts, safe`; `)}\n`;
}

const words = { add: safe`to add`, change: safe`to change`, remove: safe`to remove` } as const;

function hostText([name, { files, conns, obsolete }]: [string, HostDiff]): SafeText {
  const sign = { add: safe`+`, remove: safe`-`, change: safe`~` } as const;
  const rows = [
    safe`${printable(name)}:`,
    ...files.map(({ path, change }) => safe`  ${sign[change]} ${printable(path)}`),
    ...conns.flatMap((conn) => [
      safe`  ${sign[conn.change]} conn ${printable(conn.name)}: ${printable(conn.effect)}`,
      ...(conn.change === 'change'
        ? conn.keywords.map(
            ({ keyword, from, to }) =>
              safe`      ${printable(keyword)}: ${printable(from ?? '(not set)')} -> ${printable(to ?? '(not set)')}`,
          )
        : []),
    ]),
    ...obsolete.map((what) => safe`  left over: ${printable(what)}`),
  ];
  return safe`${joinSafe(rows, '\n')}\n`;
}
