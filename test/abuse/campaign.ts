/**
 * `npm run test:abuse -- --minutes N --seed S`: trials of all kinds in turn until the time is over. First each kind's planted
 * fault must be found. Ends with a table, and with status 1 where anything was found; a trial is done again by its seed.
 */
import { kinds, randomOf } from './kinds.ts';

const option = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const minutes = Number(option('minutes', '1'));
const seed = option('seed', '1');

const rows = new Map(kinds.map(({ name }) => [name, { trials: 0, bad: 0, planted: false }]));
for (const { name, trial } of kinds) {
  const row = rows.get(name);
  if (row !== undefined) row.planted = (await trial(randomOf(`${seed} planted ${name}`), true)) !== undefined;
}
const end = Date.now() + minutes * 60_000;
for (let round = 0; Date.now() < end; round += 1) {
  for (const { name, trial } of kinds) {
    const row = rows.get(name);
    if (row === undefined || Date.now() >= end) break;
    // Those that start processes take a thousand times as long.
    const count = /SIGKILL|at once/.test(name) ? 1 : 20;
    for (let i = 0; i < count; i += 1) {
      const id = `${seed} ${name} ${round} ${i}`;
      let fault: string | undefined;
      try {
        fault = await trial(randomOf(id), false);
      } catch (error) {
        fault = `threw ${error instanceof Error ? error.message : error}`;
      }
      row.trials += 1;
      if (fault === undefined) continue;
      row.bad += 1;
      console.log(`found, seed ${JSON.stringify(id)}: ${fault}`);
    }
  }
}
console.log('| test | trials | bad outcomes | planted fault found |\n| --- | --- | --- | --- |');
for (const [name, { trials, bad, planted }] of rows)
  console.log(`| ${name} | ${trials} | ${bad} | ${planted ? 'yes' : 'NO'} |`);
process.exitCode = [...rows.values()].some(({ bad, planted }) => bad > 0 || !planted) ? 1 : 0;
