import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Cluster } from '../../src/cluster.ts';
import { renderHost } from '../../src/render/host.ts';
import { goodCluster, testInventory } from '../support/cluster.ts';
import { describeWithTools } from '../support/real-tool.ts';
import { valueIn } from '../support/results.ts';
import { testFolder } from '../support/run-cli.ts';

const scriptOf = ({ rendering, mesh }: Cluster, host: string): string | undefined => {
  const node = mesh.nodes.find(({ name }) => name === host);
  if (node === undefined) throw new Error(`no host ${host}`);
  return valueIn(renderHost(rendering, node)).find(({ path }) => path === 'bring-up.sh')?.content;
};

/** Runs the script with a program called ipsec that writes down how it was called. */
function run(script: string, ipsec: string): { readonly status: number | null; readonly calls: string } {
  const folder = testFolder();
  const [program, calls] = [join(folder, 'ipsec'), join(folder, 'calls')];
  writeFileSync(program, `#!/bin/sh\necho "$@" >>'${calls}'\n${ipsec}\n`);
  chmodSync(program, 0o755);
  const { status } = spawnSync('sh', ['-s'], { input: script, env: { PATH: `${folder}:/usr/bin:/bin` } });
  return { status, calls: existsSync(calls) ? readFileSync(calls, 'utf8') : '' };
}

const script = scriptOf(goodCluster({ ...testInventory(), ipsec: { start: 'ondemand-up' } }), 'a') ?? '';

test('pluto is asked once for each conn, without waiting', () => {
  expect(run(script, 'exit 0')).toEqual({
    status: 0,
    calls: 'whack --status\nwhack --asynchronous --name b --initiate\nwhack --asynchronous --name c --initiate\n',
  });
});

test('where pluto does not answer nothing is tried and the status says so', () => {
  expect(run(script, 'exit 1')).toEqual({ status: 1, calls: 'whack --status\n' });
});

test('one conn that cannot be asked for keeps no other back, and the status says so', () => {
  const outcome = run(script, 'case "$*" in *"--name b"*) exit 1;; esac');
  expect(outcome.status).toBe(1);
  expect(outcome.calls).toContain('--name c --initiate');
});

describeWithTools(['shellcheck'], 'the script', () => {
  test('has no fault that shellcheck knows', () => {
    const { stdout } = spawnSync('shellcheck', ['-'], { input: script, encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});
