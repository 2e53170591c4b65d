// Every command of the registry × every place where something can be given × every format: new commands are among them by themselves.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { swanmesh } from '../../support/command-line.ts';
import { type CommandSlots, commandSlots, type Harmless } from '../../support/command-slots.ts';
import { pieceIn, piecesOf } from '../../support/pieces.ts';
import { cli } from '../../support/run-cli.ts';
import { testFolder } from '../../support/test-folder.ts';

const digits = createHash('sha256').update('not a secret of any command').digest('hex');
const keyFile = readFileSync('docs/examples/openshift/pki/node-2.key', 'latin1');
const key = keyFile
  .split('\n')
  .filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line))
  .join('');
const pieces = new Set([digits, Buffer.from(digits, 'hex'), key].flatMap((secret) => [...piecesOf(secret)]));
const built = resolve(cli);

/** Files that are secrets, or have one in them beside a fault. */
const files: Readonly<Record<string, string>> = {
  'master.yaml': `version: 1\nlibreswan: "4.10"\nauth: psk\npsk: { master: "0x${digits}" }\nnam: 1\nnodes: { a: { address: 10.0.0.1 }, b: { address: 10.0.0.2 } }\n`,
  'right.yaml': `version: 1\nlibreswan: "4.10"\nauth: psk\npsk: { master: "0x${digits}" }\nnetwork: { interface: eth0 }\nnodes: { a: { address: 10.0.0.1 }, b: { address: 10.0.0.2 } }\n`,
  'psk.key': `0x${digits}\n`,
  'host.key': keyFile,
  'a.secrets': `10.0.0.1 10.0.0.2 : PSK 0x${digits}\n`,
  'a.conf': `conn a\n\tauto=start\n: PSK 0x${digits}\n`,
};

function setUp(): Harmless & { readonly here: string } {
  const here = testFolder();
  const folder = join(here, 'tree');
  mkdirSync(join(folder, 'a/etc'), { recursive: true });
  writeFileSync(join(folder, 'a/etc/ipsec.conf'), 'conn a\n\tleft=10.0.0.1\n\tright=10.0.0.2\n');
  const inventory = join(here, 'harmless.yaml');
  writeFileSync(
    inventory,
    'version: 1\nlibreswan: "4.10"\nauthority: ca.crt\nnodes: { a: { address: 10.0.0.1, certificate: a.crt } }\n',
  );
  return { here, folder, inventory, output: join(here, 'out') };
}

const names = commandSlots({ inventory: 'i', folder: 'f', output: 'o' }).map(({ name }) => name);

const slotsOf = (name: string, harmless: Harmless): CommandSlots => {
  const found = commandSlots(harmless).find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

/** Runs work with another working folder: some commands write where they are called. */
async function at<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await work();
  } finally {
    process.chdir(before);
  }
}

/** What a command says that is called without words and reads standard input. */
function fromInput(name: string, input: string): { readonly stdout: string; readonly stderr: string } {
  const { stdout, stderr } = spawnSync(process.execPath, [built, ...name.split(' ')], { input, encoding: 'utf8' });
  return { stdout, stderr };
}

/** Commands that talk with a program over standard input until it closes. */
const serving: ReadonlySet<string> = new Set(['lsp', 'filter']);
/** Commands that give a text that is no document, with `--json` too. */
const texts: ReadonlySet<string> = new Set(['collect-script', 'psk-master', 'completion', 'man']);

