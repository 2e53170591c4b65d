/** Packages that only a test needs, of an exact version, fetched when it first runs. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe } from 'vitest';
import { testMissing } from '../support/real-tool.ts';

/**
 * A group of tests with the folder of a package. Where the registry cannot be reached it is one skipped test that says so; where
 * `CI=true`, one failed test.
 *
 * @param name of the package
 * @param version exact
 */
export function describeWithPackage(name: string, version: string, body: (folder: string) => void): void {
  const at = resolve('build/from-registry', `${name}-${version}`);
  const folder = join(at, 'node_modules', name);
  if (!existsSync(folder)) {
    mkdirSync(at, { recursive: true });
    const words = ['install', '--prefix', at, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
    spawnSync('npm', [...words, `${name}@${version}`], { timeout: 120_000 });
  }
  describe(`${name} ${version}`, () => {
    if (existsSync(folder)) body(folder);
    else testMissing(`${name}@${version} of the npm registry`);
  });
}
