import { describe, expect, test } from 'vitest';
import { formatNamed, formats } from '../../../src/render/formats/index.ts';
import { json } from '../../../src/render/formats/json.ts';
import { secretsLeftOut } from '../../../src/render/formats/secrets-left-out.ts';
import { documentOf, withSecretFiles } from './rendered-cluster.ts';
import { everySpelling } from './spellings.ts';

const { hosts, shared, cluster } = withSecretFiles;
const secrets = hosts.flatMap(({ files }) => files.filter(({ secret }) => secret).map(({ content }) => content));
const documents = formats.flatMap((format) => (format.kind === 'document' ? [[format.name, format] as const] : []));
const trees = formats.flatMap((format) => (format.kind === 'tree' ? [[format.name, format] as const] : []));
const head = { withSecrets: false, checksums: false, swanmesh: '0', name: cluster.mesh.name, shared };
const written = (format: (typeof documents)[number][1], withSecrets = false): string =>
  everySpelling(documentOf(format, withSecretFiles, { withSecrets }));

test('each word is one format, and a stranger none', () => {
  expect(formats.map(({ name }) => formatNamed(name))).toEqual(formats);
  expect(formatNamed('docx')).toBeUndefined();
});

test('every format says in a few words what it is', () => {
  for (const { description } of formats) expect(description).toMatch(/^[a-z].{3,60}[a-z]$/);
});

describe.each(documents)('%s, as every document', (_name, format) => {
  test('has a secret only where it is asked for, and never where it has no place for one', () => {
    const takes = cluster.mesh.nodes.every((node) => format.check?.(cluster.rendering, node).length !== 1);
    expect(secrets).toHaveLength(3);
    const keys = secrets.map((text) => /0x[0-9a-f]{32}/.exec(text)?.[0] ?? '?');
    for (const key of keys) {
      expect(written(format)).not.toContain(key);
      expect(written(format, true).includes(key)).toBe(takes);
    }
  });

  test('is the same whenever it is written', () => {
    expect(documentOf(format, withSecretFiles).equals(documentOf(format, withSecretFiles))).toBe(true);
  });
});

test.each(trees)('%s, as every tree, keeps what is secret at mode 0600, and nothing else', (_name, format) => {
  for (const host of hosts)
    for (const { secret, mode, content } of format.files(host, shared)) {
      expect(secret).toBe(mode === '0600');
      const has = secrets.some((text) => everySpelling(Buffer.from(content)).includes(text.slice(-40)));
      expect(has).toBe(secret);
    }
  expect(format.shared(shared).some(({ secret }) => secret)).toBe(false);
});

test('what is left out is told, with the number of hosts', () => {
  expect(secretsLeftOut(1)).toMatchObject({ code: 'render/secrets-left-out', at: { path: ['auth'] } });
  expect(secretsLeftOut(3).message).toContain('3 hosts');
});

describe('json', () => {
  test('is one document: every file of every host, then what was found and the manifest', () => {
    const document = JSON.parse(documentOf(json, withSecretFiles, { checksums: true }).toString());
    expect(Object.keys(document)).toEqual(['version', 'hosts', 'ok', 'shared', 'manifest', 'findings']);
    expect(document.shared).toEqual({ files: shared });
    expect(document.hosts).toEqual(Object.fromEntries(hosts.map(({ name, files }) => [name, { files }])));
    const [first] = document.manifest.hosts.a.files;
    expect(first).toMatchObject({ path: expect.any(String), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(document.manifest).toMatchObject({ version: 1, swanmesh: '0', name: cluster.mesh.name });
  });

  test('prints with the printer of the caller what is not from a file', () => {
    const print = (value: unknown): string => JSON.stringify(value).replaceAll('hidden', '(not shown)');
    const document = json.start({ ...head, json: print });
    expect(JSON.parse([...document.finish({ why: 'hidden' })].join(''))).toMatchObject({
      why: '(not shown)',
      hosts: {},
    });
  });
});
