#!/usr/bin/env node
// The library in a script of one's own: checks an inventory, and prints the MTU and the size of the conns of every host.
// Usage: hosts.mjs inventory.json   (JSON with PEM text in place of paths)
import { readFileSync } from 'node:fs';
import { formatDiagnostic, readCluster, renderHost, webCryptoVerifier } from 'swanmesh';

const inventory = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const cluster = await readCluster(inventory, { now: new Date(), signatures: webCryptoVerifier(crypto.subtle) });
for (const finding of cluster.findings) console.error(formatDiagnostic(finding));
if (cluster.kind === 'failed') process.exit(1);
const { mesh, rendering } = cluster.value;
for (const node of mesh.nodes) {
  const files = renderHost(rendering, node);
  if (files.kind === 'failed') process.exit(1);
  const conns = files.value.find(({ path }) => path === `etc/ipsec.d/${mesh.name}.conf`);
  console.log(node.name, rendering.mtu.hosts.get(node.name)?.overlayMtu, conns?.content.length);
}
