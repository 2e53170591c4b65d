// A render is killed before each of its calls to the system that change something, one after the other, no exception: what is
// there afterwards is whole, and the next run finishes it. The death is played: from the chosen call on every such call fails,
// those that would clean up included.
import * as fs from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { openAtomicTree } from '../../../src/cli/tree/atomic.ts';
import { isHalfWritten } from '../../../src/cli/tree/journal.ts';
import { openTree, recoverTree } from '../../../src/cli/tree/tree.ts';
import { manifestHost } from '../../../src/render/manifest.ts';
import type { RenderedFile } from '../../../src/render/rendered-file.ts';
import { swanmesh } from '../../support/command-line.ts';
import { testFolder } from '../../support/run-cli.ts';

const death = vi.hoisted(() => ({ calls: 0, before: Number.POSITIVE_INFINITY, once: false }));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const changing = [
    'mkdirSync',
    'writeFileSync',
    'writeSync',
    'writevSync',
    'fsyncSync',
    'fsync',
    'renameSync',
    'unlinkSync',
    'linkSync',
    'rmdirSync',
    'chmodSync',
    'fchmodSync',
    'cpSync',
    'symlinkSync',
    'rmSync',
  ];
  const dying = Object.fromEntries(
    changing.map((name) => [
      name,
      (...args: unknown[]): unknown => {
        death.calls += 1;
        const refused = Object.assign(new Error('no'), { code: 'ENOSPC', syscall: name });
        const isRefused = death.once ? death.calls === death.before + 1 : death.calls > death.before;
        // Waiting for the disk is no part of what is looked at.
        if (name === 'fsync') return setImmediate(args[1] as (error: unknown) => void, isRefused ? refused : null);
        if (isRefused) throw refused;
        if (name === 'fsyncSync') return undefined;
        return (real[name as 'mkdirSync'] as (...all: unknown[]) => unknown)(...args);
      },
    ]),
  );
  return { ...real, ...dying };
});

beforeEach(() => {
  death.before = Number.POSITIVE_INFINITY;
  death.once = false;
});

/** Paths with their content; folders end in a slash. */
type Tree = Readonly<Record<string, string>>;

const file = (path: string, content: string): RenderedFile => ({
  path,
  target: `/${path}`,
  mode: '0644',
  secret: false,
  content,
});

/** Two generations of three hosts: the second changes a file, adds one, drops one; a host comes, a host goes. */
const generations: readonly Readonly<Record<string, readonly RenderedFile[]>>[] = [
  {
    a: [file('etc/ipsec.d/m.conf', 'one a\n'), file('old/gone.txt', 'one\n'), file('mtu.json', 'one\n')],
    b: [file('etc/ipsec.d/m.conf', 'one b\n'), file('old/gone.txt', 'one\n')],
    gone: [file('etc/ipsec.d/m.conf', 'one gone\n')],
  },
  {
    a: [file('etc/ipsec.d/m.conf', 'two a\n'), file('firewall/new.sh', 'two\n'), file('mtu.json', 'one\n')],
    b: [file('etc/ipsec.d/m.conf', 'two b\n')],
    come: [file('etc/ipsec.d/m.conf', 'two come\n')],
  },
];

async function write(root: string, generation: number, open = openTree): Promise<void> {
  const tree = open(root, { force: false, selected: false });
  try {
    for (const [name, files] of Object.entries(generations[generation] ?? {}))
      tree.folder(name, files, manifestHost(files, false));
    await tree.commit({ version: 1, swanmesh: '0', name: 'm' });
  } catch (error) {
    tree.abandon();
    throw error;
  }
}

/** Every file with its content, the state folder left out; folders end in a slash. */
function snapshot(root: string): Tree {
  const entries = fs.readdirSync(root, { recursive: true, withFileTypes: true });
  const rows = entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const below = path.slice(root.length + 1);
    return entry.isDirectory() ? [`${below}/`, ''] : [below, fs.readFileSync(path, 'utf8')];
  });
  return Object.fromEntries(rows.filter(([path]) => !String(path).startsWith('.swanmesh')));
}

/** Foreign files and folders that no run may lose. */
function addForeign(root: string): void {
  fs.mkdirSync(join(root, 'a/facts/empty'), { recursive: true });
  fs.writeFileSync(join(root, 'a/facts/release.txt'), '4.10\n');
  fs.mkdirSync(join(root, 'gone/facts'));
  fs.writeFileSync(join(root, 'gone/facts/x'), 'x');
  fs.chmodSync(join(root, 'b'), 0o700);
}

async function setUp(open = openTree): Promise<string> {
  const root = join(testFolder(), 'tree');
  await write(root, 0, open);
  addForeign(root);
  return root;
}

