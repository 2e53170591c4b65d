import { describe, expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostic.ts';
import { nicknameFor, readNickname } from '../../src/libreswan/leftcert.ts';

describe('the nickname that we choose', () => {
  test.each<[why: string, node: string, nickname: RegExp]>([
    ['is the name of the node', 'master-1.example.com', /^master-1\.example\.com$/],
    ['keeps 64 characters', 'n'.repeat(64), /^n{64}$/],
    ['is cut beyond them, with a hash', 'n'.repeat(65), /^n{55}-[0-9a-f]{8}$/],
    ['has no colon, with a hash', 'system:node:a', /^system-node-a-[0-9a-f]{8}$/],
    ['begins with a letter or digit', '--x', /^x-[0-9a-f]{8}$/],
    ['is never empty', '', /^node-[0-9a-f]{8}$/],
    ['is ASCII', 'höst', /^h-st-[0-9a-f]{8}$/],
  ])('%s', (_why, node, nickname) => {
    expect(nicknameFor(node)).toMatch(nickname);
  });

  test('tells names apart that differ only in what is cut or replaced', () => {
    expect(nicknameFor(`${'n'.repeat(70)}a`)).not.toBe(nicknameFor(`${'n'.repeat(70)}b`));
    expect(nicknameFor('a:b')).not.toBe(nicknameFor('a/b'));
  });

  test('is the same on every run', () => {
    expect(nicknameFor('system:node:a')).toBe('system-node-a-ddbd154c');
  });
});

describe('a nickname that somebody chose', () => {
  test.each(['a', '9', 'A.b_c-d', 'n'.repeat(64)])('%s is taken as it is', (text) => {
    expect(readNickname(text, valueAt('x'))).toMatchObject({ kind: 'ok', value: text });
  });

  test.each(['', '.a', '-a', 'a b', 'a:b', 'a"b', 'ä', 'a\n', 'n'.repeat(65)])('%j is refused', (text) => {
    expect(readNickname(text, valueAt('x')).findings).toMatchObject([
      { code: 'libreswan/bad-nickname', at: valueAt('x') },
    ]);
  });
});
