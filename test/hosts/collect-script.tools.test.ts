import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textAt } from '../../src/diagnostics/diagnostic.ts';
import { collectScript } from '../../src/hosts/collect-script.ts';
import { readFileModes } from '../../src/hosts/facts/file-modes.ts';
import { readLists } from '../../src/x509/revocation/read-lists.ts';
import { newEcKey, root } from '../support/authority.ts';
import { crl } from '../support/crl-writer.ts';
import { name, pem } from '../support/der-writer.ts';
import { describeInWorlds, play } from '../support/packet-filter/world.ts';
import { describeWithTools } from '../support/real-tool.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'swanmesh-collect-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A host's root below the folder, the script run on it, and what it wrote. */
function collect(files: Readonly<Record<string, string>>, ...options: readonly string[]): ReadonlyMap<string, string> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, 'root', path, '..'), { recursive: true });
    writeFileSync(join(folder, 'root', path), content);
  }
  const script = join(folder, 'collect.sh');
  writeFileSync(script, collectScript());
  const run = spawnSync('sh', [script, '-n', 'node-1', ...options, join(folder, 'out')], {
    encoding: 'utf8',
    env: { ...process.env, SWANMESH_ROOT: join(folder, 'root') },
  });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
  const out = join(folder, 'out/node-1');
  const paths = readdirSync(out, { recursive: true }).map(String);
  return new Map(
    paths
      .filter((path) => statSync(join(out, path)).isFile())
      .map((path) => [path, readFileSync(join(out, path), 'utf8')]),
  );
}

const secret = 'correct horse battery staple 0123456789';

describe('the script that gathers', () => {
  test('takes the configuration as it is, and leaves every secret where it is', () => {
    const files = {
      'etc/ipsec.conf': 'include /etc/ipsec.d/*.conf\n',
      'etc/ipsec.secrets': `10.0.0.1 10.0.0.2 : PSK "${secret}"\n`,
      'etc/ipsec.d/mesh.conf': 'conn a\n\tleft=10.0.0.1\n',
      'etc/ipsec.d/mesh.secrets': `10.0.0.1 10.0.0.3 : PSK 0x00112233\n`,
      'etc/ipsec.d/policies/private': '10.0.0.0/8\n',
      'etc/ipsec.d/key4.db': 'KEYS',
    };
    const found = collect(files);
    expect(found.get('etc/ipsec.d/mesh.conf')).toBe(files['etc/ipsec.d/mesh.conf']);
    expect(found.get('etc/ipsec.conf')).toBe(files['etc/ipsec.conf']);
    expect(found.get('etc/ipsec.d/policies/private')).toBe(files['etc/ipsec.d/policies/private']);
    const all = JSON.stringify([...found]);
    for (const hidden of [secret, '00112233', 'KEYS']) expect(all).not.toContain(hidden);
  });

  test('with a salt gives digests of keys that agree between spellings and differ between salts', () => {
    const files = {
      'etc/ipsec.secrets': '10.0.0.1 10.0.0.2 : PSK "ab"\n10.0.0.1 10.0.0.3 : PSK 0x6162\n',
    };
    const digests = (salt: string): readonly string[] =>
      (collect(files, '-s', salt).get('facts/psk-digests.txt') ?? '')
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0] as string);
    const [one, other] = digests('salt');
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(one).toBe(other);
    expect(digests('pepper')[0]).not.toBe(one);
  });

  test('says who may read and change what pluto reads', () => {
    const files = {
      'etc/ipsec.conf': '',
      'etc/ipsec.secrets': '',
      'etc/ipsec.d/a b.conf': '',
      'etc/ipsec.d/policies/clear': '',
      'var/lib/ipsec/nss/cert9.db': '',
      'var/lib/ipsec/nss/key4.db': '',
    };
    for (const path of Object.keys(files)) mkdirSync(join(folder, 'root', path, '..'), { recursive: true });
    writeFileSync(join(folder, 'root/etc/ipsec.secrets'), '', { mode: 0o600 });
    const modes = readFileModes(collect(files).get('facts/modes.txt'));
    expect(modes?.get('etc/ipsec.secrets')).toMatchObject({ bits: 0o600, owner: process.getuid?.() });
    expect([...(modes?.keys() ?? [])].sort()).toEqual(
      [...Object.keys(files), 'etc/ipsec.d', 'etc/ipsec.d/policies', 'var/lib/ipsec/nss'].sort(),
    );
  });

  test('keeps what ipsec says where pluto does not run', () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    const says = 'whack: Pluto is not running (no "/run/pluto/pluto.ctl")';
    const program = `#!/bin/sh\ncase $1 in --version) echo Libreswan 4.10 ;; *) echo '${says}' >&2; exit 33 ;; esac\n`;
    writeFileSync(join(bin, 'ipsec'), program, { mode: 0o755 });
    const path = process.env.PATH;
    process.env.PATH = `${bin}:${path}`;
    try {
      const found = collect({});
      expect(found.get('facts/status.txt')).toBe(`${says}\n`);
      expect(found.get('facts/release.txt')).toBe('Libreswan 4.10\nipsec status: 33\n');
    } finally {
      process.env.PATH = path;
    }
  });

  test('refuses the name of a host that leads elsewhere', () => {
    const script = join(folder, 'collect.sh');
    writeFileSync(script, collectScript());
    for (const host of ['../x', '.hidden', 'a/b']) expect(spawnSync('sh', [script, '-n', host, folder]).status).toBe(2);
  });
});

