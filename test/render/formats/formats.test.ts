import { describe, expect, test } from 'vitest';
import type { DocumentOptions } from '../../../src/render/formats/format.ts';
import { formatNamed, formats } from '../../../src/render/formats/index.ts';
import { json } from '../../../src/render/formats/json.ts';
import { renderHost } from '../../../src/render/host.ts';
import { renderShared } from '../../../src/render/shared.ts';
import { goodCluster, testInventory } from '../../support/cluster.ts';
import { valueIn } from '../../support/results.ts';

const master = `0x${'00112233445566778899aabbccddeeff'.repeat(2)}`;
const { mesh, rendering } = goodCluster({ ...testInventory(), auth: 'psk', psk: { master } });
const hosts = mesh.nodes.map((node) => [node, valueIn(renderHost(rendering, node))] as const);
const shared = renderShared(mesh);
const secrets = hosts.flatMap(([, files]) => files.filter(({ secret }) => secret).map(({ content }) => content));
const documents = formats.flatMap((format) => (format.kind === 'document' ? [[format.name, format] as const] : []));
const trees = formats.flatMap((format) => (format.kind === 'tree' ? [[format.name, format] as const] : []));

function written(format: (typeof documents)[number][1], options: Partial<DocumentOptions> = {}): string {
  const head = { withSecrets: false, checksums: false, swanmesh: '0', name: mesh.name, shared };
  const document = format.start({ ...head, ...options });
  const pieces = hosts.map(([node, files]) => document.add(node.name, files));
  return [...pieces, document.finish({ ok: true, findings: [] })].join('');
}

test('each word is one format, and a stranger none', () => {
  expect(formats.map(({ name }) => formatNamed(name))).toEqual(formats);
  expect(formatNamed('docx')).toBeUndefined();
});

test('every format says in a few words what it is', () => {
  for (const { description } of formats) expect(description).toMatch(/^[a-z].{3,60}[a-z]$/);
});

describe.each(documents)('%s, as every document', (_name, format) => {
  test('has a secret only where it is asked for', () => {
    expect(secrets).toHaveLength(3);
    const keys = secrets.map((text) => /0x[0-9a-f]{32}/.exec(text)?.[0] ?? '?');
    for (const key of keys) {
      expect(written(format)).not.toContain(key);
      expect(written(format, { withSecrets: true })).toContain(key);
    }
  });

  test('is the same whenever it is written', () => {
    expect(written(format)).toBe(written(format));
  });

  test('is whole without any host', () => {
    const head = { withSecrets: false, checksums: false, swanmesh: '0', name: mesh.name, shared };
    expect(format.start(head).finish({}).endsWith('\n')).toBe(true);
  });
});

test.each(trees)('%s, as every tree, keeps secret files at mode 0600', (_name, format) => {
  for (const [node, files] of hosts)
    for (const { secret, mode } of format.files(node.name, files)) expect(secret).toBe(mode === '0600');
  expect(format.shared(shared).some(({ secret }) => secret)).toBe(false);
});

describe('json', () => {
  test('is one document: every file of every host, then what was found and the manifest', () => {
    const document = JSON.parse(written(json, { withSecrets: true, checksums: true }));
    expect(Object.keys(document)).toEqual(['version', 'hosts', 'ok', 'shared', 'manifest', 'findings']);
    expect(document.shared).toEqual({ files: shared });
    expect(document.hosts).toEqual(Object.fromEntries(hosts.map(([{ name }, files]) => [name, { files }])));
    const [first] = document.manifest.hosts.a.files;
    expect(first).toMatchObject({ path: expect.any(String), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(document.manifest).toMatchObject({ version: 1, swanmesh: '0', name: mesh.name });
  });

  test('prints with the printer of the caller what is not from a file', () => {
    const print = (value: unknown): string => JSON.stringify(value).replaceAll('hidden', '(not shown)');
    const document = json.start({
      withSecrets: false,
      checksums: false,
      swanmesh: '0',
      name: 'm',
      shared,
      json: print,
    });
    expect(JSON.parse(document.finish({ why: 'hidden' }))).toMatchObject({ why: '(not shown)', hosts: {} });
  });
});
