/** What rules name: the addresses and ports of the arena, and those next to them. */
import fc from 'fast-check';

export type Family = 'ipv4' | 'ipv6';

/** Where a chain gets its packets; chains of other hooks are not looked at by what comes in or goes out. */
export type Place = 'prerouting' | 'input' | 'output' | 'postrouting';

export const isIn = (place: Place): boolean => place === 'prerouting' || place === 'input';

const addresses: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['10.0.0.1', '10.0.0.2', '10.0.0.7', '10.0.0.130', '10.0.0.9'],
  ipv6: ['fd00::1', 'fd00::2', 'fd00::7', 'fd00::1:0', 'fd00::9'],
};
const prefixes: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['10.0.0.0/24', '10.0.0.0/25', '10.0.0.0/29', '0.0.0.0/0', '10.128.0.0/14', '10.0.0.128/25'],
  ipv6: ['fd00::/64', 'fd00::/112', 'fd00::/125', '::/0', 'fd10::/48', '::ffff:0.0.0.0/96'],
};
const ranges: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['10.0.0.2-10.0.0.6', '10.0.0.3-10.0.0.200'],
  ipv6: ['fd00::2-fd00::6', 'fd00::3-fd00::2:0'],
};

export const address = (family: Family): fc.Arbitrary<string> => fc.constantFrom(...addresses[family]);
export const addressPrefix = (family: Family): fc.Arbitrary<string> => fc.constantFrom(...prefixes[family]);
export const addressRange = (family: Family): fc.Arbitrary<string> => fc.constantFrom(...ranges[family]);

export const port: fc.Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(500) },
  { weight: 3, arbitrary: fc.constant(4500) },
  { weight: 1, arbitrary: fc.constantFrom(22, 53, 499, 501, 10250) },
);
export const portRange: fc.Arbitrary<readonly [number, number]> = fc.constantFrom<readonly [number, number]>(
  [400, 600],
  [4000, 5000],
  [500, 4500],
  [30000, 32767],
  [1, 1024],
);
export const mark: fc.Arbitrary<number> = fc.constantFrom(0, 1, 2, 0x4000, 0x8000, 0x10000);
export const markMask: fc.Arbitrary<number> = fc.constantFrom(1, 3, 0x4000, 0x8000, 0xffff, 0x10000);
export const hex = (number: number): string => `0x${number.toString(16)}`;

/** One of several, of which the number before it is the weight. */
export function weighted<T>(...choices: readonly (readonly [number, fc.Arbitrary<T>])[]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

/** Up to four of the texts in braces, as nft writes a set. */
export function braces(one: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.uniqueArray(one, { minLength: 1, maxLength: 4 }).map((list) => `{ ${list.join(', ')} }`);
}

/** Where a translation may lead: the host itself, or an address that nobody has. */
export const elsewhere = (family: Family): fc.Arbitrary<string> =>
  fc.constantFrom(...(family === 'ipv4' ? ['10.0.0.1', '10.0.0.9', '10.9.9.9'] : ['fd00::1', 'fd00::9', 'fd09::9']));
