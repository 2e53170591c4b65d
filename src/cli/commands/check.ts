import type { Command } from 'commander';
import { pairsOf } from '../../mesh/peerings.ts';
import { readClusterFile } from '../cluster-file.ts';
import { jsonFinding } from '../findings.ts';
import { writeOut } from '../output.ts';
import { findingsFormat, type Run } from '../program.ts';
import { nowOf, reportFindings, statusOf } from '../report.ts';
import { printable, safe, safeJson } from '../safe-text.ts';

/** `swanmesh check CLUSTER`: all diagnostics, nothing written. */
export function checkCommand(program: Command, run: Run): void {
  program
    .command('check')
    .description('find everything that is wrong with a cluster; write nothing')
    .argument('<cluster>', 'the inventory, YAML or JSON; - for standard input')
    .addOption(findingsFormat())
    .action((path: string, own: { format: 'text' | 'github' }) =>
      run(async (options) => {
        const { file, cluster, findings } = await readClusterFile(path, nowOf(options));
        const nodes = cluster?.mesh.nodes.length ?? 0;
        if (options.json) {
          const document = { version: 1, nodes, findings: findings.map((finding) => jsonFinding(finding, file)) };
          await writeOut(safe`${safeJson(document)}\n`);
          return statusOf(findings, options);
        }
        const status = await reportFindings(findings, file, options, own.format);
        if (cluster !== undefined && !options.quiet && own.format === 'text') {
          let pairs = 0;
          for (const _ of pairsOf(cluster.mesh)) pairs += 1;
          await writeOut(safe`${printable(file.name)}: ${nodes} nodes, ${pairs} pairs, no error\n`);
        }
        return status;
      }),
    );
}
