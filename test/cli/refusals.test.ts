/** What only the command line finds: files that cannot be read, and files and folders that are not what they should be. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { swanmesh } from '../support/command-line.ts';
import { testFolder } from '../support/test-folder.ts';

const example = 'docs/examples/openshift/cluster.yaml';
const kubernetesNodes = JSON.stringify({
  apiVersion: 'v1',
  kind: 'List',
  items: [
    {
      kind: 'Node',
      metadata: { name: 'a' },
      status: { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] },
    },
  ],
});

/** The codes in the JSON document of a call, with the places. */
async function findings(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await swanmesh('--json', ...words);
  const document = JSON.parse(stdout) as { findings: readonly { code: string; at: { line?: number } }[] };
  return document.findings.map(({ code, at }) => (at.line === undefined ? code : `${code} ${at.line}`));
}

test.each([
  { why: 'no YAML', text: 'version: 1\nnodes: [\n', found: 'inventory/syntax 3' },
  { why: 'one key twice', text: 'version: 1\nversion: 1\nnodes: {}\n', found: 'inventory/duplicate-key 2' },
  { why: 'one key twice, by an alias', text: '&k version: 1\n*k : 1\nnodes: {}\n', found: 'inventory/duplicate-key 2' },
  { why: 'the output of kubectl', text: kubernetesNodes, found: 'inventory/foreign 1' },
])('an inventory that is $why', async ({ text, found }) => {
  const file = join(testFolder(), 'cluster.yaml');
  writeFileSync(file, text);
  expect(await findings('check', file)).toContain(found);
});

const certificate = `-----BEGIN CERTIFICATE-----\n${'QUJD'.repeat(16)}\n-----END CERTIFICATE-----\n`;

/** What lies beside an inventory, and is given by mistake. */
const others = [
  { what: 'empty', text: '' },
  { what: 'empty', text: '---\n# nothing yet\n' },
  { what: 'a certificate', text: certificate },
  { what: 'a certificate', text: `subject=CN = a\n\n${certificate}` },
  { what: 'a revocation list', text: certificate.replaceAll('CERTIFICATE', 'X509 CRL') },
  { what: 'a configuration of libreswan', text: '# ours\nconfig setup\n\tlogfile=/x\n\nconn a\n\tleft=10.0.0.1\n' },
  { what: 'a list with commas', text: 'name,address\na,10.0.0.1\n' },
  { what: 'the output of: kubectl get nodes -o json', text: kubernetesNodes },
  { what: 'the output of: ansible-inventory --list', text: '{"_meta":{"hostvars":{}},"all":{"children":[]}}' },
];

const readers: readonly (readonly string[])[] = [
  ['check', 'FILE'],
  ['render', 'FILE'],
  ['verify', 'FILE', '.'],
  ['diff', 'FILE', '.'],
  ['mtu', 'FILE'],
  ['advise', 'FILE'],
  ['expiry', 'FILE'],
  ['explain', 'FILE', 'a', 'b'],
  ['rollout', 'FILE'],
  ['renew', 'FILE', '--host', 'a', '--certificate', 'FILE'],
];

describe.each(others)('given as an inventory, what is $what', ({ what, text }) => {
  test.each(readers)('%s says so, and nothing that follows from it', async (...words) => {
    const file = join(testFolder(), 'given');
    writeFileSync(file, text);
    const { stdout, status } = await swanmesh('--json', ...words.map((word) => (word === 'FILE' ? file : word)));
    const document = JSON.parse(stdout) as { findings: readonly { code: string; message: string }[] };
    expect(document.findings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      `inventory/foreign: this must be an inventory of swanmesh, and is ${what}`,
    ]);
    expect(status).toBe(1);
  });

  test('p12 says so', async () => {
    const file = join(testFolder(), 'given');
    writeFileSync(file, text);
    const { stderr, status } = await swanmesh('p12', file, '--host', 'a', '-o', `${file}.p12`);
    expect(stderr).toContain(`, and is ${what}`);
    expect(status).toBe(2);
  });
});

