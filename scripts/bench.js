// Runs the benchmarks of test/bench: each file exports `groups`, lists of competitors that do the same work in one process,
// and the table shows how fast each is as a multiple of the first. Times differ from machine to machine; ratios hold better.
// Usage: npm run bench [-- NAME …]   (names of files in test/bench, without .bench.ts)
import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const wanted = process.argv.slice(2);
const files = readdirSync('test/bench').filter((name) => name.endsWith('.bench.ts'));
const chosen = files.filter((name) => wanted.length === 0 || wanted.includes(name.replace('.bench.ts', '')));
mkdirSync('build/bench', { recursive: true });

const since = (from) => Number(process.hrtime.bigint() - from) / 1e6;

/** Runs until the code is compiled: at least once, and until half a second has gone by. */
async function warmUp(run) {
  const from = process.hrtime.bigint();
  do await run();
  while (since(from) < 500);
}

/**
 * The median time of each competitor's run in milliseconds. They take turns, so that what else the machine does while
 * they run hits all of them alike. Before each run the young garbage of the last one is cleared away, not the old: a full
 * collection also throws away the compiled code of classes without a living instance, which would be to measure the
 * compiler (reading certificates takes twice as long right after one).
 */
async function medians(competitors, runs) {
  for (const { run } of competitors) await warmUp(run);
  const times = competitors.map(() => []);
  for (let i = 0; i < runs; i += 1) {
    for (const [k, { run }] of competitors.entries()) {
      globalThis.gc?.({ type: 'minor' });
      const from = process.hrtime.bigint();
      await run();
      times[k].push(since(from));
    }
  }
  return times.map((list) => list.sort((a, b) => a - b)[Math.floor(runs / 2)]);
}

let missed = 0;
for (const file of chosen) {
  const outfile = join('build/bench', file.replace('.ts', '.mjs'));
  await build({
    entryPoints: [join('test/bench', file)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const { groups } = await import(pathToFileURL(resolve(outfile)).href);
  for (const { name, competitors, runs = 5, goal } of groups) {
    console.log(`\n${name}`);
    const times = await medians(competitors, runs);
    for (const [k, { label }] of competitors.entries()) {
      const time = times[k];
      const ratio = time / times[0];
      console.log(`  ${time.toFixed(1).padStart(10)} ms  ${ratio.toFixed(2).padStart(9)} ×  ${label}`);
    }
    if (goal === undefined) continue;
    const reached = times[1] / times[0] >= goal.ratio;
    if (!reached) missed += 1;
    console.log(`  goal: ${goal.text}: ${reached ? 'reached' : 'MISSED'}`);
  }
}
process.exitCode = missed > 0 ? 1 : 0;
