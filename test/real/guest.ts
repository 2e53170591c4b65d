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
import type { Scenario, Seen } from './scenario.ts';

const kernel = '/usr/bin/linux.uml';

/** Why no guest can run here, or `undefined` where one can. */
export function noGuest(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root, to read every file of this machine as the guest’s own';
  if (!existsSync(kernel)) return 'needs user-mode-linux';
  for (const tool of ['python3', 'ip']) {
    if (spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin:/sbin" command -v ${tool}`]).status !== 0) return `needs ${tool}`;
  }
  return undefined;
}

/**
 * Why the guest's kernel cannot run on this machine, or `undefined` where it can: asked with a first process that ends at
 * once, with status 0 where it ran. Linux 6.1 as a user-mode kernel cannot restore the registers of a processor that has
 * more of them than it knows (AMX), and every process in it ends by a signal. No package mends that, so that it is a
 * skipped judge also where `CI=true`.
 *
 * @see Linux v6.1 arch/x86/um/os-Linux/registers.c (`restore_fp_registers`, a buffer of fixed size)
 */
export function unfitMachine(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-guest-'));
  const { stdout, stderr } = spawnSync(
    kernel,
    [
      ...['mem=128M', 'root=none', 'rootfstype=hostfs', 'rootflags=/', 'ro', 'quiet', 'panic=-1', 'init=/bin/true'],
      ...['con=null', 'con0=null,fd:1', 'ssl=null', `uml_dir=${folder}/`, 'umid=probe'],
    ],
    { encoding: 'utf8', timeout: 60_000, env: { ...process.env, TMPDIR: '/dev/shm' } },
  );
  rmSync(folder, { recursive: true, force: true });
  const said = `${stdout}\n${stderr}`;
  if (said.includes('exitcode=0x00000000')) return undefined;
  const why = /^.*(?:regs failed|panic).*$/m.exec(said)?.[0].trim() ?? 'it says nothing';
  return `the guest's kernel runs no process on this machine (${why})`;
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
    { stdio: ['ignore', output, output], detached: true, env: { ...process.env, TMPDIR: '/dev/shm' } },
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
