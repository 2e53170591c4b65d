import { type Command, InvalidArgumentError, Option } from 'commander';
import { valueAt } from '../../diagnostics/diagnostic.ts';
import { newest, type Release, readReleaseRange } from '../../libreswan/release.ts';
import { type OptionalFact, optionalFacts } from '../../verify/asked.ts';
import type { Verification } from '../../verify/verification.ts';
import { readClusterFile } from '../cluster-file.ts';
import { exitStatus, UsageError } from '../exit.ts';
import { gatheredExpectations } from '../expectations.ts';
import { githubFinding, type Source } from '../findings.ts';
import { documentHead, longList, writeDocument } from '../json-document.ts';
import { nextAfter, sayNext } from '../next.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import { expiryWarning, findingsFormat, type Run } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings, statusOf } from '../report.ts';
import { proofLine, summary } from '../verify-summary.ts';
import { verifyFolder } from '../verify-tree.ts';

interface VerifyCommandOptions {
  readonly format: 'text' | 'github';
  readonly libreswan?: string;
  readonly expiryWarning: number;
  readonly require: readonly OptionalFact[];
  readonly expect?: 'full';
  readonly all: boolean;
}

/** `swanmesh verify [CLUSTER] DIR`: reads what hosts have and proves or refutes the mesh. */
export function verifyCommand(program: Command, run: Run): void {
  program
    .command('verify')
    .description('prove or refute a mesh from the files that its hosts have')
    .argument('<paths...>', '[CLUSTER] DIR: the inventory, if any, and the folder with one folder a host')
    .option('--libreswan <release>', 'the release of hosts of which nothing says it')
    .option(
      '--require <facts>',
      `facts without which a pair is unknown and the status 1, with commas: ${optionalFacts.join(', ')}`,
      readFacts,
      [],
    )
    .addOption(
      new Option('--expect <mesh>', 'without an inventory: every two hosts must have conns for each other').choices([
        'full',
      ]),
    )
    .option('--all', 'show every finding, not the first 20 of each code', false)
    .addOption(expiryWarning())
    .addOption(findingsFormat())
    .action((paths: readonly string[], own: VerifyCommandOptions) => run((options) => verify(paths, own, options)));
}

async function verify(paths: readonly string[], own: VerifyCommandOptions, options: CommonOptions): Promise<number> {
  const [clusterPath, root] = paths.length === 1 ? [undefined, paths[0]] : paths;
  if (root === undefined || paths.length > 2) throw new UsageError('verify takes [CLUSTER] DIR');
  const now = nowOf(options);
  const read = clusterPath === undefined ? undefined : await readClusterFile(clusterPath, now, passwordsOf(options));
  if (read !== undefined && read.cluster === undefined) {
    if (options.json) return writeDocument({}, read.findings, read.file, options);
    return reportFindings(read.findings, read.file, options, own.format);
  }
  const release = own.libreswan === undefined ? undefined : releaseOf(own.libreswan);
  const proof = await verifyFolder(root, {
    now,
    expiryWarning: own.expiryWarning,
    require: own.require,
    ...(own.expect === undefined ? {} : { expect: own.expect }),
    ...(read?.cluster === undefined ? {} : { rendering: read.cluster.rendering }),
    ...(release === undefined ? {} : { release }),
  });
  const expected = read?.cluster === undefined ? [] : gatheredExpectations(read.cluster, root, now);
  // Behind the others: verdicts name findings by their number.
  const report = { ...proof, findings: [...proof.findings, ...expected] };
  const isLacking = own.require.length > 0 && report.consistent !== 'yes';
  if (options.json) {
    const { verdicts, findings, ...counts } = report;
    const ok = documentHead(findings, options).ok && !isLacking;
    // A mesh of which nothing is known has half a million verdicts.
    const rest = { ok, ...counts, verdicts: longList(verdicts, (verdict) => verdict) };
    await writeDocument(rest, findings, read?.file, options);
  } else if (own.format === 'github')
    for (const finding of report.findings) await writeOut(githubFinding(finding, read?.file));
  else {
    await printText(report, read?.file, options, own.all);
    const again =
      report.consistent === 'unknown'
        ? ['collect-script']
        : ['diff', ...(clusterPath === undefined ? ['cluster.yaml'] : [clusterPath]), root];
    await sayNext(nextAfter(report.findings, again), options);
    if (!options.quiet) await writeOut(proofLine(report));
  }
  return isLacking ? exitStatus.findings : statusOf(report.findings, options);
}

function readFacts(text: string): readonly OptionalFact[] {
  return text.split(',').map((word) => {
    const fact = optionalFacts.find((known) => known === word.trim());
    if (fact === undefined) throw new InvalidArgumentError(`must be a list of ${optionalFacts.join(', ')}`);
    return fact;
  });
}

function releaseOf(text: string): Release {
  const read = readReleaseRange(text, valueAt('--libreswan'));
  if (read.kind === 'ok') return newest(read.value);
  throw new UsageError(`--libreswan: ${read.findings.map(({ message }) => message).join('; ')}`);
}

/** The findings host by host, then the sum. */
async function printText(
  report: Verification,
  source: Source | undefined,
  options: CommonOptions,
  all: boolean,
): Promise<void> {
  const sorted = [...report.findings].sort((a, b) => compare(fileOf(a.at, source), fileOf(b.at, source)));
  await reportFindings(sorted, source, options, 'text', { all, command: 'verify' });
  if (!options.quiet) await writeOut(summary(report));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function fileOf(at: Verification['findings'][number]['at'], source: Source | undefined): string {
  return at.kind === 'text' ? at.file : (source?.name ?? '');
}
