import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { ownIdentity } from '../../../src/cli/tree/process-identity.ts';
import { cli, swanmesh, testFolder } from '../../support/run-cli.ts';

const example = 'docs/examples/openshift';
const hosts = ['master-1', 'master-2', 'node-1', 'node-2', 'node-3'].map((name) => `${name}.example.com`);

/** Every file below a folder with its content and mode. */
function snapshot(root: string): Readonly<Record<string, string>> {
  if (!existsSync(root)) return {};
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [
        path.slice(root.length + 1),
        `${(statSync(path).mode & 0o777).toString(8)} ${readFileSync(path, 'utf8')}`,
      ]),
  );
}

/** The example with another MTU and release, so that every host's files differ from the example's. */
function changedExample(): string {
  const folder = testFolder();
  cpSync(example, folder, { recursive: true });
  const path = join(folder, 'cluster.yaml');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace('libreswan: "4.10"', 'libreswan: "5.2"').replace('eth0', 'ens3'),
  );
  return path;
}

const render = (inventory: string, out: string, ...more: readonly string[]) =>
  swanmesh(['render', inventory, '-o', out, ...more]);

test('a tree has a folder a host and a manifest of every file with its mode and size', () => {
  const out = join(testFolder(), 'tree');
  expect(render(`${example}/cluster.yaml`, out, '--checksums').status).toBe(0);
  expect(readdirSync(out).sort()).toEqual(['_shared', 'manifest.json', ...hosts].sort());
  const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
  for (const host of hosts) {
    const files = snapshot(join(out, host));
    const listed = manifest.hosts[host].files as { path: string; mode: string; size: number; sha256: string }[];
    expect(listed.map(({ path }) => path).sort()).toEqual(Object.keys(files).sort());
    for (const { path, mode, size, sha256 } of listed) {
      expect((statSync(join(out, host, path)).mode & 0o777).toString(8).padStart(4, '0')).toBe(mode);
      expect(statSync(join(out, host, path)).size).toBe(size);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  }
});

test('the same inventory twice changes nothing, not even a time', () => {
  const out = join(testFolder(), 'tree');
  render(`${example}/cluster.yaml`, out);
  const path = join(out, hosts[0] as string, 'etc/ipsec.d/openshift-cluster.conf');
  const [before, time] = [snapshot(out), statSync(path).mtimeMs];
  expect(render(`${example}/cluster.yaml`, out).stdout).toContain('0 written, 5 unchanged');
  expect(snapshot(out)).toEqual(before);
  expect(statSync(path).mtimeMs).toBe(time);
});

test('a folder that holds something else is left alone without --force', () => {
  const out = testFolder();
  writeFileSync(join(out, 'mine.txt'), 'mine');
  const run = render(`${example}/cluster.yaml`, out);
  expect(run).toMatchObject({ status: 2, stdout: '' });
  expect(snapshot(out)).toEqual({ 'mine.txt': expect.stringContaining('mine') });
  expect(render(`${example}/cluster.yaml`, out, '--force').status).toBe(0);
  expect(readFileSync(join(out, 'mine.txt'), 'utf8')).toBe('mine');
});

test('files of others in a host folder stay, ours that are no longer made go', () => {
  const out = join(testFolder(), 'tree');
  const before = changedExample();
  render(before, out);
  const host = join(out, hosts[0] as string);
  mkdirSync(join(host, 'facts'));
  writeFileSync(join(host, 'facts/release.txt'), '4.10');
  const renamed = readFileSync(before, 'utf8').replace('profile: openshift3', 'profile: openshift3\nname: other');
  writeFileSync(before, renamed.replace(/ {2}node-3\.example\.com:[\s\S]*$/, ''));
  mkdirSync(join(out, 'node-3.example.com/facts'));
  writeFileSync(join(out, 'node-3.example.com/facts/x'), 'x');
  expect(render(before, out).status).toBe(0);
  expect(readdirSync(join(host, 'etc/ipsec.d'))).toEqual(['other.conf']);
  expect(readFileSync(join(host, 'facts/release.txt'), 'utf8')).toBe('4.10');
  expect(Object.keys(snapshot(join(out, 'node-3.example.com')))).toEqual(['facts/x']);
});

test('--host touches only its hosts, though every host is read', () => {
  const out = join(testFolder(), 'tree');
  render(`${example}/cluster.yaml`, out);
  const before = snapshot(out);
  expect(render(changedExample(), out, '--host', 'node-1.example.com').status).toBe(0);
  const after = snapshot(out);
  const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
  expect(changed.length).toBeGreaterThan(1);
  for (const path of changed) expect(path).toMatch(/^(node-1\.example\.com|manifest\.d)\//);
  expect(after['node-1.example.com/etc/ipsec.d/openshift-cluster.conf']).toContain('conn node-3.example.com');
});

test('an inventory with an error leaves the tree as it was', () => {
  const out = join(testFolder(), 'tree');
  render(`${example}/cluster.yaml`, out);
  const before = snapshot(out);
  const faulty = changedExample();
  writeFileSync(faulty, readFileSync(faulty, 'utf8').replace('172.16.0.12', '172.16.0.11'));
  expect(render(faulty, out).status).toBe(1);
  expect(snapshot(out)).toEqual(before);
});

test('a folder that can not be written is said in one line', () => {
  const folder = testFolder();
  writeFileSync(join(folder, 'file'), '');
  const run = render(`${example}/cluster.yaml`, join(folder, 'file/tree'));
  expect(run.status).toBe(2);
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
});

test('a second writer is refused while the first works, and a dead one is not waited for', () => {
  const out = join(testFolder(), 'tree');
  render(`${example}/cluster.yaml`, out);
  mkdirSync(join(out, '.swanmesh'));
  const own = ownIdentity();
  writeFileSync(join(out, '.swanmesh/lock'), JSON.stringify(own));
  expect(render(changedExample(), out)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('another swanmesh'),
  });
  writeFileSync(join(out, '.swanmesh/lock'), JSON.stringify({ ...own, start: '1' }));
  expect(render(changedExample(), out).status).toBe(0);
});

/** Kills a render `delay` ms after its start, unless it is faster. */
function killed(inventory: string, out: string, delay: number): Promise<void> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [cli, 'render', inventory, '-o', out], { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), delay);
    child.on('exit', () => {
      clearTimeout(timer);
      done();
    });
  });
}

