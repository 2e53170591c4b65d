import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { append } from '../../bytes/append.ts';
import type { Cluster } from '../../cluster.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { planRollout, stageFiles } from '../../plan-rollout.ts';
import { manifestHost } from '../../render/manifest.ts';
import { sharedFolder } from '../../render/rendered-file.ts';
import { renderShared } from '../../render/shared.ts';
import { authorityFile } from '../../rollout/commands.ts';
import { planFindings, whereFindings } from '../../rollout/findings.ts';
import type { RolloutPlan } from '../../rollout/plan.ts';
import { whereIs } from '../../rollout/where.ts';
import { readClusterFile } from '../cluster-file.ts';
import { UsageError } from '../exit.ts';
import { plannedExpectations } from '../expectations.ts';
import { refuseSwapped } from '../file-and-folder.ts';
import type { Source } from '../findings.ts';
import { writeDocument } from '../json-document.ts';
import { nextAfter, sayNext } from '../next.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import { pemOf } from '../pem-text.ts';
import type { Run } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings, statusOf } from '../report.ts';
import { planMermaid } from '../rollout/mermaid.ts';
import { gatheredHosts, savedPlan } from '../rollout/read.ts';
import { backText, planText } from '../rollout/text.ts';
import { safeJson } from '../safe-text.ts';
import { signaturesOf } from '../signatures.ts';
import { paintFor } from '../terminal.ts';
import { openTree } from '../tree/tree.ts';
import { version } from '../version.ts';
import { writeWhole } from '../write-file.ts';

interface RolloutCommandOptions {
  readonly output?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly back: boolean;
  readonly maxParallel?: number;
  readonly format: 'text' | 'mermaid';
  readonly force: boolean;
}

/** `swanmesh rollout CLUSTER [DIR]`: the order of steps that harms least, from what hosts have to what they are to have. */
export function rolloutCommand(program: Command, run: Run): void {
  program
    .command('rollout')
    .description('plan how hosts get from what they have to what the inventory says, cutting as few as can be')
    .argument('<cluster>', 'the inventory, YAML or JSON')
    .argument('[dir]', 'the folder with what hosts have; without it none has IPsec')
    .option('-o, --output <dir>', 'write the files of each stage, and the plan, into this folder')
    .option('--out <file>', 'save the plan')
    .option('--resume <plan>', 'go on with a saved plan from where the hosts are')
    .option('--back', 'show the way back, with --resume from where the hosts are', false)
    .option('--max-parallel <number>', 'at most so many hosts at once', readCount)
    .addOption(new Option('--format <format>', 'how the plan is shown').choices(['text', 'mermaid']).default('text'))
    .option('--force', 'replace a plan, and write into a folder that is not empty', false)
    .action((path: string, root: string | undefined, own: RolloutCommandOptions) =>
      run((options) => rollout(path, root, own, options)),
    );
}

async function rollout(
  path: string,
  root: string | undefined,
  own: RolloutCommandOptions,
  options: CommonOptions,
): Promise<number> {
  if (root !== undefined) refuseSwapped(path, root);
  const now = nowOf(options);
  const { file, cluster, findings: found } = await readClusterFile(path, now, passwordsOf(options));
  if (cluster === undefined) {
    if (options.json) return writeDocument({}, found, file, options);
    return reportFindings(found, file, options);
  }
  if (own.resume !== undefined) return resume(own.resume, root, own, [...found], file, cluster, options);
  const gathered = root === undefined ? { hosts: [], findings: [] } : gatheredHosts(root, cluster);
  const signatures = await signaturesOf(cluster, gathered.hosts);
  const plan = planRollout(cluster, gathered.hosts, {
    now,
    signatures,
    ...(own.maxParallel === undefined ? {} : { maxParallel: own.maxParallel }),
  });
  const expected = await plannedExpectations(cluster, now);
  const findings = [...found, ...gathered.findings, ...expected, ...planFindings(plan)];
  if (own.out !== undefined) writeWhole(own.out, `${safeJson(plan, 2)}\n`, { force: own.force });
  if (own.output !== undefined) writeStages(own.output, cluster, plan, own.force);
  if (options.json) return writeDocument({ plan }, findings, file, options);
  const status = await reportFindings(
    findings.filter(({ code }) => code !== 'rollout/pairs-cut'),
    file,
    options,
  );
  if (own.format === 'mermaid') await writeOut(planMermaid(plan));
  else {
    const paint = paintFor(process.stdout, options.color);
    await writeOut(own.back ? backText(plan, plan.stages.length, paint) : planText(plan, paint));
    await sayNext(
      nextAfter(
        findings,
        own.out === undefined ? ['rollout', path, '-o', 'rollout', '--out', 'plan.json'] : ['status', own.out, 'hosts'],
      ),
      options,
    );
  }
  return status;
}

async function resume(
  planPath: string,
  root: string | undefined,
  own: RolloutCommandOptions,
  findings: Diagnostic[],
  source: Source,
  cluster: Cluster,
  options: CommonOptions,
): Promise<number> {
  if (root === undefined) throw new UsageError('--resume needs the folder with what hosts have now');
  const saved = savedPlan(planPath);
  append(findings, saved.findings);
  if (saved.plan === undefined) {
    if (options.json) return writeDocument({}, findings, source, options);
    return reportFindings(findings, source, options);
  }
  const { plan } = saved;
  const gathered = gatheredHosts(root, cluster);
  const where = whereIs(plan, gathered.hosts);
  append(findings, gathered.findings, whereFindings(where));
  const from = where.next ?? plan.stages.length + 1;
  const left: RolloutPlan = { ...plan, stages: plan.stages.filter(({ number }) => number >= from) };
  if (options.json)
    return writeDocument(
      { plan: left, ...(where.next === undefined ? {} : { next: where.next }) },
      findings,
      source,
      options,
    );
  const status = await reportFindings(findings, source, options);
  // Hosts that are elsewhere are not to be gone on with; the way home is always open.
  if (status !== 0 && !own.back) return status;
  const paint = paintFor(process.stdout, options.color);
  await writeOut(own.back ? backText(plan, Math.min(from, plan.stages.length), paint) : planText(plan, paint, from));
  return statusOf(findings, options);
}

/** `DIR/between`, `DIR/after` and `DIR/authorities`, the plan as text and as JSON. */
function writeStages(folder: string, cluster: Cluster, plan: RolloutPlan, force: boolean): void {
  mkdirSync(folder, { recursive: true });
  for (const stage of ['between', 'after'] as const) {
    const tree = openTree(join(folder, stage), { force, selected: false });
    try {
      const shared = renderShared(cluster.mesh);
      tree.folder(sharedFolder, shared, manifestHost(shared, false));
      for (const node of cluster.mesh.nodes) {
        const files = stageFiles(cluster, node, stage);
        tree.folder(node.name, files, manifestHost(files, false));
      }
      tree.commit({ version: 1, swanmesh: version(), name: cluster.mesh.name });
    } catch (error) {
      tree.abandon();
      throw error;
    }
  }
  mkdirSync(join(folder, 'authorities'), { recursive: true });
  for (const authority of cluster.mesh.authority)
    writeWhole(join(folder, authorityFile(authority)), pemOf('CERTIFICATE', authority.der), { force: true });
  writeWhole(join(folder, 'plan.json'), `${safeJson(plan, 2)}\n`, { force: true });
  writeWhole(join(folder, 'plan.txt'), planText(plan, paintFor(process.stdout, 'never')), { force: true });
}

function readCount(text: string): number {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new InvalidArgumentError('must be a number of hosts, 1 or more');
  return count;
}
