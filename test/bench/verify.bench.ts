/** Verifying a rendered mesh of 1,000 hosts from disk, beside sha256sum over the same files. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { verifyFolder } from '../../src/cli/verify-tree.ts';
import { type Cluster, readClusterSync } from '../../src/cluster.ts';
import { renderHost } from '../../src/render/host.ts';
import { authorityPem, hostPem, nodeSubject, now } from '../support/cluster.ts';

const hosts = 1000;

function clusterOf(layout: 'shared' | 'flat'): Cluster {
  const names = Array.from({ length: hosts }, (_, i) => `node-${i}.example.com`);
  const nodes = names.map((name, i) => [
    name,
    { address: `172.16.${Math.floor(i / 250)}.${(i % 250) + 1}`, certificate: hostPem(nodeSubject(name)) },
  ]);
  const cluster = readClusterSync(
    {
      version: 1,
      libreswan: '4.10',
      authority: authorityPem(),
      ipsec: { layout },
      nodes: Object.fromEntries(nodes),
    },
    { now },
  );
  if (cluster.kind === 'failed') throw new Error(JSON.stringify(cluster.findings[0]));
  return cluster.value;
}

const folder = mkdtempSync(join(tmpdir(), 'swanmesh-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The conns of every host, on disk. */
function write(name: string, { mesh, rendering }: Cluster): string {
  const root = join(folder, name);
  for (const node of mesh.nodes) {
    const files = renderHost(rendering, node);
    if (files.kind === 'failed') throw new Error('not rendered');
    for (const { path, content } of files.value) {
      if (!path.endsWith('.conf')) continue;
      mkdirSync(dirname(join(root, node.name, path)), { recursive: true });
      writeFileSync(join(root, node.name, path), content);
    }
  }
  return root;
}

async function verify(root: string, cluster: Cluster): Promise<number> {
  const report = await verifyFolder(root, { rendering: cluster.rendering, now, expiryWarning: 30 });
  if (report.consistent !== 'yes' || report.mirrored !== hosts * (hosts - 1)) throw new Error('not consistent');
  return report.found;
}

function sums(root: string): number {
  return execFileSync('sh', ['-c', 'find "$1" -type f -exec sha256sum {} +', 'sh', root], { maxBuffer: 2 ** 28 })
    .length;
}

export const groups = (['shared', 'flat'] as const).map((layout) => {
  const cluster = clusterOf(layout);
  const root = write(layout, cluster);
  return {
    name: `verify ${hosts * (hosts - 1)} conns from disk, layout ${layout}`,
    runs: 3,
    competitors: [
      { label: 'swanmesh verify', run: () => verify(root, cluster) },
      { label: 'sha256sum over the same files', run: () => sums(root) },
    ],
  };
});
