import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { swanmesh, testFolder } from '../support/run-cli.ts';

const example = 'docs/examples/openshift';

/** A copy of the example with edits of its inventory. */
function copy(edits: readonly (readonly [string, string])[] = []): string {
  const folder = testFolder();
  cpSync(example, folder, { recursive: true });
  const path = join(folder, 'cluster.yaml');
  let text = readFileSync(path, 'utf8');
  for (const [from, to] of edits) {
    if (!text.includes(from)) throw new Error(`nothing to edit: ${from}`);
    text = text.replace(from, to);
  }
  writeFileSync(path, text);
  return folder;
}

interface JsonFinding {
  readonly code: string;
  readonly at: {
    readonly kind: string;
    readonly path?: readonly string[];
    readonly line?: number;
    readonly column?: number;
  };
}

const findingsOf = (stdout: string): readonly JsonFinding[] =>
  (JSON.parse(stdout) as { findings: JsonFinding[] }).findings;

/** Each code of findings for people, once. */
const codesIn = (stderr: string): readonly string[] => [
  ...new Set([...stderr.matchAll(/\[([a-z0-9]+\/[a-z0-9-]+)\]$/gm)].map(([, code = '']) => code)),
];

/** The findings of a document but that the keys of the example are published. */
const withoutExampleKeys = (stdout: string): ReturnType<typeof findingsOf> =>
  findingsOf(stdout).filter(({ code }) => code !== 'x509/example-key');

test('the example has no error: its keys are published, and that is the one warning', () => {
  const run = swanmesh(['check', `${example}/cluster.yaml`]);
  expect(run.status).toBe(0);
  expect(codesIn(run.stderr)).toEqual(['x509/example-key']);
  expect(run.stdout).toContain('5 nodes, 10 pairs, no error');
});

test('every fault is told at once, with line, column and code, and nothing is written', () => {
  const folder = copy([
    ['version: 1\n', 'version: 1\nnmae: x\n'],
    ['libreswan: "4.10"', 'libreswan: 4.10'],
    ['172.16.0.12', '172.16.0.11'],
    ['    certificate: pki/node-1.crt\n', ''],
    ['pki/node-2.crt', 'pki/missing.crt'],
  ]);
  const path = join(folder, 'pki/node-3.crt');
  const lines = readFileSync(path, 'utf8').split('\n');
  lines[3] = `${lines[3]?.slice(0, 10)}${lines[3]?.[10] === 'A' ? 'B' : 'A'}${lines[3]?.slice(11)}`;
  writeFileSync(path, lines.join('\n'));
  const inventory = join(folder, 'cluster.yaml');
  const run = swanmesh(['render', inventory, '-o', join(folder, 'out'), '--json']);
  expect(run.status).toBe(1);
  const findings = findingsOf(run.stdout);
  const codes = findings.map(({ code, at }) => `${code} ${at.path?.join('.')}`);
  expect(codes).toEqual(
    expect.arrayContaining([
      'inventory/unknown-key nmae',
      'inventory/unquoted-release libreswan',
      'mesh/duplicate-address nodes.master-2.example.com.address',
      'inventory/missing nodes.node-1.example.com.certificate',
      'inventory/file-unreadable nodes.node-2.example.com.certificate',
    ]),
  );
  expect(codes.some((code) => /^x509\/\S+ nodes\.node-3/.test(code))).toBe(true);
  const text = readFileSync(inventory, 'utf8').split('\n');
  const released = findings.find(({ code }) => code === 'inventory/unquoted-release');
  expect(text[(released?.at.line ?? 0) - 1]?.slice((released?.at.column ?? 0) - 1)).toBe('4.10');
  expect(swanmesh(['check', inventory, '--json']).status).toBe(1);
  expect(() => readFileSync(join(folder, 'out/manifest.json'))).toThrow();
});

test('a byte changed in the signature of a certificate is found', () => {
  const folder = copy([['    key: pki/node-3.key\n', '']]);
  const path = join(folder, 'pki/node-3.crt');
  const pem = readFileSync(path, 'utf8').trimEnd().split('\n');
  const last = pem.length - 3;
  const line = pem[last] as string;
  pem[last] = `${line.slice(0, 8)}${line[8] === 'A' ? 'B' : 'A'}${line.slice(9)}`;
  writeFileSync(path, `${pem.join('\n')}\n`);
  const run = swanmesh(['check', join(folder, 'cluster.yaml'), '--json']);
  expect(run.status).toBe(1);
  expect(withoutExampleKeys(run.stdout).map(({ code, at }) => `${code} ${at.path?.join('.')}`)).toEqual([
    'x509/bad-signature nodes.node-3.example.com.certificate',
  ]);
});

