// Every command of docs/deliver.md, on the example; and every format has its section there.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formats } from '../../src/render/formats/index.ts';
import { cli, testFolder } from '../support/run-cli.ts';

const guide = readFileSync('docs/deliver.md', 'utf8');
const sections = new Map(
  guide
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')).replaceAll('`', ''), section] as const),
);

test.each(formats.map(({ name }) => name))('what the section on %s says can be called', (name) => {
  const [, commands = ''] = /```sh\n([\s\S]*?)```/.exec(sections.get(name) ?? '') ?? [];
  const cwd = testFolder();
  cpSync('docs/examples/openshift', cwd, { recursive: true });
  const shims = testFolder();
  writeFileSync(join(shims, 'npx'), `#!/bin/sh\nshift; exec '${process.execPath}' '${cli}' "$@"\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${shims}:${process.env.PATH}` };
  const lines = commands.split('\n').filter((line) => line !== '');
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line).toMatch(name === 'tree' || name === 'json' ? /render/ : new RegExp(`--format ${name}`));
    const { status, stderr } = spawnSync('sh', ['-ec', line], { cwd, env, encoding: 'utf8' });
    expect([line, status, stderr]).toEqual([line, 0, expect.not.stringContaining('error:')]);
  }
});
