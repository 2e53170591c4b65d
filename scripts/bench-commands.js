// Measures whole commands beside programs that touch the same files: processor seconds and peak memory, median of several rounds in
// which they take turns. Usage: npm run bench:commands [-- HOSTS [ROUNDS [FOLDER]]], npm run bench:long. The results are also written to
// build/bench/commands-HOSTS.json. Needs Linux and GNU time; Jinja2 is measured where Python has it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [hosts, rounds] = [Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 3)];
const folder = mkdtempSync(join(process.argv[4] ?? tmpdir(), 'swanmesh-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const program = resolve('dist/bin/swanmesh.js');

mkdirSync('build/bench', { recursive: true });
const outfile = 'build/bench/inventory-folder.mjs';
await build({
  entryPoints: ['test/bench/inventory-folder.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
});
const { writeInventory } = await import(pathToFileURL(resolve(outfile)).href);
writeInventory(folder, hosts);

const swanmesh = (...words) => [process.execPath, program, ...words];
const shell = (text) => ['sh', '-c', text];
const now = ['--now', '2026-11-28T00:00:00Z'];

/** The least that Node does for the same files: every one is read into one buffer. */
writeFileSync(
  join(folder, 'read.mjs'),
  `import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
const room = Buffer.allocUnsafeSlow(2 ** 24);
const walk = (path) => {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const below = path + '/' + entry.name;
    if (entry.isDirectory()) { walk(below); continue; }
    const file = openSync(below);
    while (readSync(file, room) > 0);
    closeSync(file);
  }
};
walk(process.argv[2]);
`,
);
/** The least that Node does to write them: the files of a tree, each by one call, and nothing put on the disk. */
writeFileSync(
  join(folder, 'write.mjs'),
  `import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
const walk = (from, to) => {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true }))
    if (entry.isDirectory()) walk(from + '/' + entry.name, to + '/' + entry.name);
    else writeFileSync(to + '/' + entry.name, readFileSync(from + '/' + entry.name));
};
walk(process.argv[2], process.argv[3]);
`,
);
/** The guide's conn in a loop, with no certificate read and nothing checked. */
writeFileSync(
  join(folder, 'template.py'),
  `import os, sys, jinja2
names = [f"node-{i}.example.com" for i in range(int(sys.argv[1]))]
nodes = [{"name": n, "address": f"172.16.{i // 250}.{i % 250 + 1}"} for i, n in enumerate(names)]
template = jinja2.Template("""{% for other in nodes %}{% if other.name != host.name %}conn {{ other.name }}
  left={{ host.address }}
  leftid="CN={{ host.name }}"
  leftrsasigkey=%cert
  leftcert={{ host.name }}
  right={{ other.address }}
  rightid="O=system:nodes, CN=system:node:{{ other.name }}"
  rightrsasigkey=%cert
  auto=start
  keyingtries=%forever
{% endif %}{% endfor %}""")
os.mkdir(sys.argv[2])
for host in nodes:
    with open(os.path.join(sys.argv[2], host["name"]), "w") as file: file.write(template.render(nodes=nodes, host=host))
`,
);
const hasJinja = spawnSync('python3', ['-c', 'import jinja2']).status === 0;

const remove = (...names) => {
  for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
};
/** One host of a hundred has a wrong address of one peer. */
const damage = () => {
  if (existsSync(join(folder, 'damaged'))) return;
  cpSync(join(folder, 'tree'), join(folder, 'damaged'), { recursive: true });
  for (let i = 0; i < hosts; i += 100) {
    const path = join(folder, 'damaged', `node-${i}.example.com`, 'etc/ipsec.d/mesh.conf');
    writeFileSync(path, readFileSync(path, 'utf8').replace('\tright=172.', '\tright=10.'));
  }
};

// In the order in which they run; `beside` and `most` are the goals.
const rows = [
  { label: 'node -e ""', command: [process.execPath, '-e', ''] },
  { label: 'swanmesh --version', command: swanmesh('--version') },
  { label: 'swanmesh check', command: swanmesh('check', ...now, 'cluster.yaml') },
  {
    label: 'swanmesh render',
    prepare: () => remove('tree'),
    command: swanmesh('render', ...now, 'cluster.yaml', '-o', 'tree'),
    beside: 'cp -r',
    most: 1.5,
    memory: 150,
  },
  {
    label: 'swanmesh render, nothing changed',
    command: swanmesh('render', ...now, 'cluster.yaml', '-o', 'tree'),
    beside: 'diff -rq',
    most: 1,
  },
  {
    label: 'swanmesh render, layout flat',
    prepare: () => remove('flat'),
    command: swanmesh('render', ...now, 'flat.yaml', '-o', 'flat'),
    beside: 'cp -r, layout flat',
    most: 2,
  },
  { label: 'cp -r', prepare: () => remove('copy'), command: ['cp', '-r', '--reflink=never', 'tree', 'copy'] },
  {
    label: 'cp -r, layout flat',
    prepare: () => remove('copy-flat'),
    command: ['cp', '-r', '--reflink=never', 'flat', 'copy-flat'],
  },
  { label: 'diff -rq', command: ['diff', '-rq', '--exclude=.swanmesh', 'tree', 'copy'] },
  {
    label: 'Node: read and write the tree',
    prepare: () => remove('written'),
    command: [process.execPath, 'write.mjs', 'tree', 'written'],
  },
  ...(hasJinja
    ? [
        {
          label: 'Jinja2, conns alone',
          prepare: () => remove('jinja'),
          command: ['python3', 'template.py', String(hosts), 'jinja'],
        },
      ]
    : []),
  {
    label: 'swanmesh verify',
    command: swanmesh('verify', ...now, 'cluster.yaml', 'tree'),
    beside: 'sha256sum',
    most: 1.5,
    memory: 150,
  },
  {
    label: 'swanmesh verify, 1 % damaged',
    prepare: damage,
    status: 1,
    command: swanmesh('verify', ...now, 'cluster.yaml', 'damaged'),
    beside: 'sha256sum',
    most: 2,
  },
  {
    label: 'swanmesh verify, other layout',
    command: swanmesh('verify', ...now, 'cluster.yaml', 'flat'),
    beside: 'sha256sum, layout flat',
    most: 4,
  },
  { label: 'sha256sum', command: shell('find tree -type f -exec sha256sum {} +') },
  { label: 'sha256sum, layout flat', command: shell('find flat -type f -exec sha256sum {} +') },
  { label: 'Node: read the tree', command: [process.execPath, 'read.mjs', 'tree'] },
];

/** Runs a command. */
function measure({ label, command, prepare, status = 0 }) {
  prepare?.();
  const ran = spawnSync('/usr/bin/time', ['-q', '-o', 'time', '-f', '%U %S %M', ...command], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (ran.status !== status)
    throw new Error(`${label}: status ${ran.status}: ${(ran.stderr ?? String(ran.error)).slice(-2000)}`);
  const [user, system, memory] = readFileSync(join(folder, 'time'), 'utf8').trim().split(' ').map(Number);
  return { seconds: user + system, megabytes: memory / 1024 };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const measured = new Map(rows.map(({ label }) => [label, []]));
for (let round = 0; round < rounds; round += 1) for (const row of rows) measured.get(row.label).push(measure(row));

/** The ratio of two commands, round by round: what else the machine does hits both of a round alike. */
const ratioOf = (label, beside) =>
  median(measured.get(label).map(({ seconds }, i) => seconds / Math.max(0.01, measured.get(beside)[i].seconds)));

const files = readdirSync(join(folder, 'tree'), { recursive: true }).length;
console.log(`${hosts} hosts, ${hosts * (hosts - 1)} conns, ${files} files and folders; median of ${rounds}\n`);
const results = rows.map(({ label, beside, most, memory }) => {
  const seconds = median(measured.get(label).map((one) => one.seconds));
  const megabytes = Math.round(median(measured.get(label).map((one) => one.megabytes)));
  const ratio = beside === undefined ? undefined : ratioOf(label, beside);
  const missed = (most !== undefined && ratio > most) || (memory !== undefined && megabytes > memory);
  const goals = [
    ...(ratio === undefined ? [] : [`${ratio.toFixed(1)} × ${beside} (goal ${most})`]),
    ...(memory === undefined ? [] : [`goal ${memory} MB`]),
    ...(missed ? ['MISSED'] : []),
  ];
  console.log(
    `${label.padEnd(34)} ${seconds.toFixed(2).padStart(6)} s ${String(megabytes).padStart(5)} MB  ${goals.join(', ')}`.trimEnd(),
  );
  return { label, seconds, megabytes, ...(beside === undefined ? {} : { beside, ratio, goal: most }), missed };
});
writeFileSync(`build/bench/commands-${hosts}.json`, `${JSON.stringify({ hosts, rounds, results }, undefined, 2)}\n`);
process.exitCode = results.some(({ missed }) => missed) ? 1 : 0;
