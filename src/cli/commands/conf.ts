import type { Command } from 'commander';
import { toUtf8 } from '../../bytes/utf8.ts';
import { type Diagnostic, textAt, valueAt } from '../../diagnostics/diagnostic.ts';
import { explainParsed } from '../../libreswan/ipsec-conf/load/explain-conf.ts';
import type { Includer } from '../../libreswan/ipsec-conf/load/load.ts';
import { parseConf } from '../../libreswan/ipsec-conf/syntax/parse.ts';
import { readReleaseRange } from '../../libreswan/release.ts';
import { confReport } from '../conf-report.ts';
import { confText } from '../conf-text.ts';
import { UsageError } from '../exit.ts';
import type { Source } from '../findings.ts';
import { includesBelow } from '../includes.ts';
import { readInput } from '../input.ts';
import { writeDocument } from '../json-document.ts';
import { nextAfter, sayNext } from '../next.ts';
import { writeAll } from '../output.ts';
import { findingsFormat, type Run } from '../program.ts';
import { type CommonOptions, reportFindings } from '../report.ts';
import { type ConfSecrets, refuseUnlessConf } from '../secrecy/conf-taint.ts';
import { excerptsOf } from '../secrecy/excerpt.ts';
import { paintFor } from '../terminal.ts';

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
  const { name, bytes } = readInput(path, 'configuration');
  const secrets = refuseUnlessConf(name, bytes);
  const ofFiles: Diagnostic[] = [];
  const include = own.root === undefined ? undefined : withoutSecrets(includesBelow(own.root, ofFiles));
  const explained = explainParsed(parseConf(bytes, release, name), release, include);
  const findings = [...range.findings, ...explained.findings, ...ofFiles];
  if (options.json) return writeDocument(confReport(explained), findings, undefined, options);
  if (!options.quiet && own.format === 'text')
    await writeAll(confText(explained, paintFor(process.stdout, options.color)));
  const status = await reportFindings(findings, sourceOf(name, secrets), options, own.format);
  if (own.format === 'text') await sayNext(nextAfter(findings, ['verify', 'hosts']), options);
  return status;
}

/** The file, as something that findings are in. */
function sourceOf(name: string, { text, spans }: ConfSecrets): Source {
  return { name, locate: () => textAt(name, 1, 1), excerpt: excerptsOf(text, spans) };
}

/** Refuses a file that is included and holds secrets, as the first one is refused. */
function withoutSecrets(include: Includer): Includer {
  return (pattern, from) => {
    const files = include(pattern, from);
    for (const { file, input } of files) {
      const bytes = typeof input === 'string' ? toUtf8(input) : input;
      refuseUnlessConf(file, bytes, from);
    }
    return files;
  };
}