/** The changed example with files under another name, so that each host has files that the example lacks, and lacks some. */
function renamedExample(): string {
  const path = changedExample();
  writeFileSync(path, readFileSync(path, 'utf8').replace('profile: openshift3', 'profile: openshift3\nname: other'));
  return path;
}

type Files = ReturnType<typeof snapshot>;

/** The files of hosts, of `_shared` and the manifest; what is below `.swanmesh` left out. */
function visible(found: Files): Files {
  return Object.fromEntries(Object.entries(found).filter(([path]) => !path.startsWith('.swanmesh/')));
}

/**
 * One version where there is no journal. Where a run that was killed has left one: what is still staged is in its place as it
 * was, what is to be removed is as it was or gone, all else is as it will be; one folder at most has some of both, and the
 * manifest is the last.
 */
function expectWhole(found: Files, versions: readonly Files[]): void {
  const written = found['.swanmesh/journal.json'];
  if (written === undefined) {
    expect(versions).toContainEqual(visible(found));
    return;
  }
  const { put, remove, manifests } = JSON.parse(written.slice(4)) as Record<'put' | 'manifests', [string, string][]> & {
    remove: string[];
  };
  const staged = new Map(
    [...put, ...manifests].flatMap(([name, path]) => {
      const content = found[`.swanmesh/new/${name}`];
      return content === undefined ? [] : [[path, content]];
    }),
  );
  const manifest = 'manifest.json';
  const after = versions.find((version) => version[manifest] === (staged.get(manifest) ?? found[manifest])) ?? {};
  const before = versions.find((version) => version !== after) ?? {};
  for (const [path, content] of staged) expect(content, path).toBe(after[path]);
  const expected = Object.keys({ ...before, ...after }).map((path) => {
    const isOld = staged.has(path) || (remove.includes(path) && found[path] !== undefined);
    return [path, (isOld ? before : after)[path]] as const;
  });
  expect(visible(found)).toEqual(Object.fromEntries(expected.filter(([, content]) => content !== undefined)));
  const mixed = ['_shared', ...hosts].filter((host) => {
    const of = (files: Files): Files =>
      Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith(`${host}/`)));
    return ![before, after].some((version) => isDeepStrictEqual(of(found), of(version)));
  });
  expect(mixed.length).toBeLessThan(2);
  if (!staged.has(manifest)) expect(visible(found)).toEqual(after);
}

