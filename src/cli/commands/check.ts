import type { Command } from 'commander';
import { countPairs } from '../../mesh/peerings.ts';
import { readClusterFile } from '../cluster-file.ts';
import { counted } from '../counted.ts';
import { writeDocument } from '../json-document.ts';
import { nextAfter, sayNext } from '../next.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import { expiryWarning, findingsFormat, type Run } from '../program.ts';
import { nowOf, reportFindings } from '../report.ts';
import { printable, safe } from '../safe-text.ts';

/** `swanmesh check CLUSTER`: all diagnostics, nothing written. */
export function checkCommand(program: Command, run: Run): void {
  program
    .command('check')
    .description('find everything that is wrong with a cluster; write nothing')
    .argument('<cluster>', 'the inventory, YAML or JSON; - for standard input')
    .addOption(findingsFormat())
    .option('--all', 'show every finding, not the first 20 of each code', false)
    .addOption(expiryWarning())
    .action((path: string, own: { format: 'text' | 'github'; all: boolean; expiryWarning: number }) =>
      run(async (options) => {
        const passwords = passwordsOf(options);
        const { file, cluster, findings } = await readClusterFile(
          path,
          nowOf(options),
          passwords,
          undefined,
          own.expiryWarning,
        );
        const nodes = cluster?.mesh.nodes.length ?? 0;
        const counts = cluster === undefined ? { pairs: 0, families: 0 } : countPairs(cluster.mesh);
        if (options.json) return writeDocument({ nodes, ...counts }, findings, file, options);
        const status = await reportFindings(
          findings,
          file,
          options,
          own.format,
          own.all ? Number.POSITIVE_INFINITY : undefined,
        );
        if (own.format !== 'text') return status;
        if (cluster !== undefined && !options.quiet) {
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
