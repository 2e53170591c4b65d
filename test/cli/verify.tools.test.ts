import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { swanmesh, testFolder } from '../support/run-cli.ts';

const cluster = 'docs/examples/openshift/cluster.yaml';
const name = (host: string): string => `${host}.example.com`;

/** The example, rendered into a folder of its own. */
function renderedExample(): string {
  const folder = join(testFolder(), 'tree');
  expect(swanmesh(['render', cluster, '-o', folder]).status).toBe(0);
  return folder;
}

const confOf = (folder: string, host: string): string => join(folder, name(host), 'etc/ipsec.d/openshift-cluster.conf');

function edit(path: string, from: string | RegExp, to: string): void {
  const text = readFileSync(path, 'utf8');
  const next = text.replace(from, to);
  if (next === text) throw new Error(`nothing to edit in ${path}`);
  writeFileSync(path, next);
}

interface Report {
  readonly findings: readonly {
    readonly code: string;
    readonly hint?: string;
    readonly at: { readonly file: string; readonly line: number };
  }[];
}

/** What is found besides the keys of the example, which are published with it. */
const reportOf = (stdout: string): Report => {
  const report = JSON.parse(stdout) as Report;
  return { ...report, findings: report.findings.filter(({ code }) => code !== 'x509/example-key') };
};
const linesOf = (stderr: string): readonly string[] =>
  stderr.split('\n').filter((line) => /\[[a-z0-9]+\/[a-z.-]+\]$/.test(line) && !line.endsWith('[x509/example-key]'));

test('the rendered example is consistent', () => {
  const folder = renderedExample();
  const run = swanmesh(['verify', cluster, folder]);
  expect(run.status).toBe(0);
  expect(linesOf(run.stderr)).toEqual([]);
  const [counts, next, proof, ...rest] = run.stdout.split('\n');
  expect(counts).toMatch(
    /^5 hosts, 20 conns expected, 20 found, 20 mirrored: consistent as far as gathered; not asked: release of 5 hosts, /,
  );
  expect(counts).toContain('packet filter of 5 hosts');
  expect(next).toBe(`next: swanmesh diff ${cluster} ${folder}`);
  expect(proof).toMatch(
    /^proved: 10 of 10 pairs of 5 hosts by configuration, identity, .*; at 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ; libreswan 4\.10$/,
  );
  expect(rest).toEqual(['']);
});

test('the line to keep has the time that was asked about', () => {
  const folder = renderedExample();
  const run = swanmesh(['--now', '2026-12-01T10:00:00+01:00', 'verify', cluster, folder]);
  expect(run.stdout).toContain('; at 2026-12-01T09:00:00Z; ');
});

test('in a tree with our manifest a missing file, an open mode and a stale folder are errors', () => {
  const folder = renderedExample();
  const codesIn = (...args: readonly string[]): readonly string[] =>
    reportOf(swanmesh(['verify', ...args, folder, '--json']).stdout).findings.map(({ code }) => code);
  expect(codesIn(cluster)).toEqual([]);
  rmSync(join(folder, name('node-1'), 'import-certificate.sh'));
  expect(codesIn(cluster)).toEqual(['verify/missing-file']);
  expect(codesIn('--libreswan=4.10')).toEqual(['verify/missing-file']);
  chmodSync(confOf(folder, 'node-2'), 0o666);
  expect(codesIn(cluster).toSorted()).toEqual(['verify/file-mode', 'verify/missing-file']);
  rmSync(join(folder, '_shared/apply.sh'));
  expect(codesIn('--libreswan=4.10').filter((code) => code === 'verify/missing-file')).toHaveLength(2);
  cpSync(join(folder, name('node-3')), join(folder, 'node-9.example.com'), { recursive: true });
  expect(codesIn(cluster)).toContain('verify/leftover-host');
  expect(codesIn('--libreswan=4.10')).toContain('verify/leftover-host');
});

test('a copy made under another umask says nothing of modes', () => {
  const folder = renderedExample();
  for (const path of [join(folder, 'manifest.json'), confOf(folder, 'node-2')]) chmodSync(path, 0o664);
  const run = swanmesh(['verify', cluster, folder]);
  expect(run.status).toBe(0);
  expect(linesOf(run.stderr)).toEqual([]);
  expect(run.stdout).toContain('file modes of 5 hosts');
});

test('a fact that must be there and is not ends with status 1, and the document says so', () => {
  const folder = renderedExample();
  const run = swanmesh(['verify', cluster, folder, '--require', 'filter,release', '--json']);
  expect(run.status).toBe(1);
  expect(reportOf(run.stdout)).toMatchObject({ ok: false, consistent: 'unknown', proved: 0, findings: [] });
  expect(swanmesh(['verify', cluster, folder, '--require', 'filter,nonsense']).status).toBe(2);
});

