// Puts the modules of the command line into few files, dist/bin: to load six hundred one by one takes Node longer than most commands do
// their work. Dependencies stay outside: whoever installs the package has them from the registry, and an audit sees them.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist/bin', { recursive: true, force: true });
await build({
  entryPoints: { swanmesh: 'dist/cli/main.js' },
  outdir: 'dist/bin',
  bundle: true,
  splitting: true,
  chunkNames: 'part-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'error',
});
