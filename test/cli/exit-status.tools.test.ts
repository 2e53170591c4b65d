// The exit status says what was found, whoever reads what is said.
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { swanmesh } from '../support/command-line.ts';
import { cli, testFolder } from '../support/run-cli.ts';

/** Runs bash in a folder with an inventory that has an error; `$S` is swanmesh. Gives the status that bash echoes. */
function statusOf(commands: string): string {
  const folder = testFolder();
  writeFileSync(
    join(folder, 'i.yaml'),
    `version: 1\nlibreswan: "4.10"\nnodes: { a: { address: nowhere } }\n${'# \n'.repeat(9)}`,
  );
  const run = spawnSync('bash', ['-c', `set -o pipefail; S="${process.execPath} ${cli}"; ${commands}`], {
    cwd: folder,
    encoding: 'utf8',
  });
  return run.stdout.trim().split('\n').at(-1) ?? '';
}

test.each([
  ['nobody reads stdout', '$S check --format github i.yaml 2>/dev/null | true; echo $?', '1'],
  ['nobody reads the JSON', '$S check --json i.yaml 2>/dev/null | true; echo $?', '1'],
  ['stdout is closed', '$S check --json i.yaml >&- 2>/dev/null; echo $?', '1'],
  ['nobody reads stderr', '$S check i.yaml 2> >(exec 0<&-) >/dev/null; echo $?', '1'],
  ['stderr is closed', '$S check i.yaml 2>&- >/dev/null; echo $?', '1'],
  ['nobody reads the usage', '$S nonsense 2> >(exec 0<&-) >/dev/null; echo $?', '2'],
  ['the disk below stdout is full', '$S check --json i.yaml >/dev/full 2>/dev/null; echo $?', '2'],
])('the status is the same where %s', (_, commands, status) => {
  expect(statusOf(commands)).toBe(status);
});

test.each([
  ['keys that are written twice', 'x: 1\n'.repeat(130_000)],
  ['keys that nobody knows', Array.from({ length: 130_000 }, (_, i) => `k${i}: 1\n`).join('')],
])('130,000 faults are as many findings: %s', async (_, lines) => {
  const path = join(testFolder(), 'i.yaml');
  writeFileSync(path, `version: 1\nnodes: {}\n${lines}`);
  const { status, stdout } = await swanmesh('check', path, '--json');
  expect(status).toBe(1);
  expect((JSON.parse(stdout) as { findings: unknown[] }).findings.length).toBeGreaterThan(129_000);
});

test('an inventory of more lines than anybody writes is refused before it is parsed', async () => {
  const path = join(testFolder(), 'i.yaml');
  writeFileSync(path, '\n'.repeat(1_000_001));
  const { status, stderr } = await swanmesh('check', path);
  expect([status, stderr]).toEqual([2, `swanmesh: cannot read ${path}: it has more than 1000000 lines\n`]);
});

/** Runs a command whose reader stops after the first bytes; then comes the signal, and then the reader goes on. */
function signalled(
  words: readonly string[],
  signals: readonly NodeJS.Signals[],
): Promise<{ readonly ended: NodeJS.Signals | number | null; readonly stdout: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [cli, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    child.stdout.once('data', () => {
      child.stdout.pause();
      for (const [i, signal] of signals.entries()) setTimeout(() => child.kill(signal), 100 * (i + 1));
      setTimeout(() => child.stdout.resume(), 100 * (signals.length + 2));
    });
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('close', (status, signal) => done({ ended: signal ?? status, stdout: Buffer.concat(chunks).toString() }));
  });
}

/** An ipsec.conf whose document is larger than any pipe holds. */
function longConf(): string {
  const path = join(testFolder(), 'ipsec.conf');
  const conns = Array.from(
    { length: 4000 },
    (_, i) => `conn c${i}\n\tleft=10.0.0.1\n\tright=10.0.0.2\n\tauto=ondemand\n`,
  );
  writeFileSync(path, conns.join(''));
  return path;
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'a document that has begun is whole, and then %s ends the program as it would have',
  async (signal) => {
    const { ended, stdout } = await signalled(['conf', longConf(), '--libreswan', '4.10', '--json'], [signal]);
    expect(ended).toBe(signal);
    expect((JSON.parse(stdout) as { conns: unknown[] }).conns).toHaveLength(4000);
  },
);

test('a second signal does not wait for the reader', async () => {
  const words = ['conf', longConf(), '--libreswan', '4.10', '--json'];
  const { ended, stdout } = await signalled(words, ['SIGINT', 'SIGINT']);
  expect(ended).toBe('SIGINT');
  expect(() => JSON.parse(stdout)).toThrow();
});

test('a signal before the document leaves stdout empty', async () => {
  const child = spawn(process.execPath, [cli, 'conf', '-', '--libreswan', '4.10', '--json'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  setTimeout(() => child.kill('SIGTERM'), 300);
  const signal = await new Promise((done) => child.once('close', (_, by) => done(by)));
  expect([signal, stdout]).toEqual(['SIGTERM', '']);
});
