import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type NssNickname, nicknameFor } from '../../src/libreswan/identity/leftcert.ts';
import { releaseRange } from '../../src/libreswan/release.ts';
import { importCertificateScript, type OnHost } from '../../src/render/import-certificate.ts';
import { describeWithReleases, type Outcome } from '../support/debian/release-tools.ts';
import { type NssHost, nssHost } from '../support/nss-host.ts';
import { describeWithTools } from '../support/real-tool.ts';

function script(nickname: NssNickname, onHost?: OnHost): string {
  const releases = releaseRange('4.10');
  return importCertificateScript({ nickname, platform: 'rhel9', releases, ...(onHost && { onHost }) });
}

/** Calls the script for the node `node`. */
function imports(host: NssHost, ...args: readonly string[]): Outcome {
  host.write('import-certificate.sh', script(nicknameFor('node')));
  return host.run('sh', 'import-certificate.sh', ...args);
}

/** A host with an authority, and `old` and `new` for one subject with a key each. */
function prepared(): NssHost {
  const host = nssHost();
  for (const name of ['ca', 'old', 'new']) host.key(name);
  host.certificate('ca', '/OU=openshift/CN=node-signer');
  host.certificate('old', '/O=system:nodes/CN=system:node:node', { days: 10 });
  host.certificate('new', '/O=system:nodes/CN=system:node:node');
  return host;
}

function database(host: NssHost, name: string, ...lines: readonly string[]): void {
  mkdirSync(host.path(name));
  if (lines.length === 0) host.run('certutil', '-N', '-d', `sql:${name}`, '--empty-password');
  else {
    host.write(`${name}/nsspassword`, lines.map((line) => `${line}\n`).join(''));
    host.write('plain-password', `${lines[0]?.replace(/.*:/, '')}\n`);
    host.run('certutil', '-N', '-d', `sql:${name}`, '-f', 'plain-password');
  }
}

/** Imports as somebody else would, under any nickname. */
function foreign(host: NssHost, name: string, certificate: string, key: string, nickname: string): void {
  const file = `${certificate}-${nickname}.p12`;
  const files = ['-in', `${certificate}.crt`, '-inkey', `${key}.key`];
  host.run('openssl', 'pkcs12', '-export', ...files, '-name', nickname, '-passout', 'pass:', '-out', file);
  host.run('pk12util', '-i', file, '-d', `sql:${name}`, '-W', '', '-K', '');
}

const files = ['new.crt', 'new.key', 'ca.crt'];
const oldFiles = ['old.crt', 'old.key', 'ca.crt'];
describeWithTools(['shellcheck', 'dash'], 'the text of the script, judged by shellcheck', () => {
  test.each([
    ['without files', undefined],
    ['with hostile files', { certificate: "/a b'; touch x; '", key: '$(touch x)`touch x`', authority: '-n\n"\\' }],
  ])('is clean %s', (_why, onHost) => {
    const host = nssHost();
    host.write('import-certificate.sh', script(nicknameFor('a'), onHost));
    expect(host.run('shellcheck', '-s', 'sh', 'import-certificate.sh')).toMatchObject({ status: 0, stdout: '' });
    expect(host.run('dash', '-n', 'import-certificate.sh')).toMatchObject({ status: 0, stderr: '' });
    host.remove();
  });
});

