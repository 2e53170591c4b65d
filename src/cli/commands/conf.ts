import type { Command } from 'commander';
import { fromLossless } from '../../bytes/lossless-utf8.ts';
import { type Diagnostic, textAt } from '../../diagnostics/diagnostic.ts';
import { explainParsed } from '../../libreswan/ipsec-conf/load/explain-conf.ts';
import type { Includer } from '../../libreswan/ipsec-conf/load/load.ts';
import { parseConf } from '../../libreswan/ipsec-conf/syntax/parse.ts';
import type { Release } from '../../libreswan/release.ts';
import { confReport } from '../conf-report.ts';
import { confText } from '../conf-text.ts';
import type { Source } from '../findings.ts';
import { type Checked, checkFixOptions, type FixOptions, fixText, showOrWrite } from '../fix-file.ts';
import { readInput } from '../input.ts';
import { writeDocument } from '../json-document.ts';
import { nextAfter, sayNext } from '../next.ts';
import { writeAll } from '../output.ts';
import { findingsFormat, type Run, withFixOptions } from '../program.ts';
import { oneRelease } from '../release-option.ts';
import { type CommonOptions, reportFindings } from '../report.ts';
import { confIncludes } from '../secrecy/conf-includes.ts';
import { type ConfSecrets, refuseUnlessConf } from '../secrecy/conf-taint.ts';
import { excerptsOf } from '../secrecy/excerpt.ts';
import { paintFor } from '../terminal.ts';

interface ConfOptions extends FixOptions {
  readonly libreswan: string;
  readonly root?: string;
  readonly all: boolean;
  readonly format: string;
}

/** `swanmesh conf FILE --libreswan R`: an ipsec.conf explained for a release. */
export function confCommand(program: Command, run: Run): void {
  const command = program
    .command('conf')
    .description('explain an ipsec.conf for a release of libreswan: every setting with its fate there')
    .argument('<file>', 'the file; - for standard input')
    .requiredOption('--libreswan <release>', 'the release that reads the file, such as 4.10')
    .option('--root <folder>', 'follow includes below this folder; without it they are passed over')
    .option('--all', 'show every finding, not the first 20 of each code', false)
    .addOption(findingsFormat());
  withFixOptions(command).action((path: string, own: ConfOptions) => run((options) => explain(path, own, options)));
}

async function explain(path: string, own: ConfOptions, options: CommonOptions): Promise<number> {
  const { release, findings: ofRelease } = oneRelease(own.libreswan);
  checkFixOptions(path, own);
  const { name, bytes } = readInput(path, 'configuration');
  const secrets = refuseUnlessConf(name, bytes);
  const ofFiles: Diagnostic[] = [];
  const include = own.root === undefined ? undefined : confIncludes(own.root, ofFiles);
  const explained = explainParsed(parseConf(bytes, release, name), release, include);
  const findings = [...ofRelease, ...explained.findings, ...ofFiles];
  if (own.fix) return fixConf(path, { name, secrets, release, include, findings }, own, options);
  if (options.json) return writeDocument(confReport(explained), findings, undefined, options);
  if (!options.quiet && own.format === 'text')
    await writeAll(confText(explained, paintFor(process.stdout, options.color)));
  const status = await reportFindings(findings, sourceOf(name, secrets), options, own.format, {
    all: own.all,
    command: 'conf',
  });
  if (own.format === 'text') await sayNext(nextAfter(findings, ['verify', 'hosts']), options);
  return status;
}

interface ReadConf {
  readonly name: string;
  readonly secrets: ConfSecrets;
  readonly release: Release;
  readonly include: Includer | undefined;
  readonly findings: readonly Diagnostic[];
}

/** Changes are made in the file alone, not in those that it includes. */
async function fixConf(path: string, conf: ReadConf, own: ConfOptions, options: CommonOptions): Promise<number> {
  const { name, secrets, release, include } = conf;
  const checked = (findings: readonly Diagnostic[]): Checked => ({
    findings,
    textFix: (fix) => (fix.at.kind === 'text' ? { ...fix, at: fix.at } : undefined),
  });
  const before = secrets.text;
  const fixed = await fixText(name, before, checked(conf.findings), async (text) =>
    checked(explainParsed(parseConf(fromLossless(text), release, name), release, include).findings),
  );
  const rest = await showOrWrite(path, name, before, fixed, own, fromLossless, options);
  if (options.json) return writeDocument(rest, fixed.findings, undefined, options);
  const after = refuseUnlessConf(name, fromLossless(fixed.text));
  return reportFindings(fixed.findings, sourceOf(name, after), options, own.format);
}

/** The file, as something that findings are in. */
function sourceOf(name: string, { text, spans }: ConfSecrets): Source {
  return { name, locate: () => textAt(name, 1, 1), excerpt: excerptsOf(text, spans) };
}
