/** The kinds of attack and accident that the campaign tries, each with a fault of its own that it must find. */

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { swanmesh } from '../support/command-line.ts';
import { pieceIn, piecesOf } from '../support/pieces.ts';

/** Whole numbers below a bound, the same for the same seed. */
export type Random = (below: number) => number;

/** Numbers from a seed: SHA-256 in counter mode, so that a trial can be done again by its own seed. */
export function randomOf(seed: string): Random {
  let [block, at] = [Buffer.alloc(0), 0];
  let count = 0;
  return (below) => {
    if (at + 4 > block.length) {
      block = createHash('sha256').update(`${seed} ${count}`).digest();
      count += 1;
      at = 0;
    }
    const number = block.readUInt32BE(at);
    at += 4;
    return number % below;
  };
}

/** One trial gives what was wrong, or nothing. With `plant` it makes a fault of the kind's own, which must be found. */
export interface Kind {
  readonly name: string;
  readonly trial: (random: Random, plant: boolean) => Promise<string | undefined>;
}

const example = 'docs/examples/openshift';
const cli = resolve('dist/cli/main.js');
const digits = createHash('sha256').update('of the campaign').digest('hex');
const keyText = readFileSync(join(example, 'pki/node-1.key'), 'latin1');
const key = keyText
  .split('\n')
  .filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line))
  .join('');
const pieces = new Set([...piecesOf(digits), ...piecesOf(key)]);

const inventory = `version: 1
profile: openshift3
libreswan: "4.10"
auth: psk
psk: { master: "0x${digits}" } # a comment
network: { interface: eth0, linkMtu: 1500 }
nodes:
  a: { address: 10.0.0.1, role: master }
  b:
    address: 10.0.0.2
    key: |
      ${keyText.trim().replaceAll('\n', '\n      ')}
`;
const conf = `config setup
\tlogfile=/x
conn a
\tleft=10.0.0.1
\tright=10.0.0.2
\tauto=ondemand
: PSK 0x${digits}
`;

/** Characters that break things. */
const odd = [
  '\n',
  '"',
  "'",
  '{',
  '}',
  '[',
  ':',
  ': ',
  '#',
  ' ',
  '\t',
  '*',
  '&',
  '!',
  '|',
  '-',
  '=',
  '\u001b',
  '\u0085',
  '\u202e',
  '\u2028',
  '\ud800',
  '\0',
  'é',
];

/** The text with some damage: characters or lines lost, put in, doubled, moved. Never inside the secret itself. */
function damaged(text: string, random: Random): string {
  let result = text;
  for (let i = 0; i <= random(4); i += 1) {
    const at = random(result.length + 1);
    const inSecret = [digits, ...(key.match(/.{1,64}/g) ?? [])].some((part) => {
      const from = result.indexOf(part);
      return from >= 0 && at > from && at < from + part.length;
    });
    if (inSecret) continue;
    const lines = result.split('\n');
    const line = random(lines.length);
    const how = random(5);
    if (how === 0) result = result.slice(0, at) + (odd[random(odd.length)] ?? '') + result.slice(at);
    else if (how === 1) result = lines.map((each, n) => (n === line ? each.trimStart() : each)).join('\n');
    else if (how === 2) result = lines.toSpliced(line, 1).join('\n');
    else if (how === 3) result = lines.toSpliced(line, 0, lines[random(lines.length)] ?? '').join('\n');
    else result = result.slice(0, at) + result.slice(at + 1);
  }
  return result;
}

