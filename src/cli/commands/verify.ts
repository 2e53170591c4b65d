import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Release } from '../../libreswan/release.ts';
import { newFindings } from '../../report/baseline.ts';
import { verificationMetrics } from '../../report/verification-metrics.ts';
import { type OptionalFact, optionalFacts } from '../../verify/asked.ts';
import type { Verification } from '../../verify/verification.ts';
import { readClusterFile } from '../cluster-file.ts';
import { exitStatus, UsageError } from '../exit.ts';
import { gatheredExpectations } from '../expectations.ts';
import { refuseSwapped } from '../file-and-folder.ts';
import type { Source } from '../findings.ts';
import { readInput } from '../input.ts';
import { longList, writeDocument } from '../json-document.ts';
import { nextAfter, sayNext } from '../next.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import { expiryWarning, findingsFormat, type Run } from '../program.ts';
import { readRelease } from '../release-option.ts';
import { type CommonOptions, nowOf, reportFindings, statusOf, writeReport } from '../report.ts';
import { writeReportPage } from '../report-page.ts';
import { printableLines } from '../safe-text.ts';
import { readUtf8 } from '../text-input.ts';
import { verdictMatrix } from '../verify-matrix.ts';
import { proofLine, summary } from '../verify-summary.ts';
import { verifyFolder } from '../verify-tree.ts';

interface VerifyCommandOptions {
  readonly format: string;
  readonly baseline?: string;
  readonly libreswan?: Release;
  readonly expiryWarning: number;
  readonly require: readonly OptionalFact[];
  readonly expect?: 'full';
  readonly all: boolean;
  readonly matrix: boolean;
  readonly report?: string;
  readonly force: boolean;
}

/** `swanmesh verify [CLUSTER] DIR`: reads what hosts have and proves or refutes the mesh. */
export function verifyCommand(program: Command, run: Run): void {
  program
    .command('verify')
    .description('prove or refute a mesh from the files that its hosts have')
    .argument('<paths...>', '[CLUSTER] DIR: the inventory, if any, and the folder with one folder a host')
    .option('--libreswan <release>', 'the release of hosts of which nothing says it', readRelease)
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
    .option('--matrix', 'show the verdict of every pair as a letter in a table, of 40 hosts at most', false)
    .addOption(expiryWarning())
    .addOption(findingsFormat('prometheus'))
    .option('--report <file>', 'also write one page of HTML with everything in it')
    .option('--force', 'replace the page if it exists', false)
    .option('--baseline <file>', 'what an earlier verify --json found is known: only what is new is shown, and fails')
    .action((paths: readonly string[], own: VerifyCommandOptions) => run((options) => verify(paths, own, options)));
}

async function verify(paths: readonly string[], own: VerifyCommandOptions, options: CommonOptions): Promise<number> {
  const [clusterPath, root] = paths.length === 1 ? [undefined, paths[0]] : paths;
  if (root === undefined || paths.length > 2) throw new UsageError('verify takes [CLUSTER] DIR');
  if (clusterPath !== undefined) refuseSwapped(clusterPath, root);
  if (own.matrix && (options.json || own.format !== 'text'))
    throw new UsageError('--matrix is for text: verify --json has the verdicts');
  const now = nowOf(options);
  const read = clusterPath === undefined ? undefined : await readClusterFile(clusterPath, now, passwordsOf(options));
  if (read !== undefined && read.cluster === undefined) {
    if (options.json) return writeDocument({}, read.findings, read.file, options);
    return reportFindings(read.findings, read.file, options, own.format === 'prometheus' ? 'text' : own.format, {
      command: 'verify',
    });
  }
  const proof = await verifyFolder(root, {
    now,
    expiryWarning: own.expiryWarning,
    require: own.require,
    ...(own.expect === undefined ? {} : { expect: own.expect }),
    ...(read?.cluster === undefined ? {} : { rendering: read.cluster.rendering }),
    ...(own.libreswan === undefined ? {} : { release: own.libreswan }),
  });
  const expected = read?.cluster === undefined ? [] : gatheredExpectations(read.cluster, root, now);
  // Behind the others: verdicts name findings by their number.
  const report = { ...proof, findings: [...proof.findings, ...expected] };
  const fresh = own.baseline === undefined ? report.findings : newFindings(report.findings, readBaseline(own.baseline));
  if (own.report !== undefined)
    writeReportPage(own.report, { report, root, cluster: read?.cluster, source: read?.file }, own);
  const isLacking = own.require.length > 0 && report.consistent !== 'yes';
  if (options.json) {
    const { verdicts, findings, judged: _, ...counts } = report;
    const ok = statusOf(fresh, options) === exitStatus.done && !isLacking;
    const known = new Set(fresh);
    const numbers = findings.flatMap((finding, i) => (known.has(finding) ? [i] : []));
    // A mesh of which nothing is known has half a million verdicts.
    const rest = {
      ok,
      ...counts,
      ...(own.baseline === undefined ? {} : { newFindings: numbers }),
      verdicts: longList(verdicts, (verdict) => verdict),
    };
    await writeDocument(rest, findings, read?.file, options);
  } else if (own.format === 'prometheus') await writeOut(printableLines(verificationMetrics(report)));
  else if (own.format !== 'text') await writeReport(fresh, read?.file, own.format, 'verify');
  else {
    await printText({ ...report, findings: fresh }, read?.file, options, own.all);
    if (own.matrix) await writeOut(verdictMatrix(report));
    const again =
      report.consistent === 'unknown'
        ? ['collect-script']
        : ['diff', ...(clusterPath === undefined ? ['cluster.yaml'] : [clusterPath]), root];
    await sayNext(nextAfter(fresh, again), options);
    if (!options.quiet) await writeOut(proofLine(report));
  }
  return isLacking ? exitStatus.findings : statusOf(fresh, options);
}

/** The findings of an earlier document of verify. */
function readBaseline(path: string): readonly Diagnostic[] {
  const { name, bytes } = readInput(path, 'source');
  const refuse = (): never => {
    throw new UsageError(`--baseline: ${name} must be what verify --json printed`);
  };
  let value: unknown;
  try {
    value = JSON.parse(readUtf8(name, bytes));
  } catch {
    return refuse();
  }
  const findings: unknown =
    typeof value === 'object' && value !== null && 'findings' in value ? value.findings : undefined;
  return Array.isArray(findings) && findings.every(isFinding) ? findings : refuse();
}

function isFinding(value: unknown): value is Diagnostic {
  if (typeof value !== 'object' || value === null) return false;
  const { code, message, at } = value as Partial<Diagnostic>;
  if (typeof code !== 'string' || typeof message !== 'string' || typeof at !== 'object' || at === null) return false;
  return at.kind === 'text' ? typeof at.file === 'string' : Array.isArray(at.path);
}

function readFacts(text: string): readonly OptionalFact[] {
  return text.split(',').map((word) => {
    const fact = optionalFacts.find((known) => known === word.trim());
    if (fact === undefined) throw new InvalidArgumentError(`must be a list of ${optionalFacts.join(', ')}`);
    return fact;
  });
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
