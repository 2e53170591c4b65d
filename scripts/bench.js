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

/** The median time of a run in milliseconds: at least `runs` runs after one that warms up. */
async function median(run, runs) {
  await run();
  const times = [];
  for (let i = 0; i < runs; i += 1) {
    globalThis.gc?.();
    const from = process.hrtime.bigint();
    await run();
    times.push(Number(process.hrtime.bigint() - from) / 1e6);
  }
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)];
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
    const times = [];
    for (const { label, run } of competitors) times.push({ label, time: await median(run, runs) });
    const [first] = times;
    for (const { label, time } of times) {
      const ratio = time / first.time;
      console.log(`  ${time.toFixed(1).padStart(10)} ms  ${ratio.toFixed(2).padStart(9)} ×  ${label}`);
    }
    if (goal === undefined) continue;
    const reached = times[1].time / first.time >= goal.ratio;
    if (!reached) missed += 1;
    console.log(`  goal: ${goal.text}: ${reached ? 'reached' : 'MISSED'}`);
  }
}
process.exitCode = missed > 0 ? 1 : 0;
