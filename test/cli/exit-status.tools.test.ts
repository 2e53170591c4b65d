// The exit status says what was found, whoever reads what is said.
import { spawnSync } from 'node:child_process';
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
