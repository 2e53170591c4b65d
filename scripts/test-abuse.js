// Bundles the campaign of test/abuse, which is TypeScript, and runs it with the arguments given.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

const outfile = 'dist/cli/abuse.mjs';
await build({
  entryPoints: ['test/abuse/campaign.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
});
const { status } = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
rmSync(outfile);
process.exitCode = status ?? 1;
