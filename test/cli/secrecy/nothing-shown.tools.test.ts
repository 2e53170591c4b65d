// Every command × every format × what can be wrong with a file that holds a secret, or is one: nothing of it is shown.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { swanmesh } from '../../support/command-line.ts';
import { pieceIn, piecesOf } from '../../support/pieces.ts';
import { testFolder } from '../../support/run-cli.ts';

const digits = createHash('sha256').update('not a secret of anybody').digest('hex');
const phrase = 'wander quietly past eleven blue lanterns';
const short = 'hush-hush-9';
const keyFile = readFileSync('docs/examples/openshift/pki/node-1.key', 'latin1');
const keyLines = keyFile.split('\n').filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line));
const key = keyLines.join('');
const pem = `-----BEGIN PRIVATE KEY-----\n${keyLines.join('\n')}\n-----END PRIVATE KEY-----\n`;
const indented = (text: string, by: string): string => text.trimEnd().replaceAll('\n', `\n${by}`);

/** What an inventory looks like around its `psk` and `key`. */
const psk = (lines: string, nodes = 'nodes:\n  a: { address: 10.0.0.1 }\n  b: { address: 10.0.0.2 }\n'): string =>
  `version: 1\nlibreswan: "4.10"\nauth: psk\n${lines}\n${nodes}`;
const withKey = (lines: string): string =>
  `version: 1\nlibreswan: "4.10"\nauthority: ca.crt\nnodes:\n  a:\n    address: 10.0.0.1\n    certificate: a.crt\n${lines}\n  b: { address: 10.0.0.2, certificate: b.crt }\n`;

const inventories: Readonly<Record<string, string>> = {
  'all on one line, another key wrong': `{"version":1,"libreswan":"4.10","auth":"psk","psk":{"master":"0x${digits}"},"nam":1,"nodes":{"a":{"address":"10.0.0.1"}}}`,
  'the name first, on one line': `{"name":"x","auth":"psk","psk":{"master":"0x${digits}"},"nodes":{"a":{"address":"10.0.0.300"}}}`,
  'broken on the line of the master': psk(`psk: { master: 0x${digits}, `),
  'a brace too many': psk(`psk: { master: "0x${digits}" } }`),
  'psk twice': psk(`psk: { master: "0x${digits}" }\npsk: { master: "0x${digits}" }`),
  'the value on the next line': psk(`psk:\n  master:\n    0x${digits}`),
  'the value on the next line, broken': psk(`psk:\n  master:\n  0x${digits}`),
  '0x forgotten': psk(`psk: { master: "${digits}" }`),
  'a capital 0X': psk(`psk: { master: "0X${digits.toUpperCase()}" }`),
  'as an alias': psk(`psk: { master: *0x${digits} }`),
  'as an anchor': psk(`x: &m "0x${digits}"\npsk: { master: *m, more: 1 }`),
  'in a key that is a mapping': psk(`psk: { ? { master: "0x${digits}" } : 1 }`),
  'as a key': psk(`psk: { "0x${digits}": 1 }`),
  'as a tag': psk(`psk: { master: !<0x${digits}> x }`),
  'under a misspelt name': psk(`psk: { mastre: "0x${digits}" }`),
  'psk as a text': psk(`psk: "0x${digits}"`),
  'psk as a list': psk(`psk: ["0x${digits}", 7]`),
  'as the name of a node': psk('psk: {}', `nodes:\n  "0x${digits}": { address: 10.0.0.1 }\n`),
  'as an address': psk('psk: {}', `nodes:\n  a: { address: "${digits}" }\n`),
  'as the release': `version: 1\nlibreswan: "${digits}"\nnodes: {}\n`,
  'in a comment of a line with a fault': psk(`nam: 1 # the master was 0x${digits}`),
  'a passphrase': psk(`psk: { master: ${phrase} }`),
  'a passphrase in quotes that do not end': psk(`psk: { master: "${phrase} }`),
  'a passphrase as the key': withKey(`    key: ${phrase}`),
  'base64 of the key without its BEGIN line': withKey(`    key: ${key}`),
  'base64 of the key as the certificate': withKey(`    certificate: ${key}`),
  'a key as a block, one line not indented': withKey(
    `    key: |\n      ${indented(pem, '      ').replace('\n      ', '\n')}`,
  ),
  'a key as a block, its END line cut': withKey(
    `    key: |\n      ${indented(pem.replace(/-----END.*\n/, ''), '      ')}`,
  ),
  'a key where the certificate belongs': withKey(`    key: a.key\n    nickname: |\n      ${indented(pem, '      ')}`),
  'a key as the authority': `version: 1\nlibreswan: "4.10"\nauthority: |\n  ${indented(pem, '  ')}\nnodes:\n  a: { address: 1.1 }\n`,
  'a key with CRLF': withKey(`    key: |\n      ${indented(pem, '      ')}`).replaceAll('\n', '\r\n'),
  'a private key in JSON, broken behind it': `{"version":1,"nodes":{"a":{"key":${JSON.stringify(pem)} "address":1}}}`,
  'an alias that expands too much': psk(
    `a: &a ["0x${digits}","0x${digits}"]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]\npsk: { master: *a }`,
  ),
};

