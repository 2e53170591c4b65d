import { describe, expect, test } from 'vitest';
import type { DiagnosticCode } from '../../../../src/diagnostics/codes.ts';
import { found } from '../found.ts';

const key = `0x${'a7'.repeat(32)}`;

describe('what a release does with secrets files is told, as far as it costs something', () => {
  test.each<[why: string, code: DiagnosticCode, file: string, text: string, found: readonly string[]]>([
    ['a key for two hosts', 'libreswan/secret-syntax', 'mesh.secrets', `10.0.0.1 10.0.0.2 : PSK ${key}\n`, []],
    [
      'a record that is set aside',
      'libreswan/secret-syntax',
      'mesh.secrets',
      `10.0.0.1 : PSK ${key} more\n`,
      [`warning a: 10.0.0.1 : PSK ${key} more`],
    ],
    [
      'the main file too',
      'libreswan/secret-syntax',
      'main',
      `10.0.0.1 : PSK ${key} more\n`,
      [`warning a: 10.0.0.1 : PSK ${key} more`],
    ],
    ['a file that pluto does not read', 'libreswan/secret-syntax', 'mesh.txt', `10.0.0.1 : PSK ${key} more\n`, []],
    [
      'a key for anybody is judged with the pairs',
      'libreswan/secret-for-anybody',
      'mesh.secrets',
      `: PSK ${key}\n`,
      [],
    ],
  ])('%s', (_, code, file, text, expected) => {
    expect(
      found(code, { filesOfA: { [file === 'main' ? 'etc/ipsec.secrets' : `etc/ipsec.d/${file}`]: text } }),
    ).toEqual(expected);
  });
});
