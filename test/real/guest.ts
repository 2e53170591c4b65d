/**
 * A guest: a Linux with ESP, booted from Debian's user-mode-linux over this machine's own files (read-only), that plays
 * scenarios and hands back what it saw. The part that runs inside is in guest/, in Python, because it needs raw sockets
 * and namespaces; it judges nothing.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { kernel, kernelEnvironment } from './guest-kernel.ts';
import type { Scenario, Seen } from './scenario.ts';

/** Why no guest can run here, or `undefined` where one can. */
export function noGuest(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root, to read every file of this machine as the guest’s own';
  if (!existsSync(kernel)) return 'needs user-mode-linux';
  for (const tool of ['python3', 'ip', 'cc']) {
    if (spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin:/sbin" command -v ${tool}`]).status !== 0) return `needs ${tool}`;
  }
  return undefined;
}

export interface Guest {
  /** Plays a scenario; throws where the guest ended or the time limit (milliseconds) was reached. */
  readonly play: (scenario: Scenario, timeout: number) => Promise<Seen>;
  readonly stop: () => Promise<void>;
}

/** Boots a guest; it is ready when it takes its first scenario. */
export function bootGuest(): Guest {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-guest-'));
  const log = join(folder, 'console.log');
  const output = openSync(log, 'a');
  const child: ChildProcess = spawn(
    kernel,
    [
      ...['mem=1G', 'root=none', 'rootfstype=hostfs', 'rootflags=/', 'ro', 'quiet', 'panic=-1'],
      ...[`init=${new URL('guest/init.py', import.meta.url).pathname}`, `swanmesh.folder=${folder}`],
      ...['con=null', 'con0=null,fd:1', 'ssl=null', `uml_dir=${folder}/`, 'umid=guest'],
    ],
    { stdio: ['ignore', output, output], detached: true, env: kernelEnvironment() },
  );
  closeSync(output);
  let ended = false;
  const end = new Promise<void>((resolve) => {
    child.once('exit', () => {
      ended = true;
      resolve();
    });
  });
  let number = 0;
  const tail = (): string => readFileSync(log, 'utf8').slice(-3000);
  // A guest is several processes of this machine, in a process group of their own.
  const kill = (): void => {
    if (child.pid !== undefined && !ended) process.kill(-child.pid, 'SIGKILL');
  };
  // Also where the runner is interrupted.
  process.once('exit', kill);
  return {
    play: async (scenario, timeout) => {
      const name = `${number++}`;
      const result = join(folder, `${name}.result.json`);
      writeFileSync(join(folder, `${name}.part`), JSON.stringify(scenario));
      renameSync(join(folder, `${name}.part`), join(folder, `${name}.scenario.json`));
      const deadline = Date.now() + timeout;
      while (!existsSync(result)) {
        if (ended) throw new Error(`the guest ended while it played ${scenario.name}:\n${tail()}`);
        if (Date.now() > deadline) {
          kill();
          throw new Error(`the guest took longer than ${timeout} ms for ${scenario.name}:\n${tail()}`);
        }
        await pause(100);
      }
      return JSON.parse(readFileSync(result, 'utf8')) as Seen;
    },
    stop: async () => {
      writeFileSync(join(folder, 'stop'), '');
      await Promise.race([end, pause(5000).then(kill)]);
      await end;
      process.off('exit', kill);
      if (process.env.SWANMESH_KEEP_GUEST === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
