import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { makeFolder } from '../../src/cli/make-folder.ts';
import { progressText } from '../../src/cli/output.ts';
import { safe } from '../../src/cli/safe-text.ts';
import { paintFor } from '../../src/cli/terminal.ts';
import { testFolder } from '../support/test-folder.ts';

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['a terminal', true, {}, true],
  ['a pipe', false, {}, false],
  ['a terminal that cannot', true, { TERM: 'dumb' }, false],
  ['NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['NO_COLOR, empty, which counts as not set', true, { NO_COLOR: '' }, true],
  ['FORCE_COLOR in a pipe', false, { FORCE_COLOR: '1' }, true],
  ['FORCE_COLOR=0 on a terminal', true, { FORCE_COLOR: '0' }, false],
  ['NO_COLOR against FORCE_COLOR', false, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
])('colour with --color auto: %s', (_, isTTY, env, isColoured) => {
  for (const name of ['TERM', 'NO_COLOR', 'FORCE_COLOR']) vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const stream = { isTTY } as NodeJS.WriteStream;
  expect(paintFor(stream, 'auto').error(safe`x`) !== 'x').toBe(isColoured);
  expect(paintFor(stream, 'always').error(safe`x`)).not.toBe('x');
  expect(paintFor(stream, 'never').error(safe`x`)).toBe('x');
});

test.each([
  [1, 0, 'read 1 of 2000 hosts'],
  [500, 10, 'read 500 of 2000 hosts, 50 a second, 30 s left'],
  [5, 2, 'read 5 of 2000 hosts, 2.5 a second, 798 s left'],
  [2000, 40.2, 'read 2000 of 2000 hosts, 50 a second in 41 s'],
])('after %i hosts in %d seconds: %s', (done, seconds, text) => {
  expect(progressText('read', done, 2000, seconds).trimEnd()).toBe(text);
});

test('a folder is made with those above it, and a second time nothing is done', () => {
  const root = testFolder();
  makeFolder(join(root, 'a/b/c'));
  makeFolder(join(root, 'a/b/c'));
  mkdirSync(join(root, 'a/b/c/d'));
});

test('where a file is in the way no folder is made', () => {
  const root = testFolder();
  writeFileSync(join(root, 'file'), '');
  expect(() => makeFolder(join(root, 'file/a/b'))).toThrow(/ENOTDIR/);
});
