#!/usr/bin/env node
// A post-renderer of Helm: manifests in, manifests out. Sets the MTU that IPsec leaves for pods where Calico's ConfigMap has one:
//
//   helm template chart --post-renderer ./helm-post-renderer.mjs --post-renderer-args cluster.yaml
//
// Protocol: https://helm.sh/docs/topics/advanced/#post-rendering
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const { cluster } = JSON.parse(
  execFileSync('npx', ['swanmesh', 'mtu', process.argv[2], '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 }),
);
const documents = parseAllDocuments(readFileSync(0, 'utf8'));
for (const document of documents) {
  if (document.errors.length > 0) {
    console.error(document.errors[0].message);
    process.exit(1);
  }
  if (document.get('kind') === 'ConfigMap' && document.hasIn(['data', 'veth_mtu']))
    document.setIn(['data', 'veth_mtu'], String(cluster.overlayMtu));
}
process.stdout.write(
  documents.map(String).join(documents.length > 1 && !String(documents[1]).startsWith('---') ? '---\n' : ''),
);