describeWithTools(['shellcheck'], 'the script that gathers', () => {
  test('is clean', () => {
    const run = spawnSync('shellcheck', ['-s', 'sh', '-'], { input: collectScript(), encoding: 'utf8' });
    expect(run.stdout).toBe('');
    expect(run.status).toBe(0);
  });
});

describeInWorlds(['nft', 'iptables-nft', 'iptables-legacy'], 'the script that gathers', () => {
  test('takes the rules of both kinds of iptables where there are both, and asks for the old one only then', () => {
    const script = join(folder, 'collect.sh');
    writeFileSync(script, collectScript());
    const gathered = (rules: string) =>
      play(
        `${rules}\nsh "$collector" -n h out >/dev/null 2>&1; cat out/h/facts/iptables*save.txt | grep '^-A'; ls out/h/facts`,
        {
          collector: script,
        },
      );
    const one = gathered('iptables-nft -A INPUT -p esp -j ACCEPT');
    expect(one.filter((line) => line.startsWith('-A'))).toEqual(['-A INPUT -p esp -j ACCEPT']);
    expect(one.filter((line) => /legacy|names/.test(line))).toEqual([]);
    const both = gathered('iptables-nft -A INPUT -p esp -j ACCEPT; iptables-legacy -A INPUT -p esp -j DROP');
    expect(both.filter((line) => line.startsWith('-A')).sort()).toEqual([
      '-A INPUT -p esp -j ACCEPT',
      '-A INPUT -p esp -j DROP',
    ]);
    expect(both).toContain('ip_tables_names.txt');
  });
});

describeWithTools(['certutil', 'openssl'], 'the script that gathers', () => {
  test('takes certificates with their nicknames, and no key', () => {
    const nss = join(folder, 'root/var/lib/ipsec/nss');
    mkdirSync(nss, { recursive: true });
    const run = (program: string, ...args: readonly string[]): void => {
      const { status, stderr } = spawnSync(program, args, {
        encoding: 'utf8',
        cwd: folder,
        env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
      });
      if (status !== 0) throw new Error(`${program}: ${stderr}`);
    };
    run(
      'openssl',
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
      '-subj',
      '/CN=with blanks',
      '-days',
      '9',
    );
    run(
      'openssl',
      'pkcs12',
      '-export',
      '-inkey',
      'key.pem',
      '-in',
      'cert.pem',
      '-name',
      'with blanks',
      '-out',
      'all.p12',
      '-passout',
      'pass:',
    );
    run('certutil', '-N', '--empty-password', '-d', `sql:${nss}`);
    run('pk12util', '-i', 'all.p12', '-d', `sql:${nss}`, '-W', '');
    const found = collect({});
    expect(found.get('facts/certificates.pem')).toMatch(/^# nickname: with blanks\n-----BEGIN CERTIFICATE-----\n/);
    expect(found.get('facts/nicknames.txt')).toContain('with blanks');
    expect(JSON.stringify([...found])).not.toContain('PRIVATE KEY');
  });

  test.each([
    ['sqlite3', []],
    ['python3, where there is no sqlite3', ['sqlite3']],
  ])('takes the revocation lists of the database with %s', (_, missing) => {
    const nss = join(folder, 'root/var/lib/ipsec/nss');
    const bin = join(folder, 'bin');
    for (const one of [nss, bin]) mkdirSync(one, { recursive: true });
    for (const name of missing) writeFileSync(join(bin, name), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const pair = newEcKey();
    const entries = Array.from({ length: 400 }, (_, i) => ({ serial: i + 1 }));
    const lists = ['Mesh CA', 'Other CA'].map((cn, i) =>
      crl({ issuer: name(['CN', cn]), entries: entries.slice(i) }, pair.privateKey),
    );
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}:/usr/sbin` };
    const run = (...words: readonly [string, ...string[]]): void => {
      const [program, ...args] = words;
      const { status, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', env });
      expect(status, stderr).toBe(0);
    };
    run('certutil', '-N', '--empty-password', '-d', `sql:${nss}`);
    const path = process.env.PATH;
    process.env.PATH = env.PATH;
    try {
      expect(collect({}).get('facts/crls.pem')).toBe('# revocation lists of the NSS database\n');
      for (const [i, cn] of ['Mesh CA', 'Other CA'].entries()) {
        writeFileSync(join(folder, 'ca.pem'), pem(root(cn, pair)));
        writeFileSync(join(folder, 'list.der'), lists[i] as Uint8Array);
        run('certutil', '-A', '-n', cn, '-t', 'CT,,', '-a', '-i', 'ca.pem', '-d', `sql:${nss}`);
        run('crlutil', '-I', '-i', 'list.der', '-d', `sql:${nss}`);
      }
      const found = collect({}).get('facts/crls.pem') ?? '';
      const read = readLists(found, textAt('crls.pem', 1, 1));
      expect(read.findings).toEqual([]);
      const whole = (all: readonly Uint8Array[]): readonly string[] =>
        all.map((der) => Buffer.from(der).toString('hex')).sort();
      expect(whole(read.value.map(({ der }) => der))).toEqual(whole(lists));
      expect(Math.max(...found.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(64);
    } finally {
      process.env.PATH = path;
    }
  });

  test('says nothing of lists that it cannot take', () => {
    const nss = join(folder, 'root/var/lib/ipsec/nss');
    mkdirSync(nss, { recursive: true });
    writeFileSync(join(nss, 'cert9.db'), 'no database');
    expect(collect({}).has('facts/crls.pem')).toBe(false);
  });
});
