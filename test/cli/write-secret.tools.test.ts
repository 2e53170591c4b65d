import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeSecret } from '../../src/cli/write-secret.ts';
import { testFolder } from '../support/run-cli.ts';

test('a new file has mode 0600, and one that exists is replaced only when asked, as a whole', () => {
  const folder = testFolder();
  const path = join(folder, 'key');
  writeSecret(path, 'one', false, 'stays');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(() => writeSecret(path, 'two', false, 'stays')).toThrow(`${path} exists; stays`);
  writeSecret(path, Uint8Array.of(50), true, '');
  expect(readFileSync(path, 'utf8')).toBe('2');
  expect(readdirSync(folder)).toEqual(['key']);
});

test.each(['folder', 'link', 'pipe', 'missing/key'])(
  'what cannot be replaced stays, and no key is left behind: %s',
  (name) => {
    const folder = testFolder();
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'target'), 'mine');
    symlinkSync('target', join(folder, 'link'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const before = readdirSync(folder);
    expect(() => writeSecret(join(folder, name), 'key', true, '')).toThrow();
    expect(readdirSync(folder)).toEqual(before);
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('mine');
  },
);

test('a disk that is full leaves no file', () => {
  // A write to /dev/full fails as on a full disk; as a new file it cannot be made there at all.
  expect(() => writeSecret('/dev/full', 'key', true, '')).toThrow('must be a regular file');
});