test('without an inventory two hosts that name nobody are a fault only of a full mesh', () => {
  const folder = renderedExample();
  for (const host of ['node-1', 'node-2', 'node-3', 'master-2']) rmSync(join(folder, name(host)), { recursive: true });
  rmSync(join(folder, 'manifest.json'));
  mkdirSync(join(folder, 'other/etc'), { recursive: true });
  writeFileSync(join(folder, 'other/etc/ipsec.conf'), '');
  expect(swanmesh(['verify', folder, '--libreswan', '4.10']).status).toBe(0);
  const run = swanmesh(['verify', folder, '--libreswan', '4.10', '--expect', 'full']);
  expect(run.status).toBe(1);
  expect(run.stdout).toContain('1 of 1 pairs broken: missing-conn');
});

test('ten damages by hand are ten findings, each with file, line and what to do', () => {
  const folder = renderedExample();
  edit(confOf(folder, 'master-1'), 'right=172.16.0.12', 'right=172.16.0.120');
  edit(confOf(folder, 'master-1'), /(conn node-1(?:.*\n){3}.*CN=system:node:)node-1/, '$1node-9');
  edit(confOf(folder, 'master-1'), /(conn node-2(?:.*\n)*?\tauto=)ondemand/, '$1start');
  edit(confOf(folder, 'master-1'), /conn node-3(?:.*\n)*/, '');
  edit(confOf(folder, 'master-2'), /(conn node-1(?:.*\n)*?\tauto=)ondemand/, '$1ignore');
  edit(confOf(folder, 'master-2'), /(conn node-2(?:.*\n)*?\tauto=)ondemand/, '$1ondemand\n\ttype=transport');
  edit(confOf(folder, 'master-2'), /(conn node-3(?:.*\n)*?\tauto=)ondemand/, '$1ondemand\n\tpfs=no');
  edit(confOf(folder, 'node-1'), /(conn node-2(?:.*\n)*?\tauto=)ondemand/, '$1ondemand\n\tfailureshunt=passthrough');
  edit(
    confOf(folder, 'node-1'),
    /$/,
    '\nconn node-9\n\talso=openshift-cluster-self\n\tright=172.16.0.29\n\trightid=%fromcert\n\tauto=ondemand\n',
  );
  edit(confOf(folder, 'node-3'), 'leftcert=node-3.example.com', 'leftcert=node-3');
  const run = swanmesh(['verify', cluster, folder, '--json']);
  const report = reportOf(run.stdout);
  expect(run.status).toBe(1);
  expect(report.findings.map(({ code }) => code).sort()).toEqual(
    [
      'verify/address-mismatch',
      'verify/unmatched-id',
      'verify/plaintext-possible',
      'verify/missing-conn',
      'verify/not-loaded',
      'verify/type-differs',
      'verify/pfs-differs',
      'verify/plaintext-possible',
      'verify/leftover-conn',
      'verify/nickname',
    ].sort(),
  );
  for (const { at, hint } of report.findings) {
    expect(readFileSync(at.file, 'utf8').split('\n').length).toBeGreaterThanOrEqual(at.line);
    expect(hint).toBeTruthy();
  }
  const text = swanmesh(['verify', cluster, folder]);
  expect(text.stderr.match(/^\S+:\d+:\d+: \w+: .* \[verify\/[a-z-]+\]$/gm)).toHaveLength(10);
  expect(text.stderr).toContain('        hint: ');
  expect(text.stdout).toContain('not consistent');
  const annotations = swanmesh(['verify', cluster, folder, '--format', 'github']).stdout;
  expect(annotations).toMatch(/^::error file=.*,line=\d+,col=\d+,title=verify\/[a-z-]+::/m);
});

test('a tree without an inventory can not be proved without certificates', () => {
  const folder = renderedExample();
  const run = swanmesh(['verify', folder, '--libreswan', '4.10', '--json']);
  expect(run.status).toBe(0);
  const counts = { expected: 20, found: 20, mirrored: 20 };
  expect(JSON.parse(run.stdout)).toMatchObject({ ...counts, consistent: 'unknown', findings: [] });
});

test('--matrix has a letter for every pair, and is for text alone', () => {
  const folder = renderedExample();
  edit(confOf(folder, 'node-1'), /^\tpfs=.*\n|(?<=auto=ondemand\n)/m, '\tpfs=no\n');
  const run = swanmesh(['verify', cluster, folder, '--matrix']);
  const rows = run.stdout.split('\n').filter((line) => /^ \d [cBOu.\\]{5} {2}/.test(line));
  expect(rows.map((row) => row.slice(10).replace(' *', '')).sort()).toEqual(
    rows.map((row) => row.slice(10).replace(' *', '')),
  );
  expect(rows).toHaveLength(5);
  expect(run.stdout.match(/\bB broken\b/g)).toHaveLength(1);
  expect(rows.join('').match(/B/g)?.length).toBeGreaterThanOrEqual(2);
  expect(swanmesh(['verify', cluster, folder, '--matrix', '--json']).status).toBe(2);
  expect(swanmesh(['verify', cluster, folder, '--matrix', '--format', 'junit']).status).toBe(2);
});

