// Whoever may write into the tree may not make us read, move or remove anything outside of it, or lose what others put there.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { swanmesh } from '../../support/command-line.ts';
import { testFolder } from '../../support/run-cli.ts';

const example = 'docs/examples/openshift/cluster.yaml';
const host = 'node-1.example.com';

/** A folder with a rendered tree, and beside it what must stay. */
async function setUp(): Promise<{ readonly folder: string; readonly tree: string }> {
  const folder = testFolder();
  const tree = join(folder, 'tree');
  expect((await swanmesh('render', example, '-o', tree)).status).toBe(0);
  mkdirSync(join(folder, 'outside/new'), { recursive: true });
  for (const path of ['outside2', 'outside/mine.txt', 'outside/1', 'outside/new/1', 'outside/manifest.json'])
    writeFileSync(join(folder, path), 'mine');
  return { folder, tree };
}

function everything(root: string): readonly string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const what = entry.isSymbolicLink()
        ? `-> ${readlinkSync(path)}`
        : entry.isFile()
          ? readFileSync(path, 'latin1')
          : '/';
      return `${path.slice(root.length)} ${what}`;
    })
    .sort();
}

const journal = (over: object): string =>
  JSON.stringify({ version: 1, put: [], remove: [], manifests: [], staleManifests: [], ...over });

const states: Readonly<Record<string, (folder: string, tree: string) => void>> = {
  'a journal that removes files above': (_, tree) =>
    put(tree, journal({ remove: ['../outside2', 'x/../../outside2'] })),
  'a journal that removes by an absolute path': (folder, tree) =>
    put(tree, journal({ remove: [join(folder, 'outside2')] })),
  'a journal that puts files above': (_, tree) => put(tree, journal({ put: [['1', '../outside2']] })),
  'a journal that takes files from above': (_, tree) =>
    put(tree, journal({ put: [['../../../outside2', `${host}/x`]] })),
  'a journal with a manifest above': (_, tree) => put(tree, journal({ manifests: [['1', '../manifest.json']] })),
  'a journal that removes a manifest above': (_, tree) =>
    put(tree, journal({ staleManifests: ['manifest.d/../../outside2'] })),
  'a journal of another kind': (_, tree) =>
    put(tree, '{"hosts":[],"gone":["../outside"],"manifests":[],"staleManifests":["../outside2"]}'),
  'a journal that is none': (_, tree) => put(tree, 'null'),
  'a state folder that is a link': (_, tree) => symlinkSync('../outside', join(tree, '.swanmesh')),
  'a state folder whose folder of drafts is a link': (_, tree) => {
    mkdirSync(join(tree, '.swanmesh'));
    symlinkSync('../../outside/new', join(tree, '.swanmesh/new'));
  },
  'a folder of manifests that is a link': (_, tree) => symlinkSync('../outside', join(tree, 'manifest.d')),
  'a host whose folder is a link': (_, tree) =>
    replace(join(tree, host), () => symlinkSync('../outside', join(tree, host))),
  'a folder in a host that is a link': (_, tree) =>
    replace(join(tree, host, 'etc'), () => symlinkSync('../../outside', join(tree, host, 'etc'))),
  'a file that is a link': (_, tree) =>
    replace(join(tree, host, 'mtu.json'), () => symlinkSync('../../outside2', join(tree, host, 'mtu.json'))),
  'a file that is a FIFO': (_, tree) =>
    replace(join(tree, host, 'mtu.json'), () => execFileSync('mkfifo', [join(tree, host, 'mtu.json')])),
  'a file that is a folder': (_, tree) =>
    replace(join(tree, host, 'mtu.json'), () => mkdirSync(join(tree, host, 'mtu.json/mine'), { recursive: true })),
  'a folder that is a file': (_, tree) =>
    replace(join(tree, host, 'firewall'), () => writeFileSync(join(tree, host, 'firewall'), 'mine')),
  'a manifest that is a link': (_, tree) =>
    replace(join(tree, 'manifest.json'), () => symlinkSync('../outside2', join(tree, 'manifest.json'))),
};

