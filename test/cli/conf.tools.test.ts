import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { swanmesh, testFolder } from '../support/run-cli.ts';

const old = `version 2.0
config setup
	oe=no
	protostack=klips
	nat_traversal=yes

conn %default
	keyingtries=3 # for ever and a day
	authby=secret

conn office
	left=192.0.2.1
	leftsubnet=10.1.0.0/16
	right=%any
	forceencaps=yes
	auto=add
`;

test('a file from elsewhere is explained: status 1, findings with line and hint', () => {
  const { status, stdout, stderr } = swanmesh(['conf', '-', '--libreswan', '4.10'], { input: old });
  expect(status).toBe(1);
  expect(stdout).toContain('read by libreswan 4.10: nothing of the file is loaded');
  expect(stdout).toMatch(/^ {4}3 {2}oe=no {2}unknown: loses the file/m);
  expect(stdout).toMatch(/^ {3}15 {2}forceencaps=yes {2}ignored: no effect any more/m);
  expect(stderr).toContain('<stdin>:3:2: error:');
  expect(stderr).toContain('hint: write encapsulation=yes');
});

test('the same file is loaded by the release that it was written for', () => {
  const { status, stdout } = swanmesh(['conf', '-', '--libreswan', '3.16'], { input: old });
  expect(status).toBe(0);
  expect(stdout).toContain('read by libreswan 3.16: loaded');
  expect(stdout).toContain('conn office: loaded');
});

test('--json has every setting with its fate, and what each conn comes to', () => {
  const input =
    'conn %default\n\tikelifetime=8h\nconn a\n\talso=b\n\tauto=route\nconn b\n\tleft=::1\n\tright=::2\n\tnonsense=1\n';
  const { status, stdout } = swanmesh(['conf', '-', '--libreswan', '5.2', '--json'], { input });
  expect(status).toBe(1);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ version: 1, release: '5.2', loaded: false });
  expect(report.sections[1].settings[1]).toMatchObject({
    line: 5,
    column: 2,
    keyword: 'auto',
    value: 'route',
    fate: 'taken',
    meaning: 'ondemand',
  });
  expect(report.conns[0].settings).toEqual([
    { keyword: 'ikelifetime', value: '28800000', section: '%default', file: '<stdin>', line: 2 },
    { keyword: 'left', value: '::1', section: 'b', file: '<stdin>', line: 7 },
    { keyword: 'right', value: '::2', section: 'b', file: '<stdin>', line: 8 },
    { keyword: 'auto', value: 'ondemand', section: 'a', file: '<stdin>', line: 5 },
  ]);
  expect(report.findings.map(({ code }: { code: string }) => code)).toEqual(['libreswan/unknown-keyword']);
});

test('--root follows includes as on the host, sorted, hidden files left alone', () => {
  const root = testFolder();
  mkdirSync(join(root, 'etc/ipsec.d'), { recursive: true });
  writeFileSync(join(root, 'etc/ipsec.conf'), 'include /etc/ipsec.d/*.conf\ninclude /etc/missing.conf\n');
  writeFileSync(join(root, 'etc/ipsec.d/b.conf'), 'conn b\n\tauto=ignore\n');
  writeFileSync(join(root, 'etc/ipsec.d/a.conf'), 'conn a\n\tauto=ignore\n');
  writeFileSync(join(root, 'etc/ipsec.d/.c.conf'), 'conn c\n\tauto=ignore\n');
  const { status, stdout } = swanmesh([
    'conf',
    join(root, 'etc/ipsec.conf'),
    '--libreswan',
    '4.10',
    '--root',
    root,
    '--json',
  ]);
  const report = JSON.parse(stdout);
  expect(report.conns.map(({ name }: { name: string }) => name)).toEqual(['a', 'b']);
  expect(report.findings.map(({ code }: { code: string }) => code)).toEqual(['libreswan/missing-include']);
  expect(status).toBe(0);
});

test.each([
  ['conf', '-'],
  ['conf', '-', '--libreswan', '9'],
  ['conf', '-', '--libreswan', '4.3..5.2'],
  ['conf', '/nonexistent', '--libreswan', '4.10'],
])('wrong usage is status 2: %s %s %s %s', (...args) => {
  expect(swanmesh(args.filter((arg) => arg !== undefined)).status).toBe(2);
});