/** The lock of the killed process: its number is ours, but it was started at another time. */
function bury(folder: string): void {
  buryLock(join(folder, '.swanmesh/lock'));
}

function buryLock(path: string): void {
  if (fs.existsSync(path))
    fs.writeFileSync(path, JSON.stringify({ ...JSON.parse(fs.readFileSync(path, 'utf8')), start: '1' }));
}

const after = ((): Tree => {
  const expected: Record<string, string> = { 'gone/': '', 'gone/facts/': '', 'gone/facts/x': 'x' };
  for (const folder of ['a/', 'a/etc/', 'a/etc/ipsec.d/', 'a/facts/', 'a/facts/empty/', 'a/firewall/'])
    expected[folder] = '';
  for (const folder of ['b/', 'b/etc/', 'b/etc/ipsec.d/', 'come/', 'come/etc/', 'come/etc/ipsec.d/'])
    expected[folder] = '';
  expected['a/facts/release.txt'] = '4.10\n';
  for (const [name, files] of Object.entries(generations[1] ?? {}))
    for (const { path, content } of files) expected[`${name}/${path}`] = content;
  return expected;
})();

/** Of a second generation that is whole: with its manifest. */
const whole = { ...after, 'manifest.json': expect.stringContaining('"come"') as string };

const withoutManifest = (tree: Tree): Tree =>
  Object.fromEntries(Object.entries(tree).filter(([path]) => path !== 'manifest.json'));

/** The names of hosts whose folder is neither as before the run nor as after it. */
function mixedHosts(found: Tree, old: Tree): readonly string[] {
  const of = (tree: Tree, host: string): Tree =>
    Object.fromEntries(Object.entries(tree).filter(([path]) => path.startsWith(`${host}/`) && !path.endsWith('/')));
  return ['a', 'b', 'come', 'gone'].filter(
    (host) => ![of(old, host), of(after, host)].some((version) => isDeepStrictEqual(of(found, host), version)),
  );
}

/** Whether the run failed; the last calls only tidy up, and a run that is killed there has done its work. */
async function attempt(root: string, open = openTree): Promise<boolean> {
  try {
    await write(root, 1, open);
    return false;
  } catch {
    return true;
  }
}

async function callsOfOneRun(open = openTree): Promise<number> {
  const root = await setUp(open);
  death.calls = 0;
  await write(root, 1, open);
  return death.calls;
}

test('a second render leaves exactly its files, what others put there, and nothing of its own state', async () => {
  const root = await setUp();
  await write(root, 1);
  expect(withoutManifest(snapshot(root))).toEqual(after);
  expect(fs.existsSync(join(root, '.swanmesh'))).toBe(false);
  expect(fs.statSync(join(root, 'b')).mode & 0o777).toBe(0o700);
});

test.each(['the next run', '--recover'])(
  'killed before any of its calls, no folder is absent, each file is old or new, one host at most has some of both, and %s finishes',
  async (how) => {
    const calls = await callsOfOneRun();
    expect(calls).toBeGreaterThan(30);
    for (let before = 0; before < calls; before += 1) {
      const root = await setUp();
      const old = snapshot(root);
      death.calls = 0;
      death.before = before;
      await attempt(root);
      death.before = Number.POSITIVE_INFINITY;
      bury(root);
      const found = snapshot(root);
      for (const [path, content] of Object.entries(found))
        if (path !== 'manifest.json' && !path.endsWith('/')) expect([old[path], after[path]], path).toContain(content);
      for (const path of [
        'a/',
        'b/',
        'gone/facts/x',
        'a/facts/release.txt',
        'a/etc/ipsec.d/m.conf',
        'a/mtu.json',
        'manifest.json',
      ])
        expect(Object.keys(found), `call ${before}`).toContain(path);
      const isHalf = fs.existsSync(join(root, '.swanmesh/journal.json'));
      expect(mixedHosts(found, old).length, `call ${before}`).toBeLessThan(isHalf ? 2 : 1);
      // The manifest comes last.
      if (found['manifest.json'] !== old['manifest.json'])
        expect(mixedHosts(found, after), `call ${before}`).toEqual([]);
      if (how === '--recover') {
        if (before % 5 === 0 && isHalf) {
          const { stdout } = await swanmesh('verify', root, '--json');
          expect(stdout).toContain('files/half-written');
        }
        recoverTree(root);
        expect([withoutManifest(old), after]).toContainEqual(withoutManifest(snapshot(root)));
        expect(fs.existsSync(join(root, '.swanmesh'))).toBe(false);
        if (isHalf) expect(withoutManifest(snapshot(root))).toEqual(after);
      }
      await write(root, 1);
      expect(withoutManifest(snapshot(root)), `call ${before}`).toEqual(after);
      expect(fs.existsSync(join(root, '.swanmesh'))).toBe(false);
    }
  },
);