test('a finding for people has place, sentence, code, the line and a caret below the fault', () => {
  const folder = copy([['libreswan: "4.10"', 'libreswan: 4.10']]);
  const { stderr, status } = swanmesh(['check', 'cluster.yaml'], { cwd: folder });
  expect(status).toBe(1);
  const rows = stderr.split('\n');
  expect(rows[0]).toMatch(/^cluster\.yaml:5:12: error: .* \[inventory\/unquoted-release\]$/);
  expect(rows[1]).toBe('    5 | libreswan: 4.10');
  expect(rows[2]).toBe('      |            ^');
  expect(rows[3]).toContain('hint:');
});

test('annotations for GitHub escape what would end them', () => {
  const folder = copy([['  interface: eth0', '  interface: "a%,:\\nb"']]);
  const { stdout, status } = swanmesh(['check', 'cluster.yaml', '--format', 'github'], { cwd: folder });
  expect(status).toBe(1);
  expect(stdout).toMatch(/^::error file=cluster\.yaml,line=8,col=14,title=inventory\/value::/m);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .filter((line) => !line.includes('x509/example-key')),
  ).toHaveLength(1);
});

test('warnings fail with --strict alone', () => {
  const folder = copy([['ipsec:\n', 'ipsec:\n  start: both\n']]);
  expect(swanmesh(['check', join(folder, 'cluster.yaml')]).status).toBe(0);
  expect(swanmesh(['check', join(folder, 'cluster.yaml'), '--strict']).status).toBe(1);
  expect(swanmesh(['--strict', 'check', join(folder, 'cluster.yaml')]).status).toBe(1);
});

test('--now moves the time of the check', () => {
  const run = swanmesh(['check', `${example}/cluster.yaml`, '--now', '2130-01-01T00:00:00Z', '--json']);
  expect(run.status).toBe(1);
  expect(new Set(withoutExampleKeys(run.stdout).map(({ code }) => code))).toEqual(new Set(['x509/expired']));
});

test.each([
  { why: 'no such file', args: ['check', 'nowhere.yaml'] },
  { why: 'a folder', args: ['check', '.'] },
  { why: 'no such command', args: ['frobnicate'] },
  { why: 'no such option', args: ['check', 'x', '--wrong'] },
  { why: 'no time', args: ['check', `${example}/cluster.yaml`, '--now', 'tomorrow'] },
  { why: 'no such host', args: ['render', `${example}/cluster.yaml`, '--host', 'nobody'] },
  { why: 'an argument is missing', args: ['check'] },
])('a wrong call ends with 2: $why', ({ args }) => {
  const run = swanmesh(args);
  expect(run.status).toBe(2);
  expect(run.stdout).toBe('');
  expect(run.stderr).not.toBe('');
  expect(run.stderr).not.toContain('    at ');
});

test('a file that is no YAML is a finding with its place', () => {
  const run = swanmesh(['check', '-', '--json'], { input: 'version: 1\nnodes: [a\n' });
  expect(run.status).toBe(1);
  expect(findingsOf(run.stdout)[0]).toMatchObject({ code: 'inventory/syntax', at: { kind: 'text', file: '<stdin>' } });
});

test('a duplicate key is a finding with both places', () => {
  const folder = copy([['  node-2.example.com:', '  node-1.example.com:']]);
  const run = swanmesh(['check', join(folder, 'cluster.yaml'), '--json']);
  const finding = findingsOf(run.stdout).find(({ code }) => code === 'inventory/duplicate-key');
  expect(finding).toMatchObject({ at: { line: 34, column: 3 }, related: [{ at: { line: 29, column: 3 } }] });
});