test('a line that can not be read, quotes and times are shown as what they are', () => {
  const input = 'conn a\n\tleftid="O=x, CN=y"\n\tikelifetime=8h\n\tmtu=14 00\n';
  const { status, stdout } = swanmesh(['conf', '-', '--libreswan', '4.10'], { input });
  expect(status).toBe(1);
  expect(stdout).toContain('leftid="O=x, CN=y"  #');
  expect(stdout).toContain('ikelifetime=8h  = 28800000 ms  #');
  expect(stdout).toMatch(/^ {4}4 {2}mtu=14 {2}loses the file/m);
});

test.each([
  ['a key', ': PSK "hush-hush"\n'],
  ['a key of two hosts, after a byte order mark', '\uFEFF10.0.0.1 10.0.0.2 : PSK "hush-hush"\r\n'],
  ['a key of two names', '"C=x, CN=a" "C=x, CN=b" : psk "hush-hush"\n'],
  ['a string that does not end', '10.0.0.1: PSK "hush-hush\n'],
  ['a key on the next line', '@a : PSK\n\t"hush-hush"\n'],
  ['a kind with its key in one word', '@a : PSKhush-hush\n'],
  ['a record without a kind', ': "hush-hush"\n'],
  ['numbers of an RSA key', ': RSA {\n\tPrivateExponent: hush-hush\n\t}\n'],
  ['a password', '@user : XAUTH "hush-hush"\n'],
  ['a record among conns', 'conn a\n\tauto=add\n@a : PSK "hush-hush"\n'],
])('nothing of a secrets file is shown: %s', (_, input) => {
  const { status, stdout, stderr } = swanmesh(['conf', '-', '--libreswan', '4.10', '--json'], { input });
  expect(status).toBe(2);
  expect(stdout + stderr).not.toContain('hush');
  expect(stderr).toContain('looks like a secrets file');
});

test('a secrets file that is included is refused, and nothing of it is shown', () => {
  const root = testFolder();
  mkdirSync(join(root, 'etc'));
  writeFileSync(join(root, 'etc/ipsec.conf'), 'include /etc/*.secrets\n');
  writeFileSync(join(root, 'etc/a.secrets'), ': PSK "hush-hush"\n');
  const { status, stdout, stderr } = swanmesh([
    'conf',
    join(root, 'etc/ipsec.conf'),
    '--libreswan',
    '4.10',
    '--root',
    root,
  ]);
  expect(status).toBe(2);
  expect(stderr).toContain('a.secrets');
  expect(stdout + stderr).not.toContain('hush');
});

test.each(['psk=hush-hush', 'leftpassword = "hush-hush"', 'secret=hush-hush #x'])(
  'the value of a setting that sounds secret is not shown: %s',
  (line) => {
    for (const format of [['--json'], ['--format', 'github'], []]) {
      const { status, stdout, stderr } = swanmesh(['conf', '-', '--libreswan', '4.10', ...format], {
        input: `conn a\n\t${line}\n\tauto=add\n`,
      });
      expect(status).toBe(1);
      expect(stdout + stderr).not.toContain('hush');
    }
  },
);

test('a line that costs its conn says so where it stands', () => {
  const { stdout } = swanmesh(['conf', '-', '--libreswan', '4.10'], { input: 'conn a\n\ttype=passthrough\n' });
  expect(stdout).toMatch(/^ {4}2 {2}type=passthrough {2}loses the conn: .*authby=never/m);
  expect(stdout).toContain('conn a: not loaded');
});

test.each([
  ['*.conf', ['a.conf', 'b.conf', 'bb.conf']],
  ['?.conf', ['a.conf', 'b.conf']],
  ['b*b.c*f', ['bb.conf']],
  ['*', ['a.conf', 'b.conf', 'bb.conf', 'b+b']],
  ['b+b', ['b+b']],
  ['**********************************x', []],
])('the pattern %s means %j', (pattern, expected) => {
  const root = testFolder();
  for (const name of ['a.conf', 'b.conf', 'bb.conf', '.d.conf', 'b+b'])
    writeFileSync(join(root, name), `conn "${name}"\n\tauto=add\n`);
  const { stdout } = swanmesh(['conf', '-', '--libreswan', '4.10', '--root', root, '--json'], {
    input: `include /${pattern}\n`,
  });
  const names = JSON.parse(stdout).conns.map(({ name }: { name: string }) => name);
  expect(names.sort()).toEqual([...expected].sort());
});