interface Said {
  readonly words: readonly string[];
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const raw = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

/** What no answer may be: a throw, a cut document, raw controls, a secret, another status. */
const judges: Readonly<Record<string, (said: Said) => string | undefined>> = {
  throw: ({ stderr }) => (stderr.includes('bug in swanmesh') ? stderr : undefined),
  document: ({ words, stdout, status }) => {
    if (!words.includes('--json') || (stdout === '' && status === 2)) return undefined;
    try {
      JSON.parse(stdout);
      return undefined;
    } catch {
      return 'the JSON is cut';
    }
  },
  controls: ({ stdout, stderr }) => (raw.test(stdout + stderr) ? 'raw controls' : undefined),
  secret: ({ stdout, stderr }) => pieceIn(stdout + stderr, pieces),
  status: ({ status }) => ([0, 1, 2, 3].includes(status) ? undefined : `status ${status}`),
};

/** What plants a fault for each judge. */
const plants: Readonly<Record<string, (said: Said) => Said>> = {
  throw: (said) => ({ ...said, stderr: 'swanmesh: bug in swanmesh: planted' }),
  document: (said) => ({ ...said, words: ['--json'], status: 1, stdout: '{"version":1,"findings":[' }),
  controls: (said) => ({ ...said, stderr: `${said.stderr}\u009b31m` }),
  secret: (said) => ({ ...said, stdout: `${said.stdout}${digits.slice(20, 40)}` }),
  status: (said) => ({ ...said, status: 134 }),
};

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-abuse-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function judged(words: readonly string[], plant?: string): Promise<string | undefined> {
  for (const format of [[], ['--json']]) {
    let said: Said = { words: [...words, ...format], ...(await swanmesh(...words, ...format)) };
    if (plant !== undefined) said = plants[plant]?.(said) ?? said;
    for (const [name, judge] of Object.entries(judges)) {
      const fault = judge(said);
      if (fault !== undefined) return `${name}: ${fault.slice(0, 200)} (${said.words.join(' ')})`;
    }
  }
  return undefined;
}

const textKinds: readonly Kind[] = Object.keys(judges).flatMap((judge) => [
  {
    name: `inventory, ${judge}`,
    trial: (random: Random, plant: boolean) =>
      inFolder(async (folder) => {
        const path = join(folder, 'cluster.yaml');
        writeFileSync(path, damaged(inventory, random));
        const words =
          [
            ['check', path],
            ['render', path],
            ['mtu', path],
          ][random(3)] ?? [];
        return judged(words, plant ? judge : undefined);
      }),
  },
  {
    name: `ipsec.conf and gathered tree, ${judge}`,
    trial: (random: Random, plant: boolean) =>
      inFolder(async (folder) => {
        mkdirSync(join(folder, 'tree/a/etc'), { recursive: true });
        mkdirSync(join(folder, 'tree/a/facts'));
        const path = join(folder, 'tree/a/etc/ipsec.conf');
        writeFileSync(path, damaged(conf, random));
        writeFileSync(join(folder, 'tree/a/facts/release.txt'), damaged('Libreswan 4.10\n', random));
        writeFileSync(
          join(folder, 'tree/a/facts/nicknames.txt'),
          damaged('Certificate Nickname\n\nnode u,u,u\n', random),
        );
        const words = random(2) === 0 ? ['conf', path, '--libreswan', '4.10'] : ['verify', join(folder, 'tree')];
        return judged(words, plant ? judge : undefined);
      }),
  },
]);

const certificate: Kind = {
  name: 'certificate with changed bytes',
  trial: (random, plant) =>
    inFolder(async (folder) => {
      const pem = readFileSync(join(example, 'pki/node-1.crt'), 'latin1').replace(/-----[^-]+-----|\s/g, '');
      const der = Buffer.from(pem, 'base64');
      for (let i = 0; i <= random(3); i += 1) der[random(der.length)] = random(256);
      writeFileSync(join(folder, 'x.crt'), der);
      return judged(['cert', join(folder, 'x.crt')], plant ? 'throw' : undefined);
    }),
};

function filesOf(root: string): Readonly<Record<string, string>> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const rows = entries
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/.swanmesh'));
  return Object.fromEntries(rows.map((path) => [path.slice(root.length + 1), readFileSync(path, 'latin1')]));
}

function render(inventoryFile: string, out: string, killAfter?: number): Promise<number | null> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [cli, 'render', inventoryFile, '-o', out], { stdio: 'ignore' });
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('exit', (status) => {
      clearTimeout(timer);
      done(status);
    });
  });
}

