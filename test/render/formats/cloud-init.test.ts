import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { cloudInit } from '../../../src/render/formats/cloud-init.ts';
import { yamlText } from '../../../src/render/formats/yaml-text.ts';
import { arbitraryCluster, type Row, rowsOf, withSecretFiles } from './rendered-cluster.ts';

/** What a document puts where, read as YAML. */
function decoded(userData: string): Readonly<Record<string, Row>> {
  expect(userData.startsWith('#cloud-config\n')).toBe(true);
  const { write_files: files } = parse(userData);
  return Object.fromEntries(
    files.map(({ path, permissions, owner, content }: Record<string, string>) => [path, [permissions, owner, content]]),
  );
}

test('each host has one document, with the bytes, modes and owners of all its files', () => {
  fc.assert(
    fc.property(arbitraryCluster, ({ hosts, shared }) => {
      for (const host of hosts) {
        const files = cloudInit.files(host, shared);
        expect(files.map(({ path }) => path)).toEqual(['user-data']);
        expect(decoded(files[0]?.content ?? '')).toEqual(rowsOf([...host.files, ...shared]));
      }
    }),
    { numRuns: 25 },
  );
});

test('what is applied is the script that was written', () => {
  const [document] = cloudInit.files(withSecretFiles.hosts[0] ?? expect.fail(), withSecretFiles.shared);
  const { runcmd, write_files: files } = parse(document?.content ?? '');
  expect(runcmd).toEqual([['/bin/sh', '/etc/swanmesh/host/apply.sh', '--wait', '300', '--rollback-after', '0']]);
  expect(files.map(({ path }: { path: string }) => path)).toContain(runcmd[0][1]);
});

test('a text of any kind comes back as it was, and ASCII lines as a block that people can read', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[ \t\n#a:'"{}[\]&*!|>%@`,-]{0,30}$/),
    fc.constantFrom(
      '',
      '\n',
      '\n\n',
      'a',
      'a\n',
      'a\n\n',
      '  a\n',
      '\ta\n',
      '\n a\n',
      ' \n',
      'a\n \nb\n',
      'a\r\n',
      '\ufeffa\n',
      '...\n',
      '---\n',
    ),
  );
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 6 }), (content, indent) => {
      // A lone surrogate is no text of YAML.
      fc.pre(!/\p{Cs}/u.test(content));
      const pad = ' '.repeat(indent);
      expect(parse(`${pad}a: ${yamlText(content, indent)}${pad}b: 1\n`)).toEqual({ a: content, b: 1 });
    }),
    { numRuns: 500 },
  );
  expect(yamlText('a\n\n b\n', 2)).toBe('|2\n    a\n\n     b\n');
});
