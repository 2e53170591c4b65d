#!/usr/bin/env node
// An external data source of Terraform: a JSON object of texts in, one of texts out, and on failure a message on stderr.
//
//   data "external" "node_1" {
//     program = ["node", "terraform-external.mjs"]
//     query   = { cluster = "cluster.yaml", host = "node-1.example.com" }
//   }
//
// data.external.node_1.result["etc/ipsec.d/mesh.conf"] is then the text of that file. Secret files are left out: Terraform writes results
// into its state. Protocol: https://registry.terraform.io/providers/hashicorp/external/latest/docs/data-sources/external
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { cluster, host } = JSON.parse(readFileSync(0, 'utf8'));
const input = `${JSON.stringify({ request: 'render', host })}\n`;
const answer = JSON.parse(
  execFileSync('npx', ['swanmesh', 'filter', cluster], { input, encoding: 'utf8', maxBuffer: 1 << 28 }),
);
if (!answer.ok) {
  for (const { severity, message } of answer.findings) if (severity === 'error') console.error(message);
  process.exit(1);
}
const files = answer.answer.files.filter(({ secret }) => !secret);
console.log(JSON.stringify(Object.fromEntries(files.map(({ path, content }) => [path, content]))));
