import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toUtf8 } from '../../../src/bytes/utf8.ts';
import { formatNamed } from '../../../src/render/formats/index.ts';
import { tar } from '../../../src/render/formats/tar.ts';
import { tarEnd, tarFile } from '../../../src/render/formats/tar-entry.ts';
import { tree } from '../../../src/render/formats/tree.ts';
import { readTar } from './read-tar.ts';
import { arbitraryCluster, documentOf, filesOf, rowsOf, withSecretFiles } from './rendered-cluster.ts';

const filesIn = (archive: Buffer) => readTar(archive).filter(({ kind }) => kind === 'file');

test('an archive has the bytes, modes and owners of the tree, and nothing else but the manifest', () => {
  fc.assert(
    fc.property(arbitraryCluster, (made) => {
      const rows = Object.fromEntries(filesIn(documentOf(tar, made)).map(({ path, row }) => [path, row]));
      const { 'manifest.json': manifest, ...rest } = rows;
      const expected = [...filesOf(tree, made)].flatMap(([path, file]) => Object.entries(rowsOf([file], () => path)));
      expect(rest).toEqual(Object.fromEntries(expected));
      expect(Object.keys(JSON.parse(manifest?.[2] ?? '').hosts)).toEqual(made.hosts.map(({ name }) => name));
    }),
    { numRuns: 25 },
  );
});

test('every folder comes once, before what is in it, with mode 0755', () => {
  const met = new Set<string>();
  for (const { path, kind, row } of readTar(documentOf(tar, withSecretFiles))) {
    const parent = path.replace(/[^/]+\/?$/, '');
    expect(parent === '' || met.has(parent), path).toBe(true);
    if (kind === 'folder') {
      expect(met.has(path)).toBe(false);
      expect(row[0]).toBe('0755');
      met.add(path);
    }
  }
});

test('every time is the one that was asked for, in whole seconds; 1970 if none was', () => {
  const times = (made?: Date): readonly number[] => [
    ...new Set(
      readTar(documentOf(tar, withSecretFiles, made === undefined ? {} : { made })).map(({ seconds }) => seconds),
    ),
  ];
  expect(times()).toEqual([0]);
  expect(times(new Date('2026-11-28T12:00:00.900Z'))).toEqual([Date.UTC(2026, 10, 28, 12) / 1000]);
  expect(times(new Date('1969-12-31T23:59:58Z'))).toEqual([-2]);
  expect(times(new Date('9999-01-01T00:00:00Z'))).toEqual([Date.UTC(9999) / 1000]);
});

test('archives of parts of the hosts have manifests that do not meet', () => {
  const parts = withSecretFiles.hosts.map((host) =>
    filesIn(documentOf(tar, { ...withSecretFiles, hosts: [host] }, { selected: true })),
  );
  const own = parts.map((members) => members.map(({ path }) => path).filter((path) => !path.includes('_shared')));
  expect(new Set(own.flat()).size).toBe(own.flat().length);
  expect(own.flat().filter((path) => path.startsWith('manifest'))).toEqual(
    withSecretFiles.hosts.map(({ name }) => `manifest.d/${name}.json`),
  );
});

test('any path that has no NUL comes back, however long it is and whatever is in it', () => {
  const path = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.array(fc.stringMatching(/^[a-z.@ ]{1,120}$/), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/')),
    fc.constantFrom('a'.repeat(99), 'a'.repeat(100), 'a'.repeat(101), `${'p'.repeat(155)}/${'n'.repeat(100)}`),
    fc.constantFrom(`${'p'.repeat(156)}/n`, `p/${'n'.repeat(101)}`, 'a=b\nc=d', '9'.repeat(93), 'ü'.repeat(48)),
  );
  fc.assert(
    fc.property(
      path.filter((text) => !text.includes('\0')),
      fc.uint8Array({ maxLength: 1200 }),
      (name, content) => {
        const entry = { path: name, mode: 0o600, seconds: 1 };
        const [member] = readTar(Buffer.concat([...tarFile(entry, [content]), tarEnd]));
        expect(toUtf8(member?.path ?? '')).toEqual(toUtf8(name));
        expect(member?.row).toEqual(['0600', 'root:root', Buffer.from(content).toString('latin1')]);
      },
    ),
  );
});

test('an archive of no hosts is whole', () => {
  const paths = readTar(documentOf(tar, { ...withSecretFiles, hosts: [] })).map(({ path }) => path);
  expect(paths[0]).toBe('_shared/');
  expect(paths.at(-1)).toBe('manifest.json');
});

test('the word names it', () => expect(formatNamed('tar')).toBe(tar));