test.each([
  ['a number', '17\n'],
  ['a list', '- version: 1\n'],
])('%s is no inventory, and that is all that is said', async (_, text) => {
  const file = join(testFolder(), 'cluster.yaml');
  writeFileSync(file, text);
  expect(await findings('check', file)).toEqual(['inventory/value 1']);
});

test.each([
  ['verify', 'inventory'],
  ['diff', 'inventory'],
  ['rollout', 'inventory'],
  ['status', 'plan'],
])('%s says that its arguments are swapped', async (command, first) => {
  const folder = testFolder();
  const file = join(folder, 'given');
  writeFileSync(file, '{}');
  const { stderr, status } = await swanmesh(command, folder, file);
  expect([status, stderr]).toEqual([
    2,
    `swanmesh: ${folder} is a folder and ${file} a file: the ${first} comes first, then the folder\n`,
  ]);
});

test('expiry says that an inventory names no certificate', async () => {
  const file = join(testFolder(), 'cluster.yaml');
  writeFileSync(file, 'version: 1\nnodes: {}\n');
  const { stdout, stderr, status } = await swanmesh('expiry', file);
  expect([status, stdout, stderr]).toEqual([
    2,
    '',
    `swanmesh: ${file} names no certificate, neither at authority nor at a node\n`,
  ]);
});

test('an inventory that names a file that is not there', async () => {
  const file = join(testFolder(), 'cluster.yaml');
  writeFileSync(file, 'version: 1\nlibreswan: "4.10"\nauthority: ca.crt\nnodes: {}\n');
  expect(await findings('check', file)).toContain('inventory/file-unreadable 3');
});

test('what an import cannot know, and an inventory that cannot be edited where it is written', async () => {
  const folder = testFolder();
  const [nodes, cluster] = [join(folder, 'nodes.json'), join(folder, 'cluster.yaml')];
  writeFileSync(nodes, kubernetesNodes);
  expect(await findings('import', 'kubernetes', nodes)).toContain('import/missing 1');
  writeFileSync(cluster, 'version: 1\nx: &a { address: 10.0.0.9 }\nnodes:\n  a: *a\n');
  expect(await findings('import', 'kubernetes', nodes, '--merge', cluster)).toContain('import/not-edited 1');
});

test('a folder that is no host of the inventory', async () => {
  const folder = testFolder();
  mkdirSync(join(folder, 'gone.example.com'));
  expect(await findings('diff', example, folder)).toContain('verify/leftover-host 18');
});

describe('a tree of hosts', () => {
  /** A tree with one host, below a name that is the same in every run, for it is in what is said. */
  function hostTree(): string {
    const tree = 'build/refused-tree';
    rmSync(tree, { recursive: true, force: true });
    onTestFinished(() => rmSync(tree, { recursive: true, force: true }));
    mkdirSync(join(tree, 'a/etc/ipsec.d'), { recursive: true });
    writeFileSync(join(tree, 'a/etc/ipsec.d/m.conf'), 'conn b\n\tleft=10.0.0.1\n\tright=10.0.0.2\n\tauto=ondemand\n');
    return tree;
  }

  test('that a render has not finished', async () => {
    const tree = hostTree();
    mkdirSync(join(tree, '.swanmesh'));
    writeFileSync(join(tree, '.swanmesh/journal.json'), '{}');
    expect(await findings('verify', tree)).toContain('files/half-written');
  });

  test('with a link that leads out of it, and a file that cannot be read', async () => {
    const tree = hostTree();
    symlinkSync('../../../../outside', join(tree, 'a/etc/ipsec.d/more.conf'));
    writeFileSync(Buffer.concat([Buffer.from(join(tree, 'a/etc/ipsec.d/')), Buffer.of(0xff)]), '');
    const found = await findings('verify', tree);
    expect(found).toContain('files/outside 1');
    expect(found).toContain('files/unreadable 1');
  });
});
