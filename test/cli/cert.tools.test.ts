import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { issue, newEcKey, newRsaKey, root, usage } from '../support/authority.ts';
import {
  altNames,
  bmp,
  constraints,
  der,
  dns,
  implicit,
  int,
  ip,
  multiName,
  name,
  oid,
  pem,
  purposes,
  seq,
  set,
  spkiOf,
  text,
  utf8,
} from '../support/der-writer.ts';
import { swanmesh, testFolder } from '../support/run-cli.ts';

const authorityKey = newEcKey();
const hostKey = newEcKey();
const ca = root('Mesh CA', authorityKey, undefined, {
  notBefore: new Date('2026-01-01'),
  notAfter: new Date('2040-01-01'),
});
const parts = {
  serial: int(0xabcd),
  subject: name(['O', 'system:nodes'], ['CN', 'node-a']),
  issuer: name(['CN', 'Mesh CA']),
  spki: spkiOf(hostKey.publicKey),
  extensions: [constraints(false), altNames(dns('a.example'), ip(172, 16, 0, 11)), purposes('1.3.6.1.5.5.7.3.1')],
};
const host = issue(parts, authorityKey.privateKey);

const files = (contents: Record<string, string | Uint8Array>): string => {
  const folder = testFolder();
  for (const [path, content] of Object.entries(contents)) writeFileSync(join(folder, path), content);
  return folder;
};
/** What is said of a certificate without an issuer to check it by. */
const unasked = { code: 'x509/signature-not-checked', severity: 'info' };
const at = ['--now', '2030-01-01T00:00:00Z'];
const json = (args: string[], cwd: string) =>
  JSON.parse(swanmesh(['cert', '--json', ...at, ...args], { cwd }).stdout).certificates;

