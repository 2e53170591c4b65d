/** A cluster from nothing: the authority, its hosts, a renewal, a revocation; and what must never happen to keys. */
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWithTools } from '../support/real-tool.ts';
import { swanmesh, testFolder } from '../support/run-cli.ts';

const inventory = `version: 1
profile: openshift3
name: lab
libreswan: "4.10"
authority: pki/ca.crt
network: { interface: eth0, linkMtu: 1500 }
ipsec: { esp: aes256-sha2_256 }
nodes:
  node-a.example.com: { address: 172.16.0.1, certificate: pki/a.crt, key: pki/a.key }
  node-b.example.com: { address: [172.16.0.2, "fd00::2"], certificate: pki/b.crt }
  node-c.example.com: { address: 172.16.0.3, certificate: pki/c.crt }
`;
const now = ['--now', '2030-01-01T00:00:00Z'];

function folder(): {
  cwd: string;
  run: (...words: string[]) => ReturnType<typeof swanmesh>;
  path: (file: string) => string;
} {
  const cwd = testFolder();
  mkdirSync(join(cwd, 'pki'));
  writeFileSync(join(cwd, 'cluster.yaml'), inventory);
  const run = (...words: string[]) =>
    swanmesh(['authority', ...words, ...(words.includes('--now') ? [] : now)], { cwd });
  return { cwd, run, path: (file) => join(cwd, 'pki', file) };
}
const read = (path: string) => new X509Certificate(readFileSync(path));
const fast = ['--kind', 'p-256'];

describe('swanmesh authority', () => {
  test('makes a cluster that check accepts without a finding', () => {
    const { cwd, run, path } = folder();
    const init = run('init', 'cluster.yaml', ...fast);
    expect(init).toMatchObject({ status: 0, stderr: '' });
    expect(init.stdout).toContain('no replacement for an authority with a hardware module');
    expect(run('issue', 'cluster.yaml', ...fast)).toMatchObject({ status: 0, stderr: '' });
    for (const key of ['ca.key', 'a.key', 'b.key', 'c.key']) expect(statSync(path(key)).mode & 0o777).toBe(0o600);
    expect(read(path('b.crt')).subject).toBe('O=lab\nCN=node-b.example.com');
    expect(read(path('b.crt')).subjectAltName).toBe(
      'DNS:node-b.example.com, IP Address:172.16.0.2, IP Address:FD00:0:0:0:0:0:0:2',
    );
    expect(swanmesh(['check', 'cluster.yaml', ...now], { cwd })).toMatchObject({ status: 0, stderr: '' });
  });

  test('says where the keys are that the inventory names', () => {
    const { cwd, run } = folder();
    const named = inventory.replace('certificate: pki/c.crt', 'certificate: pki/c.crt, key: pki/of-c.key');
    writeFileSync(join(cwd, 'cluster.yaml'), named);
    run('init', 'cluster.yaml', ...fast);
    const issued = run('issue', 'cluster.yaml', '--host', 'node-c.example.com', ...fast);
    expect(issued.stdout).toContain(`${join(cwd, 'pki/of-c.key')}: key\n`);
    expect(issued.stdout).not.toContain('not shown');
  });

  test('never overwrites a key, nor a certificate unasked', () => {
    const { run, path } = folder();
    run('init', 'cluster.yaml', ...fast);
    run('issue', 'cluster.yaml', ...fast);
    const before = ['ca.key', 'ca.crt', 'a.key', 'a.crt'].map((file) => readFileSync(path(file), 'utf8'));
    expect(run('init', 'cluster.yaml').status).toBe(2);
    expect(run('issue', 'cluster.yaml')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('every host has its certificate'),
    });
    expect(run('issue', 'cluster.yaml', '--host', 'node-a.example.com').status).toBe(2);
    expect(['ca.key', 'ca.crt', 'a.key', 'a.crt'].map((file) => readFileSync(path(file), 'utf8'))).toEqual(before);
  });

  test('takes a key that is there already', () => {
    const { run, path } = folder();
    run('init', 'cluster.yaml', ...fast);
    run('issue', 'cluster.yaml', ...fast, '--host', 'node-a.example.com');
    const key = readFileSync(path('a.key'), 'utf8');
    writeFileSync(path('b.key'), key, { mode: 0o600 });
    expect(run('issue', 'cluster.yaml', '--host', 'node-b.example.com').status).toBe(0);
    expect(readFileSync(path('b.key'), 'utf8')).toBe(key);
    expect(read(path('b.crt')).publicKey.equals(read(path('a.crt')).publicKey)).toBe(true);
  });

  test('renews under the same subject and key', () => {
    const { run, path } = folder();
    run('init', 'cluster.yaml', ...fast);
    run('issue', 'cluster.yaml', ...fast);
    const old = read(path('a.crt'));
    expect(run('renew', 'cluster.yaml', '--host', 'node-a.example.com', '--now', '2031-12-01T00:00:00Z').status).toBe(
      0,
    );
    const renewed = read(path('a.crt'));
    expect([renewed.subject, renewed.subjectAltName, renewed.publicKey.equals(old.publicKey)]).toEqual([
      old.subject,
      old.subjectAltName,
      true,
    ]);
    expect(renewed.serialNumber).not.toBe(old.serialNumber);
    expect(renewed.validTo).toContain('2033');
  });

  test('does not issue beyond its own end', () => {
    const { run, path } = folder();
    run('init', 'cluster.yaml', ...fast, '--days', '365');
    const refused = run('issue', 'cluster.yaml', ...fast);
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('pki/outlives-authority') });
    expect(existsSync(path('a.crt'))).toBe(false);
    expect(existsSync(path('a.key'))).toBe(false);
  });

  test.each([
    ['no inventory', 'x: 1\n'],
    ['a name that leaves the folder', inventory.replace('node-a.example.com', '../x')],
    ['no place for a certificate', inventory.replace('certificate: pki/a.crt, ', '')],
    ['an address that is none', inventory.replace('172.16.0.1,', '172.16.0.999,')],
    ['a folder that is missing', inventory.replace('pki/ca.crt', 'nowhere/ca.crt')],
  ])('refuses %s', (_, text) => {
    const { cwd, run } = folder();
    writeFileSync(join(cwd, 'cluster.yaml'), text);
    expect(run('init', 'cluster.yaml', ...fast).status).toBe(2);
  });

  test('ends where its register is not its own', () => {
    const { run, path } = folder();
    run('init', 'cluster.yaml', ...fast);
    writeFileSync(path('ca.issued.json'), '{"version":2}');
    expect(run('issue', 'cluster.yaml', ...fast)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('register'),
    });
    expect(existsSync(path('a.crt'))).toBe(false);
  });
});

