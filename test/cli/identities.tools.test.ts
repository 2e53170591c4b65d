/** Files of every form on the command line: certificates, keys and inventories; and passwords that no process list shows. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { issue, newEcKey, root } from '../support/authority.ts';
import { name, pem, spkiOf } from '../support/der-writer.ts';
import { describeWithTools } from '../support/real-tool.ts';
import { cli, swanmesh, testFolder } from '../support/run-cli.ts';

const authorityKey = newEcKey();
const ca = root('Mesh CA', authorityKey);
const [a, b] = ['node-a', 'node-b'].map((commonName) => {
  const pair = newEcKey();
  const certificate = issue(
    { subject: name(['O', 'mesh'], ['CN', commonName]), spki: spkiOf(pair.publicKey) },
    authorityKey.privateKey,
  );
  return { certificate: pem(certificate), key: String(pair.privateKey.export({ format: 'pem', type: 'pkcs8' })) };
}) as [{ certificate: string; key: string }, { certificate: string; key: string }];
const now = ['--now', '2030-01-01T00:00:00Z'];
const secret = 'Sesam öffne dich';

/** A folder with the two hosts in every form that OpenSSL writes. */
function folder(): string {
  const cwd = testFolder();
  const put = (file: string, text: string): void => writeFileSync(join(cwd, file), text, { mode: 0o600 });
  put('ca.crt', pem(ca));
  put('password', `${secret}\n`);
  put('empty', '');
  for (const [host, { certificate, key }] of Object.entries({ a, b })) {
    put(`${host}.crt`, certificate);
    put(`${host}.key`, key);
    openssl(
      cwd,
      'pkcs12',
      '-export',
      '-in',
      `${host}.crt`,
      '-inkey',
      `${host}.key`,
      '-certfile',
      'ca.crt',
      '-name',
      `nick-${host}`,
      '-passout',
      'file:password',
      '-out',
      `${host}.p12`,
    );
  }
  openssl(cwd, 'pkcs8', '-topk8', '-in', 'a.key', '-passout', 'file:password', '-out', 'a.enc.key');
  openssl(cwd, 'crl2pkcs7', '-nocrl', '-certfile', 'ca.crt', '-outform', 'DER', '-out', 'ca.p7b');
  openssl(cwd, 'req', '-new', '-key', 'a.key', '-subj', '/O=mesh/CN=node-a', '-out', 'a.csr');
  openssl(cwd, 'req', '-new', '-key', 'b.key', '-subj', '/O=mesh/CN=node-b', '-out', 'b.csr');
  return cwd;
}

function openssl(cwd: string, ...words: string[]): void {
  const { status, stderr } = spawnSync('openssl', words, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

interface Row {
  readonly file: string;
  readonly friendlyName?: string;
  readonly subject?: { readonly text: string };
  readonly request?: { readonly subject: { readonly text: string } };
  readonly findings: readonly { readonly code: string }[];
}
const rows = (text: string): readonly Row[] => {
  const document = JSON.parse(text) as readonly Row[] | { certificates: readonly Row[] };
  return 'certificates' in document ? document.certificates : document;
};
const codesIn = (text: string): readonly string[] =>
  rows(text).flatMap(({ findings }) => findings.map(({ code }) => code));

describeWithTools(['openssl'], 'swanmesh cert', () => {
  test('shows the certificates of a PKCS#12 file with their names, and of PKCS#7', () => {
    const cwd = folder();
    const run = swanmesh(
      ['cert', 'a.p12', 'ca.p7b', '--issuer', 'ca.p7b', '--password-file', 'password', '--json', ...now],
      { cwd },
    );
    expect(rows(run.stdout).map(({ file, subject, friendlyName }) => [file, subject?.text, friendlyName])).toEqual([
      ['a.p12', 'O=mesh, CN=node-a', 'nick-a'],
      ['a.p12', 'CN=Mesh CA', undefined],
      ['ca.p7b', 'CN=Mesh CA', undefined],
    ]);
    const text = swanmesh(['cert', 'a.p12', '--password-file', 'password', ...now], { cwd });
    expect(text.stdout).toMatch(/name in file +nick-a/);
  });

  test('takes a password from a descriptor', () => {
    const cwd = folder();
    const file = openSync(join(cwd, 'password'), 'r');
    const { stdout } = spawnSync(process.execPath, [cli, 'cert', 'a.p12', '--password-fd', '3', '--json', ...now], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe', file],
      encoding: 'utf8',
    });
    closeSync(file);
    expect(rows(stdout)).toHaveLength(2);
  });

  test('says what is missing, without a prompt where there is no terminal', () => {
    const cwd = folder();
    expect(codesIn(swanmesh(['cert', 'a.p12', '--json'], { cwd }).stdout)).toEqual(['pki/password-needed']);
    const wrong = swanmesh(['cert', 'a.p12', '--password-file', 'empty', '--json'], { cwd });
    expect(codesIn(wrong.stdout)).toEqual(['pki/wrong-password']);
    expect(swanmesh(['cert', 'a.p12', '--password-file', 'nowhere'], { cwd })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('cannot read the password'),
    });
    expect(swanmesh(['cert', 'a.p12', '--password-file', 'empty', '--password-fd', '3'], { cwd }).status).toBe(2);
    expect(swanmesh(['cert', 'a.p12', '--password-fd', 'x'], { cwd }).status).toBe(2);
  });

  test('shows a request, and whether the answer fits it', () => {
    const cwd = folder();
    const shown = swanmesh(['cert', 'a.csr', '--json'], { cwd });
    expect(rows(shown.stdout).map(({ request }) => request?.subject.text)).toEqual(['O=mesh, CN=node-a']);
    expect(swanmesh(['cert', 'a.csr'], { cwd }).stdout).toMatch(/a\.csr \(request\)\n +asks for +O=mesh, CN=node-a/);
    // Without an authority nobody checks the signature, and that is said.
    const answer = (request: string): readonly string[] =>
      codesIn(swanmesh(['cert', 'a.crt', '--request', request, '--json', ...now], { cwd }).stdout);
    expect(answer('a.csr')).toEqual(['x509/signature-not-checked']);
    expect([...answer('b.csr')].sort()).toEqual(['pki/answer-key', 'x509/signature-not-checked']);
  });

  test('refuses a key of OpenSSH by its name', () => {
    const cwd = testFolder();
    writeFileSync(join(cwd, 'id.pub'), 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me@here\n');
    const run = swanmesh(['cert', 'id.pub'], { cwd });
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('OpenSSH') });
  });
});

