import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outputNames, outputSchema } from '../../src/cli/output-schemas.ts';
import { swanmesh } from '../support/command-line.ts';
import { testFolder } from '../support/test-folder.ts';

const example = 'docs/examples/openshift';
const cluster = `${example}/cluster.yaml`;
const ajv = new Ajv2020({ strict: true, allErrors: true });
const validators = new Map(outputNames.map((name) => [name, ajv.compile(outputSchema(name))]));

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'swanmesh-json-'));
  mkdirSync(join(folder, 'pki'));
  cpSync(`${example}/pki`, join(folder, 'pki'), { recursive: true });
  writeFileSync(join(folder, 'broken.yaml'), 'version: 1\n');
  writeFileSync(join(folder, 'secret.key'), 'x');
  writeFileSync(join(folder, 'pluto.log'), '"a-to-b" #1: authentication failed: no PSK found for \'b\'\n');
  writeFileSync(
    join(folder, 'authority.yaml'),
    'version: 1\nauthority: pki/ca.crt\nnodes: { node-1.example.com: { address: 172.16.0.21, certificate: pki/node-1.crt } }\n',
  );
  await swanmesh('render', cluster, '-o', join(folder, 'tree'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Document {
  readonly ok: boolean;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly findings: readonly { readonly severity: string }[];
}

const rows: readonly (readonly [string, number, (folder: string) => readonly string[]])[] = [
  ['check', 0, () => ['check', cluster]],
  ['check', 1, (at) => ['check', join(at, 'broken.yaml')]],
  ['render', 0, () => ['render', cluster]],
  ['render', 1, (at) => ['render', join(at, 'broken.yaml')]],
  ['render', 0, (at) => ['render', cluster, '-o', join(at, 'again')]],
  ['verify', 0, (at) => ['verify', cluster, join(at, 'tree')]],
  ['verify', 1, (at) => ['verify', join(at, 'broken.yaml'), join(at, 'tree')]],
  ['diff', 0, (at) => ['diff', cluster, join(at, 'tree')]],
  ['diff', 1, (at) => ['diff', join(at, 'broken.yaml'), join(at, 'tree')]],
  ['explain', 0, () => ['explain', cluster, 'node-1.example.com', 'node-2.example.com']],
  ['explain', 0, (at) => ['explain', join(at, 'tree'), 'node-1.example.com', '172.16.0.1', '--proto', 'udp']],
  ['explain', 1, (at) => ['explain', join(at, 'broken.yaml'), 'a', 'b']],
  ['rollout', 0, () => ['rollout', cluster]],
  ['rollout', 0, (at) => ['rollout', cluster, join(at, 'tree')]],
  ['rollout', 1, (at) => ['rollout', join(at, 'broken.yaml')]],
  ['status', 1, (at) => ['status', join(at, 'broken.yaml'), join(at, 'tree')]],
  ['mtu', 0, () => ['mtu', cluster]],
  ['mtu', 0, () => ['mtu', '--link-mtu', '1500', '--outer', 'ipv4', '--esp', 'aes256-sha2_256']],
  ['mtu', 0, () => ['mtu', '--all']],
  ['mtu', 1, (at) => ['mtu', join(at, 'broken.yaml')]],
  ['advise', 0, () => ['advise', cluster, '--link-speed', '10G']],
  ['advise', 1, (at) => ['advise', join(at, 'broken.yaml')]],
  ['cert', 0, () => ['cert', `${example}/pki/node-1.crt`, `${example}/pki/ca.crt`]],
  ['cert', 1, (at) => ['cert', join(at, 'broken.yaml')]],
  ['expiry', 0, () => ['expiry', cluster]],
  ['expiry', 1, () => ['expiry', cluster, '--within', '99999d']],
  ['authority', 0, (at) => ['authority', 'renew', join(at, 'authority.yaml'), '--days', '30']],
  ['authority', 1, (at) => ['authority', 'renew', join(at, 'authority.yaml'), '--days', '0']],
  [
    'conf',
    0,
    (at) => ['conf', join(at, 'tree/node-1.example.com/etc/ipsec.d/openshift-cluster.conf'), '--libreswan', '4.10'],
  ],
  [
    'p12',
    0,
    (at) => [
      'p12',
      ...['cert', 'key'].flatMap((part) => [`--${part}`, join(at, `pki/node-1.${part === 'cert' ? 'crt' : 'key'}`)]),
      '--ca',
      join(at, 'pki/ca.crt'),
      '-o',
      join(at, 'n.p12'),
    ],
  ],
  ['import', 0, (at) => ['import', 'certificates', join(at, 'pki')]],
  ['import', 0, (at) => ['import', 'certificates', join(at, 'pki'), '--merge', cluster, '--check']],
  ['import', 1, (at) => ['import', 'kubernetes', join(at, 'broken.yaml')]],
  ['init', 0, (at) => ['init', '-o', join(at, 'init.yaml')]],
  ['graph', 0, () => ['graph', 'mesh', cluster, '--format', 'dot']],
  ['graph', 1, (at) => ['graph', 'groups', join(at, 'broken.yaml')]],
  ['explain-code', 0, () => ['explain-code', 'inventory/missing']],
  ['explain-log', 1, (at) => ['explain-log', join(at, 'pluto.log')]],
  ['failure', 2, (at) => ['check', join(at, 'none.yaml')]],
  ['failure', 2, (at) => ['verify', join(at, 'none')]],
  ['failure', 2, () => ['chekc']],
  ['failure', 2, () => ['check', cluster, '--colour']],
];

describe('with --json the document of', () => {
  test.each(rows)(
    '%s (status %i, call %$) is one document of its schema, with ok and the counts of its findings',
    async (name, status, call) => {
      const run = await swanmesh(...call(folder), '--json');
      expect(run.status).toBe(status);
      const document = JSON.parse(run.stdout) as Document;
      const validate = validators.get(name);
      expect(validate?.(document), JSON.stringify(validate?.errors)).toBe(true);
      expect(document.ok).toBe(status === 0);
      if (name === 'failure') return;
      const of = (severity: string) => document.findings.filter((finding) => finding.severity === severity).length;
      expect([document.errors, document.warnings, document.notes]).toEqual([of('error'), of('warning'), of('info')]);
      expect(run.stderr).toBe('');
    },
  );

  test('render is that of a tree that was written, also where there are warnings', async () => {
    const path = join(folder, 'floor.yaml');
    cpSync(`${example}/cluster-default-proposals.yaml`, path);
    const { stdout } = await swanmesh('render', path, '-o', join(folder, 'floor'), '--json');
    const { warnings, written } = JSON.parse(stdout) as Document & { written: string[] };
    expect(warnings).toBeGreaterThan(0);
    expect(written).toHaveLength(5);
  });

  test('a call with --strict is not ok where there is a warning', async () => {
    const path = join(testFolder(), 'floor.yaml');
    cpSync(`${example}/pki`, join(path, '../pki'), { recursive: true });
    cpSync(`${example}/cluster-default-proposals.yaml`, path);
    expect(JSON.parse((await swanmesh('check', path, '--json')).stdout)).toMatchObject({ ok: true });
    const strict = await swanmesh('check', path, '--json', '--strict');
    expect(strict.status).toBe(1);
    expect(JSON.parse(strict.stdout)).toMatchObject({ ok: false, errors: 0 });
  });
});

test('the schema of every document is printed, and takes no document without its head', async () => {
  for (const name of outputNames) {
    const { stdout } = await swanmesh('schema', '--of', name);
    expect(JSON.parse(stdout)).toEqual(outputSchema(name));
    expect(validators.get(name)?.({ findings: [] })).toBe(false);
  }
});
