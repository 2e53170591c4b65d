import { expect, test } from 'vitest';
import { protocolNumber } from '../../src/firewall/protocol-numbers.ts';

test.each([
  ['tcp', 6],
  ['ESP', 50],
  ['ipv6-icmp', 58],
  ['icmpv6', 58],
  ['mh', 135],
  ['255', 255],
  ['256', undefined],
  ['constructor', undefined],
  ['__proto__', undefined],
])('%s is %s', (name, number) => {
  expect(protocolNumber(name)).toBe(number);
});
