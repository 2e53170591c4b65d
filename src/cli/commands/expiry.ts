import { type Command, Option } from 'commander';
import { validityOf } from '../../entries/x509.ts';
import { readDuration } from '../expiry/read-duration.ts';
import { expiryMetrics, expiryRow, expiryText } from '../expiry/show.ts';
import { expirySource } from '../expiry/source.ts';
import { writeDocument } from '../json-document.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import type { Run } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings } from '../report.ts';
import { paintFor } from '../terminal.ts';

interface ExpiryOptions {
  /** Seconds. */
  readonly within?: number;
  readonly format: 'text' | 'json' | 'prometheus';
}

/** `swanmesh expiry CLUSTER|DIR`: when the certificates of a mesh end. */
export function expiryCommand(program: Command, run: Run): void {
  program
    .command('expiry')
    .description('show when the certificates of hosts and authorities end, the next first')
    .argument('<cluster|dir>', 'the inventory, or the folder with what the collect script wrote on the hosts')
    .option('--within <time>', 'exit with 1 where anything ends within this time, such as 30d, 12h', readDuration)
    .addOption(
      new Option('--format <format>', 'how it is shown').choices(['text', 'json', 'prometheus']).default('text'),
    )
    .action((path: string, own: ExpiryOptions) => run((options) => show(path, own, options)));
}

async function show(path: string, own: ExpiryOptions, options: CommonOptions): Promise<number> {
  const now = nowOf(options);
  const read = await expirySource(path, passwordsOf(options));
  const { rows, findings: found } = validityOf(read.certificates, {
    now,
    ...(own.within !== undefined && { within: own.within }),
  });
  const findings = [...read.findings, ...found];
  if (options.json || own.format === 'json') {
    const rest = { withinSeconds: own.within ?? null, certificates: rows.map(expiryRow) };
    return writeDocument(rest, findings, read.source, options);
  }
  await writeOut(
    own.format === 'prometheus' ? expiryMetrics(rows) : expiryText(rows, paintFor(process.stdout, options.color)),
  );
  return reportFindings(findings, read.source, options);
}