const secretsFiles: Readonly<Record<string, string>> = {
  'a record': `10.0.0.1 10.0.0.2 : PSK "${phrase}"\n`,
  'a record for anybody': `: PSK "${short}"\n`,
  'an equals sign before the colon': `"C=DE, O=x" : PSK "${phrase}"\n`,
  'another kind': `foo : NTLM "${phrase}"\n`,
  'the colon forgotten': `10.0.0.1 10.0.0.2 PSK "${phrase}"\n`,
  'a semicolon': `; PSK "${phrase}"\n`,
  'hexadecimal digits': `10.0.0.1 : PSK 0x${digits}\n`,
  'a passphrase without quotes': `10.0.0.1 : PSK ${phrase}\n`,
  'a quote that does not end': `10.0.0.1 : PSK "${phrase}\n`,
  'a comment before it': `# keys of the mesh\n\n10.0.0.1 : PSK "${phrase}"\n`,
  'an XAUTH password': `@user : XAUTH "${phrase}"\n`,
};

const keys: Readonly<Record<string, string | Uint8Array>> = {
  'hexadecimal digits': `${digits}\n`,
  'hexadecimal digits with 0x': `0x${digits}`,
  base64: `${Buffer.from(digits, 'hex').toString('base64')}\n`,
  'a passphrase': `${phrase}\n`,
  'random bytes': Buffer.from(digits, 'hex'),
  'a PEM key': pem,
  'a PEM key behind text': `Bag Attributes\n    friendlyName: x\nKey Attributes: <No Attributes>\n${pem}`,
  'a PEM key behind a certificate': `${readFileSync('docs/examples/openshift/pki/node-1.crt', 'latin1')}${pem}`,
  'a DER key': Buffer.from(key, 'base64'),
  'the base64 of a key': key,
};

const confs: Readonly<Record<string, string>> = {
  'an equals sign before the colon': `conn a\n\tauto=start\n"C=DE, O=x" : PSK "${phrase}"\n`,
  'another kind of record': `conn a\n\tauto=start\nfoo : NTLM "${phrase}"\n`,
  'the colon forgotten': `conn a\n\tauto=start\n10.0.0.1 10.0.0.2 PSK "${phrase}"\n`,
  'a semicolon': `conn a\n\tauto=start\n; PSK "${phrase}"\n`,
  'a misspelt keyword': `conn a\n\tsecrt=${short}\n`,
  'a keyword of nobody': `conn a\n\tikekey=${phrase}\n`,
  'psk=': `conn a\n\tpsk="${phrase}"\n`,
  digits: `conn a\n\tfoo=0x${digits}\n`,
  'a line of digits': `conn a\n\tauto=start\n${digits}\n`,
  'a passphrase on its own': `conn a\n\tauto=start\n${phrase}\n`,
  'a record behind a value, the line break lost': `conn a\n\tauto=ondemand: PSK 0x${digits}\n`,
  'a passphrase behind a value, the line break lost': `conn a\n\tleft=10.0.0.1 : PSK "${phrase}"\n`,
  'a key': `conn a\n\tauto=start\n${pem}`,
  'in a comment behind a value': `conn a\n\tauto=strt # psk: ${phrase}\n`,
};

const everySecret = [digits, phrase, short, key, Buffer.from(digits, 'hex'), Buffer.from(key, 'base64')];
const pieces = new Set(everySecret.flatMap((secret) => [...piecesOf(secret)]));

/** Runs a command in all formats and looks into all that it says. */
async function shownBy(...words: readonly string[]): Promise<readonly string[]> {
  const formats: readonly (readonly string[])[] = [[], ['--json'], ['--color', 'always']];
  const github = ['check', 'verify', 'conf'].includes(words[0] ?? '') ? [['--format', 'github']] : [];
  const found: string[] = [];
  for (const format of [...formats, ...github]) {
    const { stdout, stderr, status } = await swanmesh(...words, ...format);
    expect(stderr, words.join(' ')).not.toContain('bug in swanmesh');
    const piece = pieceIn(stdout + stderr, pieces);
    if (piece !== undefined) found.push(`${words[0]} ${format.join(' ')} (${status}): ${piece}`);
  }
  return found;
}

