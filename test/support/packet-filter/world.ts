/**
 * A host and its neighbours in network namespaces of their own, where packets really pass through a packet filter. Nothing
 * outside the namespaces is touched; an ordinary user gets them through a user namespace.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeWithTools, hasTool } from '../real-tool.ts';

const here = dirname(fileURLToPath(import.meta.url));

const needed = ['unshare', 'nsenter', 'ip', 'perl'];

/** As {@link describeWithTools}, for tests that call {@link play}: where no namespace may be made, they are skipped as well. */
export function describeInWorlds(tools: readonly string[], name: string, body: () => void): void {
  const permitted =
    needed.every(hasTool) && spawnSync('unshare', [...privileges, '--net', '--mount', 'true']).status === 0;
  describeWithTools([...needed, ...tools, ...(permitted ? [] : ['permission to make network namespaces'])], name, body);
}

/** A user namespace, where we are not root. */
export const privileges = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];

/**
 * Plays a shell script on the host of a new world (see `world.sh` for its addresses, `send` and `arrived`) and gives the
 * lines that it wrote; throws with everything it said when a command fails.
 */
export function play(script: string, environment: Readonly<Record<string, string>> = {}): readonly string[] {
  const run = spawnSync('unshare', [...privileges, '--net', '--mount', 'sh', '-c', '. "$world"; eval "$script"'], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, ...environment, world: join(here, 'world.sh'), probe: join(here, 'probe.pl'), script },
  });
  if (run.status !== 0) throw new Error(`status ${run.status}\n${run.stdout}\n${run.stderr}`);
  return run.stdout.split('\n').slice(0, -1);
}