describeWithTools(['openssl', 'certutil', 'pk12util', 'modutil'], 'import-certificate.sh', () => {
  let host: NssHost;
  beforeAll(() => {
    host = prepared();
  });
  afterAll(() => host.remove());

  test('imports under our nickname, and finds nothing to do the second time', () => {
    expect(imports(host, '--nssdir', 'fresh', ...files)).toEqual({ status: 0, stdout: 'imported\n', stderr: '' });
    expect(host.nicknames('fresh')).toEqual({ node: 'u,u,u', 'node-signer': ',,' });
    expect(host.fingerprints('fresh', 'node')).toEqual([host.fingerprint('new')]);
    expect(statSync(host.path('fresh/key4.db')).mode & 0o777).toBe(0o600);
    const before = host.digest('fresh');
    expect(imports(host, '--nssdir', 'fresh', ...files)).toEqual({ status: 0, stdout: 'unchanged\n', stderr: '' });
    expect(imports(host, '--check', '--nssdir', 'fresh', ...files)).toMatchObject({ status: 0, stdout: 'unchanged\n' });
    expect(host.digest('fresh')).toBe(before);
    expect(readdirSync(host.path('tmp'))).toEqual([]);
  });

  test('--check changes nothing and says so with status 3', () => {
    expect(imports(host, '--check', '--nssdir', 'none', ...files)).toMatchObject({
      status: 3,
      stdout: 'would import\n',
    });
    expect(existsSync(host.path('none'))).toBe(false);
    expect(imports(host, '--nssdir', 'check', ...oldFiles).status).toBe(0);
    const before = host.digest('check');
    const outcome = imports(host, '--check', '--nssdir', 'check', ...files);
    expect(outcome).toMatchObject({ status: 3, stdout: 'would import\n' });
    expect(outcome.stderr).toContain('would remove what is there under the nickname node');
    expect(host.digest('check')).toBe(before);
  });

  test('a renewed certificate with a new key takes the place of the old one', () => {
    expect(imports(host, '--nssdir', 'renewed', ...oldFiles).stdout).toBe('imported\n');
    expect(imports(host, '--nssdir', 'renewed', ...files).stdout).toBe('imported\n');
    expect(host.fingerprints('renewed', 'node')).toEqual([host.fingerprint('new')]);
    expect(host.nicknames('renewed')).toEqual({ node: 'u,u,u', 'node-signer': ',,' });
  });

  test('so does one with the same key', () => {
    host.certificate('renewed', '/O=system:nodes/CN=system:node:node', { key: 'old' });
    expect(imports(host, '--nssdir', 'same-key', ...oldFiles).stdout).toBe('imported\n');
    expect(imports(host, '--nssdir', 'same-key', 'renewed.crt', 'old.key', 'ca.crt').stdout).toBe('imported\n');
    expect(host.fingerprints('same-key', 'node')).toEqual([host.fingerprint('renewed')]);
  });

  // NSS gives a certificate of a subject that it has the old nickname, so imports by hand pile up under one.
  test('older ones that lie under one nickname all go, whether the new one is among them or not', () => {
    host.certificate('third', '/O=system:nodes/CN=system:node:node', { key: 'new' });
    for (const [name, wanted] of [
      ['pile', 'third'],
      ['newest', 'new'],
      ['oldest', 'old'],
    ] as const) {
      database(host, name);
      foreign(host, name, 'old', 'old', 'node');
      foreign(host, name, 'new', 'new', 'node');
      host.run('certutil', '-A', '-d', `sql:${name}`, '-n', 'node-signer', '-t', ',,', '-i', 'ca.crt');
      expect(host.fingerprints(name, 'node')).toHaveLength(2);
      const wantedFiles = [`${wanted}.crt`, `${wanted === 'old' ? 'old' : 'new'}.key`, 'ca.crt'];
      expect(imports(host, '--check', '--nssdir', name, ...wantedFiles).status).toBe(3);
      expect(imports(host, '--nssdir', name, ...wantedFiles).stdout).toBe('imported\n');
      expect(host.fingerprints(name, 'node')).toEqual([host.fingerprint(wanted)]);
      expect(imports(host, '--nssdir', name, ...wantedFiles).stdout).toBe('unchanged\n');
    }
  });

  test.each(['old', 'new'])('the same subject under another nickname gets ours: %s', (certificate) => {
    const name = `other-${certificate}`;
    database(host, name);
    foreign(host, name, certificate, certificate, 'guide');
    expect(host.nicknames(name)).toEqual({ guide: 'u,u,u' });
    const outcome = imports(host, '--nssdir', name, ...files);
    expect(outcome.stdout).toBe('imported\n');
    expect(outcome.stderr).toContain('nickname guide');
    expect(host.nicknames(name)).toEqual({ node: 'u,u,u', 'node-signer': ',,' });
    expect(host.fingerprints(name, 'node')).toEqual([host.fingerprint('new')]);
  });

  test('another subject under our nickname gives way', () => {
    host.key('stranger');
    host.certificate('stranger', '/CN=stranger');
    database(host, 'taken');
    foreign(host, 'taken', 'stranger', 'stranger', 'node');
    expect(imports(host, '--nssdir', 'taken', ...files).stdout).toBe('imported\n');
    expect(host.fingerprints('taken', 'node')).toEqual([host.fingerprint('new')]);
  });

  test('a certificate whose key is used under another nickname is never removed', () => {
    host.certificate('first', '/CN=first', { key: 'old' });
    host.certificate('second', '/CN=second', { key: 'old' });
    database(host, 'shared');
    foreign(host, 'shared', 'first', 'old', 'node');
    foreign(host, 'shared', 'second', 'old', 'vpn');
    const before = host.digest('shared');
    const outcome = imports(host, '--nssdir', 'shared', ...files);
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toContain('also used under the nickname vpn');
    expect(host.digest('shared')).toBe(before);
  });

  test('beside such a one of the same name and subject the new one finds room', () => {
    host.certificate('second', '/CN=second', { key: 'old' });
    database(host, 'room');
    foreign(host, 'room', 'old', 'old', 'node');
    foreign(host, 'room', 'second', 'old', 'vpn');
    expect(imports(host, '--nssdir', 'room', ...files).stdout).toBe('imported\n');
    expect([...host.fingerprints('room', 'node')].sort()).toEqual(
      [host.fingerprint('new'), host.fingerprint('old')].sort(),
    );
    expect(host.nicknames('room')).toMatchObject({ node: 'u,u,u', vpn: 'u,u,u' });
    expect(imports(host, '--nssdir', 'room', ...files).stdout).toBe('unchanged\n');
  });

  test('an authority that is trusted under our nickname is not removed', () => {
    database(host, 'authority');
    host.run('certutil', '-A', '-d', 'sql:authority', '-n', 'node', '-t', 'CT,,', '-i', 'ca.crt');
    const before = host.digest('authority');
    expect(imports(host, '--nssdir', 'authority', ...files)).toMatchObject({ status: 1, stdout: '' });
    expect(host.digest('authority')).toBe(before);
  });

  test('a certificate that is there without its key is imported with it', () => {
    database(host, 'keyless');
    host.run('certutil', '-A', '-d', 'sql:keyless', '-n', 'node', '-t', ',,', '-i', 'new.crt');
    expect(host.nicknames('keyless')).toEqual({ node: ',,' });
    expect(imports(host, '--nssdir', 'keyless', ...files).stdout).toBe('imported\n');
    expect(host.nicknames('keyless')).toMatchObject({ node: 'u,u,u' });
  });

  test('everything else in the database stays', () => {
    host.key('guest');
    host.certificate('guest', '/CN=guest');
    database(host, 'full');
    foreign(host, 'full', 'guest', 'guest', 'my: "guest" (1) ');
    host.run('certutil', '-A', '-d', 'sql:full', '-n', 'peer, with blanks', '-t', 'P,,', '-i', 'ca.crt');
    foreign(host, 'full', 'old', 'old', 'node');
    const others = (): unknown => ({ ...host.nicknames('full'), node: '' });
    const before = others();
    expect(imports(host, '--nssdir', 'full', ...files).stdout).toBe('imported\n');
    expect(others()).toEqual(before);
    expect(host.fingerprints('full', 'node')).toEqual([host.fingerprint('new')]);
  });

  test.each([
    ['a half-way failure', 'exit 1'],
    ...['HUP', 'INT', 'QUIT', 'PIPE', 'TERM'].map((signal): [string, string] => [
      `the signal ${signal} half-way`,
      `kill -${signal} $PPID; exit 0`,
    ]),
    ['an import that claims too much', 'certutil -D -n node -d sql:broken; exit 0'],
  ])('%s leaves the database as it was', (_why, ending) => {
    if (!existsSync(host.path('broken'))) expect(imports(host, '--nssdir', 'broken', ...oldFiles).status).toBe(0);
    const before = host.digest('broken');
    const real = host.run('sh', '-c', 'command -v pk12util').stdout.trim();
    host.program('pk12util', `#!/bin/sh\n${real} "$@" || exit\ncase "$*" in *broken*) ${ending};; esac\n`);
    const outcome = imports(host, '--nssdir', 'broken', ...files);
    host.run('rm', 'bin/pk12util');
    expect(outcome.stdout).toBe('');
    expect(outcome.status).toBeGreaterThan(0);
    expect(outcome.stderr).toContain('as it was');
    expect(host.digest('broken')).toBe(before);
    expect(host.fingerprints('broken', 'node')).toEqual([host.fingerprint('old')]);
    expect(readdirSync(host.path('tmp'))).toEqual([]);
  });

  test('a run that is killed outright is finished by the next one', () => {
    expect(imports(host, '--nssdir', 'killed', ...oldFiles).status).toBe(0);
    const real = host.run('sh', '-c', 'command -v pk12util').stdout.trim();
    host.program('pk12util', `#!/bin/sh\ncase "$*" in *killed*) kill -KILL $PPID; exit 1;; esac\nexec ${real} "$@"\n`);
    imports(host, '--nssdir', 'killed', ...files);
    host.run('rm', 'bin/pk12util');
    expect(host.nicknames('killed')).not.toHaveProperty('node');
    expect(imports(host, '--nssdir', 'killed', ...files).stdout).toBe('imported\n');
    expect(host.fingerprints('killed', 'node')).toEqual([host.fingerprint('new')]);
    host.run('sh', '-c', 'rm -rf tmp/*');
  });

  test('runs at the same time take turns', () => {
    host.write('import-certificate.sh', script(nicknameFor('node')));
    const one = (name: string): string =>
      `sh import-certificate.sh --nssdir together ${name}.crt ${name}.key ca.crt >${name}.out 2>${name}.err &`;
    host.run('sh', '-c', `${one('old')} ${one('new')} wait`);
    expect(host.run('cat', 'old.out', 'new.out').stdout).toBe('imported\nimported\n');
    expect(host.fingerprints('together', 'node')).toHaveLength(1);
    expect(host.nicknames('together')).toEqual({ node: 'u,u,u', 'node-signer': ',,' });
  });

  test('the database may be named as the NSS tools name it', () => {
    expect(imports(host, '--nssdir', 'sql:prefixed', ...files).stdout).toBe('imported\n');
    expect(imports(host, '--nssdir', 'prefixed', ...files).stdout).toBe('unchanged\n');
  });

  test('a database with a password, from the nsspassword file beside it or from one that is named', () => {
    database(host, 'locked', 'NSS Certificate DB:Se-cret 1');
    expect(imports(host, '--nssdir', 'locked', ...files)).toEqual({ status: 0, stdout: 'imported\n', stderr: '' });
    host.write('password', 'Se-cret 1\n');
    expect(imports(host, '--nssdir', 'locked', '--nsspassword', 'password', ...files).stdout).toBe('unchanged\n');
    host.write('wrong', 'wrong\n');
    const before = host.digest('locked');
    const outcome = imports(host, '--nssdir', 'locked', '--nsspassword', 'wrong', ...oldFiles);
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).not.toContain('Se-cret');
    expect(host.digest('locked')).toBe(before);
  });

  test('a database in FIPS mode', () => {
    database(host, 'fips', 'NSS FIPS 140-2 Certificate DB:Se-cret 1', 'NSS Certificate DB:Se-cret 1');
    host.run('modutil', '-fips', 'true', '-dbdir', 'sql:fips', '-force');
    expect(host.run('modutil', '-chkfips', 'true', '-dbdir', 'sql:fips').status).toBe(0);
    expect(imports(host, '--nssdir', 'fips', ...oldFiles)).toEqual({ status: 0, stdout: 'imported\n', stderr: '' });
    expect(imports(host, '--nssdir', 'fips', ...files).stdout).toBe('imported\n');
    expect(imports(host, '--nssdir', 'fips', ...files)).toMatchObject({ status: 0, stdout: 'unchanged\n' });
  });

  test.each([
    ['made by us, empty password', ['-name', 'node', '-passout', 'pass:'], [] as string[]],
    ['with another nickname', ['-name', 'Somebody: else', '-passout', 'pass:'], []],
    ['without a nickname', ['-passout', 'pass:'], []],
    ['with a password', ['-name', 'x', '-passout', 'pass:pass word'], ['--p12-password-file', 'p12-password']],
    [
      'of old protection',
      ['-passout', 'pass:', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'],
      [],
    ],
  ])('a PKCS#12 file %s', (why, options, args) => {
    const name = `p12 ${why}`;
    host.write('p12-password', 'pass word\n');
    const parts = ['-in', 'new.crt', '-inkey', 'new.key', '-certfile', 'ca.crt'];
    host.run('openssl', 'pkcs12', '-export', ...parts, ...options, '-out', 'x.p12');
    expect(imports(host, '--nssdir', name, '--p12', 'x.p12', ...args)).toEqual({
      status: 0,
      stdout: 'imported\n',
      stderr: '',
    });
    expect(host.nicknames(name)).toEqual({ node: 'u,u,u', 'node-signer': ',,' });
    expect(imports(host, '--nssdir', name, '--p12', 'x.p12', ...args).stdout).toBe('unchanged\n');
    expect(imports(host, '--nssdir', name, ...files).stdout).toBe('unchanged\n');
  });

  test('a PKCS#12 file with an authority that did not issue its certificate is refused; without any it is taken', () => {
    host.key('lone');
    host.run(
      'openssl',
      'req',
      '-x509',
      '-new',
      '-key',
      'lone.key',
      '-subj',
      '/CN=lone',
      '-days',
      '9',
      '-out',
      'lone.crt',
    );
    const parts = ['-in', 'new.crt', '-inkey', 'new.key', '-name', 'node', '-passout', 'pass:'];
    host.run('openssl', 'pkcs12', '-export', ...parts, '-certfile', 'lone.crt', '-out', 'z.p12');
    const refused = imports(host, '--nssdir', 'strange', '--p12', 'z.p12');
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toMatch(/no authority in \S*z\.p12 issued its certificate/);
    expect(existsSync(host.path('strange'))).toBe(false);
    expect(readdirSync(host.path('tmp'))).toEqual([]);
    host.run('openssl', 'pkcs12', '-export', ...parts, '-out', 'w.p12');
    expect(imports(host, '--nssdir', 'alone', '--p12', 'w.p12').stdout).toBe('imported\n');
  });

  test('a PKCS#12 file with a wrong password, or none at all, changes nothing', () => {
    host.run(
      'openssl',
      'pkcs12',
      '-export',
      '-in',
      'new.crt',
      '-inkey',
      'new.key',
      '-passout',
      'pass:x',
      '-out',
      'y.p12',
    );
    for (const file of ['y.p12', 'new.crt', 'missing.p12']) {
      expect(imports(host, '--nssdir', 'never', '--p12', file)).toMatchObject({ status: 1, stdout: '' });
    }
    expect(existsSync(host.path('never'))).toBe(false);
  });

  test('files of any name, given or by default', () => {
    const names = ["-a b'c;$(touch x)", '*', 'k"`'];
    for (const [i, name] of names.entries()) host.run('cp', files[i] as string, `./${name}`);
    expect(imports(host, '--nssdir', '-any', '--', ...names)).toEqual({ status: 0, stdout: 'imported\n', stderr: '' });
    const [certificate = '', key = '', authority = ''] = names.map((name) => host.path(name));
    host.write('import-certificate.sh', script(nicknameFor('node'), { certificate, key, authority }));
    expect(host.run('sh', 'import-certificate.sh', '--nssdir', '-any')).toMatchObject({
      status: 0,
      stdout: 'unchanged\n',
    });
    expect(existsSync(host.path('x'))).toBe(false);
  });

  test.each<[why: string, args: readonly string[], status: number, says: string]>([
    ['no files and no default', [], 2, 'CERT KEY CA'],
    ['too few files', ['new.crt', 'new.key'], 2, 'usage'],
    ['both forms', ['--p12', 'x.p12', ...files], 2, 'either'],
    ['an unknown option', ['--force', ...files], 2, '--force'],
    ['an option without value', ['--p12'], 2, '--p12'],
    ['a missing file', ['new.crt', 'missing.key', 'ca.crt'], 1, 'missing.key'],
    ['a key of another certificate', ['new.crt', 'old.key', 'ca.crt'], 1, 'not the private key'],
    ['a key for a certificate', ['new.key', 'new.key', 'ca.crt'], 1, 'certificate in PEM'],
    ['a certificate for a key', ['new.crt', 'new.crt', 'ca.crt'], 1, 'private key in PEM'],
    ['a key for the authority', ['new.crt', 'new.key', 'new.key'], 1, 'certificate in PEM'],
    ['a key under a pass phrase', ['new.crt', 'closed.key', 'ca.crt'], 1, 'unencrypted'],
    ['a key that NSS can not import', ['ed.crt', 'ed.key', 'ca.crt'], 1, 'NSS cannot import'],
  ])('is refused: %s', (_why, args, status, says) => {
    if (!existsSync(host.path('ed.crt'))) {
      host.key('ed', { algorithm: 'ED25519' });
      host.certificate('ed', '/CN=ed');
      host.run('openssl', 'pkey', '-in', 'new.key', '-aes256', '-passout', 'pass:x', '-out', 'closed.key');
    }
    const outcome = imports(host, '--nssdir', 'refused', ...args);
    expect(outcome).toMatchObject({ status, stdout: '' });
    expect(outcome.stderr).toContain(says);
    expect(existsSync(host.path('refused/cert9.db'))).toBe(false);
    expect(readdirSync(host.path('tmp'))).toEqual([]);
  });

  test('the database is the one that libreswan names', () => {
    host.program(
      'ipsec',
      `#!/bin/sh\n[ "$*" = 'addconn --configsetup' ] && echo "export nssdir='${host.path('named')}'"\n`,
    );
    const outcome = imports(host, ...files);
    host.run('rm', 'bin/ipsec');
    expect(outcome).toEqual({ status: 0, stdout: 'imported\n', stderr: '' });
    expect(host.nicknames('named')).toMatchObject({ node: 'u,u,u' });
  });

  test('a database of the old format is left to ipsec checknss', () => {
    mkdirSync(host.path('dbm'));
    host.write('dbm/cert8.db', '');
    expect(imports(host, '--nssdir', 'dbm', ...files)).toMatchObject({ status: 1, stdout: '' });
    expect(readdirSync(host.path('dbm'))).toEqual(['cert8.db']);
  });
});

