import { describe, expect, test } from 'vitest';
import { valueAt } from '../../../src/diagnostics/diagnostic.ts';
import { parseIdentity } from '../../../src/libreswan/identity/parse-identity.ts';
import type { Release } from '../../../src/libreswan/release.ts';
import { nameOf } from '../../support/name-der.ts';

const at = valueAt('conn', 'rightid');

/** The DN that a release reads, as `keyword type value`, or `lost`. */
function read(text: string, release: Release): string {
  const result = parseIdentity(text, release, at);
  if (result.kind === 'failed') return 'lost';
  const { value } = result;
  if (value.kind !== 'dn') return value.kind;
  const shown = value.attributes?.map(({ oid, tag, contents }) => `${oid} ${tag.toString(16)} ${contents}`);
  return shown?.join(' | ') ?? 'no name';
}

describe('the text of a DN by release', () => {
  test.each<[why: string, text: string, rows: Partial<Record<Release, string>>]>([
    [
      'the doubled comma is a comma up to 3.29, and again from 3.32, when ipsec.conf is rewritten',
      'O=Foo,, Inc, CN=a',
      {
        '3.25': '2.5.4.10 13 Foo, Inc | 2.5.4.3 13 a',
        '3.30': 'lost',
        '3.31': 'lost',
        '3.32': '2.5.4.10 13 Foo, Inc | 2.5.4.3 13 a',
        '5.4': '2.5.4.10 13 Foo, Inc | 2.5.4.3 13 a',
      },
    ],
    ['but not behind an @', '@O=Foo,, Inc, CN=a', { '3.25': '2.5.4.10 13 Foo, Inc | 2.5.4.3 13 a', '4.10': 'lost' }],
    ['of four commas three become backslashes', 'CN=a,,,,', { '4.10': '2.5.4.3 14 a\\,' }],
    [
      'the escaped comma is one from 3.30',
      'O=Foo\\, Inc, CN=a',
      { '3.25': 'lost', '3.30': '2.5.4.10 13 Foo, Inc | 2.5.4.3 13 a' },
    ],
    ['a doubled slash is one up to 3.29', 'O=a//b', { '3.25': '2.5.4.10 13 a/b', '3.30': 'lost', '5.2': 'lost' }],
    [
      'a bare slash begins the next attribute',
      'O=a/CN=b',
      { '3.25': '2.5.4.10 13 a | 2.5.4.3 13 b', '5.4': '2.5.4.10 13 a | 2.5.4.3 13 b' },
    ],
    [
      '#BER is known from 3.30',
      'CN=#0C0161',
      { '3.25': '2.5.4.3 14 #0C0161', '3.30': '2.5.4.3 c a', '5.4': '2.5.4.3 c a' },
    ],
    ['and must be BER', 'CN=#x', { '3.25': '2.5.4.3 14 #x', '4.10': 'lost' }],
    ['what is cut in BER is no name at all', 'CN=#0C', { '4.10': 'no name' }],
    ['a backslash at the end is data everywhere', 'CN=a\\', { '3.25': '2.5.4.3 14 a\\', '5.4': '2.5.4.3 14 a\\' }],
    ['\\XX is a byte from 3.30', 'CN=\\2A', { '3.25': '2.5.4.3 14 \\2A', '3.30': '2.5.4.3 14 *' }],
    [
      'a tail without an equals sign is dropped, then an empty value, then an error',
      'CN=a, O',
      { '3.25': '2.5.4.3 13 a', '3.28': '2.5.4.3 13 a | 2.5.4.10 13 ', '3.30': 'lost', '5.4': 'lost' },
    ],
    ['an empty value is misread up to 3.27', 'O=, CN=a', { '3.27': 'lost', '3.28': '2.5.4.10 13  | 2.5.4.3 13 a' }],
    [
      'an equals sign first is kept from 3.28',
      'CN==x',
      { '3.27': '2.5.4.3 13 x', '3.28': '2.5.4.3 13 =x', '4.10': '2.5.4.3 13 =x' },
    ],
    ['blanks around are stripped', 'CN =  a  ', { '3.25': '2.5.4.3 13 a', '4.10': '2.5.4.3 13 a' }],
    ['but not escaped ones', 'CN=a\\ ', { '4.10': '2.5.4.3 13 a ' }],
    ['quotes within are refused from 3.30', 'CN="a"', { '4.10': 'lost' }],
    ['keywords have no case', 'cn=a, EMAILADDRESS=b', { '5.4': '2.5.4.3 13 a | 1.2.840.113549.1.9.1 16 b' }],
    ['SN is the serial number', 'SN=1', { '4.10': '2.5.4.5 13 1' }],
    ['what PrintableString can not hold is a T61String', 'CN=a_b', { '4.10': '2.5.4.3 14 a_b' }],
    ['so is UTF-8, byte by byte', 'CN=é', { '4.10': '2.5.4.3 14 Ã©' }],
    ['no release knows other keywords', 'street=x', { '3.15': 'lost', '5.4': 'lost' }],
    ['OID.a.b.c is none', 'OID.2.5.4.17=1', { '3.15': 'lost', '5.4': 'lost' }],
    ['a dotted identifier is one from 3.30, with BER', '2.5.4.97=#0C0161', { '3.29': 'lost', '3.30': '2.5.4.97 c a' }],
    ['and only with BER', '2.5.4.97=a', { '4.10': 'lost' }],
    ['zero groups within an arc are lost', '1.2.16384=#0C0161', { '4.10': '1.2.128 c a' }],
    ['a second arc above 39 is refused', '2.40=#0C0161', { '4.10': 'lost' }],
    ['a DN too big for the buffer is refused', `CN=${'x'.repeat(495)}`, { '3.25': 'lost', '5.2': 'lost' }],
    ['@[a=b] is read as a DN', '@[a=b]', { '4.10': 'lost' }],
    ['an address', 'FD00::1', { '4.10': 'address' }],
    ['a bare name is looked up', 'host.example.com', { '4.10': 'host-name' }],
    ['no address and no name', 'fd00::x', { '4.10': 'lost' }],
    ['nothing', '', { '4.10': 'lost' }],
  ])('%s', (_why, text, rows) => {
    for (const [release, expected] of Object.entries(rows)) {
      expect([release, read(text, release as Release)]).toEqual([release, expected]);
    }
  });

  test('the binary form loses two characters from 4.0 to 4.7', () => {
    const hex = nameOf([['CN', 'a']]).derHex;
    for (const release of ['3.15', '3.32', '4.8', '5.4'] as const) {
      expect(read(`@~${hex}`, release)).toBe('2.5.4.3 c a');
      expect(read(`@~0x${hex}`, release)).toBe('lost');
    }
    for (const release of ['4.0', '4.7'] as const) {
      expect(read(`@~${hex}`, release)).toBe('no name');
      expect(read(`@~0x${hex}`, release)).toBe('2.5.4.3 c a');
    }
  });

  test('a lost ID is told with its consequence, which differs by release', () => {
    const [old] = parseIdentity('street=x', '4.15', at).findings;
    const [recent] = parseIdentity('street=x', '5.0', at).findings;
    expect([old?.code, old?.at, recent?.code]).toEqual(['libreswan/bad-identity', at, 'libreswan/bad-identity']);
    expect(old?.message).toContain('address');
    expect(recent?.message).toContain('refuses');
  });

  test('control characters of an ID are shown escaped', () => {
    expect(parseIdentity('street=\u001b[31m', '5.0', at).findings[0]?.message).not.toContain('\u001b');
  });
});
