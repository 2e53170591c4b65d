/** Reading ipsec.conf, beside `addconn --checkconfig` on the same file; growth to 50 MB; hostile input. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRelease } from '../../src/libreswan/ipsec-conf/check-release.ts';
import { parseConf } from '../../src/libreswan/ipsec-conf/parse.ts';
import { resolveConns } from '../../src/libreswan/ipsec-conf/resolve.ts';

const self = [
  'left=172.16.0.1',
  'leftid="O=system:nodes, CN=system:node:self"',
  'leftcert=self',
  'rightca=%same',
  'authby=rsasig',
  'ikev2=insist',
  'dpddelay=15',
  'dpdtimeout=60',
];
const lines = (settings: readonly string[]): string => settings.map((setting) => `\t${setting}\n`).join('');
const peer = (i: number): string[] => [
  `right=172.16.${i >> 8}.${i & 255}`,
  `rightid="O=system:nodes, CN=system:node:node-${i}.example.com"`,
  'auto=ondemand',
];
const names = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 2);

/** A host's conns, with `also=` and each whole. */
const shared = (count: number): string =>
  `conn self\n${lines(self)}\n${names(count)
    .map((i) => `conn node-${i}\n${lines(['also=self', ...peer(i)])}`)
    .join('\n')}`;
const flat = (count: number): string =>
  names(count)
    .map((i) => `conn node-${i}\n${lines([...self, ...peer(i)])}`)
    .join('\n');

const folder = mkdtempSync(join(tmpdir(), 'swanmesh-bench-'));
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const empty = file('empty.conf', '');
const checkconfig = (path: string) => (): void => {
  spawnSync('ipsec', ['addconn', '--config', path, '--checkconfig'], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
};
const read = (text: Uint8Array) => (): void => {
  if (resolveConns(parseConf(text, '4.10').conf).length < 100) throw new Error('too few conns');
};
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

function beside(name: string, text: string): unknown {
  const path = file(`${name}.conf`, text);
  return {
    name: `999 conns, ${name}`,
    runs: 15,
    competitors: [
      { label: 'parse and resolve', run: read(bytes(text)) },
      { label: 'addconn --checkconfig', run: checkconfig(path) },
      { label: 'addconn on an empty file', run: checkconfig(empty) },
    ],
  };
}

/** Megabytes of conns of a mesh. */
const megabytes = (size: number): Uint8Array => bytes(flat(Math.ceil((size * 1e6) / flat(1000).length) * 1000));
const growing = [1, 10, 50].map((size) => ({ size, input: megabytes(size) }));

/** Inputs that a lexer fears, each about 1 MB. */
const hostile = Object.entries({
  'one line of quotes': `conn a\n\tleftid=${'"'.repeat(1e6)}\n`,
  'one line of braces': `conn a\n\tleftid=${'{'.repeat(1e6)}\n`,
  'one line of blanks': `conn a\n\tleftid=${' '.repeat(1e6)}x\n`,
  'lines without value': `conn a\n${'\tleftid=\n'.repeat(1e5)}`,
  'remarks without sign': `conn a\n${'\tx-y\n'.repeat(2e5)}`,
  'one setting again and again': `conn a\n${'\tmtu=1\n'.repeat(1e5)}`,
  'one bad line again and again': 'x\n'.repeat(1e5),
  'empty lines': '\n'.repeat(1e6),
  'conns that name the next': names(2e4)
    .map((i) => `conn c${i}\n\talso=c${i + 1}\n`)
    .join(''),
}).map(([name, text]) => ({ name, input: bytes(text) }));

export const groups = [
  beside('also=', shared(999)),
  beside('flat', flat(999)),
  {
    name: 'size, parse alone',
    runs: 3,
    competitors: growing.map(({ size, input }) => ({ label: `${size} MB`, run: () => parseConf(input, '4.10') })),
  },
  {
    name: 'hostile megabytes, parse and check for 3.32',
    runs: 3,
    competitors: hostile.map(({ name, input }) => ({
      name,
      run: () => checkRelease(parseConf(input, '3.32').conf, '3.32'),
    })),
  },
];
