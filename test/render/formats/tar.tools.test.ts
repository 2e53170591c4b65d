// What GNU tar and bsdtar make of an archive, against the tree.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithTools } from '../../support/real-tool.ts';
import { cli, swanmesh, testFolder } from '../../support/run-cli.ts';

/** Every file and folder with its mode and content. */
function look(root: string): Readonly<Record<string, string>> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const rows = entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const mode = (statSync(path).mode & 0o7777).toString(8);
    return [path.slice(root.length + 1), `${mode} ${entry.isFile() ? readFileSync(path, 'latin1') : ''}`] as const;
  });
  return Object.fromEntries(rows);
}

/** The example with a name that no header of ustar has room for, and with pre-shared keys, so that there are secrets. */
function inventory(): string {
  const long = `${'n'.repeat(60)}.${'m'.repeat(60)}.${'k'.repeat(60)}`;
  return JSON.stringify({
    version: 1,
    libreswan: '4.10',
    auth: 'psk',
    psk: { master: `0x${'0123456789abcdef'.repeat(4)}` },
    network: { interface: 'eth0' },
    firewall: { backends: ['iptables', 'nftables'] },
    nodes: { a: { address: '10.0.0.1' }, b: { address: '10.0.0.2' }, [long]: { address: '10.0.0.3' } },
  });
}

function render(...args: readonly string[]): string {
  const { status, stdout, stderr } = swanmesh(['render', '-', ...args], { input: inventory() });
  expect(status, stderr).toBe(0);
  return stdout;
}

const tools = [
  ['tar', ['--same-permissions']],
  ['bsdtar', ['--same-permissions']],
] as const;

describeWithTools(['tar', 'bsdtar'], 'an archive', () => {
  test.each(tools)('%s extracts what -o writes, and complains of nothing', (tool, options) => {
    const here = testFolder();
    render('-o', join(here, 'tree'));
    render('--format', 'tar', '-o', join(here, 'all.tar'), '--mtime', '2026-11-28');
    expect((statSync(join(here, 'all.tar')).mode & 0o777).toString(8)).toBe('600');
    mkdirSync(join(here, 'out'));
    const { status, stderr } = spawnSync(tool, ['-x', ...options, '-f', '../all.tar'], {
      cwd: join(here, 'out'),
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(look(join(here, 'out'))).toEqual(look(join(here, 'tree')));
    expect(statSync(join(here, 'out/a/apply.sh')).mtimeMs).toBe(Date.UTC(2026, 10, 28));
    const { stdout } = spawnSync('tar', ['-tvf', '../all.tar'], { cwd: join(here, 'out'), encoding: 'utf8' });
    for (const line of stdout.trimEnd().split('\n')) expect(line).toMatch(/^[d-][rwx-]{9} root\/root /);
    expect(render('-o', join(here, 'out'))).toContain('3 hosts, 6 conns: 0 written, 3 unchanged');
  });

  test('parts of the hosts, extracted over one another, are what shards write into one folder', () => {
    const here = testFolder();
    mkdirSync(join(here, 'out'));
    for (const shard of ['1/2', '2/2']) {
      render('--shard', shard, '-o', join(here, 'tree'));
      const pipe = `'${process.execPath}' '${cli}' render - --with-secrets --format tar --shard ${shard} 2>'${here}/said' | tar -xpf - -C '${here}/out'`;
      expect(spawnSync('sh', ['-c', pipe], { input: inventory(), encoding: 'utf8' })).toMatchObject({
        status: 0,
        stderr: '',
      });
    }
    expect(look(join(here, 'out'))).toEqual(look(join(here, 'tree')));
  });

  test('printed without --with-secrets it has no secret file, and that is told', () => {
    const { stderr } = swanmesh(['render', '-', '--format', 'tar'], { input: inventory() });
    expect(stderr).toContain('render/secrets-left-out');
    const folder = testFolder();
    const pipe = `'${process.execPath}' '${cli}' render - --format tar 2>/dev/null | tar -t`;
    const { stdout } = spawnSync('sh', ['-c', pipe], { input: inventory(), cwd: folder, encoding: 'utf8' });
    expect(stdout).toContain('a/etc/ipsec.d/swanmesh.conf');
    expect(stdout).not.toContain('.secrets');
  });
});

test('a file that is there stays, unless --force says otherwise; --json tells what was written', () => {
  const file = join(testFolder(), 'all.tar');
  const write = (...more: readonly string[]) =>
    swanmesh(['render', '-', '--format', 'tar', '-o', file, ...more], { input: inventory() });
  expect(JSON.parse(write('--json').stdout)).toMatchObject({ ok: true, file, written: true, hosts: 3 });
  expect(write()).toMatchObject({ status: 2, stderr: expect.stringContaining('--force replaces it') });
  expect(write('--force')).toMatchObject({ status: 0, stdout: `${file}: 3 hosts\n` });
});

test('a document on standard output leaves no room for another', () => {
  const { status, stdout } = swanmesh(['render', '-', '--format', 'tar', '--json'], { input: inventory() });
  expect(status).toBe(2);
  expect(JSON.parse(stdout).error.message).toContain('both want standard output');
});
