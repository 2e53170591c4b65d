import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkSecrets } from '../../../src/libreswan/ipsec-secrets/check.ts';
import type { KeyRecord } from '../../../src/libreswan/ipsec-secrets/document.ts';
import { parseSecrets } from '../../../src/libreswan/ipsec-secrets/parse.ts';
import { type Release, releases } from '../../../src/libreswan/release.ts';
import { editedSecretsText, secretsText } from '../../arbitraries/secrets-text.ts';

const key = `0x${'ab'.repeat(32)}`;
const check = (text: string, release: Release = '4.10') =>
  checkSecrets(parseSecrets(text, release)).map(({ code, at, severity }) => [
    code,
    at.kind === 'text' && `${at.line}:${at.column}`,
    severity,
  ]);

describe('checkSecrets finds', () => {
  test.each<[string, Release, string, string, string, string]>([
    [
      `  10.0.0.1 : PSK ${key}\n`,
      '4.10',
      'libreswan/secret-syntax',
      '1:3',
      'error',
      'indented lines before the first record',
    ],
    ['10.0.0.1 10.0.0.2\n', '4.10', 'libreswan/secret-syntax', '1:18', 'error', 'a record without a colon'],
    ['10.0.0.1 : PSK\n', '4.10', 'libreswan/secret-syntax', '1:15', 'error', 'a record without a key'],
    ['10.0.0.1 10.0.0.2 : PSK hunter2\n', '4.10', 'libreswan/secret-syntax', '1:25', 'error', 'an unquoted passphrase'],
    [`10.0.0.1 10.0.0.2 : PSK ${key} x\n`, '4.10', 'libreswan/secret-syntax', '1:92', 'error', 'words behind the key'],
    ['include\n', '4.10', 'libreswan/secret-syntax', '1:8', 'error', 'an include of nothing'],
    ['include a b\n', '4.10', 'libreswan/secret-syntax', '1:11', 'error', 'an include of two'],
    [': PPKS name "x"\n', '4.10', 'libreswan/secret-syntax', '1:8', 'error', 'a PPKS key whose name is not quoted'],
    ['10.0.0.1 : FOO x\n', '4.10', 'libreswan/secret-type', '1:1', 'warning', 'an unknown type'],
    [': ECDSA "a"\n', '5.4', 'libreswan/secret-type', '1:1', 'warning', 'ECDSA, which was never needed'],
    [': PPKS "a" "b"\n', '3.15', 'libreswan/secret-type', '1:1', 'warning', 'PPKS before 3.23'],
    [': RSA "a"\n', '3.16', 'libreswan/secret-unneeded', '1:1', 'info', 'RSA where it is not needed'],
    [': RSA "a"\n', '5.4', 'libreswan/secret-unneeded', '1:1', 'info', 'RSA where it is not known'],
    [`10.0.0.1 host.example : PSK ${key}\n`, '4.10', 'libreswan/secret-selector', '1:10', 'warning', 'a host name'],
    [
      `2001:db8:: 10.0.0.1 : PSK ${key}\n`,
      '4.10',
      'libreswan/secret-selector',
      '1:1',
      'error',
      'an address that ends in its colon',
    ],
    [
      `10.0.0.1 1.2.3.400 : PSK ${key}\n`,
      '4.10',
      'libreswan/secret-selector',
      '1:10',
      'error',
      'an address that is none',
    ],
    [
      `10.0.0.1 "O=a b" : PSK ${key}\n`,
      '4.3',
      'libreswan/secret-selector',
      '1:10',
      'error',
      'a quoted name before 4.10',
    ],
    [`: PSK ${key}\n`, '4.10', 'libreswan/secret-for-anybody', '1:1', 'warning', 'no selector'],
    [`%any : PSK ${key}\n`, '4.10', 'libreswan/secret-for-anybody', '1:1', 'warning', 'only %any'],
    ['10.0.0.1 10.0.0.2 : PSK "hunter2"\n', '4.10', 'libreswan/weak-psk', '1:1', 'warning', 'a short key'],
    [
      `#${'x'.repeat(2050)}\n10.0.0.1 10.0.0.2 : PSK ${key}${' '.repeat(2000)} x\n`,
      '4.10',
      'libreswan/long-line',
      '2:2048',
      'error',
      'the rest of a long line',
    ],
  ])('in %j for %s: %s at %s (%s): %s', (text, release, code, place, severity) => {
    expect(check(text, release)).toContainEqual([code, place, severity]);
  });

  test('a record of which the type of the key was not read, as one with which no file is loaded', () => {
    const document = parseSecrets('10.0.0.1 : PSK\n', '4.10');
    const entries = document.entries.map((entry) =>
      entry.kind === 'key' && entry.fault !== undefined
        ? { ...entry, keyword: undefined, type: undefined, fault: { ...entry.fault, kind: 'no-keyword' as const } }
        : entry,
    );
    expect(checkSecrets({ ...document, entries }).map(({ code, severity }) => [code, severity])).toEqual([
      ['libreswan/secret-incomplete', 'error'],
    ]);
  });

  test('a key that came to be for anybody because no selector can be read, as an error', () => {
    expect(check(`1.2.3.400 : PSK ${key}\n`)).toEqual([
      ['libreswan/secret-selector', '1:1', 'error'],
      ['libreswan/secret-for-anybody', '1:1', 'error'],
    ]);
  });

  test('two keys for the same hosts, whichever host comes first, with the other place', () => {
    const text = `10.0.0.1 10.0.0.2 : PSK ${key}\n10.0.0.2 10.0.0.1 : PSK ${key.replace('ab', 'cd')}\n`;
    const findings = checkSecrets(parseSecrets(text, '4.10'));
    expect(
      findings.map(({ code, related }) => [code, related?.map(({ at }) => at.kind === 'text' && at.line)]),
    ).toEqual([['libreswan/secret-conflict', [1]]]);
    expect(check(`10.0.0.1 10.0.0.2 : PSK ${key}\n10.0.0.2 10.0.0.1 : PSK ${key}\n`)).toEqual([]);
  });

  test.each<[string, Release]>([
    [': RSA "a b"\n', '3.15'],
    [`10.0.0.1 10.0.0.2 : PSK ${key}\n`, '3.15'],
    [`@a.example fd00::1 : PSK ${key}\n# comment\ninclude /etc/ipsec.d/*.secrets\n`, '5.4'],
    [`"O=a b, CN=c" 10.0.0.1 : PSK ${key}\n`, '4.10'],
  ])('nothing in %j for %s', (text, release) => {
    expect(check(text, release)).toEqual([]);
  });
});

