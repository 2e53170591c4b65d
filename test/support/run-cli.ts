import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

export { testFolder } from './test-folder.ts';

/** The built command line; `npm test` builds it first. */
export const cli: string = resolve('dist/cli/main.js');

export interface CliRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line to its end. */
export function swanmesh(
  args: readonly string[],
  options: { readonly input?: string; readonly cwd?: string; readonly env?: Record<string, string> } = {},
): CliRun {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    input: options.input ?? '',
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}
