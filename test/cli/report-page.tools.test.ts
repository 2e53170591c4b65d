import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { swanmesh, testFolder } from '../support/run-cli.ts';

const cluster = 'docs/examples/openshift/cluster.yaml';
const time = ['--now', '2026-11-22T00:00:00Z', '--quiet'];
const digits = '0x5d41402abc4b2a76b9719d911017c592ae3f1c0d9b8e7f60';

test('verify --report writes a page with the line of each finding, without a secret, and keeps one that is there', () => {
  const folder = testFolder();
  const tree = join(folder, 'tree');
  swanmesh(['render', cluster, '-o', tree, ...time]);
  const conf = (host: string): string => join(tree, `${host}.example.com/etc/ipsec.d/openshift-cluster.conf`);
  const change = (host: string, line: string): void =>
    writeFileSync(conf(host), readFileSync(conf(host), 'utf8').replace(/esp=.*/, line));
  change('node-1', 'esp=aes128-sha1');
  change('node-2', `psk=${digits}\n\tauto=${digits}`);
  writeFileSync(join(tree, 'node-3.example.com/etc/ipsec.secrets'), `10.0.0.1 10.0.0.2 : PSK "${digits}\n`);
  const page = join(folder, 'report.html');
  const run = swanmesh(['verify', cluster, tree, '--report', page, ...time]);
  expect(run.status).toBe(1);
  const html = readFileSync(page, 'utf8');
  expect(html).toContain('<mark>esp=aes128-sha1</mark>');
  expect(html).toContain('data-host="node-1.example.com"');
  expect(html).toContain('1438');
  for (let at = 0; at + 12 <= digits.length; at += 1) expect(html).not.toContain(digits.slice(at, at + 12));
  const again = swanmesh(['verify', cluster, tree, '--report', page, ...time]);
  expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('--force replaces it') });
  expect(swanmesh(['verify', cluster, tree, '--report', page, '--force', ...time]).status).toBe(1);
});