test('no finding ever holds a key of the file', () => {
  const secret = fc.stringMatching(/^[G-Zg-z]{12}$/);
  fc.assert(
    fc.property(
      secret,
      fc.constantFrom(...releases),
      fc.oneof(secretsText, editedSecretsText),
      (word, release, rest) => {
        const forms = [
          `: PSK "${word}"`,
          `: PSK ${word}`,
          `: PSK "${word}`,
          `: PSK "${word}" x`,
          `: PSK 0t${word}`,
          `: XAUTH '${word}'`,
          `: PPKS "n" "${word}"`,
          `: PPKS "n" ${word}`,
          `10.0.0.1 : PSK "x" "${word}"`,
          `10.0.0.1 : "${word}"`,
          `10.0.0.1 : ${word}`,
          `10.0.0.1 PSK "${word}"`,
          `:PSK "${word}"`,
          `# : PSK "${word}"`,
          `  : PSK "${word}"`,
          `"${word}" : PSK "${word}"`,
        ];
        const document = parseSecrets(`${rest}\n${forms.join('\n')}\n`, release);
        expect(JSON.stringify(checkSecrets(document))).not.toContain(word);
        const unselective = parseSecrets(`${rest}\n${forms.slice(0, -1).join('\n')}\n`, release);
        expect(JSON.stringify(unselective)).not.toContain(word);
      },
    ),
  );
});

test('a record without a key is always found', () => {
  fc.assert(
    fc.property(editedSecretsText, fc.constantFrom(...releases), (text, release) => {
      const document = parseSecrets(text, release);
      const lost = document.entries.filter(
        (entry): entry is KeyRecord => entry.kind === 'key' && entry.key === undefined && entry.type !== 'rsa',
      );
      const found = new Set(checkSecrets(document).map(({ code }) => code));
      for (const record of lost) {
        expect(
          [
            'libreswan/secret-syntax',
            'libreswan/secret-incomplete',
            'libreswan/secret-type',
            'libreswan/secret-unneeded',
          ].some((code) => found.has(code as 'libreswan/secret-type')),
        ).toBe(true);
        expect(record.fault !== undefined || record.type === 'other').toBe(true);
      }
    }),
  );
});