test.each(names.filter((name) => !serving.has(name)))(
  'no secret, no stack and no cut document, wherever it is given: %s',
  async (name) => {
    const harmless = setUp();
    const { formats } = slotsOf(name, harmless);
    const wrong: string[] = [];
    for (const [file, content] of Object.entries(files)) {
      const path = join(harmless.here, file);
      writeFileSync(path, content);
      const calls = slotsOf(name, harmless).calls(path);
      for (const [i, words] of calls.entries()) {
        // Each place with half of the formats; every format has every file.
        for (const format of formats.filter((_, n) => (n + i) % 2 === 0 || calls.length < 3)) {
          const { stdout, stderr } = await at(harmless.here, () => swanmesh(...words, ...format));
          const call = `${words.join(' ')} ${format.join(' ')}`;
          const piece = pieceIn(stdout + stderr, pieces);
          if (piece !== undefined) wrong.push(`${call}: shows ${piece}`);
          if (stderr.includes('bug in swanmesh')) wrong.push(`${call}: ${stderr}`);
          if (format[0] !== '--json' || texts.has(name)) continue;
          try {
            JSON.parse(stdout);
          } catch {
            wrong.push(`${call}: no document, ${stdout.length} characters`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  },
);

test.each(names.filter((name) => serving.has(name)))('no secret of what comes by standard input: %s', (name) => {
  for (const content of Object.values(files)) {
    const { stdout, stderr } = fromInput(name, content);
    expect(pieceIn(stdout + stderr, pieces)).toBeUndefined();
    expect(stderr).not.toContain('bug in swanmesh');
  }
});

/** What a terminal or a log would obey, and what reorders a line. */
const hostile = 'a\u001b[2J\u009b31m\u202eb\u2066c\u2028d\u00add\u007f';
const raw = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

test.each(names.filter((name) => !serving.has(name)))(
  'what moves a cursor or reorders a line is escaped, in names and in files: %s',
  async (name) => {
    const harmless = setUp();
    const { formats } = slotsOf(name, harmless);
    const folder = join(harmless.here, hostile.slice(0, 12));
    mkdirSync(join(folder, `${hostile}/etc`), { recursive: true });
    writeFileSync(join(folder, `${hostile}/etc/ipsec.conf`), `conn ${hostile}\n\tleft=${hostile}\n\t${hostile}=1\n`);
    const inventory = join(folder, `${hostile}.yaml`);
    writeFileSync(
      inventory,
      `version: 1\nname: "${hostile}"\n"${hostile}": 1\nnodes: { "${hostile}": { address: "${hostile}" } }\n`,
    );
    const conf = join(folder, `${hostile}.conf`);
    writeFileSync(conf, `conn ${hostile}\n\tleft=${hostile}\n\t${hostile}=1\n`);
    const wrong: string[] = [];
    for (const given of [inventory, conf, folder, hostile]) {
      for (const [i, words] of slotsOf(name, harmless).calls(given).entries()) {
        for (const format of formats.filter((_, n) => (n + i) % 2 === 0)) {
          const { stdout, stderr } = await at(harmless.here, () => swanmesh(...words, ...format));
          const found = raw.exec(stdout + stderr);
          if (found !== null)
            wrong.push(
              `${JSON.stringify(words)} ${format}: U+${found[0].codePointAt(0)?.toString(16)} in ${JSON.stringify((stdout + stderr).slice(Math.max(0, found.index - 60), found.index + 20))}`,
            );
        }
      }
    }
    expect(wrong).toEqual([]);
  },
);

test('the search finds raw characters, and passes over escaped ones', () => {
  for (const character of '\u001b\u009b\u202e\u2066\u2028\u00ad\u007f') {
    expect(raw.test(`x${character}`)).toBe(true);
    expect(raw.test(`x\\u{${character.charCodeAt(0).toString(16)}}`)).toBe(false);
  }
});

test('the walk meets every command that there is, and gives each what it takes', async () => {
  const help = (await swanmesh('--help')).stdout;
  for (const name of names) expect(help).toContain(name.split(' ')[0]);
  expect(names.length).toBeGreaterThanOrEqual(20);
  const calls = commandSlots({ inventory: 'i', folder: 'f', output: 'o' }).map(
    (one) => [one.name, one.calls('GIVEN')] as const,
  );
  for (const [name, list] of calls) for (const words of list) expect(words, name).toContain('GIVEN');
  expect(new Map(calls).get('verify')).toContainEqual(['verify', 'i', 'GIVEN']);
  expect(new Map(calls).get('conf')).toContainEqual(['conf', 'GIVEN', '--libreswan', '4.10']);
});