/** Two inventories whose trees differ in every host, and their whole trees. */
async function twoTrees(
  folder: string,
): Promise<readonly { readonly path: string; readonly tree: Readonly<Record<string, string>> }[]> {
  const made = [];
  for (const name of ['one', 'two']) {
    cpSync(example, join(folder, name), { recursive: true });
    const path = join(folder, name, 'cluster.yaml');
    if (name === 'two') writeFileSync(path, readFileSync(path, 'utf8').replace('eth0', 'ens3').replace('1500', '9000'));
    await swanmesh('render', path, '-o', join(folder, `whole-${name}`));
    made.push({ path, tree: filesOf(join(folder, `whole-${name}`)) });
  }
  return made;
}

const killed: Kind = {
  name: 'render killed by SIGKILL',
  trial: (random, plant) =>
    inFolder(async (folder) => {
      const [one, two] = await twoTrees(folder);
      if (one === undefined || two === undefined) return 'no trees';
      const out = join(folder, 'tree');
      await swanmesh('render', one.path, '-o', out);
      await render(two.path, out, 100 + random(700));
      if (plant) rmSync(join(out, 'node-1.example.com'), { recursive: true });
      const found = filesOf(out);
      for (const path of Object.keys(one.tree)) {
        if (found[path] === undefined) return `${path} is absent`;
        if (path !== 'manifest.json' && found[path] !== one.tree[path] && found[path] !== two.tree[path])
          return `${path} is cut`;
      }
      if ((await render(two.path, out)) !== 0) return 'the next run failed';
      return JSON.stringify(filesOf(out)) === JSON.stringify(two.tree) ? undefined : 'the next run did not finish it';
    }),
};

const race: Kind = {
  name: 'two renders at once',
  trial: (_, plant) =>
    inFolder(async (folder) => {
      const trees = await twoTrees(folder);
      const out = join(folder, 'tree');
      await Promise.all(trees.map(({ path }) => render(path, out)));
      if (plant)
        cpSync(
          join(
            folder,
            `whole-${filesOf(out)['manifest.json'] === trees[0]?.tree['manifest.json'] ? 'two' : 'one'}`,
            'node-1.example.com',
          ),
          join(out, 'node-1.example.com'),
          { recursive: true },
        );
      const found = JSON.stringify(filesOf(out));
      return trees.some(({ tree }) => JSON.stringify(tree) === found) ? undefined : 'the tree is mixed';
    }),
};

const outside: Kind = {
  name: 'journal and manifest that lead out of the tree',
  trial: (random, plant) =>
    inFolder(async (folder) => {
      const tree = join(folder, 'tree');
      await swanmesh('render', `${example}/cluster.yaml`, '-o', tree);
      writeFileSync(join(folder, 'mine'), 'mine');
      mkdirSync(join(tree, '.swanmesh/new'), { recursive: true });
      writeFileSync(join(tree, '.swanmesh/new/1'), 'theirs');
      const paths = [
        '../mine',
        'a/../../mine',
        join(folder, 'mine'),
        '/../mine',
        'a/./../../mine',
        '..//mine',
        'a\\..\\..\\mine',
        'manifest.d/../../mine',
      ];
      const path = paths[random(paths.length)] ?? '';
      const journal = {
        version: 1,
        put: [['1', path]],
        remove: [path],
        manifests: [['1', path]],
        staleManifests: [path],
      };
      const chosen = Object.fromEntries(
        Object.entries(journal).map(([name, value]) => [name, name === 'version' || random(2) === 0 ? value : []]),
      );
      writeFileSync(join(tree, '.swanmesh/journal.json'), JSON.stringify(chosen));
      if (random(2) === 0)
        writeFileSync(
          join(tree, 'manifest.json'),
          JSON.stringify({ swanmesh: 'x', hosts: { [`x${path}`]: { files: [{ path }] }, a: { files: [{ path }] } } }),
        );
      const { stderr } = await swanmesh('render', `${example}/cluster.yaml`, '-o', tree, '--force');
      if (plant) rmSync(join(folder, 'mine'));
      if (stderr.includes('bug in swanmesh')) return stderr;
      return statSync(join(folder, 'mine'), { throwIfNoEntry: false })?.isFile() === true &&
        readFileSync(join(folder, 'mine'), 'utf8') === 'mine'
        ? undefined
        : 'a file outside was touched';
    }),
};

/** All kinds; the first are quick, the last start processes. */
export const kinds: readonly Kind[] = [...textKinds, certificate, outside, killed, race];
