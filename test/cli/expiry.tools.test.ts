/** `swanmesh expiry`: of an inventory and of what hosts have, for people, programs and Prometheus. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { issue, newEcKey, root } from '../support/authority.ts';
import { name, pem, spkiOf } from '../support/der-writer.ts';
import { swanmesh, testFolder } from '../support/run-cli.ts';

const pair = newEcKey();
const ca = pem(root('Mesh CA', pair, undefined, { notAfter: new Date('2040-01-01') }));
const host = (commonName: string, notAfter: string): string =>
  pem(
    issue(
      { subject: name(['CN', commonName]), spki: spkiOf(newEcKey().publicKey), notAfter: new Date(notAfter) },
      pair.privateKey,
    ),
  );
const now = ['--now', '2030-01-01T00:00:00Z'];

function folder(): string {
  const cwd = testFolder();
  const nodes = { 'node-a': host('a', '2030-01-20T00:00:00Z'), 'node-b': host('b"\\', '2031-01-01T00:00:00Z') };
  for (const [node, text] of Object.entries(nodes)) {
    mkdirSync(join(cwd, 'tree', node, 'facts'), { recursive: true });
    writeFileSync(join(cwd, 'tree', node, 'facts', 'certificates.pem'), text + ca);
    writeFileSync(join(cwd, `${node}.crt`), text);
  }
  writeFileSync(join(cwd, 'tree', 'manifest.json'), '{}');
  writeFileSync(join(cwd, 'ca.crt'), ca);
  const list = Object.keys(nodes).map(
    (node, i) => `  ${node}: { address: 172.16.0.${i + 1}, certificate: ${node}.crt }\n`,
  );
  writeFileSync(
    join(cwd, 'cluster.yaml'),
    `version: 1\nlibreswan: "4.10"\nauthority: ca.crt\nnodes:\n${list.join('')}`,
  );
  return cwd;
}

describe('swanmesh expiry', () => {
  const cwd = folder;

  test.each(['cluster.yaml', 'tree'])('of %s shows the next to end first, with the same rows', (path) => {
    const { status, stdout, stderr } = swanmesh(['expiry', path, ...now], { cwd: cwd() });
    expect([status, stderr]).toEqual([0, '']);
    expect(
      stdout
        .split('\n')
        .slice(1, 4)
        .map((line) => line.split(/ {2,}/).slice(0, 4).join('|')),
    ).toEqual([
      'node-a|host|2030-01-20T00:00:00Z|19 days',
      'node-b|host|2031-01-01T00:00:00Z|365 days',
      'CN=Mesh CA|authority|2040-01-01T00:00:00Z|3652 days',
    ]);
  });

  test('exits with 1 where something ends within the time', () => {
    const folderOf = cwd();
    const soon = swanmesh(['expiry', 'cluster.yaml', '--within', '30d', ...now], { cwd: folderOf });
    expect(soon).toMatchObject({ status: 1, stderr: expect.stringContaining('x509/expires-soon') });
    expect(soon.stderr).toContain('cluster.yaml:5');
    expect(swanmesh(['expiry', 'cluster.yaml', '--within', '18d', ...now], { cwd: folderOf }).status).toBe(0);
    expect(swanmesh(['expiry', 'cluster.yaml', '--within', '30 days', ...now], { cwd: folderOf }).status).toBe(2);
  });

  test('gives programs a document', () => {
    const { stdout } = swanmesh(['expiry', 'tree', '--json', '--within', '30d', ...now], { cwd: cwd() });
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ version: 1, ok: false, withinSeconds: 2_592_000 });
    expect(document.certificates[0]).toMatchObject({
      owner: 'node-a',
      role: 'host',
      state: 'ends-soon',
      secondsLeft: 19 * 86_400,
    });
    expect(document.findings[0]).toMatchObject({
      code: 'x509/expires-soon',
      at: { file: 'node-a/facts/certificates.pem', line: 1 },
    });
  });

  test('gives Prometheus its text format', () => {
    const { status, stdout } = swanmesh(['expiry', 'tree', '--format', 'prometheus', ...now], { cwd: cwd() });
    expect(status).toBe(0);
    const metric = /^[a-z_]+\{owner="(?:[^"\\\n]|\\[\\"n])*",role="(?:host|authority)",serial="[0-9a-f]+"\} \d+$/;
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => !line.startsWith('#') && !metric.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('swanmesh_certificate_not_after_seconds{owner="node-a"'))).toEqual([
      expect.stringMatching(/ 1895097600$/),
    ]);
  });

  test('refuses what holds no certificates', () => {
    const empty = testFolder();
    expect(swanmesh(['expiry', empty], { cwd: empty }).status).toBe(2);
    expect(swanmesh(['expiry', 'nowhere'], { cwd: empty }).status).toBe(2);
  });
});