test('what is no tree is wrong usage', () => {
  const folder = testFolder();
  expect(swanmesh(['verify', join(folder, 'nothing')]).status).toBe(2);
  expect(swanmesh(['verify', folder]).status).toBe(2);
  mkdirSync(join(folder, 'x'));
  expect(swanmesh(['verify', cluster, folder, 'three']).status).toBe(2);
  expect(swanmesh(['verify', folder, '--libreswan', 'nine']).status).toBe(2);
});

test('diff says nothing of what only looks otherwise, and everything that means otherwise', () => {
  const folder = renderedExample();
  expect(swanmesh(['diff', cluster, folder, '--exit-code'])).toMatchObject({
    status: 0,
    stdout: `no difference\nnext: swanmesh verify ${cluster} ${folder}\n`,
  });
  edit(confOf(folder, 'node-1'), '\trightca=%same\n', '\n# checked\n\trightca=%same\n');
  expect(swanmesh(['diff', cluster, folder, '--exit-code']).status).toBe(0);
  expect(swanmesh(['diff', cluster, folder, '--exit-code', '--text']).status).toBe(3);
  edit(confOf(folder, 'node-1'), /(conn node-2(?:.*\n){3}.*CN=system:node:)node-2/, '$1node-8');
  edit(
    confOf(folder, 'node-1'),
    /conn node-3(?:.*\n)*/,
    'conn old\n\tleft=172.16.0.21\n\tright=172.16.0.29\n\tauto=add\n',
  );
  const run = swanmesh(['diff', cluster, folder, '--exit-code', '--json']);
  expect(run.status).toBe(3);
  const { hosts } = JSON.parse(run.stdout) as { hosts: Record<string, unknown> };
  expect(Object.keys(hosts)).toEqual([name('node-1')]);
  expect(hosts[name('node-1')]).toMatchObject({
    files: [{ path: 'etc/ipsec.d/openshift-cluster.conf', change: 'change' }],
    conns: [
      {
        name: name('node-2'),
        change: 'change',
        keywords: [
          {
            keyword: 'rightid',
            from: 'O=system:nodes, CN=system:node:node-8.example.com',
            to: 'O=system:nodes, CN=system:node:node-2.example.com',
          },
        ],
        effect: expect.stringContaining('cannot talk'),
      },
      { name: name('node-3'), change: 'add' },
      { name: 'old', change: 'remove' },
    ],
    obsolete: ['old'],
  });
});

test('a patch brings the tree to what render would write, and shows no secret', () => {
  const folder = renderedExample();
  edit(confOf(folder, 'node-1'), /conn node-3(?:.*\n)*/, '');
  rmSync(join(folder, name('node-2'), 'bring-up.sh'), { force: true });
  rmSync(join(folder, name('node-2'), 'mtu.json'));
  writeFileSync(join(folder, name('node-3'), 'etc/ipsec.d/openshift-cluster.secrets'), ': PSK "none of yours"\n');
  const told = swanmesh(['diff', cluster, folder]).stdout.split('\n');
  expect(told.find((line) => line.startsWith('in all '))).toBe(
    'in all 3 hosts: files 1 to add, 1 to change, 1 to remove; conns 1 to add; 1 left over',
  );
  const { stdout } = swanmesh(['diff', cluster, folder, '--patch']);
  expect(stdout).toContain(`# ${name('node-3')}/etc/ipsec.d/openshift-cluster.secrets: secret, not shown\n`);
  expect(stdout).not.toContain('none of yours');
  expect(stdout).toContain(`--- /dev/null\n+++ b/${name('node-2')}/mtu.json\n`);
  rmSync(join(folder, name('node-3'), 'etc/ipsec.d/openshift-cluster.secrets'));
  const applied = spawnSync('git', ['apply', '-p1', '-'], { cwd: folder, input: stdout, encoding: 'utf8' });
  expect(applied.status, applied.stdout + applied.stderr).toBe(0);
  expect(swanmesh(['diff', cluster, folder, '--text', '--exit-code']).status).toBe(0);
});

test('a folder that is no host of the inventory is left over, and a host without a folder gets its files', () => {
  const folder = renderedExample();
  cpSync(join(folder, name('node-3')), join(folder, 'node-9.example.com'), { recursive: true });
  rmSync(join(folder, name('node-3')), { recursive: true });
  const run = swanmesh(['diff', cluster, folder, '--json']);
  const document = JSON.parse(run.stdout) as {
    hosts: Record<string, { files: readonly { change: string }[] }>;
    findings: readonly { code: string }[];
  };
  expect(document.findings.map(({ code }) => code)).toContain('verify/leftover-host');
  expect(document.hosts[name('node-3')]?.files.every(({ change }) => change === 'add')).toBe(true);
});