function put(tree: string, text: string): void {
  mkdirSync(join(tree, '.swanmesh/new'), { recursive: true });
  writeFileSync(join(tree, '.swanmesh/journal.json'), text);
}

function replace(path: string, make: () => void): void {
  rmSync(path, { recursive: true });
  make();
}

test.each(Object.entries(states))('%s: it is said, and everything is as before', async (_, prepare) => {
  const { folder, tree } = await setUp();
  prepare(folder, tree);
  const before = everything(folder);
  for (const more of [[], ['--force']]) {
    const { status, stderr } = await swanmesh('render', example, '-o', tree, '--host', host, ...more);
    const all = await swanmesh('render', example, '-o', tree, ...more);
    expect(stderr + all.stderr).not.toContain('bug in swanmesh');
    // What a link leads to and a foreign folder are left alone; a run that has nothing to do with them may succeed.
    if (status !== 0 || all.status !== 0) expect(stderr + all.stderr).toMatch(/^swanmesh: /m);
    expect(everything(folder).filter((row) => row.startsWith('/outside'))).toEqual(
      before.filter((row) => row.startsWith('/outside')),
    );
  }
  expect(all(before)).toEqual(all(everything(folder)));
});

/** The rows but those of the manifests, which a run that succeeds may write. */
const all = (rows: readonly string[]): readonly string[] =>
  rows.filter((row) => !/^\/tree\/manifest(\.d|\.json)/.test(row));

test('a foreign file in the folder of manifests stays, and a folder there stops nothing', async () => {
  const { tree } = await setUp();
  await swanmesh('render', example, '-o', tree, '--host', host);
  writeFileSync(join(tree, 'manifest.d/notes.txt'), 'mine');
  writeFileSync(join(tree, 'manifest.d/other.json'), '{"mine":1}');
  mkdirSync(join(tree, 'manifest.d/sub'));
  for (const _ of [1, 2]) expect((await swanmesh('render', example, '-o', tree)).status).toBe(0);
  expect(readdirSync(join(tree, 'manifest.d')).sort()).toEqual(['notes.txt', 'other.json', 'sub']);
});

test.each([
  '{"swanmesh":"x","hosts":null}',
  '{"swanmesh":"x","hosts":{"node-1.example.com":{"files":5}}}',
  '{"swanmesh":"x","hosts":{"node-1.example.com":[null]}}',
  '{"swanmesh":"x","hosts":{"node-1.example.com":{"files":[{"path":5},null,7]}}}',
  '{"swanmesh":"x","hosts":{"node-9":{"files":[{"path":"../../outside2"},{"path":"/etc/hosts"},{"path":"a/../../../outside2"}]}}}',
  '{"swanmesh":"x","hosts":{"..":{"files":[{"path":"outside2"}]},"manifest.d":{"files":[{"path":"x"}]}}}',
  '[]',
  'null',
  '{',
])('a manifest that was edited removes nothing that is not ours: %s', async (text) => {
  const { folder, tree } = await setUp();
  writeFileSync(join(tree, 'manifest.json'), text);
  const run = await swanmesh('render', example, '-o', tree);
  expect(run.stderr).not.toContain('bug in swanmesh');
  if (run.status === 2) expect(run.stderr).toContain('--force');
  expect((await swanmesh('render', example, '-o', tree, '--force')).status).toBe(0);
  expect(readFileSync(join(folder, 'outside2'), 'utf8')).toBe('mine');
  expect(existsSync(join(tree, host, 'mtu.json'))).toBe(true);
});

test('a file of others at a path of ours is not replaced without --force', async () => {
  const { tree } = await setUp();
  rmSync(join(tree, 'manifest.json'));
  writeFileSync(join(tree, host, 'mtu.json'), 'mine');
  await swanmesh('render', example, '-o', tree, '--force', '--host', 'node-2.example.com');
  const run = await swanmesh('render', example, '-o', tree);
  expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining('mtu.json is a file that we did not write') });
  expect(readFileSync(join(tree, host, 'mtu.json'), 'utf8')).toBe('mine');
});

