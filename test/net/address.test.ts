/** The table of what is an address and what is none, each row with its reason; then the laws that hold for all of them. */
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Address,
  addressBytes,
  addressFromBytes,
  addressOf,
  compareAddresses,
  comparePrefixes,
  contains,
  families,
  familyOf,
  hostPrefix,
  maskedPrefix,
  overlaps,
  type Prefix,
  prefixLength,
  readAddress,
  readPrefix,
} from '../../src/net/address.ts';

const address = (text: string): Address => readAddress(text) ?? fail(text);
const prefix = (text: string): Prefix => readPrefix(text) ?? fail(text);
function fail(text: string): never {
  throw new Error(`${text} is read as nothing`);
}

test('IPv4 comes before IPv6 wherever both are listed', () => {
  expect(families).toEqual(['ipv4', 'ipv6']);
});

describe('an address is read in every spelling, and written in one', () => {
  const rows: readonly (readonly [text: string, canonical: string, why: string])[] = [
    ['172.16.0.11', '172.16.0.11', 'four decimal parts'],
    ['0.0.0.0', '0.0.0.0', 'the smallest'],
    ['255.255.255.255', '255.255.255.255', 'the largest'],
    ['fd00::11', 'fd00::11', 'already canonical'],
    ['FD00::A', 'fd00::a', 'RFC 5952, 4.3: lower case'],
    ['fd00:0:0:0:0:0:0:11', 'fd00::11', 'RFC 5952, 4.2.1: zeros as short as can be'],
    ['fd00:0000::0011', 'fd00::11', 'RFC 5952, 4.1: no leading zeros'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3', 'RFC 5952, 4.2.3: the longest run is cut'],
    ['1:0:0:2:3:0:0:4', '1::2:3:0:0:4', 'RFC 5952, 4.2.3: of two runs the first'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7', 'RFC 5952, 4.2.2: one zero alone is written'],
    ['1::2:3:4:5:6:7', '1:0:2:3:4:5:6:7', 'RFC 5952, 4.2.2: and is not cut where it was'],
    ['::', '::', 'the smallest of IPv6'],
    ['::1', '::1', 'a run at the start'],
    ['1::', '1::', 'a run at the end'],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'the largest'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221', 'RFC 4291, 2.2: the last 32 bits may be written as IPv4'],
    [
      'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255',
      'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
      'the longest text: 45 characters',
    ],
    ['::ffff:0:192.0.2.33', '::ffff:0:c000:221', 'IPv4-translated (RFC 2765) is not IPv4-mapped'],
  ];
  test.each(rows)('%s is %s: %s', (text, canonical) => {
    expect(readAddress(text)).toBe(canonical);
    expect(readAddress(canonical)).toBe(canonical);
  });
});

describe('what is no address is refused', () => {
  const rows: readonly (readonly [text: string, why: string])[] = [
    ['', 'nothing'],
    ['host.example', 'a name'],
    ['10.0.0', 'three parts: inet_aton(3) reads 10.0.0.0'],
    ['10.1', 'two parts: inet_aton(3) reads 10.0.0.1'],
    ['167772161', 'one number: inet_aton(3) reads 10.0.0.1'],
    ['0x0a.0.0.1', 'hexadecimal: inet_aton(3) reads 10.0.0.1'],
    ['010.0.0.1', 'a leading zero: inet_aton(3) reads octal, others decimal'],
    ['10.0.0.00', 'a leading zero, of zero'],
    ['10.0.0.256', 'a part above 255'],
    ['10.0.0.-1', 'a sign'],
    ['10.0.0.1.', 'a dot at the end'],
    ['.10.0.0.1', 'a dot at the start'],
    ['10..0.1', 'an empty part'],
    ['10.0.0.0.1', 'five parts'],
    ['10.0.0.1 ', 'a blank at the end'],
    [' 10.0.0.1', 'a blank at the start'],
    ['10.0.0.1\n', 'a line break'],
    ['10.0.0.1/32', 'a prefix'],
    ['10.0.0.1:500', 'a port'],
    ['١٠.0.0.1', 'digits of another script'],
    ['fe80::1%eth0', 'a zone means something else on every host'],
    ['[fd00::1]', 'brackets belong to a URL'],
    ['::ffff:10.0.0.1', 'IPv4-mapped is a second name for an IPv4 address'],
    ['::ffff:a00:1', 'the same in hexadecimal'],
    ['0:0:0:0:0:FFFF:a00:1', 'the same in full'],
    ['1::2::3', 'two runs'],
    [':::', 'three colons'],
    ['1:2:3:4:5:6:7', 'seven groups'],
    ['1:2:3:4:5:6:7:8:9', 'nine groups'],
    ['1:2:3:4:5:6:7::8:9', 'nine groups and a run'],
    ['12345::', 'a group of five digits'],
    ['g::', 'a letter that is no digit'],
    [':1:2:3:4:5:6:7:8', 'a colon at the start'],
    ['1:2:3:4:5:6:7:', 'a colon at the end'],
    ['::10.0.0.256', 'a part above 255 behind groups'],
    ['::010.0.0.1', 'a leading zero behind groups'],
    ['10.0.0.1::', 'IPv4 in front of groups'],
    [`${'0'.repeat(40)}::1`, 'more zeros than a group has'],
    ['1'.repeat(100_000), 'far too long, without much ado'],
  ];
  test.each(rows)('%j: %s', (text) => {
    expect(readAddress(text)).toBeUndefined();
  });
});

describe('a prefix is an address, a slash and a length, with every host bit zero', () => {
  const rows: readonly (readonly [text: string, read: string | undefined, masked: string | undefined, why: string])[] =
    [
      ['172.16.0.0/16', '172.16.0.0/16', '172.16.0.0/16', 'a network'],
      ['0.0.0.0/0', '0.0.0.0/0', '0.0.0.0/0', 'everything of IPv4'],
      ['::/0', '::/0', '::/0', 'everything of IPv6'],
      ['10.0.0.1/32', '10.0.0.1/32', '10.0.0.1/32', 'one address'],
      ['fd00::1/128', 'fd00::1/128', 'fd00::1/128', 'one address of IPv6'],
      ['FD00:0::/8', 'fd00::/8', 'fd00::/8', 'in another spelling'],
      ['10.0.0.1/8', undefined, '10.0.0.0/8', 'a host bit'],
      ['10.0.0.128/24', undefined, '10.0.0.0/24', 'the first host bit'],
      ['10.0.0.128/25', '10.0.0.128/25', '10.0.0.128/25', 'the last network bit'],
      ['255.255.255.255/1', undefined, '128.0.0.0/1', 'all bits, one counts'],
      ['fd00::1/64', undefined, 'fd00::/64', 'a host bit of IPv6'],
      ['fd00:0:0:8000::/49', 'fd00:0:0:8000::/49', undefined, 'the last network bit, in the middle of a group'],
      ['10.0.0.0/33', undefined, undefined, 'longer than an IPv4 address'],
      ['fd00::/129', undefined, undefined, 'longer than an IPv6 address'],
      ['10.0.0.0/08', undefined, undefined, 'a leading zero'],
      ['10.0.0.0/-1', undefined, undefined, 'a sign'],
      ['10.0.0.0/8.0', undefined, undefined, 'no whole number'],
      ['10.0.0.0/', undefined, undefined, 'no length'],
      ['10.0.0.0', undefined, undefined, 'no slash'],
      ['/8', undefined, undefined, 'no address'],
      ['10.0.0.0/8/8', undefined, undefined, 'two slashes'],
      ['10.0.0.0/255.0.0.0', undefined, undefined, 'a netmask'],
      ['10/8', undefined, undefined, 'parts left out'],
      ['10.0.0.0/8 ', undefined, undefined, 'a blank at the end'],
      ['10.0.0.0/8\n', undefined, undefined, 'a line break at the end'],
      ['::ffff:10.0.0.0/104', undefined, undefined, 'IPv4-mapped'],
    ];
  test.each(rows)('%j is read as %s, masked %s: %s', (text, read, masked) => {
    expect(readPrefix(text)).toBe(read);
    expect(maskedPrefix(text)).toBe(masked ?? read);
  });
});

describe('parts of a prefix', () => {
  test.each([
    { text: '172.16.0.0/16', at: '172.16.0.0', length: 16, family: 'ipv4' },
    { text: 'fd00::/8', at: 'fd00::', length: 8, family: 'ipv6' },
    { text: '::/0', at: '::', length: 0, family: 'ipv6' },
  ])('$text', ({ text, at, length, family }) => {
    expect([addressOf(prefix(text)), prefixLength(prefix(text)), familyOf(prefix(text))]).toEqual([at, length, family]);
  });
});

describe('a prefix contains an address of its family whose network bits are its own', () => {
  test.each([
    ['10.0.0.0/8', '10.0.0.0', true, 'its first'],
    ['10.0.0.0/8', '10.255.255.255', true, 'its last'],
    ['10.0.0.0/8', '9.255.255.255', false, 'the one before'],
    ['10.0.0.0/8', '11.0.0.0', false, 'the one after'],
    ['10.0.0.1/32', '10.0.0.1', true, 'itself'],
    ['10.0.0.1/32', '10.0.0.2', false, 'its neighbour'],
    ['0.0.0.0/0', '255.255.255.255', true, 'everything holds any'],
    ['0.0.0.0/0', '::1', false, 'of its family'],
    ['::/0', '10.0.0.1', false, 'of its family'],
    ['fd00::/15', 'fd01::', true, 'a bit inside a byte'],
    ['fd00::/15', 'fd02::', false, 'and the one beyond it'],
  ])('%s, %s: %s, %s', (network, host, expected) => {
    expect(contains(prefix(network), address(host))).toBe(expected);
  });
});

describe('two prefixes overlap where one holds the other', () => {
  test.each([
    ['10.0.0.0/8', '10.1.0.0/16', true, 'one inside the other'],
    ['10.0.0.0/8', '10.0.0.0/8', true, 'the same'],
    ['10.0.0.0/9', '10.128.0.0/9', false, 'two halves'],
    ['0.0.0.0/0', '10.0.0.1/32', true, 'everything'],
    ['0.0.0.0/0', '::/0', false, 'everything of two families'],
    ['fd00::/8', 'fd00::1/128', true, 'one address'],
  ])('%s and %s: %s, %s', (a, b, expected) => {
    expect([overlaps(prefix(a), prefix(b)), overlaps(prefix(b), prefix(a))]).toEqual([expected, expected]);
  });
});

test('addresses are in order of family and value, not of their text', () => {
  const sorted = ['0.0.0.0', '9.0.0.0', '10.0.0.0', '10.0.0.9', '10.0.0.10', '::', '::9', '::10', '9::', '10::'];
  expect(sorted.toReversed().map(address).sort(compareAddresses)).toEqual(sorted);
  expect(compareAddresses(address('10.0.0.1'), address('10.0.0.1'))).toBe(0);
});

test('prefixes are in order of address, then the shorter first', () => {
  const sorted = ['9.0.0.0/8', '10.0.0.0/8', '10.0.0.0/16', '10.0.0.0/32', '10.1.0.0/16', '::/0', 'fd00::/8'];
  expect(sorted.toReversed().map(prefix).sort(comparePrefixes)).toEqual(sorted);
  expect(comparePrefixes(prefix('10.0.0.0/8'), prefix('10.0.0.0/8'))).toBe(0);
});

describe('bytes', () => {
  test.each([
    ['10.0.0.255', [10, 0, 0, 255]],
    ['::1', [...Array(15).fill(0), 1]],
    ['fd00:1::', [0xfd, 0, 0, 1, ...Array(12).fill(0)]],
  ])('of %s are in network order, and give it back', (text, bytes) => {
    expect([...addressBytes(address(text))]).toEqual(bytes);
    expect(addressFromBytes(Uint8Array.from(bytes))).toBe(text);
  });

  test.each([
    ['none', []],
    ['three', [10, 0, 0]],
    ['five', [10, 0, 0, 1, 0]],
    ['fifteen', Array(15).fill(1)],
    ['seventeen', Array(17).fill(1)],
    ['those of an IPv4-mapped address', [...Array(10).fill(0), 255, 255, 10, 0, 0, 1]],
  ])('that are no address: %s', (_, bytes) => {
    expect(addressFromBytes(Uint8Array.from(bytes))).toBeUndefined();
  });
});

const ipv4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => parts.join('.'));
const group = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(0xffff) });
const ipv6 = fc
  .tuple(group, group, group, group, group, group, group, group)
  .map((groups) => groups.map((part) => part.toString(16)).join(':'))
  .filter((text) => !/^0:0:0:0:0:ffff:/.test(text));
