import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressNumber, addressSet, isInSet, readRange } from '../../../src/firewall/verdict/address-range.ts';
import { readAddress } from '../../../src/net/address.ts';

describe('sets of addresses', () => {
  test('an address is in a set when it is in one of its ranges', () => {
    const range = fc.tuple(fc.constantFrom('ipv4' as const, 'ipv6' as const), fc.nat(60), fc.nat(9));
    fc.assert(
      fc.property(
        fc.array(range, { maxLength: 8 }),
        fc.constantFrom('ipv4', 'ipv6'),
        fc.nat(80),
        (drafts, family, n) => {
          const ranges = drafts.map(([of, from, more]) => ({
            family: of,
            from: BigInt(from),
            to: BigInt(from + more),
          }));
          const number = BigInt(n);
          const truth = ranges.some((one) => one.family === family && one.from <= number && number <= one.to);
          expect(isInSet(addressSet(ranges), family, number)).toBe(truth);
        },
      ),
    );
  });

  test.each([
    { text: '10.0.0.0/255.255.255.0', from: '10.0.0.0', to: '10.0.0.255' },
    { text: '10.0.0.7', from: '10.0.0.7', to: '10.0.0.7' },
    { text: '10.0.0.2-10.0.0.6', from: '10.0.0.2', to: '10.0.0.6' },
    { text: 'fd00::1-fd00::1', from: 'fd00::1', to: 'fd00::1' },
  ])('$text', ({ text, from, to }) => {
    const number = (address: string) =>
      addressNumber(readAddress(address) as NonNullable<ReturnType<typeof readAddress>>);
    expect(readRange(text)).toMatchObject({ from: number(from), to: number(to) });
  });

  test('IPv4 addresses in IPv6, which nft writes with dots, are a range of IPv6', () => {
    const all = readRange('::ffff:0.0.0.0/96');
    expect(all).toMatchObject({ family: 'ipv6', from: 0xffffn << 32n, to: (0x10000n << 32n) - 1n });
    expect(readRange('::ffff:10.0.0.0/104')).toMatchObject({ from: (0xffffn << 32n) + (10n << 24n) });
  });

  test.each(['', '10.0.0.0/33', '10.0.0.0/255.0.255.0', '10.0.0.1-fd00::1', '::ffff:1.2.3/96', 'a/b/c'])(
    'no range: %j',
    (text) => {
      expect(readRange(text)).toBeUndefined();
    },
  );
});