test('one call that the system refuses leaves the tree as it was, or half written with its journal', async () => {
  const calls = await callsOfOneRun();
  for (let before = 0; before < calls; before += 1) {
    const root = await setUp();
    const old = snapshot(root);
    death.calls = 0;
    death.before = before;
    death.once = true;
    const failed = await attempt(root);
    death.before = Number.POSITIVE_INFINITY;
    if (fs.existsSync(join(root, '.swanmesh/journal.json'))) {
      expect(failed).toBe(true);
      expect(recoverTree(root)).toBe(true);
    } else expect(snapshot(root), `call ${before}`).toEqual(failed ? old : snapshot(root));
    expect([withoutManifest(old), after]).toContainEqual(withoutManifest(snapshot(root)));
  }
});

describe('--atomic', () => {
  test.each(['killed before', 'refused'])(
    '%s any of its calls, the whole tree is the old one or the new one',
    async (how) => {
      const calls = await callsOfOneRun(openAtomicTree);
      expect(calls).toBeGreaterThan(30);
      for (let before = 0; before < calls; before += 1) {
        const root = await setUp(openAtomicTree);
        const old = snapshot(root);
        death.calls = 0;
        death.before = before;
        death.once = how === 'refused';
        const failed = await attempt(root, openAtomicTree);
        death.before = Number.POSITIVE_INFINITY;
        const trees = join(root, '../.swanmesh/tree');
        buryLock(join(trees, 'lock'));
        for (const name of fs.readdirSync(trees)) bury(join(trees, name));
        const found = snapshot(root);
        expect([old, whole], `call ${before}`).toContainEqual(found);
        if (!failed) expect(found, `call ${before}`).toEqual(whole);
        await write(root, 1, openAtomicTree);
        expect(snapshot(root), `call ${before}`).toEqual(whole);
      }
    },
  );

  test('who is reading in the tree finishes with the one that was there', async () => {
    const root = await setUp(openAtomicTree);
    const reader = fs.openSync(root, 'r');
    await write(root, 1, openAtomicTree);
    expect(fs.readFileSync(`/proc/self/fd/${reader}/a/etc/ipsec.d/m.conf`, 'utf8')).toBe('one a\n');
    expect(fs.readFileSync(join(root, 'a/etc/ipsec.d/m.conf'), 'utf8')).toBe('two a\n');
    fs.closeSync(reader);
  });

  test('the trees before the last two are gone, and what is not ours beside them is kept', async () => {
    const root = await setUp(openAtomicTree);
    const trees = join(root, '../.swanmesh/tree');
    fs.writeFileSync(join(trees, 'note.txt'), 'mine\n');
    for (const generation of [1, 0, 1]) await write(root, generation, openAtomicTree);
    expect(fs.readdirSync(trees).sort()).toEqual(['3', '4', 'note.txt']);
    expect(fs.readlinkSync(root)).toBe('.swanmesh/tree/4');
  });

  test('a render without --atomic goes on in the same tree, and what a kill left of it is finished first', async () => {
    const root = await setUp(openAtomicTree);
    death.calls = 0;
    await write(root, 1);
    expect(snapshot(root)).toEqual(whole);
    const calls = death.calls;
    let half = root;
    for (let before = 0; before < calls && !isHalfWritten(half); before += 1) {
      half = await setUp(openAtomicTree);
      death.calls = 0;
      death.before = before;
      await attempt(half);
      death.before = Number.POSITIVE_INFINITY;
      bury(half);
    }
    expect(isHalfWritten(half)).toBe(true);
    await write(half, 1, openAtomicTree);
    expect(snapshot(half)).toEqual(whole);
  });

  test.each([
    ['a folder', (path: string) => fs.mkdirSync(path)],
    ['a file', (path: string) => fs.writeFileSync(path, 'mine')],
    ['a link elsewhere', (path: string) => fs.symlinkSync('/', path)],
    ['a link out of its trees', (path: string) => fs.symlinkSync('.swanmesh/other/1', path)],
  ])('%s in the place of the link is refused and left alone', async (_, put) => {
    const root = join(testFolder(), 'tree');
    put(root);
    const { ino, mtimeMs } = fs.lstatSync(root);
    await expect(write(root, 0, openAtomicTree)).rejects.toThrow(
      'must not be there yet, or be a link that --atomic has made',
    );
    expect(fs.lstatSync(root)).toMatchObject({ ino, mtimeMs });
    expect(fs.readdirSync(join(root, '..'))).toEqual(['tree']);
  });
});