describeWithTools(['openssl'], 'with OpenSSL', () => {
  test('a request keeps the key on its host', () => {
    const { cwd, run, path } = folder();
    run('init', 'cluster.yaml', ...fast);
    const made = spawnSync(
      'openssl',
      [
        'req',
        '-new',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        'elsewhere.key',
        '-subj',
        '/CN=whatever',
        '-out',
        'a.csr',
      ],
      { cwd },
    );
    expect(made.status).toBe(0);
    expect(run('issue', 'cluster.yaml', '--host', 'node-a.example.com', '--request', 'a.csr')).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(existsSync(path('a.key'))).toBe(false);
    expect(read(path('a.crt')).subject).toBe('O=lab\nCN=node-a.example.com');
    expect(run('issue', 'cluster.yaml', '--request', 'a.csr').status).toBe(2);
  });

  test('what was revoked is refused, and the numbers of lists go up', () => {
    const { cwd, run } = folder();
    run('init', 'cluster.yaml', ...fast);
    run('issue', 'cluster.yaml', ...fast);
    expect(run('revoke', 'cluster.yaml')).toMatchObject({ status: 0, stdout: expect.stringContaining('0 revoked') });
    expect(run('revoke', 'cluster.yaml', '--host', 'node-a.example.com', '--reason', 'keyCompromise')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('1 revoked'),
    });
    const verify = (file: string) =>
      spawnSync(
        'openssl',
        ['verify', '-attime', '1893456060', '-CAfile', 'pki/ca.crt', '-crl_check', '-CRLfile', 'pki/ca.crl', file],
        { cwd, encoding: 'utf8' },
      );
    expect(verify('pki/a.crt').stderr).toContain('certificate revoked');
    expect(verify('pki/b.crt').status).toBe(0);
    const shown = spawnSync('openssl', ['crl', '-in', 'pki/ca.crl', '-noout', '-crlnumber'], { cwd, encoding: 'utf8' });
    expect(shown.stdout).toMatch(/0*2$/m);
    expect(run('revoke', 'cluster.yaml', '--host', 'nobody').status).toBe(2);
    expect(run('revoke', 'cluster.yaml', '--serial', '01').status).toBe(2);
    expect(run('revoke', 'cluster.yaml', '--host', 'node-b.example.com', '--reason', 'because')).toMatchObject({
      status: 1,
    });
  });
});