test('a run killed at any moment leaves one version, or one host at most with some of both and the manifest last; the next run finishes', async () => {
  const folder = testFolder();
  const inventories = [`${example}/cluster.yaml`, renamedExample()];
  const versions = inventories.map((inventory, i) => {
    render(inventory, join(folder, `whole-${i}`));
    return snapshot(join(folder, `whole-${i}`));
  });
  expect(versions[0]?.['manifest.json']).not.toBe(versions[1]?.['manifest.json']);
  const out = join(folder, 'tree');
  render(inventories[0] as string, out);
  const started = Date.now();
  render(inventories[1] as string, out);
  const whole = Date.now() - started;
  const kills = process.env.SWANMESH_LONG === undefined ? 25 : 400;
  for (let i = 0; i < kills; i += 1) {
    // Most kills in the last part of the run, where the files are written.
    await killed(inventories[i % 2] as string, out, whole * (0.3 + 0.8 * Math.random()));
    expectWhole(snapshot(out), versions);
  }
  expect(render(inventories[1] as string, out).status).toBe(0);
  expect(snapshot(out)).toEqual(versions[1]);
  rmSync(out, { recursive: true });
});

test('without -o the same files come as one JSON document, secret ones without content', () => {
  const folder = testFolder();
  cpSync(example, folder, { recursive: true });
  const path = join(folder, 'cluster.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace('libreswan: "4.10"', 'libreswan: "3.15"'));
  const out = join(folder, 'tree');
  render(path, out);
  const tree = snapshot(out);
  for (const [args, secret] of [
    [[], null],
    [['--with-secrets'], expect.stringContaining('\n: RSA "node-1.example.com"\n')],
  ] as const) {
    const run = swanmesh(['render', path, ...args]);
    expect(run.status).toBe(0);
    const document = JSON.parse(run.stdout);
    expect(Object.keys(document.hosts).sort()).toEqual([...hosts].sort());
    expect(document.manifest).toEqual(JSON.parse((tree['manifest.json'] as string).slice(4)));
    for (const host of hosts) {
      for (const file of document.hosts[host].files) {
        if (file.secret) continue;
        expect(`${Number.parseInt(file.mode, 8).toString(8)} ${file.content}`).toBe(tree[`${host}/${file.path}`]);
      }
    }
    const secrets = document.hosts['node-1.example.com'].files.find((file: { secret: boolean }) => file.secret);
    expect(secrets).toMatchObject({ path: 'etc/ipsec.d/openshift-cluster.secrets', mode: '0600', content: secret });
  }
});

test('--atomic writes the same tree behind a link, says what changed, and is verified like any other', () => {
  const [plain, out] = [join(testFolder(), 'tree'), join(testFolder(), 'tree')];
  render(`${example}/cluster.yaml`, plain);
  expect(render(`${example}/cluster.yaml`, out, '--atomic').stdout).toContain('5 written, 0 unchanged, 0 removed');
  expect(snapshot(out)).toEqual(snapshot(plain));
  expect(render(`${example}/cluster.yaml`, out, '--atomic').stdout).toContain('0 written, 5 unchanged, 0 removed');
  expect(render(changedExample(), out, '--atomic').stdout).toContain('5 written, 0 unchanged, 0 removed');
  expect(swanmesh(['verify', changedExample(), out]).status).toBe(0);
  expect(swanmesh(['render', `${example}/cluster.yaml`, '--atomic']).stderr).toContain('--atomic needs -o FOLDER');
});

test('killed at any moment, an --atomic render leaves the old tree or the new one', async () => {
  const root = join(testFolder(), 'tree');
  const [first, second] = [`${example}/cluster.yaml`, changedExample()];
  /** The tree without the lock of a run that was killed. */
  const seen = (): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(snapshot(root)).filter(([path]) => !path.startsWith('.swanmesh/')));
  const trees = [first, second].map((inventory) => {
    render(inventory, root, '--atomic');
    return seen();
  });
  for (let kill = 0; kill < 30; kill += 1) {
    const child = spawn(process.execPath, [cli, 'render', kill % 2 === 0 ? first : second, '-o', root, '--atomic']);
    const ended = new Promise((done) => child.on('close', done));
    setTimeout(() => child.kill('SIGKILL'), 300 + ((kill * 97) % 700));
    await ended;
    expect(trees).toContainEqual(seen());
  }
  render(second, root, '--atomic');
  expect(seen()).toEqual(trees[1]);
});
