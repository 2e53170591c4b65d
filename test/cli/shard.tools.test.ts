import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { cli, swanmesh, testFolder } from '../support/run-cli.ts';

const guide = readFileSync('docs/scale.md', 'utf8');
const [actions, job] = [...guide.matchAll(/```yaml\n([\s\S]*?)\n```/g)].map(([, text]) => parse(text as string));

/** A folder with the inventory of the example, in which `npx swanmesh` is what was built. */
function workplace(): { readonly cwd: string; readonly run: (command: string, env?: Record<string, string>) => void } {
  const [cwd, shims] = [testFolder(), testFolder()];
  cpSync('docs/examples/openshift', cwd, { recursive: true });
  writeFileSync(join(shims, 'npx'), `#!/bin/sh\nshift; exec '${process.execPath}' '${cli}' "$@"\n`, { mode: 0o755 });
  const run = (command: string, env: Record<string, string> = {}): void => {
    const path = `${shims}:${process.env.PATH}`;
    const { status, stderr } = spawnSync('sh', ['-ec', command], {
      cwd,
      env: { ...process.env, ...env, PATH: path },
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
  };
  return { cwd, run };
}

/** Every file of every host, with its content; manifests left out, of which a shard has one for each host. */
function filesIn(...folders: readonly string[]): Readonly<Record<string, string>> {
  const rows = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')] as const),
  );
  const hosts = rows.filter(([path]) => !path.startsWith('manifest'));
  const content = Object.fromEntries(hosts);
  // What hosts share is in the tree of each machine, and the same there; a host is in one.
  for (const [path, text] of hosts) expect(content[path], path).toBe(text);
  const own = hosts.map(([path]) => path).filter((path) => !path.startsWith('_shared/'));
  expect(new Set(own).size).toBe(own.length);
  return content;
}

function whole(cwd: string): Readonly<Record<string, string>> {
  expect(swanmesh(['render', 'cluster.yaml', '-o', 'whole'], { cwd }).status).toBe(0);
  return filesIn(join(cwd, 'whole'));
}

test('the matrix of GitHub Actions renders what one machine does, each host once', () => {
  const { cwd, run } = workplace();
  const [{ steps, strategy }] = Object.values<{
    steps: { run?: string }[];
    strategy: { matrix: { shard: string[] } };
  }>(actions.jobs) as [never];
  const [command] = (steps as { run?: string }[]).flatMap(({ run: text }) => text ?? []);
  const { shard: shards } = (strategy as { matrix: { shard: string[] } }).matrix;
  for (const shard of shards) run((command ?? '').replace(/\$\{\{ *matrix\.shard *\}\}/, shard));
  expect(filesIn(join(cwd, 'tree'))).toEqual(whole(cwd));
});

test('the pods of the indexed Job render what one machine does, each host once', () => {
  const { cwd, run } = workplace();
  const { completions, template } = job.spec;
  const [, , command] = template.spec.containers[0].command;
  const indices = Array.from({ length: completions }, (_, i) => i);
  for (const index of indices) run(command, { JOB_COMPLETION_INDEX: String(index) });
  expect(filesIn(...indices.map((index) => join(cwd, `tree-${index}`)))).toEqual(whole(cwd));
});

test.each(['0/2', '3/2', 'half', '1/2 2/2'])('--shard %s is wrong usage', (shard) => {
  const { status, stderr } = swanmesh(['render', 'docs/examples/openshift/cluster.yaml', '--shard', shard]);
  expect(status).toBe(2);
  expect(stderr).toContain('--shard must be K/N');
});

test('--shard and --host exclude one another', () => {
  const call = ['render', 'docs/examples/openshift/cluster.yaml', '--shard', '1/2', '--host', 'node-1.example.com'];
  expect(swanmesh(call).status).toBe(2);
});
