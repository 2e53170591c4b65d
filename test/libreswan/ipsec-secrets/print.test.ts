import { describe, expect, test } from 'vitest';
import { secretOf } from '../../../src/bytes/secret.ts';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import type { PlannedSecret } from '../../../src/libreswan/ipsec-secrets/planned-secret.ts';
import { printSecrets } from '../../../src/libreswan/ipsec-secrets/print.ts';
import { type Release, releaseRange } from '../../../src/libreswan/release.ts';
import { type Address, readAddress } from '../../../src/net/address.ts';

const at = valueAt('nodes', 'a');
const key = secretOf(Uint8Array.from({ length: 32 }, (_, i) => i));
const address = (text: string) => readAddress(text) as Address;
const print = (records: readonly PlannedSecret[], from: Release, to?: Release) =>
  printSecrets(records, releaseRange(from, to), at);
const text = (records: readonly PlannedSecret[], from: Release, to?: Release) => {
  const printed = print(records, from, to);
  return printed.kind === 'ok' ? printed.value : printed.findings;
};
const codes = (records: readonly PlannedSecret[]) =>
  print(records, '3.15').findings.map(({ code, at: place }) => [code, place]);

describe('RSA records', () => {
  const records: PlannedSecret[] = [{ kind: 'rsa', nickname: 'system:node:a b' }];

  test.each<[Release, Release, string, string]>([
    ['3.15', '3.15', ': RSA "system:node:a b"\n', '3.15 finds no certificate key without'],
    ['3.15', '4.10', ': RSA "system:node:a b"\n', 'later releases set the line aside'],
    ['3.16', '5.4', '', 'the key is found through its certificate'],
  ])('of %s to %s are %j: %s', (from, to, expected) => {
    expect(text(records, from, to)).toBe(expected);
  });

  test.each([['a"b'], ['a\nb'], ['a\0'], ['']])(
    'a nickname %j, which the format cannot say, is refused',
    (nickname) => {
      expect(codes([{ kind: 'rsa', nickname }])).toEqual([['libreswan/inexpressible-secret', at]]);
    },
  );
});

describe('pre-shared keys', () => {
  const hex = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';

  test('are unquoted hexadecimal digits behind the addresses of both ends', () => {
    const record: PlannedSecret = { kind: 'psk', indices: [address('10.0.0.1'), address('10.0.0.2')], secret: key };
    expect(text([record], '3.15', '5.4')).toBe(`10.0.0.1 10.0.0.2 : PSK 0x${hex}\n`);
  });

  test('an address that ends in two colons is written out, as the lexer would cut the last one off', () => {
    const record: PlannedSecret = { kind: 'psk', indices: [address('fd00:1::'), address('::')], secret: key };
    expect(text([record], '4.10')).toBe(`fd00:1:0:0:0:0:0:0 0:0:0:0:0:0:0:0 : PSK 0x${hex}\n`);
  });

  test('one that names nobody, and so would be for anybody, is refused', () => {
    expect(codes([{ kind: 'psk', indices: [], secret: key }])).toEqual([['libreswan/inexpressible-secret', at]]);
  });

  test('an empty one is refused', () => {
    const empty = secretOf(new Uint8Array());
    expect(codes([{ kind: 'psk', indices: [address('10.0.0.1')], secret: empty }])).toEqual([
      ['libreswan/inexpressible-secret', at],
    ]);
  });

  test('one that overflows the line buffer is refused', () => {
    const long = secretOf(new Uint8Array(1000));
    expect(codes([{ kind: 'psk', indices: [address('10.0.0.1')], secret: long }])).toEqual([
      ['libreswan/inexpressible-secret', at],
    ]);
  });

  test('one shorter than 32 bytes is a warning that does not show it', () => {
    const short = secretOf(Uint8Array.from({ length: 31 }, () => 0xab));
    const printed = print([{ kind: 'psk', indices: [address('10.0.0.1')], secret: short }], '4.10');
    expect(printed.kind).toBe('ok');
    expect(printed.findings.map(({ code, at: place }) => [code, place])).toEqual([['libreswan/weak-psk', at]]);
    expect(JSON.stringify(printed.findings)).not.toContain('abab');
  });
});