const anyAddress = fc.oneof(ipv4, ipv6);

describe('for any address', () => {
  test('the canonical form is one: reading it changes nothing, and its bytes give it back', () => {
    fc.assert(
      fc.property(anyAddress, (text) => {
        const read = address(text);
        expect(readAddress(read)).toBe(read);
        expect(addressFromBytes(addressBytes(read))).toBe(read);
        expect(familyOf(read)).toBe(text.includes(':') ? 'ipv6' : 'ipv4');
        expect(prefix(hostPrefix(read))).toBe(hostPrefix(read));
        expect(contains(hostPrefix(read), read)).toBe(true);
      }),
    );
  });

  test('a prefix contains what the platform says that it contains', () => {
    fc.assert(
      fc.property(anyAddress, anyAddress, fc.nat(128), (a, b, bits) => {
        const family = familyOf(address(a));
        const length = Math.min(bits, family === 'ipv4' ? 32 : 128);
        const masked = maskedPrefix(`${a}/${length}`) ?? fail(a);
        const list = new BlockList();
        list.addSubnet(addressOf(masked), length, family);
        for (const one of [a, b])
          expect(contains(masked, address(one))).toBe(familyOf(address(one)) === family && list.check(one, family));
      }),
    );
  });
});

test('any text is an address only where the platform reads one, and never throws', () => {
  const part = fc.constantFrom(
    '::',
    ':',
    '.',
    '0',
    '1',
    '255',
    '256',
    '00',
    'ffff',
    'fd00',
    '10.0.0.1',
    '%',
    '/',
    ' ',
    '\n',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (one) => {
      const read = readAddress(one);
      if (read !== undefined) expect(familyOf(read) === 'ipv4' ? isIPv4(one) : isIPv6(one)).toBe(true);
      expect(readPrefix(one) === undefined || maskedPrefix(one) !== undefined).toBe(true);
    }),
  );
});
