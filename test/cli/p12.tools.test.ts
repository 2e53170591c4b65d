import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { issue, newEcKey, root } from '../support/authority.ts';
import { debianReleases, describeWithReleases } from '../support/debian/release-tools.ts';
import { int, name, octets, oid, pem, seq, spkiOf } from '../support/der-writer.ts';
import { listingLine, withNssDatabase } from '../support/nss.ts';
import { swanmesh, testFolder } from '../support/run-cli.ts';

const authorityKey = newEcKey();
const hostKey = newEcKey();
const ca = root('Mesh CA', authorityKey);
const hostParts = { subject: name(['CN', 'node-a']), issuer: name(['CN', 'Mesh CA']), spki: spkiOf(hostKey.publicKey) };
const host = issue(hostParts, authorityKey.privateKey);
const pkcs8 = Uint8Array.from(hostKey.privateKey.export({ format: 'der', type: 'pkcs8' }));
const inputs = ['--cert', 'a.crt', '--key', 'a.key', '--ca', 'ca.crt'];
const now = ['--now', '2030-01-01T00:00:00Z'];

const folderWith = (contents: Record<string, string> = {}): string => {
  const folder = testFolder();
  const all = { 'a.crt': pem(host), 'a.key': pem(pkcs8, 'PRIVATE KEY'), 'ca.crt': pem(ca), ...contents };
  for (const [path, content] of Object.entries(all)) writeFileSync(join(folder, path), content);
  return folder;
};
const p12 = (cwd: string, ...args: string[]) => swanmesh(['p12', ...inputs, ...now, ...args], { cwd });

describe('swanmesh p12', () => {
  test('writes a file that only its owner reads, whatever the umask', () => {
    const cwd = folderWith();
    expect(p12(cwd, '--name', 'node-1', '-o', 'a.p12')).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('nickname node-1'),
    });
    expect(statSync(join(cwd, 'a.p12')).mode & 0o777).toBe(0o600);
  });

  test('never overwrites without --force', () => {
    const cwd = folderWith({ 'a.p12': 'precious' });
    expect(p12(cwd, '-o', 'a.p12')).toMatchObject({ status: 2, stderr: expect.stringContaining('--force') });
    expect(readFileSync(join(cwd, 'a.p12'), 'utf8')).toBe('precious');
  });

  test('with --force replaces the file whole, and its mode', () => {
    const cwd = folderWith({ 'a.p12': 'old' });
    chmodSync(join(cwd, 'a.p12'), 0o644);
    expect(p12(cwd, '--force', '-o', 'a.p12').status).toBe(0);
    expect(readFileSync(join(cwd, 'a.p12'))[0]).toBe(0x30);
    expect(statSync(join(cwd, 'a.p12')).mode & 0o777).toBe(0o600);
    expect(readdirSync(cwd).filter((file) => file.startsWith('.'))).toEqual([]);
  });

  test('writes nothing where anything is wrong, and says all of it', () => {
    const other = Uint8Array.from(newEcKey().privateKey.export({ format: 'der', type: 'pkcs8' }));
    const rows: [Record<string, string>, string[], string[]][] = [
      [{ 'a.key': pem(other, 'PRIVATE KEY') }, [], ['x509/key-mismatch']],
      [{ 'ca.crt': pem(root('Other', newEcKey())) }, [], ['x509/unknown-issuer']],
      [
        { 'a.crt': 'x', 'a.key': 'y' },
        ['--name', 'a b'],
        ['x509/no-certificate', 'x509/no-private-key', 'libreswan/bad-nickname'],
      ],
      [
        { 'a.crt': pem(issue({ ...hostParts, notAfter: new Date('2027-01-01') }, authorityKey.privateKey)) },
        [],
        ['x509/expired'],
      ],
    ];
    for (const [contents, args, codes] of rows) {
      const cwd = folderWith(contents);
      const result = p12(cwd, '--json', '-o', 'a.p12', ...args);
      expect(result.status).toBe(1);
      expect(JSON.parse(result.stdout)).toMatchObject({
        file: 'a.p12',
        written: false,
        nickname: null,
        findings: codes.map((code) => ({ code })),
      });
      expect(existsSync(join(cwd, 'a.p12'))).toBe(false);
      expect(result.stdout + result.stderr).not.toContain(Buffer.from(pkcs8).toString('base64').slice(40, 60));
    }
  });

  test('takes a key whose file does not hold its public half, and compares it all the same', () => {
    const scalar = Buffer.from(hostKey.privateKey.export({ format: 'jwk' }).d as string, 'base64url');
    const bare = seq(
      int(0),
      seq(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')),
      octets(seq(int(1), octets(scalar))),
    );
    expect(p12(folderWith({ 'a.key': pem(bare, 'PRIVATE KEY') }), '-o', 'a.p12')).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  test('wants all its files', () => {
    expect(swanmesh(['p12', '--cert', 'a.crt']).status).toBe(2);
    expect(p12(testFolder(), '-o', 'a.p12').status).toBe(2);
  });
});

describeWithReleases(debianReleases, 'the file of swanmesh p12 is imported under the given name', (tools) => {
  test('and is another one in every run, for its salts are', () => {
    const cwd = folderWith();
    const contents = ['1.p12', '2.p12'].map((file) => {
      expect(p12(cwd, '--name', 'node-1', '-o', file).status).toBe(0);
      return readFileSync(join(cwd, file));
    });
    expect(contents[0]).not.toEqual(contents[1]);
    withNssDatabase(tools, (database) => {
      for (const content of contents) expect(database.importPkcs12(content)).toMatchObject({ status: 0 });
      expect(database.listing().toSorted()).toEqual([listingLine('Mesh CA', ',,'), listingLine('node-1', 'u,u,u')]);
    });
  });
});

describe('swanmesh p12 with an inventory', () => {
  const inventory = `version: 1\nauthority: ca.crt\nnodes:\n  node-a.example.com: { certificate: a.crt, key: a.key }\n  other: { certificate: a.crt }\n`;
  const call = (cwd: string, ...args: string[]) =>
    swanmesh(['p12', 'cluster.yaml', '-o', 'n.p12', ...now, ...args], { cwd });

  test('takes the files of the host, and the nickname that its conns have', () => {
    const cwd = folderWith({ 'cluster.yaml': inventory });
    const run = call(cwd, '--host', 'node-a.example.com');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('nickname node-a.example.com');
    expect(run.stdout).toContain("next: pk12util -i n.p12 -W ''");
  });

  test.each([
    [['--host', 'none'], 'must name a host'],
    [['--host', 'other'], 'must name the file of the key of other'],
    [[], 'takes --host'],
    [['--host', 'other', '--key', 'a.key'], 'neither --cert'],
  ])('refuses %j', (args, message) => {
    const run = call(folderWith({ 'cluster.yaml': inventory }), ...args);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toContain(message);
  });

  test('without one it says how the conns name the certificate, unless a name was given', () => {
    const cwd = folderWith();
    expect(p12(cwd, '-o', 'a.p12').stdout).toContain('--name NODE');
    expect(p12(cwd, '-o', 'b.p12', '--name', 'node-a').stdout).not.toContain('--name NODE');
  });
});