describe('swanmesh cert', () => {
  test('gives every field of the contract', () => {
    const cwd = files({ 'a.crt': pem(host), 'ca.crt': pem(ca) });
    const [document] = json(['a.crt', '--issuer', 'ca.crt'], cwd);
    expect(Object.keys(document)).toEqual([
      'file',
      'subject',
      'issuer',
      'id',
      'nickname',
      'subjectAltNames',
      'serialHex',
      'notBefore',
      'notAfter',
      'key',
      'signatureAlgorithm',
      'fingerprintSha256',
      'isCa',
      'keyUsage',
      'extendedKeyUsage',
      'findings',
    ]);
    expect(document).toMatchObject({
      file: 'a.crt',
      subject: {
        text: 'O=system:nodes, CN=node-a',
        rdns: [
          [{ oid: '2.5.4.10', name: 'O', type: 'utf8', value: 'system:nodes' }],
          [{ oid: '2.5.4.3', name: 'CN', type: 'utf8', value: 'node-a' }],
        ],
      },
      issuer: { text: 'CN=Mesh CA' },
      id: {
        text: 'O=system:nodes, CN=node-a',
        hex: expect.stringMatching(/^@~30[0-9a-f]+$/),
        recommended: 'O=system:nodes, CN=node-a',
      },
      nickname: { predicted: 'node-a', usable: true, leftcert: 'node-a' },
      subjectAltNames: [
        { type: 'dns', value: 'a.example' },
        { type: 'ip', value: '172.16.0.11' },
      ],
      serialHex: 'abcd',
      notBefore: '2026-01-01T00:00:00Z',
      notAfter: '2036-01-01T00:00:00Z',
      key: { algorithm: 'ec', bits: 256, curve: 'P-256' },
      signatureAlgorithm: 'ecdsa-with-SHA256',
      isCa: false,
      keyUsage: [],
      extendedKeyUsage: ['serverAuth'],
      findings: [],
    });
  });

  test('shows people what to write in which keyword', () => {
    const cwd = files({ 'a.crt': pem(host) });
    const { stdout, stderr, status } = swanmesh(['cert', ...at, 'a.crt'], { cwd });
    expect(status).toBe(0);
    expect(stderr).toContain('info: signatures not checked: no authority was given [x509/signature-not-checked]');
    expect(stdout).toContain('  leftid, rightid  O=system:nodes, CN=node-a\n');
    expect(stdout).toContain('  leftcert         node-a\n');
    expect(stdout).toContain('  alternative      ip 172.16.0.11\n');
    expect(stdout).toContain('(2191 days left)');
  });

  test('shows an authority as one', () => {
    const cwd = files({ 'ca.crt': pem(ca) });
    const { stdout, status } = swanmesh(['cert', ...at, 'ca.crt'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain('  rightca          CN=Mesh CA\n');
  });

  test('reads DER, bundles and standard input', () => {
    const cwd = files({ 'a.der': host, 'both.pem': pem(host) + pem(ca) });
    expect(json(['a.der', 'both.pem'], cwd)).toMatchObject([
      { file: 'a.der' },
      { file: 'both.pem', serialHex: 'abcd' },
      { file: 'both.pem', isCa: true },
    ]);
    const read = swanmesh(['cert', '--json', ...at, '-'], { input: pem(host) });
    expect(JSON.parse(read.stdout)).toMatchObject({
      version: 1,
      ok: true,
      certificates: [{ file: '<stdin>', serialHex: 'abcd' }],
    });
  });

  test('gives file and findings alone for what can not be read, and goes on with the others', () => {
    const cwd = files({ 'bad.crt': 'hello', 'a.crt': pem(host) });
    const [bad, good] = json(['bad.crt', 'a.crt'], cwd);
    expect(bad).toEqual({
      file: 'bad.crt',
      findings: [
        expect.objectContaining({
          code: 'x509/no-certificate',
          at: { kind: 'text', file: 'bad.crt', line: 1, column: 1 },
        }),
      ],
    });
    expect(good).toMatchObject({ file: 'a.crt', findings: [unasked] });
    expect(swanmesh(['cert', 'bad.crt'], { cwd }).status).toBe(1);
  });

  test('ends with 2 for a file that is not there', () => {
    expect(swanmesh(['cert', 'nowhere.crt'], { cwd: testFolder() })).toMatchObject({ status: 2, stdout: '' });
    expect(swanmesh(['cert']).status).toBe(2);
    expect(swanmesh(['cert', '-', '--libreswan', '6'], { input: pem(host) }).status).toBe(2);
  });

  test('checks at the given time, with the line of the certificate', () => {
    const cwd = files({ 'both.pem': `# two\n${pem(ca)}${pem(host)}` });
    const { stderr, status } = swanmesh(['cert', '--now', '2037-01-01T00:00:00Z', 'both.pem'], { cwd });
    expect(status).toBe(1);
    expect(stderr).toContain(`both.pem:${2 + pem(ca).split('\n').length - 1}:1: error:`);
    expect(stderr).toContain('[x509/expired]');
  });

  test('checks the signature by the bundle of the issuer', () => {
    const stranger = root('Mesh CA', newEcKey(), undefined, { extensions: [constraints(true)] });
    const cwd = files({ 'a.crt': pem(host), 'other.crt': pem(stranger), 'ca.crt': pem(ca) });
    expect(json(['a.crt', '--issuer', 'other.crt'], cwd)[0].findings).toMatchObject([{ code: 'x509/bad-signature' }]);
    expect(swanmesh(['cert', ...at, 'a.crt', '--issuer', 'other.crt'], { cwd }).status).toBe(1);
    expect(swanmesh(['cert', ...at, 'a.crt', '--issuer', 'ca.crt'], { cwd }).status).toBe(0);
  });

  test('judges several files together, an authority by the issuer too', () => {
    const twin = issue({ ...parts, subject: name(['CN', 'twin']) }, authorityKey.privateKey);
    const stranger = root('Mesh CA', newEcKey(), undefined, { extensions: [constraints(true)] });
    const cwd = files({ 'a.crt': pem(host), 'twin.crt': pem(twin), 'ca.crt': pem(ca), 'other.crt': pem(stranger) });
    const found: { findings: { code: string }[] }[] = json(
      ['a.crt', 'twin.crt', 'other.crt', '--issuer', 'ca.crt'],
      cwd,
    );
    expect(found.map(({ findings }) => findings.map(({ code }) => code))).toEqual([
      [],
      ['x509/reused-serial'],
      ['x509/bad-signature'],
    ]);
  });

  test('asks about key usage as the release does', () => {
    const enciphers = { ...parts, spki: spkiOf(newRsaKey().publicKey), extensions: [usage(0x20, 5)] };
    const cwd = files({ 'a.crt': pem(issue(enciphers, authorityKey.privateKey)) });
    expect(swanmesh(['cert', ...at, 'a.crt', '--libreswan', '5.2'], { cwd }).status).toBe(0);
    const { status, stderr } = swanmesh(['cert', ...at, 'a.crt', '--libreswan', '5.3'], { cwd });
    expect(status).toBe(1);
    expect(stderr).toContain('libreswan 5.3: the key usage must allow signatures, not only keyEncipherment');
  });

  test('warns before a certificate ends, as early as one likes', () => {
    const cwd = files({ 'a.crt': pem(host) });
    const codes = (...more: string[]): string[] => {
      const { stdout } = swanmesh(['cert', '--json', '--now', '2035-12-20T00:00:00Z', 'a.crt', ...more], { cwd });
      return JSON.parse(stdout).certificates[0].findings.map(({ code }: { code: string }) => code);
    };
    expect(codes()).toContain('x509/expires-soon');
    expect(codes('--expiry-warning', '12')).not.toContain('x509/expires-soon');
    expect(codes('--expiry-warning', '0')).not.toContain('x509/expires-soon');
    expect(swanmesh(['cert', 'a.crt', '--expiry-warning', 'soon'], { cwd }).status).toBe(2);
  });

  test('gives the spelling of the release that is asked for, and says where no spelling serves all', () => {
    const odd = issue({ ...parts, subject: name(['O', 'Acme, Inc.'], ['CN', bmp('a')]) }, authorityKey.privateKey);
    const cwd = files({ 'odd.crt': pem(odd) });
    expect(json(['odd.crt', '--libreswan', '5.2'], cwd)[0]).toMatchObject({
      id: { recommended: expect.stringMatching(/^O=#0c0a[0-9a-f]+, CN=#1e020061$/i) },
      findings: [unasked],
    });
    expect(json(['odd.crt', '--libreswan', '4.3'], cwd)[0].findings).toMatchObject([unasked]);
    expect(json(['odd.crt'], cwd)[0]).toMatchObject({
      id: { text: null, recommended: null },
      findings: [{ code: 'libreswan/no-common-spelling', severity: 'warning' }, unasked],
    });
    const multi = issue(
      {
        ...parts,
        subject: multiName([
          ['CN', 'a'],
          ['UID', 'b'],
        ]),
      },
      authorityKey.privateKey,
    );
    writeFileSync(join(cwd, 'multi.crt'), pem(multi));
    expect(json(['multi.crt', '--libreswan', '5.2'], cwd)[0].id).toMatchObject({
      text: null,
      recommended: expect.stringMatching(/^@~30/),
    });
  });

  test('--strict makes a warning count', () => {
    const sha1 = issue(
      { ...parts, extensions: [altNames(implicit(2, text('no host name')))] },
      authorityKey.privateKey,
    );
    const cwd = files({ 'a.crt': pem(sha1) });
    expect(swanmesh(['cert', ...at, 'a.crt'], { cwd }).status).toBe(0);
    expect(swanmesh(['cert', ...at, '--strict', 'a.crt'], { cwd }).status).toBe(1);
  });

  test('prints nothing of a certificate that moves the cursor, turns the line or starts a new one', () => {
    const hostile = '\u001b[2J\r\n  leftcert  evil\u202e\u0007';
    const odd = issue(
      { ...parts, subject: name(['CN', hostile]), extensions: [altNames(implicit(6, text('\u001b[31m\nx')))] },
      authorityKey.privateKey,
    );
    const unknown = issue(
      {
        ...parts,
        subject: seq(set(seq(oid('1.2.3'), der(0x0c, Uint8Array.of(0xff)))), set(seq(oid('2.5.4.3'), utf8('x')))),
      },
      authorityKey.privateKey,
    );
    const cwd = files({ 'odd.crt': pem(odd), 'unknown.crt': pem(unknown) });
    const { stdout, stderr } = swanmesh(['cert', ...at, 'odd.crt', 'unknown.crt'], { cwd });
    for (const output of [stdout, stderr]) {
      expect(output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(output).not.toMatch(/^ +leftcert +evil/m);
    }
  });
});
