import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { leftcertForm, nicknameFor, nicknameOf, readNickname } from '../../../src/libreswan/identity/leftcert.ts';
import { type Release, releaseRange } from '../../../src/libreswan/release.ts';

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

describe('a nickname in leftcert=', () => {
  const at = valueAt('leftcert');
  test.each<[why: string, nickname: string, release: Release, form: string, value: string]>([
    ['plain', 'host1', '3.15', 'plain', 'host1'],
    ['only digits, which up to 4.15 are a number', '1234', '3.15', 'quoted', '1234'],
    ['as NSS makes them', 'host1 - Example Org', '3.15', 'quoted', 'host1 - Example Org'],
    ['with a backslash', 'a\\b', '4.10', 'quoted', 'a\\b'],
    ['with a brace', 'a{b}', '4.10', 'quoted', 'a{b}'],
    ['beyond ASCII', 'höst', '4.10', 'quoted', 'höst'],
    ['with a colon, which is a token to NSS', 'system:node:a', '4.10', 'pkcs11', 'pkcs11:object=system%3Anode%3Aa'],
    ['that looks like a URI', 'pkcs11:object=x', '4.10', 'pkcs11', 'pkcs11:object=pkcs11%3Aobject%3Dx'],
    ['with a quote, which nothing escapes', 'q\\"uote é', '5.2', 'pkcs11', 'pkcs11:object=q%5C%22uote%20%C3%A9'],
  ])('%s', (_why, nickname, release, form, value) => {
    expect(leftcertForm(nickname, releaseRange(release), at)).toMatchObject({ kind: 'ok', value: { form, value } });
  });

  test.each<[nickname: string, release: Release]>([
    ['a:b', '3.22'],
    ['a"b', '3.15'],
    ['', '4.10'],
  ])('%j is refused on %s', (nickname, release) => {
    expect(leftcertForm(nickname, releaseRange(release, '4.10'), at).findings).toMatchObject([
      { code: 'libreswan/unusable-nickname', at },
    ]);
  });
});

test.each([
  ['host', 'host'],
  ['NSS Certificate DB:host', 'host'],
  ['xNSS Certificate DB:host', 'xNSS Certificate DB:host'],
  ['system:node:a', 'system:node:a'],
  ['pkcs11:object=system%3Anode%3Aa', 'system:node:a'],
  ['pkcs11:token=a;object=b;type=cert', 'b'],
  ['pkcs11:object=b?pin-value=x', 'b'],
  ['pkcs11:xobject=b', undefined],
  ['pkcs11:token=a', undefined],
  ['pkcs11:object=%', undefined],
  ['pkcs11:object=%C3%B6', 'ö'],
])('leftcert=%s names %s', (value, nickname) => {
  expect(nicknameOf(value)).toBe(nickname);
});

test('the value that is written for a nickname names it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (nickname) => {
      fc.pre(!nickname.startsWith('NSS Certificate DB:') && !nickname.startsWith('pkcs11:'));
      const form = leftcertForm(nickname, ['5.2'], valueAt('leftcert'));
      expect(form.kind === 'ok' && nicknameOf(form.value.value)).toBe(nickname);
    }),
  );
});
