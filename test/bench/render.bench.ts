/** Rendering a mesh of 1,000 hosts, beside what a user would write instead: a template that loops over all hosts for each. */
import { type Cluster, readClusterSync } from '../../src/cluster.ts';
import { renderHost } from '../../src/render/host.ts';
import { authorityPem, hostPem, nodeSubject, now } from '../support/cluster.ts';

const hosts = 1000;

function inventory(layout: 'shared' | 'flat'): unknown {
  return {
    version: 1,
    libreswan: '4.10',
    authority: authorityPem(),
    ipsec: { layout },
    nodes: Object.fromEntries(
      Array.from({ length: hosts }, (_, i) => [
        `node-${i}.example.com`,
        {
          address: `172.16.${Math.floor(i / 250)}.${(i % 250) + 1}`,
          certificate: hostPem(nodeSubject(`node-${i}.example.com`)),
        },
      ]),
    ),
  };
}

function clusterOf(layout: 'shared' | 'flat'): Cluster {
  const cluster = readClusterSync(inventory(layout), { now });
  if (cluster.kind === 'failed') throw new Error(JSON.stringify(cluster.findings[0]));
  return cluster.value;
}

/** Bytes of all conn files; each file is made into bytes, as a writer would. */
function renderAll({ mesh, rendering }: Cluster): number {
  let bytes = 0;
  for (const node of mesh.nodes) {
    const files = renderHost(rendering, node);
    if (files.kind === 'failed') throw new Error('not rendered');
    for (const { path, content } of files.value) if (path.endsWith('.conf')) bytes += Buffer.from(content).length;
  }
  return bytes;
}

/** The guide's block in a template literal, for every other host: no check, no quoting, no release. */
function template({ mesh }: Cluster): number {
  let bytes = 0;
  for (const node of mesh.nodes) {
    const conns = mesh.nodes
      .filter((other) => other !== node)
      .map(
        (other) => `conn ${other.name}
  left=${node.addresses.ipv4}
  leftid="CN=${node.name}"
  leftrsasigkey=%cert
  leftcert=${node.nickname}
  right=${other.addresses.ipv4}
  rightid="O=system:nodes, CN=system:node:${other.name}"
  rightrsasigkey=%cert
  auto=start
  keyingtries=%forever
`,
      );
    bytes += Buffer.from(conns.join('\n')).length;
  }
  return bytes;
}

const written = inventory('shared');
const shared = clusterOf('shared');
const flat = clusterOf('flat');

export const groups = [
  {
    name: `all files of ${hosts} hosts (${hosts * (hosts - 1)} conns), in memory`,
    runs: 3,
    competitors: [
      { label: 'swanmesh, layout shared', run: () => renderAll(shared) },
      { label: 'swanmesh, layout flat', run: () => renderAll(flat) },
      { label: "the guide's conn in a bare template literal, nothing checked", run: () => template(shared) },
    ],
  },
  {
    name: `one host of ${hosts}, everything read and checked`,
    competitors: [
      { label: 'inventory, certificates, mesh, checks', run: () => readClusterSync(written, { now }) },
      {
        label: 'and the files of one host',
        run: () => renderHost(shared.rendering, shared.mesh.nodes[0] as (typeof shared.mesh.nodes)[0]),
      },
    ],
  },
];