describeWithTools(['openssl'], 'swanmesh p12', () => {
  test.each([
    { why: 'everything from one PKCS#12 file', words: ['--cert', 'a.p12', '--key', 'a.p12', '--ca', 'a.p12'] },
    {
      why: 'an encrypted key, and the authority as PKCS#7',
      words: ['--cert', 'a.crt', '--key', 'a.enc.key', '--ca', 'ca.p7b'],
    },
  ])('takes $why', ({ words }) => {
    const cwd = folder();
    const run = swanmesh(
      ['p12', ...words, '--name', 'node-a', '--password-file', 'password', '-o', 'out.p12', ...now],
      { cwd },
    );
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(statSync(join(cwd, 'out.p12')).mode & 0o777).toBe(0o600);
    const listed = spawnSync('openssl', ['pkcs12', '-in', 'out.p12', '-passin', 'pass:', '-nodes'], {
      cwd,
      encoding: 'utf8',
    });
    expect(listed.stdout.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(listed.stdout).toContain('BEGIN PRIVATE KEY');
  });
});

describeWithTools(['openssl'], 'an inventory', () => {
  const inventory = (cwd: string): void =>
    writeFileSync(
      join(cwd, 'cluster.yaml'),
      `version: 1
profile: openshift3
libreswan: "4.10"
authority: ca.p7b
network: { interface: eth0, linkMtu: 1500 }
nodes:
  node-a: { address: 172.16.0.1, certificate: a.p12, key: a.enc.key }
  node-b: { address: 172.16.0.2, certificate: b.p12, key: b.p12 }
`,
    );

  test('may name PKCS#12, PKCS#7 and encrypted keys', () => {
    const cwd = folder();
    inventory(cwd);
    const run = swanmesh(['check', 'cluster.yaml', '--password-file', 'password', ...now], { cwd });
    expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining('2 nodes, 1 pair,') });
  });

  test('without the password each of them is a finding at its line, and nothing secret is shown', () => {
    const cwd = folder();
    inventory(cwd);
    const run = swanmesh(['check', 'cluster.yaml', '--json', ...now], { cwd });
    const { findings } = JSON.parse(run.stdout) as { findings: { code: string; at: { line: number } }[] };
    expect(
      findings
        .filter(({ code }) => code === 'pki/password-needed')
        .map(({ at }) => at.line)
        .sort(),
    ).toEqual([7, 7, 8, 8]);
    expect(run.stdout).not.toContain('Sesam');
    expect(readFileSync(join(cwd, 'password'), 'utf8')).toContain('Sesam');
  });
});

describe('nothing of the libraries is loaded for ordinary files', () => {
  test('PEM and DER', () => {
    const cwd = testFolder();
    writeFileSync(join(cwd, 'a.crt'), a.certificate);
    writeFileSync(
      join(cwd, 'loaded.mjs'),
      `process.on('exit', () => console.error(Reflect.ownKeys(globalThis).map(String).includes(String(process.pid))));\n`,
    );
    const run = spawnSync(process.execPath, ['--import', './loaded.mjs', cli, 'cert', 'a.crt', ...now], {
      cwd,
      encoding: 'utf8',
    });
    expect(run.stderr.trim().endsWith('false')).toBe(true);
  });
});