test('aliases that blow up are refused', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(20)}]\nc: &c [${'*b,'.repeat(20)}]\nd: [${'*c,'.repeat(20)}]\n`;
  const run = swanmesh(['check', '-', '--json'], { input: bomb });
  expect(run.status).toBe(1);
  expect(findingsOf(run.stdout)[0]?.code).toBe('inventory/syntax');
});

test('the inventory may come as JSON and from standard input, with PEM text in it', () => {
  const folder = copy();
  const pem = (name: string) => readFileSync(join(folder, 'pki', name), 'utf8');
  const inventory = {
    version: 1,
    profile: 'openshift3',
    libreswan: '5.2',
    network: { interface: 'eth0' },
    authority: pem('ca.crt'),
    nodes: { n: { address: '10.0.0.1', certificate: pem('node-1.crt') } },
  };
  const run = swanmesh(['check', '-'], { input: JSON.stringify(inventory) });
  expect([run.status, codesIn(run.stderr)]).toEqual([0, ['x509/example-key']]);
});

test('nothing of a private key is ever shown', () => {
  const folder = copy([['pki/node-1.key', 'pki/node-2.key']]);
  const key = readFileSync(join(folder, 'pki/node-2.key'), 'utf8').split('\n')[5] as string;
  const inline = copy([['    key: pki/node-1.key\n', '    key: "TEST -----BEGIN PRIVATE KEY----- hunter2hunter2"\n']]);
  for (const [args, secret] of [
    [[join(folder, 'cluster.yaml')], key],
    [[join(inline, 'cluster.yaml')], 'hunter2'],
  ] as const) {
    for (const extra of [[], ['--json'], ['--format', 'github']]) {
      const run = swanmesh(['check', ...args, ...extra]);
      expect(run.status).toBe(1);
      expect(run.stdout + run.stderr).not.toContain(secret);
    }
  }
});

test('terminal escapes in an inventory are shown, not obeyed', () => {
  const run = swanmesh(['check', '-'], {
    input: 'version: 1\n"\\e[31mx\\u202e": 1\nlibreswan: "4.10"\n# \u001b[2J\nauthority: "\u001b[2J"\nnodes: {}\n',
  });
  expect(run.status).toBe(1);
  for (const hidden of ['\u001b', '\u202e']) expect(run.stderr).not.toContain(hidden);
});

test('the example with policy groups has no error, and one for each host that its clear entries let in', () => {
  const groups = swanmesh(['check', `${example}/opportunistic.yaml`]);
  expect([groups.status, codesIn(groups.stderr)]).toEqual([0, ['x509/example-key']]);
  const folder = testFolder();
  cpSync(example, folder, { recursive: true });
  const path = join(folder, 'opportunistic.yaml');
  const text = readFileSync(path, 'utf8').replace(/clear: \[.*\]/, 'clear: []');
  writeFileSync(path, text);
  const run = swanmesh(['check', path, '--json']);
  expect(run.status).toBe(1);
  expect(
    withoutExampleKeys(run.stdout).map(({ code, at }) => `${code} ${text.split('\n')[(at.line ?? 0) - 1]?.trim()}`),
  ).toEqual([
    'mesh/locked-out gateways: [172.16.0.1]',
    'mesh/locked-out dns: [172.16.0.53]',
    'mesh/locked-out management: [172.16.5.0/24]',
  ]);
});

test('what nodes have in common is said once: paths by the name of the node, roles, and who talks with whom', () => {
  const folder = testFolder();
  cpSync(join(example, 'pki'), join(folder, 'pki'), { recursive: true });
  const path = join(folder, 'cluster.yaml');
  writeFileSync(
    path,
    `version: 1
authority: pki/ca.crt
network: { interface: eth0 }
firewall: { backends: [nftables] }
ipsec: { esp: aes_gcm256 }
defaults: { libreswan: "5.2", role: worker, certificate: "pki/{name}.crt", key: "pki/{name}.key" }
links: [{ from: role:hub, to: role:worker }]
nodes:
  master-1: { address: 172.16.0.11, role: hub }
  node-1: { address: 172.16.0.21 }
  node-2: { address: 172.16.0.22, certificate: "pki/{name}.crt" }
`,
  );
  const run = swanmesh(['check', path]);
  expect(run.stderr.match(/error/g)).toBeNull();
  expect(run.stdout).toContain('3 nodes, 2 pairs, no error');
  const p12 = swanmesh(['p12', path, '--host', 'node-1', '-o', join(folder, 'node-1.p12')]);
  expect(p12.status).toBe(0);
});
