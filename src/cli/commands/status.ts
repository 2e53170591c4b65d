import type { Command } from 'commander';
import { whereFindings } from '../../rollout/findings.ts';
import { whereIs } from '../../rollout/where.ts';
import { refuseSwapped } from '../file-and-folder.ts';
import { writeDocument } from '../json-document.ts';
import { writeOut } from '../output.ts';
import type { Run } from '../program.ts';
import { type CommonOptions, reportFindings } from '../report.ts';
import { gatheredHosts, savedPlan } from '../rollout/read.ts';
import { whereText } from '../rollout/text.ts';
import { paintFor } from '../terminal.ts';

/** `swanmesh status PLAN DIR`: where a cluster is in a plan, and what is next. */
export function statusCommand(program: Command, run: Run): void {
  program
    .command('status')
    .description('say where hosts are in a saved plan, what is next, and what keeps it from going on')
    .argument('<plan>', 'the plan that swanmesh rollout --out wrote')
    .argument('<dir>', 'the folder with what the collect script wrote on the hosts')
    .action((path: string, root: string) => run((options) => status(path, root, options)));
}

async function status(path: string, root: string, options: CommonOptions): Promise<number> {
  refuseSwapped(path, root, 'plan');
  const { plan, findings: found } = savedPlan(path);
  if (plan === undefined) {
    if (options.json) return writeDocument({}, found, undefined, options);
    return reportFindings(found, undefined, options);
  }
  const gathered = gatheredHosts(root);
  const where = whereIs(plan, gathered.hosts);
  const findings = [...gathered.findings, ...whereFindings(where)];
  if (options.json) {
    const stages = where.stages.map(({ stage, done, seen }) => ({
      number: stage.number,
      kind: stage.kind,
      done,
      seen,
    }));
    return writeDocument(
      { stages, ...(where.next === undefined ? {} : { next: where.next }) },
      findings,
      undefined,
      options,
    );
  }
  const ended = await reportFindings(findings, undefined, options);
  await writeOut(whereText(plan, where, paintFor(process.stdout, options.color)));
  return ended;
}
