import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { swanmesh, testFolder } from '../support/run-cli.ts';

const inventory = (master: string) => `version: 1
profile: openshift3
libreswan: "4.10"
network: { interface: eth0 }
auth: psk
psk: { master: ${master} }
ipsec: { esp: aes256-sha2_256 }
nodes: { a: { address: 10.0.0.1 }, b: { address: 10.0.0.2 } }
`;

test('psk-master makes another master each time, for its owner alone, and overwrites none', () => {
  const folder = testFolder();
  const file = join(folder, 'psk.key');
  expect(swanmesh(['psk-master', '-o', file])).toMatchObject({ status: 0, stdout: '', stderr: '' });
  const first = readFileSync(file, 'utf8');
  expect(first).toMatch(/^[0-9a-f]{64}\n$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(swanmesh(['psk-master', '-o', file]).status).toBe(2);
  expect(readFileSync(file, 'utf8')).toBe(first);
  expect(swanmesh(['psk-master']).stdout).not.toBe(swanmesh(['psk-master']).stdout);
});

test('render reads the bytes of the master, shows keys only when asked, and gives what hexadecimal digits give', () => {
  const folder = testFolder();
  const bytes = Buffer.from(Array.from({ length: 40 }, (_, i) => (i * 37 + 200) % 256));
  writeFileSync(join(folder, 'psk.key'), bytes);
  writeFileSync(join(folder, 'cluster.yaml'), inventory('psk.key'));
  writeFileSync(join(folder, 'inline.yaml'), inventory(`"0x${bytes.toString('hex')}"`));
  const secretsOf = (...args: string[]) => {
    const { hosts } = JSON.parse(swanmesh(['render', ...args]).stdout) as {
      hosts: Record<string, { files: { path: string; secret: boolean; content: string | null }[] }>;
    };
    return Object.values(hosts).map(({ files }) => files.find(({ secret }) => secret)?.content);
  };
  expect(secretsOf(join(folder, 'cluster.yaml'))).toEqual([null, null]);
  const shown = secretsOf(join(folder, 'cluster.yaml'), '--with-secrets');
  expect(shown[0]).toMatch(/^10\.0\.0\.1 10\.0\.0\.2 : PSK 0x[0-9a-f]{64}$/m);
  expect(secretsOf(join(folder, 'inline.yaml'), '--with-secrets')).toEqual(shown);
});

test('a master that cannot be read is one finding at its place', () => {
  const folder = testFolder();
  writeFileSync(join(folder, 'cluster.yaml'), inventory('none.key'));
  const run = swanmesh(['check', join(folder, 'cluster.yaml'), '--json']);
  const { findings } = JSON.parse(run.stdout) as { findings: { code: string; at: unknown }[] };
  expect(findings.map(({ code }) => code)).toEqual(['inventory/file-unreadable']);
  expect(run.status).toBe(1);
});
