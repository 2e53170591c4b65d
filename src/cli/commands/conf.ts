import type { Command } from 'commander';
import { toLossless } from '../../bytes/lossless-utf8.ts';
import { textAt, valueAt } from '../../diagnostics/diagnostic.ts';
import { explainConf } from '../../libreswan/ipsec-conf/load/explain-conf.ts';
import type { Includer } from '../../libreswan/ipsec-conf/load/load.ts';
import { type IpsecConf, sourceOf } from '../../libreswan/ipsec-conf/syntax/ast.ts';
import { parseConf } from '../../libreswan/ipsec-conf/syntax/parse.ts';
import { looksLikeSecrets } from '../../libreswan/ipsec-secrets/looks-like-secrets.ts';
import { readReleaseRange } from '../../libreswan/release.ts';
import { confReport } from '../conf-report.ts';
import { confText } from '../conf-text.ts';
import { UsageError } from '../exit.ts';
import { jsonFinding, type Source } from '../findings.ts';
import { includesBelow } from '../includes.ts';
import { writeOut } from '../output.ts';
import { findingsFormat, type Run } from '../program.ts';
import { readBytes } from '../read-bytes.ts';
import { type CommonOptions, reportFindings, statusOf } from '../report.ts';
import { paintFor } from '../terminal.ts';
import { withoutSecret } from '../without-secret.ts';

interface ConfOptions {
  readonly libreswan: string;
  readonly root?: string;
  readonly format: 'text' | 'github';
}

/** `swanmesh conf FILE --libreswan R`: an ipsec.conf explained for a release. */
export function confCommand(program: Command, run: Run): void {
  program
    .command('conf')
    .description('explain an ipsec.conf for a release of libreswan: every setting with its fate there')
    .argument('<file>', 'the file; - for standard input')
    .requiredOption('--libreswan <release>', 'the release that reads the file, such as 4.10')
    .option('--root <folder>', 'follow includes below this folder; without it they are passed over')
    .addOption(findingsFormat())
    .action((path: string, own: ConfOptions) => run((options) => explain(path, own, options)));
}

async function explain(path: string, own: ConfOptions, options: CommonOptions): Promise<number> {
  const range = readReleaseRange(own.libreswan, valueAt('--libreswan'));
  if (range.kind === 'failed' || range.value.length > 1)
    throw new UsageError('--libreswan must be one release that is known, such as 4.10');
  const [release] = range.value;
  const { name, bytes } = readBytes(path);
  const { conf } = parseConf(bytes, release, name);
  if (looksLikeSecrets(sourceOf(conf)))
    throw new UsageError(`${name} must be an ipsec.conf; it looks like a secrets file, and nothing of it is shown`);
  const include = own.root === undefined ? undefined : noSecrets(includesBelow(own.root));
  const explained = explainConf(conf, release, include);
  const findings = [...range.findings, ...explained.findings];
  const report = confReport(explained);
  if (options.json) {
    const rows = findings.map((finding) => jsonFinding(finding, undefined));
    await writeOut(`${JSON.stringify({ version: 1, ...report, findings: rows })}\n`);
    return statusOf(findings, options);
  }
  if (!options.quiet && own.format === 'text')
    await writeOut(confText(report, paintFor(process.stdout, options.color)));
  return reportFindings(findings, sourceLines(conf), options, own.format);
}

/** Refuses a file that is included and holds secrets, as the first one is refused. */
function noSecrets(include: Includer): Includer {
  return (pattern, from) => {
    const files = include(pattern, from);
    for (const { file, input } of files) {
      if (looksLikeSecrets(typeof input === 'string' ? input : toLossless(input)))
        throw new UsageError(`${file}, which ${from} includes, must be an ipsec.conf; it looks like a secrets file`);
    }
    return files;
  };
}

/** The lines of the file, for the excerpts below findings. */
function sourceLines(conf: IpsecConf): Source {
  const rows = sourceOf(conf).split('\n');
  const line = (number: number): string => withoutSecret(rows[number - 1] ?? '');
  return { name: conf.file, locate: () => textAt(conf.file, 1, 1), line };
}
