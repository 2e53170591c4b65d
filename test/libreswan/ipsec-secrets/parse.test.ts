import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secretOf } from '../../../src/bytes/secret.ts';
import { type TextPlace, valueAt } from '../../../src/diagnostics/diagnostic.ts';
import type { KeyRecord, SecretsFile } from '../../../src/libreswan/ipsec-secrets/document.ts';
import { parseSecrets, secretsSource } from '../../../src/libreswan/ipsec-secrets/parse.ts';
import { printSecrets } from '../../../src/libreswan/ipsec-secrets/print.ts';
import { type Release, releaseRange, releases } from '../../../src/libreswan/release.ts';
import { type Address, readAddress } from '../../../src/net/address.ts';
import { editedSecretsText, secretsText } from '../../arbitraries/secrets-text.ts';

const anyText = fc.oneof(secretsText, editedSecretsText, fc.string({ unit: 'binary' }));
const anyRelease = fc.constantFrom(...releases);
const keys = (document: SecretsFile) => document.entries.filter((entry): entry is KeyRecord => entry.kind === 'key');
const only = (text: string, release: Release = '4.10'): KeyRecord => keys(parseSecrets(text, release))[0] as KeyRecord;
const keyText = (record: KeyRecord) => record.key && Buffer.from(record.key.reveal()).toString('utf8');

describe('the tree', () => {
  test('gives back every file byte for byte, UTF-8 or not', () => {
    const bytes = fc.oneof(
      anyText.map((text) => Buffer.from(text)),
      fc.uint8Array().map((array) => Buffer.from(array)),
      anyText.map((text) => Buffer.concat([Buffer.from(text), Buffer.of(0xff)])),
    );
    fc.assert(
      fc.property(bytes, anyRelease, (file, release) => {
        const document = parseSecrets(new Uint8Array(file), release);
        expect(Buffer.from(secretsSource(document).reveal()).equals(file)).toBe(true);
      }),
    );
  });

  test('has only places that lie in the text', () => {
    fc.assert(
      fc.property(anyText, anyRelease, (text, release) => {
        const lines = text.split('\n');
        const places = keys(parseSecrets(text, release)).flatMap((record): (TextPlace | undefined)[] => [
          record.at,
          record.fault?.at,
          record.overflow,
          ...record.selectors.map((selector) => selector.at),
        ]);
        for (const place of places) {
          if (place === undefined) continue;
          expect(place.file).toBe('ipsec.secrets');
          expect(place.column).toBeLessThanOrEqual((lines[place.line - 1] as string).length + 1);
        }
      }),
    );
  });

  test('shows no key to JSON', () => {
    const shown = JSON.stringify(
      parseSecrets('# : PSK "elephant"\n10.0.0.1 : PSK "elephant"\n: PSK elephant\n', '4.10'),
    );
    expect(shown).not.toContain('elephant');
  });

  test('of what was printed is what was to be printed', () => {
    const address = fc
      .oneof(
        fc.ipV4().map((text) => readAddress(text)),
        fc.ipV6().map((text) => readAddress(text)),
        fc.constantFrom('fd00::', '2001:db8:1::').map((text) => readAddress(text)),
      )
      .filter((found): found is Address => found !== undefined && found !== '0.0.0.0' && found !== '::');
    const psk = fc.record({
      indices: fc.array(address, { minLength: 1, maxLength: 4 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    });
    fc.assert(
      fc.property(fc.array(psk, { maxLength: 5 }), anyRelease, (records, release) => {
        const printable = records.map(({ indices, bytes }) => ({
          kind: 'psk' as const,
          indices,
          secret: secretOf(bytes),
        }));
        const printed = printSecrets(printable, releaseRange('3.15', '5.4'), valueAt());
        if (printed.kind === 'failed') throw new Error(JSON.stringify(printed.findings));
        const read = keys(parseSecrets(printed.value, release));
        expect(read.map((record) => record.selectors.map(({ text }) => readAddress(text)))).toEqual(
          records.map(({ indices }) => indices),
        );
        expect(read.map((record) => record.key?.reveal())).toEqual(records.map(({ bytes }) => bytes));
        expect(read.every((record) => record.type === 'psk' && record.fault === undefined)).toBe(true);
      }),
    );
  });
});

describe('a record', () => {
  test.each<[string, string | undefined, string]>([
    [': PSK "a\'b\\n # c"\n', "a'b\\n # c", 'in double quotes all is literal'],
    [": PSK 'a\"b'\n", 'a"b', 'and in single quotes'],
    [': PSK "0x6162"\n', '0x6162', 'a quoted prefix is text'],
    [': PSK 0x6162\n', 'ab', 'an unquoted one is not'],
    [': psk\n\t0sYWI=\n', 'ab', 'the key may stand in an indented line'],
    ['10.0.0.1: PSK "ab" # note\n', 'ab', 'the colon may stick to the selector'],
    [': PSK ""\n', '', 'an empty key is a key'],
    [': XAUTH "ab"\n', 'ab', 'XAUTH is written alike'],
    [': PPKS "name" "ab"\n', 'ab', 'PPKS has a name before the key'],
    [': PSK abcdefgh\n', undefined, 'bare words are no key'],
    [': PSK "ab" x\n', undefined, 'words behind the key undo the record'],
    [': PSK `ab`\n', undefined, 'backquotes hold no key'],
  ])('%j holds the key %j: %s', (text, expected) => {
    expect(keyText(only(text))).toBe(expected);
  });

  test.each<[string, string, number, number]>([
    ['10.0.0.1 10.0.0.2\n', 'no-separator', 1, 18],
    [': PSK\n', 'no-value', 1, 6],
    ['10.0.0.1 :\n\tPSK\n# x\n', 'no-value', 2, 5],
    [': PSK secret\n', 'malformed', 1, 7],
    [': PSK\n  "secret\n', 'unterminated', 2, 3],
    [': PSK "a" b\n', 'trailing', 1, 11],
    [': PPKS name "a"\n', 'unquoted-name', 1, 8],
    [': PPKS "name"\n', 'no-value', 1, 14],
  ])('%j has the fault %s at %i:%i', (text, kind, line, column) => {
    expect(only(text).fault).toMatchObject({ kind, at: { line, column } });
  });

  test.each<[Release, string | undefined]>([
    ['4.3', 'abcdefgh'],
    ['4.4', undefined],
    ['4.10', undefined],
  ])('that is not closed gives %s the key %j', (release, expected) => {
    expect(keyText(only(': PSK "abcdefghi\n', release))).toBe(expected);
  });

  test.each<[Release, string, string]>([
    ['3.15', 'rsa', 'the nickname of a certificate'],
    ['4.4', 'rsa', 'read, and warned of'],
    ['4.5', 'other', 'an unknown keyword'],
  ])('of RSA is for %s of type %s: %s', (release, type) => {
    expect(only(': RSA "a b"\n', release).type).toBe(type);
  });
});

test('an include has its pattern, and none when more than one word follows', () => {
  const entries = parseSecrets('include /etc/ipsec.d/*.secrets\nInclude\ninclude a b\n', '4.10').entries;
  expect(entries.map((entry) => entry.kind === 'include' && [entry.pattern, entry.fault?.kind])).toEqual([
    ['/etc/ipsec.d/*.secrets', undefined],
    [undefined, 'no-pattern'],
    ['a', 'trailing'],
  ]);
});
