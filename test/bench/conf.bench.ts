/** Reading ipsec.conf, beside `addconn --checkconfig` on the same file; growth to 50 MB; hostile input, chosen and random. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkRelease } from '../../src/libreswan/ipsec-conf/load/explain-conf.ts';
import { resolveConns } from '../../src/libreswan/ipsec-conf/load/resolve.ts';
import { parseConf } from '../../src/libreswan/ipsec-conf/syntax/parse.ts';
import { type Release, releases } from '../../src/libreswan/release.ts';

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
  if (resolveConns(parseConf(text, '4.10').value).length < 100) throw new Error('too few conns');
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

/** What the lexer has a rule for. */
const pieces = [
  ...['"', '{', '}', ' ', '\t', '#', '=', '\r', '\0', 'a', 'x-', '12', '%forever', '\n', '\n\t', '\t"'],
  ...[
    '\tleftid=\n',
    '\tmtu=1\n',
    '\tx-y\n',
    '\tmtu',
    '\tmtu="',
    '\trekey=',
    'conn a\n',
    'conn\n',
    'include x\n',
    '\talso=a\n',
  ],
];
const adversarial = fc.record({
  start: fc.constantFrom('', 'conn a\n', 'conn a\n\tleftid=', 'config setup\n', 'conn %default\n'),
  unit: fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }).map((some) => some.join('')),
  release: fc.constantFrom(...releases),
});
const judged = (text: string, release: Release) => (): void => {
  checkRelease(parseConf(text, release).value, release);
};

/** The inputs, of 200 kB each, that take longest of 1,000 random ones, each timed twice. */
function worst(count: number): readonly { readonly label: string; readonly run: () => void }[] {
  const timed = fc.sample(adversarial, { numRuns: 1000, seed: 20261127 }).map(({ start, unit, release }) => {
    const run = judged(start + unit.repeat(Math.ceil(200_000 / unit.length)), release);
    const times = [0, 1].map(() => {
      const from = performance.now();
      run();
      return performance.now() - from;
    });
    return {
      label: `${JSON.stringify(start)}, then ${JSON.stringify(unit)} again and again, ${release}`,
      run,
      time: Math.min(...times),
    };
  });
  return timed.sort((a, b) => b.time - a.time).slice(0, count);
}

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
      label: name,
      run: () => checkRelease(parseConf(input, '3.32').value, '3.32'),
    })),
  },
  {
    name: 'worst of 1,000 random adversarial inputs, 200 kB, parse and check',
    runs: 5,
    competitors: [{ label: 'conns of a mesh', run: judged(flat(1000).slice(0, 200_000), '3.32') }, ...worst(3)],
  },
];