describeWithTools(['certutil', 'crlutil'], 'crls: { strict: true }', () => {
  const strict = inventory.replace('network:', 'crls: { lists: [pki/ca.crl], strict: true }\nnetwork:');

  test('renders the import of the lists and crl-strict=yes, and verify holds hosts to it', () => {
    const { cwd, run } = folder();
    writeFileSync(join(cwd, 'cluster.yaml'), strict);
    for (const step of ['init', 'issue', 'revoke']) run(step, 'cluster.yaml', ...(step === 'revoke' ? [] : fast));
    expect(swanmesh(['render', 'cluster.yaml', '-o', 'tree', ...now], { cwd })).toMatchObject({
      status: 0,
      stderr: '',
    });
    const conf = join(cwd, 'tree/node-a.example.com/etc/ipsec.d/lab-revocation.conf');
    expect(readFileSync(conf, 'utf8')).toContain('config setup\n\tcrl-strict=yes\n');
    expect(swanmesh(['verify', 'cluster.yaml', 'tree', ...now], { cwd })).toMatchObject({ status: 0, stderr: '' });
    rmSync(conf);
    const found = swanmesh(['verify', 'cluster.yaml', 'tree', ...now], { cwd });
    expect(found.stdout + found.stderr).toContain('crl-strict=yes is missing');
  });

  test.each([
    'crls: pki/mesh.crl',
    'crls: [pki/mesh.crl]',
    'crls: { lists: pki/mesh.crl, strict: true }',
    'crls: { lists: [pki/mesh.crl] }',
  ])('the list is written where the inventory names it: %s', (line) => {
    const { cwd, run } = folder();
    writeFileSync(join(cwd, 'cluster.yaml'), inventory.replace('network:', `${line}\nnetwork:`));
    for (const step of ['init', 'revoke']) run(step, 'cluster.yaml', ...(step === 'revoke' ? [] : fast));
    expect(readFileSync(join(cwd, 'pki/mesh.crl'), 'utf8')).toContain('-----BEGIN X509 CRL-----');
    expect(existsSync(join(cwd, 'pki/ca.crl'))).toBe(false);
  });

  test('import-crls.sh imports into NSS, again changes nothing, and refuses a list of a stranger', () => {
    const { cwd, run } = folder();
    writeFileSync(join(cwd, 'cluster.yaml'), strict);
    const today = ['--now', new Date().toISOString()];
    for (const step of ['init', 'issue', 'revoke'])
      run(step, 'cluster.yaml', ...(step === 'revoke' ? [] : fast), ...today);
    expect(swanmesh(['render', 'cluster.yaml', '-o', 'tree', ...today], { cwd }).status).toBe(0);
    const nss = (program: string, ...words: string[]) =>
      spawnSync(program, [...words, '-d', 'sql:db'], { cwd, encoding: 'utf8' });
    const script = (...words: string[]) =>
      spawnSync('sh', ['tree/node-a.example.com/import-crls.sh', '--nssdir', 'db', ...words], {
        cwd,
        encoding: 'utf8',
      });
    mkdirSync(join(cwd, 'db'));
    nss('certutil', '-N', '--empty-password');
    expect(script()).toMatchObject({ status: 1, stderr: expect.stringContaining('SEC_ERROR_UNKNOWN_ISSUER') });
    nss('certutil', '-A', '-n', 'ca', '-t', 'CT,,', '-a', '-i', 'pki/ca.crt');
    for (const _ of [1, 2]) expect(script()).toMatchObject({ status: 0, stderr: '' });
    expect(nss('crlutil', '-L').stdout).toMatch(/^ca +CRL/m);
    expect(script('pki/ca.crt')).toMatchObject({ status: 1, stderr: expect.stringContaining('no revocation list') });
    expect(script('--wrong').status).toBe(2);
  });
});
