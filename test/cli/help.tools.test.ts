import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { completions } from '../../src/cli/help/complete.ts';
import { completionScripts } from '../../src/cli/help/completion-scripts.ts';
import { manPage } from '../../src/cli/help/man-page.ts';
import { examplesFor } from '../../src/cli/help/notes.ts';
import { newProgram } from '../../src/cli/program.ts';
import { severities } from '../../src/diagnostics/codes.ts';
import { swanmesh } from '../support/command-line.ts';
import { describeWithTools } from '../support/real-tool.ts';
import { cli, testFolder } from '../support/run-cli.ts';

const program = newProgram(commands, async () => {});
const names = program.commands.map((command) => command.name());

describe('the help of', () => {
  test.each(names)(
    '%s shows its options and those of every command, two examples and the exit statuses',
    async (name) => {
      const { stdout, status } = await swanmesh(name, '--help');
      expect(status).toBe(0);
      expect(stdout).toContain('--json');
      expect(stdout).toMatch(/Examples:\n {2}\S.*\n.*\n {2}\S/);
      expect(stdout).toMatch(/Exit status:\n {2}0 .*\n {2}1 .*\n {2}2 /);
    },
  );

  test.each(names)('%s has examples that call it with options that it has', (name) => {
    const command = program.commands.find((each) => each.name() === name);
    const all = [...(command === undefined ? [] : [command]), ...(command?.commands ?? [])];
    const known = new Set(all.flatMap(({ options }) => options.flatMap(({ long, short }) => [long, short])));
    expect(examplesFor(name).length).toBeGreaterThanOrEqual(2);
    for (const { call } of examplesFor(name)) {
      expect(call).toContain(`swanmesh ${name}`);
      const [, own = ''] = call.split(`swanmesh ${name}`);
      const options = own.split(/[|<>]/)[0]?.match(/(?<= )-{1,2}[a-z][a-z0-9-]*/g) ?? [];
      for (const option of options) expect.soft(known, call).toContain(option);
    }
  });
});

describe('explain-code', () => {
  test('prints the section of the documentation, also for the last part of a code alone', async () => {
    const short = await swanmesh('explain-code', 'host-bits');
    const whole = await swanmesh('explain-code', '[inventory/host-bits]');
    expect(whole.stdout).toContain('inventory/host-bits error: the host bits of a prefix are zero');
    expect(whole.stdout).toContain('A prefix has a bit set behind its length');
    expect(short).toEqual(whole);
  });

  test('lists every code, and proposes one for a misspelt one', async () => {
    const { stdout } = await swanmesh('explain-code', '--json');
    expect((JSON.parse(stdout) as { codes: unknown[] }).codes).toHaveLength(Object.keys(severities).length);
    const run = await swanmesh('explain-code', 'inventory/mising');
    expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining('did you mean inventory/missing?') });
  });
});

describe('completion', () => {
  const hosts = () => ['master-1', 'node-1'];
  const of = (line: string) => completions(program, line.split(' ').slice(1), hosts);
  test.each([
    ['swanmesh rend', ['render']],
    ['swanmesh --js', ['--json']],
    ['swanmesh render cluster.yaml --ho', ['--host']],
    ['swanmesh render cluster.yaml --host ', ['master-1', 'node-1']],
    ['swanmesh render cluster.yaml --host m', ['master-1']],
    ['swanmesh --color a', ['always', 'auto']],
    ['swanmesh --color always ver', ['verify']],
    ['swanmesh conf x --libreswan 5.', ['5.0', '5.1', '5.2', '5.3', '5.4']],
    ['swanmesh import k', ['kubernetes']],
    ['swanmesh explain-code import/no-a', ['import/no-address']],
    ['swanmesh completion f', ['fish']],
    // The shell completes files.
    ['swanmesh check ', []],
    ['swanmesh render -o ', []],
  ])('%j offers %j', (line, words) => {
    expect(of(line)).toEqual(words);
  });

  /** A folder with `swanmesh` in it, and an inventory. */
  const withProgram = (): { cwd: string; env: NodeJS.ProcessEnv } => {
    const cwd = testFolder();
    mkdirSync(join(cwd, 'bin'));
    writeFileSync(join(cwd, 'bin/swanmesh'), `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`, { mode: 0o755 });
    writeFileSync(join(cwd, 'cluster.yaml'), 'nodes: { master-1: {}, node-1: {} }\n');
    return { cwd, env: { ...process.env, HOME: cwd, TERM: 'dumb', PATH: `${cwd}/bin:${process.env.PATH}` } };
  };

  describeWithTools(['bash'], 'in bash', () => {
    test('offers commands, hosts and releases', () => {
      const ask = (words: string) =>
        `COMP_WORDS=(swanmesh ${words} ''); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _swanmesh; echo "\${COMPREPLY[*]}"`;
      const script = `source <(swanmesh completion bash)\n${ask('render cluster.yaml --host')}\n${ask('conf x --libreswan')}\n`;
      const { stdout } = spawnSync('bash', ['--norc', '-c', script], { ...withProgram(), encoding: 'utf8' });
      expect(stdout.split('\n')[0]).toBe('master-1 node-1');
      expect(stdout.split('\n')[1]).toMatch(/^3\.15 .* 5\.4$/);
    });
  });

  describeWithTools(['fish'], 'in fish', () => {
    test('offers commands and hosts', () => {
      const script = `swanmesh completion fish | source\ncomplete -C 'swanmesh rend'\ncomplete -C 'swanmesh render cluster.yaml --host m'\n`;
      const { stdout } = spawnSync('fish', ['--no-config', '-c', script], { ...withProgram(), encoding: 'utf8' });
      expect(stdout.split('\n').slice(0, 2)).toEqual(['render', 'master-1']);
    });
  });

  describeWithTools(['zsh'], 'in zsh', () => {
    test('offers commands and hosts, and files where nothing is offered', () => {
      // The builtin that takes the words works in the line editor alone; what it gets is printed.
      const script = [
        `compdef() { :; }; compadd() { print -r -- \${(P)2}; }; _files() { print files; }`,
        'source <(swanmesh completion zsh)',
        ...['rend', 'render cluster.yaml --host m', 'check ""'].map(
          (line) => `words=(swanmesh ${line}); CURRENT=$#words; _swanmesh`,
        ),
      ].join('\n');
      const { stdout } = spawnSync('zsh', ['-f', '-c', script], { ...withProgram(), encoding: 'utf8' });
      expect(stdout).toBe('render\nmaster-1\nfiles\n');
    });
  });
});

describe('the manual page', () => {
  test('has every command with its options', () => {
    const page = manPage(program, 'January 1, 2024');
    for (const name of names) expect(page).toContain(`.Ss swanmesh ${name.replaceAll('-', '\\-')}`);
    expect(page).toContain('kubectl get nodes');
  });

  describeWithTools(['mandoc'], 'is read by mandoc', () => {
    test('without a warning', () => {
      const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], {
        input: manPage(program, 'January 1, 2024'),
        encoding: 'utf8',
      });
      expect(stdout).toBe('');
    });
  });
});

test('the scripts of the shells are ASCII, for a terminal in any locale', () => {
  for (const script of Object.values(completionScripts)) expect(script).toMatch(/^[\n\x20-\x7e]*$/);
});
