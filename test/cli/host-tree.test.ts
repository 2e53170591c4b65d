import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, test } from 'vitest';
import { openHostTree } from '../../src/cli/host-tree.ts';
import { newContentReader } from '../../src/cli/read-content.ts';

const limit = 64 * 1024 * 1024;
const root = mkdtempSync(join(tmpdir(), 'swanmesh-tree-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array): string {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
}

test('what names the files of a host does not keep them in memory', async () => {
  put('a/etc/ipsec.d/mesh.conf', 'conn x\n');
  const read = (): { kept: WeakRef<object>; show: (path: string) => string } => {
    const folder = openHostTree(root).folder('a');
    expect([...folder.files.keys()]).toEqual(['etc/ipsec.d/mesh.conf']);
    return { kept: new WeakRef(folder.files), show: folder.show };
  };
  const { kept, show } = read();
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // A weak reference holds until the turn in which it was made is over.
  await new Promise((resolve) => setTimeout(resolve, 0));
  collect();
  expect(kept.deref()).toBeUndefined();
  expect(show('etc/ipsec.conf')).toBe(join(root, 'a/etc/ipsec.conf'));
});

test('a file is read whole, whatever its length, and is no part of the next', () => {
  const read = newContentReader(limit).content;
  const mega = 1024 * 1024;
  for (const length of [0, 1, mega - 1, mega, mega + 1, 5 * mega]) {
    const text = 'x'.repeat(length);
    expect(read(put('size', text)) === text).toBe(true);
  }
  const bytes = Uint8Array.of(0x23, 0xff, 0x0a);
  const first = read(put('bytes', bytes));
  read(put('other', Uint8Array.of(0xfe, 0xfe, 0xfe)));
  expect(first).toEqual(bytes);
});

test('a file larger than the limit is refused', () => {
  const file = put('large', '');
  truncateSync(file, 64 * 1024 * 1024 + 1);
  expect(() => newContentReader(limit).content(file)).toThrow('is larger than 64 MiB');
});
