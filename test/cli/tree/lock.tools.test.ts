import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeLock } from '../../../src/cli/tree/lock.ts';
import { isProvablyDead, ownIdentity, readIdentity } from '../../../src/cli/tree/process-identity.ts';
import { testFolder } from '../../support/run-cli.ts';

const own = ownIdentity();
const at = (folder: string): string => join(folder, '.swanmesh');

function withLock(content: string): string {
  const folder = testFolder();
  mkdirSync(at(folder));
  writeFileSync(join(at(folder), 'lock'), content);
  return at(folder);
}

test('a process is dead where its kernel and namespace are ours and its number is nobody else than it', () => {
  expect(isProvablyDead(own, own)).toBe(false);
  // Process 1 runs, and was started at another time.
  expect(isProvablyDead({ ...own, pid: 1, start: 'never' }, own)).toBe(true);
  expect(isProvablyDead({ ...own, pid: 4_194_999 }, own)).toBe(true);
  for (const other of [
    { ...own, start: '1', boot: 'another' },
    { ...own, start: '1', namespace: 'pid:[1]' },
    { id: own.id, host: own.host, pid: 4_194_999 },
  ])
    expect(isProvablyDead(other, own), JSON.stringify(other)).toBe(false);
});

test('an identity is read from what it was written as, and from nothing else', () => {
  expect(readIdentity(JSON.stringify(own))).toEqual(own);
  for (const text of ['', '12', 'null', '[]', '{"id":"x"}', '{"id":5,"pid":1,"host":"a"}'])
    expect(readIdentity(text)).toBeUndefined();
});

test('one has the lock, another is told who, and when it is released the folder goes', () => {
  const state = at(testFolder());
  const lock = takeLock(state);
  expect(() => takeLock(state)).toThrow(`another swanmesh is writing there: process ${process.pid} here`);
  lock.confirm();
  lock.release();
  expect(existsSync(state)).toBe(false);
  takeLock(state).release();
});

test('the lock of a process that is dead is broken', () => {
  const state = withLock(JSON.stringify({ ...own, start: '1' }));
  takeLock(state).release();
  expect(existsSync(state)).toBe(false);
});

test.each([
  ['another container', JSON.stringify({ ...own, start: '1', namespace: 'pid:[1]' }), 'in another container'],
  ['another machine', JSON.stringify({ ...own, start: '1', boot: 'b', host: 'far' }), 'on far (another machine'],
  ['nobody knows whom', '4194999', 'does not say which'],
])('the lock of %s is explained and not broken', (_, content, says) => {
  const state = withLock(content);
  utimesSync(join(state, 'lock'), 1, 1);
  expect(() => takeLock(state)).toThrow(says);
  expect(() => takeLock(state)).toThrow('last sign of life');
  expect(() => takeLock(state)).toThrow(`remove ${join(state, 'lock')}`);
  expect(readFileSync(join(state, 'lock'), 'utf8')).toBe(content);
});

test('who lost its lock puts nothing in place', () => {
  const state = at(testFolder());
  const lock = takeLock(state);
  writeFileSync(join(state, 'lock'), JSON.stringify({ ...own, id: '0'.repeat(32) }));
  expect(() => lock.confirm()).toThrow('was taken away');
  lock.release();
  expect(existsSync(join(state, 'lock'))).toBe(true);
});

test('a killed process is dead at once, also before its parent has asked for its status', async () => {
  const child = spawn('sleep', ['60']);
  await new Promise((done) => child.once('spawn', done));
  const start = readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19] ?? '';
  const identity = { ...own, pid: child.pid ?? 0, start };
  expect(isProvablyDead(identity, own)).toBe(false);
  process.kill(child.pid ?? 0, 'SIGKILL');
  await new Promise((done) => child.once('exit', done));
  expect(isProvablyDead(identity, own)).toBe(true);
});