/** A folder with a tree for verify and diff, and the files that inventories name. */
function setUp(name: string, content: string | Uint8Array): { readonly folder: string; readonly path: string } {
  const folder = testFolder();
  mkdirSync(join(folder, 'tree/a/etc'), { recursive: true });
  writeFileSync(join(folder, 'tree/a/etc/ipsec.conf'), 'conn a\n\tleft=10.0.0.1\n');
  cpSync('docs/examples/openshift/pki/ca.crt', join(folder, 'ca.crt'));
  cpSync('docs/examples/openshift/pki/node-1.crt', join(folder, 'a.crt'));
  cpSync('docs/examples/openshift/pki/node-2.crt', join(folder, 'b.crt'));
  const path = join(folder, name);
  writeFileSync(path, content);
  return { folder, path };
}

test.each(Object.entries(inventories))('an inventory shows no secret: %s', async (_, text) => {
  const { folder, path } = setUp('cluster.yaml', text);
  const found = [
    ...(await shownBy('check', path)),
    ...(await shownBy('render', path)),
    ...(await shownBy('mtu', path)),
    ...(await shownBy('verify', path, join(folder, 'tree'))),
    ...(await shownBy('diff', path, join(folder, 'tree'))),
  ];
  expect(found).toEqual([]);
});

test.each([...Object.entries(secretsFiles), ...Object.entries(keys)])(
  'a file of secrets or a key given by mistake is refused with its name alone: %s',
  async (_, content) => {
    const { folder, path } = setUp('mistake', content);
    const tree = join(folder, 'tree');
    const found = [
      ...(await shownBy('check', path)),
      ...(await shownBy('render', path)),
      ...(await shownBy('mtu', path)),
      ...(await shownBy('verify', path, tree)),
      ...(await shownBy('verify', path)),
      ...(await shownBy('diff', path, tree)),
      ...(await shownBy('conf', path, '--libreswan', '4.10')),
      ...(await shownBy('cert', path)),
      ...(await shownBy('cert', join(folder, 'a.crt'), '--issuer', path)),
      ...(await shownBy('p12', '--cert', path, '--key', path, '--ca', path, '-o', join(folder, 'out'))),
    ];
    expect(found).toEqual([]);
    expect((await swanmesh('check', path)).status).not.toBe(0);
  },
);

test.each(Object.entries(confs))('an ipsec.conf shows no secret that is in it by mistake: %s', async (_, text) => {
  const { folder, path } = setUp('ipsec.conf', text);
  cpSync(path, join(folder, 'tree/a/etc/ipsec.conf'));
  const found: string[] = [];
  for (const release of ['3.15', '4.10', '5.2']) found.push(...(await shownBy('conf', path, '--libreswan', release)));
  found.push(...(await shownBy('verify', join(folder, 'tree'))));
  expect(found).toEqual([]);
});

test('what is no secret is still shown: the line of a fault, and a keyword with a letter wrong', async () => {
  const { path } = setUp('cluster.yaml', psk(`psk: { master: "0x${digits}" }\nnam: over there`));
  expect((await swanmesh('check', path)).stderr).toContain('nam: over there');
  const conf = setUp('ipsec.conf', 'conn a\n\trigth=10.0.0.1\n');
  expect((await swanmesh('conf', conf.path, '--libreswan', '4.10')).stderr).toContain('rigth=10.0.0.1');
});

test('the search finds each form in which a secret could be shown', () => {
  for (const secret of [digits, phrase, key.slice(0, 200)]) {
    const own = piecesOf(secret);
    const bytes = Buffer.from(secret);
    expect(pieceIn(`x ${secret.slice(3, 19)} y`, own)).toBeDefined();
    expect(pieceIn(`x${bytes.toString('base64').slice(5, 40)}`, own)).toBeDefined();
    expect(pieceIn(bytes.subarray(1).toString('base64'), own)).toBeDefined();
    expect(pieceIn(bytes.toString('hex').slice(7), own)).toBeDefined();
    expect(pieceIn(randomBytes(600).toString('base64'), own)).toBeUndefined();
  }
});

test('only the module of safe text makes it, and only the streams and the door for files touch theirs', () => {
  const grep = (pattern: string): readonly string[] =>
    execFileSync('grep', ['-rlE', pattern, 'src/cli', '--include=*.ts'], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .sort();
  expect(grep('as SafeText')).toEqual(['src/cli/safe-text.ts']);
  expect(grep('(stdout|stderr)\\.write\\(')).toEqual(['src/cli/output.ts']);
  // What asked() lets through is a document that was asked for: each of these is one.
  expect(grep('\\basked\\(')).toEqual([
    'src/cli/commands/collect-script.ts',
    'src/cli/commands/completion.ts',
    'src/cli/commands/import.ts',
    'src/cli/commands/man.ts',
    'src/cli/commands/psk-master.ts',
    'src/cli/filter/answer-line.ts',
    'src/cli/program.ts',
    'src/cli/safe-text.ts',
  ]);
});
