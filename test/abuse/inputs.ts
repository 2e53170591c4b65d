/** Damaged inventories, configurations, gathered trees and certificates. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { swanmesh } from '../support/command-line.ts';
import { pieceIn, piecesOf } from '../support/pieces.ts';
import { inFolder, type Kind, type Random } from './kind.ts';

const example = 'docs/examples/openshift';
const digits = createHash('sha256').update('of the campaign').digest('hex');
const keyText = readFileSync(join(example, 'pki/node-1.key'), 'latin1');
const key = keyText
  .split('\n')
  .filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line))
  .join('');
const pieces = new Set([...piecesOf(digits), ...piecesOf(key)]);

const inventory = `version: 1
profile: openshift3
libreswan: "4.10"
auth: psk
psk: { master: "0x${digits}" } # a comment
network: { interface: eth0, linkMtu: 1500 }
nodes:
  a: { address: 10.0.0.1, role: master }
  b:
    address: 10.0.0.2
    key: |
      ${keyText.trim().replaceAll('\n', '\n      ')}
`;
const conf = `config setup
\tlogfile=/x
conn a
\tleft=10.0.0.1
\tright=10.0.0.2
\tauto=ondemand
: PSK 0x${digits}
`;

/** Characters that break things. */
const odd = [
  '\n',
  '"',
  "'",
  '{',
  '}',
  '[',
  ':',
  ': ',
  '#',
  ' ',
  '\t',
  '*',
  '&',
  '!',
  '|',
  '-',
  '=',
  '\u001b',
  '\u0085',
  '\u202e',
  '\u2028',
  '\ud800',
  '\0',
  'é',
];

/** The text with some damage: characters or lines lost, put in, doubled, moved. Never inside the secret itself. */
function damaged(text: string, random: Random): string {
  let result = text;
  for (let i = 0; i <= random(4); i += 1) {
    const at = random(result.length + 1);
    const inSecret = [digits, ...(key.match(/.{1,64}/g) ?? [])].some((part) => {
      const from = result.indexOf(part);
      return from >= 0 && at > from && at < from + part.length;
    });
    if (inSecret) continue;
    const lines = result.split('\n');
    const line = random(lines.length);
    const how = random(5);
    if (how === 0) result = result.slice(0, at) + (odd[random(odd.length)] ?? '') + result.slice(at);
    else if (how === 1) result = lines.map((each, n) => (n === line ? each.trimStart() : each)).join('\n');
    else if (how === 2) result = lines.toSpliced(line, 1).join('\n');
    else if (how === 3) result = lines.toSpliced(line, 0, lines[random(lines.length)] ?? '').join('\n');
    else result = result.slice(0, at) + result.slice(at + 1);
  }
  return result;
}

interface Said {
  readonly words: readonly string[];
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const raw = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

/** What no answer may be: a throw, a cut document, raw controls, a secret, another status. */
const judges: Readonly<Record<string, (said: Said) => string | undefined>> = {
  throw: ({ stderr }) => (stderr.includes('bug in swanmesh') ? stderr : undefined),
  document: ({ words, stdout, status }) => {
    if (!words.includes('--json') || (stdout === '' && status === 2)) return undefined;
    try {
      JSON.parse(stdout);
      return undefined;
    } catch {
      return 'the JSON is cut';
    }
  },
  controls: ({ stdout, stderr }) => (raw.test(stdout + stderr) ? 'raw controls' : undefined),
  secret: ({ stdout, stderr }) => pieceIn(stdout + stderr, pieces),
  status: ({ status }) => ([0, 1, 2, 3].includes(status) ? undefined : `status ${status}`),
};

/** What plants a fault for each judge. */
const plants: Readonly<Record<string, (said: Said) => Said>> = {
  throw: (said) => ({ ...said, stderr: 'swanmesh: bug in swanmesh: planted' }),
  document: (said) => ({ ...said, words: ['--json'], status: 1, stdout: '{"version":1,"findings":[' }),
  controls: (said) => ({ ...said, stderr: `${said.stderr}\u009b31m` }),
  secret: (said) => ({ ...said, stdout: `${said.stdout}${digits.slice(20, 40)}` }),
  status: (said) => ({ ...said, status: 134 }),
};

async function judged(words: readonly string[], plant?: string): Promise<string | undefined> {
  for (const format of [[], ['--json']]) {
    let said: Said = { words: [...words, ...format], ...(await swanmesh(...words, ...format)) };
    if (plant !== undefined) said = plants[plant]?.(said) ?? said;
    for (const [name, judge] of Object.entries(judges)) {
      const fault = judge(said);
      if (fault !== undefined) return `${name}: ${fault.slice(0, 200)} (${said.words.join(' ')})`;
    }
  }
  return undefined;
}

/** Files that come in, each judged in several ways. */
export const textKinds: readonly Kind[] = Object.keys(judges).flatMap((judge) => [
  {
    name: `inventory, ${judge}`,
    trial: (random: Random, plant: boolean) =>
      inFolder(async (folder) => {
        const path = join(folder, 'cluster.yaml');
        writeFileSync(path, damaged(inventory, random));
        const words =
          [
            ['check', path],
            ['render', path],
            ['mtu', path],
          ][random(3)] ?? [];
        return judged(words, plant ? judge : undefined);
      }),
  },
  {
    name: `ipsec.conf and gathered tree, ${judge}`,
    trial: (random: Random, plant: boolean) =>
      inFolder(async (folder) => {
        mkdirSync(join(folder, 'tree/a/etc'), { recursive: true });
        mkdirSync(join(folder, 'tree/a/facts'));
        const path = join(folder, 'tree/a/etc/ipsec.conf');
        writeFileSync(path, damaged(conf, random));
        writeFileSync(join(folder, 'tree/a/facts/release.txt'), damaged('Libreswan 4.10\n', random));
        writeFileSync(
          join(folder, 'tree/a/facts/nicknames.txt'),
          damaged('Certificate Nickname\n\nnode u,u,u\n', random),
        );
        const words = random(2) === 0 ? ['conf', path, '--libreswan', '4.10'] : ['verify', join(folder, 'tree')];
        return judged(words, plant ? judge : undefined);
      }),
  },
]);

export const certificate: Kind = {
  name: 'certificate with changed bytes',
  trial: (random, plant) =>
    inFolder(async (folder) => {
      const pem = readFileSync(join(example, 'pki/node-1.crt'), 'latin1').replace(/-----[^-]+-----|\s/g, '');
      const der = Buffer.from(pem, 'base64');
      for (let i = 0; i <= random(3); i += 1) der[random(der.length)] = random(256);
      writeFileSync(join(folder, 'x.crt'), der);
      return judged(['cert', join(folder, 'x.crt')], plant ? 'throw' : undefined);
    }),
};
