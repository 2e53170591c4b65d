import { type Command, InvalidArgumentError } from 'commander';
import type { Advice } from '../../advise/advice.ts';
import { adviseMesh } from '../../advise/advise.ts';
import { readClusterFile } from '../cluster-file.ts';
import { writeDocument } from '../json-document.ts';
import { writeOut } from '../output.ts';
import { passwordsOf } from '../password.ts';
import type { Run } from '../program.ts';
import { type CommonOptions, nowOf, reportFindings } from '../report.ts';
import { joinSafe, printable, type SafeText, safe } from '../safe-text.ts';

interface AdviseOptions {
  /** Bits per second. */
  readonly linkSpeed?: number;
}

/** `swanmesh advise CLUSTER`: what can be computed of a mesh, each number with its formula and its source. */
export function adviseCommand(program: Command, run: Run): void {
  program
    .command('advise')
    .description('compute what a mesh costs and where its defaults are too small, with formula and source')
    .argument('<cluster>', 'the inventory, YAML or JSON; - for standard input')
    .option('--link-speed <speed>', 'in bits per second, such as 10G; in place of network.linkSpeed', readSpeed)
    .action((path: string, own: AdviseOptions) => run((options) => advise(path, own, options)));
}

async function advise(path: string, { linkSpeed }: AdviseOptions, options: CommonOptions): Promise<number> {
  const { file, cluster, findings } = await readClusterFile(path, nowOf(options), passwordsOf(options));
  const mesh =
    cluster === undefined ? undefined : { ...cluster.mesh, ...(linkSpeed === undefined ? {} : { linkSpeed }) };
  const advice = cluster === undefined || mesh === undefined ? [] : adviseMesh(mesh, cluster.rendering.mtu);
  if (options.json) return writeDocument({ advice }, findings, file, options);
  await writeOut(joinSafe(advice.map(paragraph), '\n'));
  return reportFindings(findings, file, options);
}

function paragraph({ topic, of, text, formula, source }: Advice): SafeText {
  return safe`${printable(topic)} (${printable(of)})\n  ${printable(text)}\n  = ${printable(formula)}\n  ${printable(source)}\n`;
}

function readSpeed(text: string): number {
  const [, digits, unit] = /^([1-9][0-9]{0,3})([MG])$/.exec(text) ?? [];
  if (digits === undefined) throw new InvalidArgumentError('must be a number with M or G, such as 10G');
  return Number(digits) * (unit === 'G' ? 1e9 : 1e6);
}
