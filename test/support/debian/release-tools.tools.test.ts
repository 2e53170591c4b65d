import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { debianReleases, describeWithReleases } from './release-tools.ts';

const versions = {
  '4.3': { libreswan: '4.3', openssl: 'OpenSSL 1.1.1' },
  '4.10': { libreswan: '4.10', openssl: 'OpenSSL 3.0' },
  '5.2': { libreswan: '5.2', openssl: 'OpenSSL 3.5' },
} as const;

describeWithReleases(debianReleases, 'the provisioned tools are that release', (tools) => {
  const folder = mkdtempSync(join(tmpdir(), 'swanmesh-tools-'));
  const expected = versions[tools.release];
  beforeAll(() => writeFileSync(join(folder, 'password'), ''));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('whack and pluto say its version', () => {
    expect(tools.whack(['--version']).stdout).toContain(`Libreswan ${expected.libreswan}`);
    expect(tools.pluto(['--version']).stdout).toContain(`Libreswan ${expected.libreswan}`);
  });

  test('openssl says its version and has its own configuration', () => {
    expect(tools.openssl(['version']).stdout).toContain(expected.openssl);
    expect(tools.openssl(['req', '-in', join(folder, 'missing')]).stderr).not.toContain('openssl.cnf');
  });

  test('a PKCS#12 made by its openssl is imported by its pk12util and listed by its certutil', () => {
    const at = (name: string) => join(folder, name);
    const database = `sql:${folder}`;
    const made = tools.openssl([
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/O=test/CN=alpha', '-days', '30'],
      ...['-keyout', at('key.pem'), '-out', at('cert.pem')],
    ]);
    expect(made).toMatchObject({ status: 0 });
    const packed = tools.openssl([
      ...['pkcs12', '-export', '-in', at('cert.pem'), '-inkey', at('key.pem'), '-name', 'alpha'],
      ...['-passout', 'pass:', '-out', at('alpha.p12')],
    ]);
    expect(packed).toMatchObject({ status: 0 });
    expect(tools.certutil(['-N', '-d', database, '--empty-password'])).toMatchObject({ status: 0 });
    expect(tools.pk12util(['-i', at('alpha.p12'), '-d', database, '-W', ''])).toMatchObject({ status: 0 });
    expect(tools.certutil(['-K', '-d', database, '-f', at('password')]).stdout).toContain('alpha');
  });

  test('addconn and readwriteconf read the file that they are told', () => {
    const file = join(folder, 'ipsec.conf');
    writeFileSync(file, 'conn alpha\n\tleft=192.0.2.1\n\tright=192.0.2.2\n\tauto=ignore\n');
    expect(tools.addconn(['--config', file, '--checkconfig'])).toMatchObject({ status: 0 });
    expect(tools.readwriteconf(['--config', file]).stdout).toContain('conn alpha');
    writeFileSync(file, 'conn alpha\n\tleft=192.0.2.1\n  nonsense\n');
    expect(tools.addconn(['--config', file, '--checkconfig']).status).not.toBe(0);
  });

  test('a subcommand is a program of that tree', () => {
    expect(tools.ipsec(['algparse', '-v2', 'esp=aes256-sha2_256']).status).toBe(0);
    expect(() => tools.ipsec(['setup', 'start'])).toThrow('not a program');
  });
});
