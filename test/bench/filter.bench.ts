/** Requests one after the other to one process, beside a process for each. */
import { spawnSync } from 'node:child_process';

const cluster = 'docs/examples/openshift/cluster.yaml';
const hosts = ['master-1', 'master-2', 'node-1', 'node-2', 'node-3'].map((name) => `${name}.example.com`);
const rounds = 2;

function call(words: readonly string[], input = ''): void {
  const { status } = spawnSync(process.execPath, ['dist/bin/swanmesh.js', ...words], { input, maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(words.join(' '));
}

function throughFilter(times: number): void {
  const requests = Array.from({ length: times }, () =>
    hosts.map((host) => JSON.stringify({ request: 'render', host })),
  );
  call(['filter', cluster], `${requests.flat().join('\n')}\n`);
}

export const groups = [
  {
    name: `the files of one host, ${rounds * hosts.length} times`,
    runs: 3,
    goal: { ratio: 5, text: 'five times as fast as a process per call' },
    competitors: [
      { label: 'swanmesh filter, one process', run: () => throughFilter(rounds) },
      {
        label: 'swanmesh render --host, a process per call',
        run: () => {
          for (let i = 0; i < rounds; i += 1) for (const host of hosts) call(['render', cluster, '--host', host]);
        },
      },
    ],
  },
  {
    name: 'the files of one host, 10,000 times',
    runs: 3,
    competitors: [{ label: 'swanmesh filter, one process', run: () => throughFilter(2000) }],
  },
];