test('verify, diff and conf read nothing by way of a link that leads out, and say so', async () => {
  const { folder, tree } = await setUp();
  writeFileSync(join(folder, 'outside/x.conf'), 'conn lantern\n\tleft=10.9.9.9\n');
  symlinkSync('../../../../outside/x.conf', join(tree, host, 'etc/ipsec.d/x.conf'));
  symlinkSync('../../../../outside', join(tree, host, 'etc/ipsec.d/more'));
  symlinkSync('../outside', join(tree, 'node-7'));
  symlinkSync(join(host, 'mtu.json'), join(tree, 'inside'));
  for (const words of [
    ['verify', tree],
    ['verify', example, tree],
    ['diff', example, tree],
  ]) {
    const { stdout } = await swanmesh(...words, '--json');
    const findings = (JSON.parse(stdout) as { findings: { code: string; at: { file?: string } }[] }).findings;
    const outside = findings
      .filter(({ code }) => code === 'files/outside')
      .map(({ at }) => at.file?.slice(tree.length + 1));
    expect(outside.sort()).toEqual(['node-7', `${host}/etc/ipsec.d/more`, `${host}/etc/ipsec.d/x.conf`].sort());
    expect(stdout).not.toContain('lantern');
  }
  const root = join(tree, host);
  writeFileSync(join(root, 'etc/ipsec.conf'), 'include /etc/ipsec.d/*.conf\ninclude /etc/ipsec.d/more/*.conf\n');
  for (const format of [[], ['--json']]) {
    const { stdout, stderr } = await swanmesh(
      'conf',
      join(root, 'etc/ipsec.conf'),
      '--libreswan',
      '4.10',
      '--root',
      root,
      ...format,
    );
    expect(stdout + stderr).toContain('files/outside');
    expect(stdout + stderr).not.toContain('lantern');
  }
});

test('one file that is too large, unreadable by its kind or oddly named costs that file, not the run', async () => {
  const { tree } = await setUp();
  const conf = join(tree, host, 'etc/ipsec.d');
  execFileSync('truncate', ['-s', '17M', join(conf, 'large.conf')]);
  execFileSync('truncate', ['-s', '100M', join(tree, host, 'big.bin')]);
  execFileSync('mkfifo', [join(conf, 'pipe.conf')]);
  writeFileSync(Buffer.concat([Buffer.from(`${conf}/`), Buffer.of(0xff), Buffer.from('.conf')]), 'conn x\n');
  const { stdout, status } = await swanmesh('verify', example, tree, '--json');
  const { findings } = JSON.parse(stdout) as { findings: { code: string; message: string }[] };
  const told = findings
    .filter(({ code }) => code === 'files/unreadable')
    .map(({ message }) => message.replace(/.*: /, ''));
  expect(told.sort()).toEqual(['it is larger than 16 MiB', 'it must be a regular file', 'its name is not UTF-8']);
  expect(status).toBe(1);
});

test('an input must be a regular file, and nothing waits for one that is none', async () => {
  const folder = testFolder();
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  for (const path of [join(folder, 'pipe'), '/dev/zero', folder]) {
    for (const words of [
      ['check', path],
      ['cert', path],
      ['conf', path, '--libreswan', '4.10'],
    ]) {
      const { status, stderr } = await swanmesh(...words);
      expect(status).toBe(2);
      expect(stderr).toMatch(/must be a regular file|is a folder/);
    }
  }
  writeFileSync(
    join(folder, 'i.yaml'),
    'version: 1\nauthority: /dev/zero\nnodes:\n  a: { address: 10.0.0.1, certificate: pipe }\n',
  );
  const { stdout } = await swanmesh('check', join(folder, 'i.yaml'), '--json');
  expect(stdout.match(/must be a regular file/g)).toHaveLength(2);
  expect(lstatSync(join(folder, 'pipe')).isFIFO()).toBe(true);
});