describeWithReleases(['4.3', '4.10', '5.2'], 'import-certificate.sh with the NSS and OpenSSL of its time', (tools) => {
  test('imports, renews and says unchanged', () => {
    const host = prepared();
    for (const name of ['certutil', 'pk12util', 'openssl']) {
      const words = tools.command(`usr/bin/${name}`, []).map((word) => `'${word}'`);
      const environment = Object.entries(tools.env).map(([key, value]) => `export ${key}='${value}'\n`);
      host.program(name, `#!/bin/sh\n${environment.join('')}exec ${words.join(' ')} "$@"\n`);
    }
    expect(imports(host, '--nssdir', 'db', ...oldFiles)).toEqual({ status: 0, stdout: 'imported\n', stderr: '' });
    expect(imports(host, '--nssdir', 'db', ...files).stdout).toBe('imported\n');
    expect(imports(host, '--nssdir', 'db', ...files)).toEqual({ status: 0, stdout: 'unchanged\n', stderr: '' });
    expect(host.fingerprints('db', 'node')).toEqual([host.fingerprint('new')]);
    expect(host.nicknames('db')).toEqual({ node: 'u,u,u', 'node-signer': ',,' });
    host.remove();
  });
});

describeWithTools(['openssl', 'certutil', 'pk12util', 'modutil'], 'import-certificate.sh after an accident', () => {
  let host: NssHost;
  beforeAll(() => {
    host = prepared();
    host.key('stranger');
    host.certificate('stranger', '/CN=stranger');
  });
  afterAll(() => host.remove());

  /** A pk12util that is killed, and its caller with it, when it has begun to write into the database. */
  const killedInside = (name: string, damage: string): Outcome => {
    const real = host
      .run('sh', '-c', 'for f in /usr/bin/pk12util /usr/local/bin/pk12util; do [ -x $f ] && echo $f && break; done')
      .stdout.trim();
    host.program(
      'pk12util',
      `case " $* " in *" sql:./${name} "*) ${damage}; kill -9 $PPID; exit 9 ;; esac\nexec ${real} "$@"`,
    );
    const outcome = imports(host, '--nssdir', name, ...files);
    rmSync(host.path('bin/pk12util'));
    return outcome;
  };

  test.each([
    ['key4.db destroyed', (name: string) => `echo x >${name}/key4.db`],
    ['both databases destroyed', (name: string) => `: >${name}/key4.db; : >${name}/cert9.db`],
    ['nothing written yet', () => ':'],
  ])('killed by SIGKILL while it writes, the next run puts the database back first: %s', (_, damage) => {
    const name = `killed-${_.length}`;
    database(host, name);
    foreign(host, name, 'stranger', 'stranger', 'stranger');
    killedInside(name, damage(name));
    expect(existsSync(host.path(`${name}/.import-certificate.backup`))).toBe(true);
    expect(imports(host, '--check', '--nssdir', name, ...files)).toMatchObject({ status: 3 });
    const healed = imports(host, '--nssdir', name, ...files);
    expect(healed).toMatchObject({ status: 0, stdout: 'imported\n' });
    expect(healed.stderr).toContain('an import before this one was cut off');
    expect(host.nicknames(name)).toMatchObject({ stranger: 'u,u,u', node: 'u,u,u' });
    expect(readdirSync(host.path(name)).sort()).toEqual(['cert9.db', 'key4.db', 'pkcs11.txt']);
    expect(readdirSync(host.path('tmp'))).toEqual([]);
  });

  test.each([
    ['another host', 'old.crt'],
    ['the certificate itself', 'new.crt'],
    ['a stranger', 'stranger.crt'],
  ])('an authority that did not issue the certificate is refused: %s', (_, authority) => {
    const outcome = imports(host, '--nssdir', 'wrong-authority', 'new.crt', 'new.key', authority);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain('did not issue the certificate');
    expect(existsSync(host.path('wrong-authority'))).toBe(false);
  });

  test('a wrong password and a damaged database are told apart, and both are as before', () => {
    database(host, 'with-password', 'correct-Horse-9');
    expect(imports(host, '--nssdir', 'with-password', ...oldFiles).status).toBe(0);
    const before = host.digest('with-password');
    host.write('wrong-password', 'another-Horse-9\n');
    const wrong = imports(host, '--nssdir', 'with-password', '--nsspassword', 'wrong-password', ...files);
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('is not that of the NSS database');
    expect(host.digest('with-password')).toBe(before);
    database(host, 'damaged');
    host.write('damaged/cert9.db', 'no database\n'.repeat(100));
    const damaged = imports(host, '--nssdir', 'damaged', ...files);
    expect(damaged.status).toBe(1);
    expect(damaged.stderr).toContain('is damaged');
    expect(damaged.stderr).not.toContain('password');
  });
});
