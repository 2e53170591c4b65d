/** Samples of the library in README and docs, as a user's project would bundle and run them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect } from 'vitest';
import { withoutExampleKeys } from './example.ts';

const { exports: targets } = JSON.parse(readFileSync('package.json', 'utf8'));
const alias = Object.fromEntries(
  Object.entries<{ types?: string }>(targets)
    .flatMap(([entry, { types }]): readonly (readonly [string, string])[] =>
      types === undefined
        ? []
        : [[`swanmesh${entry.slice(1)}`, types.replace('./dist', 'src').replace('.d.ts', '.ts')]],
    )
    .map(([name, file]) => [name, join(process.cwd(), file)] as const)
    // The longer name first: an alias is a prefix.
    .sort(([a], [b]) => b.length - a.length),
);

/** The sample with everything that it imports. */
export async function bundled(contents: string, platform: 'node' | 'browser'): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents, loader: 'ts', resolveDir: process.cwd() },
    alias,
    bundle: true,
    minify: platform === 'browser',
    write: false,
    format: 'esm',
    platform,
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

/** Runs a sample with what it takes for granted, as JSON or, in `prelude`, as code; gives what it prints. */
export async function runSample(code: string, given: Readonly<Record<string, unknown>>, prelude = ''): Promise<string> {
  const values = Object.entries(given).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
  const script = await bundled(`${values.join('\n')}\n${prelude}\n${code}`, 'node');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module'], {
    input: script,
    encoding: 'utf8',
  });
  expect(withoutExampleKeys(stderr)).toBe('');
  expect(status).toBe(0);
  return withoutExampleKeys(stdout);
}
