/** A tree of hosts' folders while renders are killed, and while two of them write at once. */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { swanmesh } from '../support/command-line.ts';
import { type Counts, count, inFolder, type Kind, type Random } from './kind.ts';

const example = 'docs/examples/openshift';
const cli = resolve('dist/cli/main.js');
const host = 'node-1.example.com';

type Tree = Readonly<Record<string, string>>;

function filesOf(root: string): Tree {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/.swanmesh'));
  return Object.fromEntries(paths.sort().map((path) => [path.slice(root.length + 1), readFileSync(path, 'latin1')]));
}

const isSame = (a: Tree, b: Tree): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Two inventories whose trees differ in every host, their whole trees, and how long a render of the second takes, in milliseconds. */
interface Trees {
  readonly inventories: readonly [string, string];
  readonly folders: readonly [string, string];
  readonly trees: readonly [Tree, Tree];
  readonly duration: number;
}

let made: Promise<Trees> | undefined;

/** The two trees, made once. */
function twoTrees(): Promise<Trees> {
  made ??= makeTrees();
  return made;
}

async function makeTrees(): Promise<Trees> {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-abuse-trees-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const [one, two] = (['one', 'two'] as const).map((name) => {
    cpSync(example, join(folder, name), { recursive: true });
    return join(folder, name, 'cluster.yaml');
  }) as [string, string];
  writeFileSync(two, readFileSync(two, 'utf8').replace('eth0', 'ens3').replace('1500', '9000'));
  const folders = [join(folder, 'whole-one'), join(folder, 'whole-two')] as const;
  await swanmesh('render', one, '-o', folders[0]);
  await swanmesh('render', two, '-o', folders[1]);
  cpSync(folders[0], join(folder, 'timed'), { recursive: true });
  const began = performance.now();
  await render(two, join(folder, 'timed'));
  return {
    inventories: [one, two],
    folders,
    trees: [filesOf(folders[0]), filesOf(folders[1])],
    duration: performance.now() - began,
  };
}

/** When a render is killed: so many milliseconds after its start, or after it has begun to write. */
interface Moment {
  readonly after: 'start' | 'writing';
  readonly milliseconds: number;
}

/** Renders in a process of its own; `null` where it was killed before its end. */
function render(inventory: string, out: string, moment?: Moment): Promise<number | null> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [cli, 'render', inventory, '-o', out], { stdio: 'ignore' });
    let timer: NodeJS.Timeout | undefined;
    const kill = (): void => {
      timer ??= setTimeout(() => child.kill('SIGKILL'), moment?.milliseconds);
    };
    const watcher =
      moment?.after === 'writing' ? watch(out, (_, name) => void (name === '.swanmesh' && kill())) : undefined;
    if (moment?.after === 'start') kill();
    child.on('exit', (status) => {
      clearTimeout(timer);
      watcher?.close();
      done(status);
    });
  });
}

function momentOf(random: Random, duration: number): Moment {
  return random(2) === 0
    ? { after: 'start', milliseconds: random(Math.ceil(duration * 1.1)) }
    : { after: 'writing', milliseconds: random(Math.ceil(duration / 5)) };
}

const kills: Counts = new Map();

/** Half of the kills come at any moment, half while the tree is written; half of what is left is finished by `--recover`. */
export const killed: Kind = {
  name: 'render killed by SIGKILL',
  isSlow: true,
  counts: kills,
  trial: (random, plant) =>
    inFolder(async (folder) => {
      const { inventories, folders, trees, duration } = await twoTrees();
      const [, two] = inventories;
      const [old, wanted] = trees;
      const out = join(folder, 'tree');
      cpSync(folders[0], out, { recursive: true });
      writeFileSync(join(out, host, 'foreign.txt'), 'foreign');
      const status = await render(two, out, momentOf(random, duration));
      if (plant) rmSync(join(out, host), { recursive: true });
      if (status === null) count(kills, 'before its end');
      const isHalf = existsSync(join(out, '.swanmesh/journal.json'));
      if (isHalf) count(kills, 'half written');
      const { [`${host}/foreign.txt`]: foreign, ...found } = filesOf(out);
      if (foreign !== 'foreign') return 'a file of others is gone';
      for (const path of new Set([...Object.keys(old), ...Object.keys(wanted)]))
        if (found[path] !== old[path] && found[path] !== wanted[path]) return `${path} is neither old nor new`;
      const half = Object.keys(found).some((path) => found[path] !== old[path]) && !isSame(found, wanted);
      if (half && !isHalf) return 'the tree is mixed, and no journal says so';
      if (isHalf && random(2) === 0) {
        const { status: recovered } = await swanmesh('render', '--recover', out);
        if (recovered !== 0) return '--recover failed';
      } else {
        const next = await swanmesh('render', two, '-o', out);
        if (next.status !== 0) return `the next run failed: ${next.stderr}`;
      }
      const { [`${host}/foreign.txt`]: stays, ...ended } = filesOf(out);
      if (stays !== 'foreign' || !isSame(ended, wanted)) return 'what was half written was not finished';
      return existsSync(join(out, '.swanmesh')) ? 'the state folder is left' : undefined;
    }),
};

const races: Counts = new Map();

/** Two renders of unlike inventories into one tree, begun within a few milliseconds of each other. */
export const race: Kind = {
  name: 'two renders at once',
  isSlow: true,
  counts: races,
  trial: (random, plant) =>
    inFolder(async (folder) => {
      const { inventories, folders, trees, duration } = await twoTrees();
      const out = join(folder, 'tree');
      if (random(2) === 0) cpSync(folders[0], out, { recursive: true });
      const first = random(2);
      const later = random(Math.ceil(duration / 4));
      const [a, b] = await Promise.all([
        render(inventories[first === 0 ? 0 : 1], out),
        new Promise<number | null>((done) =>
          setTimeout(() => void render(inventories[first === 0 ? 1 : 0], out).then(done), later),
        ),
      ]);
      if (a !== 0 && b !== 0) return `neither has won: ${a}, ${b}`;
      count(races, a === 0 && b === 0 ? 'one behind the other' : 'one refused');
      const isFirst = filesOf(out)['manifest.json'] === trees[0]['manifest.json'];
      if (plant) cpSync(join(folders[isFirst ? 1 : 0], host), join(out, host), { recursive: true });
      const found = filesOf(out);
      return trees.some((tree) => isSame(tree, found)) ? undefined : 'the tree is mixed';
    }),
};
