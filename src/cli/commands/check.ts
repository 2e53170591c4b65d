import type { Command } from 'commander';
import { toUtf8 } from '../../bytes/utf8.ts';
import { type Diagnostic, hasError } from '../../diagnostics/diagnostic.ts';
import { countPairs } from '../../mesh/peerings.ts';
import { readClusterFile } from '../cluster-file.ts';
import { counted } from '../counted.ts';
import { plannedExpectations } from '../expectations.ts';
import type { Source } from '../findings.ts';
import { checkFixOptions, type FixOptions, fixText, showOrWrite } from '../fix-file.ts';
import type { InventoryFile } from '../inventory-file.ts';
import { writeDocument } from '../json-document.ts';
import { nextAfter, sayNext } from '../next.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import { expiryWarning, findingsFormat, type Run, withFixOptions } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings } from '../report.ts';
import { printable, safe } from '../safe-text.ts';

/** `swanmesh check CLUSTER`: all diagnostics, nothing written. */
export function checkCommand(program: Command, run: Run): void {
  const command = program
    .command('check')
    .description('find everything that is wrong with a cluster; write nothing')
    .argument('<cluster>', 'the inventory, YAML or JSON; - for standard input')
    .addOption(findingsFormat())
    .option('--all', 'show every finding, not the first 20 of each code', false)
    .addOption(expiryWarning());
  withFixOptions(command).action((path: string, own: CheckOptions) =>
    run(async (options) => {
      checkFixOptions(path, own);
      const passwords = passwordsOf(options);
      const now = nowOf(options);
      const read = await readClusterFile(path, now, passwords, undefined, own.expiryWarning);
      const { file, cluster } = read;
      if (own.fix) return fixCluster(path, file, read.findings, own, options);
      const expected = cluster === undefined ? [] : await plannedExpectations(cluster, now);
      const findings = [...read.findings, ...expected];
      const nodes = cluster?.mesh.nodes.length ?? 0;
      const counts = cluster === undefined ? { pairs: 0, families: 0 } : countPairs(cluster.mesh);
      if (options.json) return writeDocument({ nodes, ...counts }, findings, file, options);
      const status = await reportFindings(findings, file, options, own.format, { all: own.all });
      if (own.format !== 'text') return status;
      if (cluster !== undefined && !options.quiet && !hasError(findings)) {
        const families = counts.families > 1 ? safe` in ${counted(counts.families, 'family', 'families')}` : safe``;
        await writeOut(
          safe`${printable(file.name)}: ${counted(nodes, 'node')}, ${counted(counts.pairs, 'pair')}${families}, no error\n`,
        );
      }
      await sayNext(nextAfter(findings, ['render', path, '-o', 'tree']), options);
      return status;
    }),
  );
}

async function fixCluster(
  path: string,
  file: InventoryFile,
  findings: readonly Diagnostic[],
  own: CheckOptions,
  options: CommonOptions,
): Promise<number> {
  let last: Source = file;
  const fixed = await fixText(file.name, file.text, { findings, textFix: file.textFix }, async (text) => {
    const read = await readClusterFile(path, nowOf(options), passwordsOf(options), toUtf8(text), own.expiryWarning);
    last = read.file;
    return { findings: read.findings, textFix: read.file.textFix };
  });
  const rest = await showOrWrite(path, file.name, file.text, fixed, own, (text) => file.mark + text, options);
  if (options.json) return writeDocument(rest, fixed.findings, last, options);
  return reportFindings(fixed.findings, last, options, own.format);
}

interface CheckOptions extends FixOptions {
  readonly format: string;
  readonly all: boolean;
  readonly expiryWarning: number;
}
