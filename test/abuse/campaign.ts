/**
 * `npm run test:abuse -- --minutes N --seed S`: trials of all kinds in turn until the time is over. First each kind's planted
 * fault must be found. Ends with a table, and with status 1 where anything was found; a trial is done again by its seed.
 * `--only TEXT`: the kinds whose name has the text. `--trials N`: so many of each, however long that takes.
 */
import { spawnSync } from 'node:child_process';
import { type Kind, randomOf } from './kind.ts';
import { kinds } from './kinds.ts';

const option = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const trials = Number(option('trials', '0'));
const minutes = Number(option('minutes', '1'));
const seed = option('seed', '1');
const only = option('only', '');

const hasTool = (tool: string): boolean =>
  spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin:/sbin" command -v "$1"`, 'sh', tool]).status === 0;

interface Row {
  readonly kind: Kind;
  trials: number;
  bad: number;
  planted: boolean;
}

const rows: Row[] = [];
for (const { kind, tools } of kinds) {
  if (!kind.name.includes(only)) continue;
  const missing = tools.filter((tool) => !hasTool(tool));
  if (missing.length > 0) {
    console.log(`skipped, for it needs ${missing.join(', ')}: ${kind.name}`);
    if (process.env.CI === 'true') process.exitCode = 1;
    continue;
  }
  const planted = (await kind.trial(randomOf(`${seed} planted ${kind.name}`), true)) !== undefined;
  kind.counts?.clear();
  rows.push({ kind, trials: 0, bad: 0, planted });
}

async function tryOnce(row: Row, id: string): Promise<void> {
  let fault: string | undefined;
  try {
    fault = await row.kind.trial(randomOf(id), false);
  } catch (error) {
    fault = `threw ${error instanceof Error ? error.message : error}`;
  }
  row.trials += 1;
  if (fault === undefined) return;
  row.bad += 1;
  console.log(`found, seed ${JSON.stringify(id)}: ${fault}`);
}

const end = Date.now() + minutes * 60_000;
const isOver = (row: Row): boolean => (trials > 0 ? row.trials >= trials : Date.now() >= end);
for (let round = 0; !rows.every(isOver); round += 1) {
  for (const row of rows) {
    const count = row.kind.isSlow === true ? 1 : 20;
    for (let i = 0; i < count && !isOver(row); i += 1) await tryOnce(row, `${seed} ${row.kind.name} ${round} ${i}`);
  }
}
console.log('| test | trials | bad outcomes | planted fault found | of the trials |\n| --- | --- | --- | --- | --- |');
for (const { kind, trials: tried, bad, planted } of rows) {
  const counts = [...(kind.counts ?? [])].map(([what, number]) => `${number} ${what}`).join(', ');
  console.log(`| ${kind.name} | ${tried} | ${bad} | ${planted ? 'yes' : 'NO'} | ${counts} |`);
}
if (rows.some(({ bad, planted }) => bad > 0 || !planted)) process.exitCode = 1;
