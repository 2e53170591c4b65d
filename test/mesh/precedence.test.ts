import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Release } from '../../src/libreswan/release.ts';
import {
  commonSelector,
  covers,
  kernelPriority,
  mirrorOf,
  type PolicySource,
  packetIn,
  policyFor,
  type Selector,
  selectorKey,
} from '../../src/mesh/precedence.ts';
import type { Prefix } from '../../src/net/address.ts';

const selector = (
  source: string,
  destination: string,
  protocol = 0,
  sourcePort = 0,
  destinationPort = 0,
): Selector => ({
  source: source as Prefix,
  destination: destination as Prefix,
  protocol,
  sourcePort,
  destinationPort,
});

const conn = (of: Selector, more: Partial<PolicySource> = {}): PolicySource => ({
  selector: of,
  origin: 'conn',
  action: 'encrypt',
  ...more,
});

const [a, b] = ['10.9.0.1/32', '10.9.0.2/32'];

/** Read from the kernel's own list, `ip xfrm policy`, after 4.3, 4.10 and 5.2 had loaded such a conn. */
const measured: readonly (readonly [why: string, policy: PolicySource, v43: number, v410: number, v52: number])[] = [
  ['between two hosts', conn(selector(a, b)), 2080702, 1753281, 1753281],
  ['between two hosts, IPv6', conn(selector('fd00:9::1/128', 'fd00:9::2/128')), 2031358, 1703937, 1703937],
  ['a protocol', conn(selector(a, b, 6)), 1949630, 1622209, 1622209],
  ['a protocol and a port', conn(selector(a, b, 6, 22)), 1687486, 1360065, 1360065],
  ['a port of the peer alone', conn(selector(a, b, 0, 0, 22)), 1818558, 1491137, 1491137],
  ['a protocol and both ports', conn(selector(a, b, 6, 22, 23)), 1425342, 1097921, 1097921],
  ['subnets', conn(selector('10.50.0.0/16', '10.60.0.0/24')), 2088910, 1761489, 1761489],
  ['a subnet of its own', conn(selector('10.51.0.0/16', b)), 2088894, 1761473, 1761473],
  ['everything, in clear', conn(selector(a, '0.0.0.0/0'), { action: 'pass' }), 2080766, 1753345, 1753345],
  ['priority=', conn(selector(a, b), { priority: 77 }), 77, 77, 77],
  [
    'an entry of private with authby=null',
    conn(selector(a, '10.70.0.0/16'), { origin: 'anonymous-group' }),
    ...([4177886, 3850465, 3850465] as const),
  ],
  [
    'an entry of private with authby=null and a port',
    conn(selector(a, '10.71.1.0/24', 6, 0, 80), { origin: 'anonymous-group' }),
    ...([3784654, 3457233, 3457233] as const),
  ],
  // By the source: spd_priority in programs/pluto/kernel.c of v5.2, calculate_sa_prio in connections.c of v4.10 and v4.3.
  [
    'an entry of private with certificates',
    conn(selector(a, '10.70.0.0/16'), { origin: 'negotiating-group' }),
    ...([3129310, 2801889, 2801889] as const),
  ],
  [
    'an entry of clear',
    conn(selector(a, '10.73.0.0/16'), { origin: 'never-negotiating-group', action: 'pass' }),
    ...([3129311, 2801888, 2801889] as const),
  ],
];

describe('the number that the kernel is given', () => {
  test.each(measured)('%s', (_, policy, v43, v410, v52) => {
    expect([kernelPriority(policy, '4.3'), kernelPriority(policy, '4.10'), kernelPriority(policy, '5.2')]).toEqual([
      v43,
      v410,
      v52,
    ]);
  });

  test('from 5.3 priority= counts only where something is negotiated', () => {
    const clear = conn(selector(a, b), { action: 'pass', priority: 100 });
    expect([kernelPriority(clear, '5.2'), kernelPriority(clear, '5.3')]).toEqual([100, 1753281]);
    expect(kernelPriority({ ...clear, action: 'encrypt' }, '5.3')).toBe(100);
  });
});

const prefix = fc.constantFrom('10.9.0.0/24', '10.9.0.0/28', '10.9.0.1/32', '10.9.0.2/32', '0.0.0.0/0');
const number = fc.constantFrom(0, 0, 22, 80);
const anySelector = fc
  .tuple(prefix, prefix, fc.constantFrom(0, 6, 17), number, number)
  .map(([source, destination, protocol, sourcePort, destinationPort]) =>
    selector(source, destination, protocol, sourcePort, destinationPort),
  );
const anyPolicy = fc.record({
  selector: anySelector,
  origin: fc.constant('conn' as const),
  action: fc.constantFrom('encrypt' as const, 'pass' as const),
  priority: fc.constantFrom(0, 0, 0, 1, 4_000_000),
});
const release = fc.constantFrom<Release>('4.3', '4.10', '5.2', '5.4');

describe('which policy takes a packet', () => {
  test('one that covers it, of these the one with the lowest number, of two alike the earlier', () => {
    fc.assert(
      fc.property(fc.array(anyPolicy, { maxLength: 6 }), anySelector, release, (policies, of, on) => {
        const packet = packetIn(of);
        const taken = policyFor(packet, policies, on);
        const fitting = policies.filter((policy) => covers(policy.selector, packet));
        if (fitting.length === 0) return taken === undefined;
        if (taken === undefined || !fitting.includes(taken)) return false;
        const lowest = (policy: PolicySource): boolean => kernelPriority(taken, on) <= kernelPriority(policy, on);
        // Of those with one selector the first is in the kernel, from 5.0 the first that encrypts.
        const first = (policy: PolicySource): boolean => {
          const alike = policies.filter((each) => selectorKey(each.selector) === selectorKey(policy.selector));
          const encrypting = on.startsWith('5.') ? alike.find(({ action }) => action === 'encrypt') : undefined;
          return (encrypting ?? alike[0]) === policy;
        };
        return first(taken) && fitting.filter(first).every(lowest);
      }),
    );
  });

  test('what two selectors both cover is covered by each, and lies in both orders', () => {
    fc.assert(
      fc.property(anySelector, anySelector, (one, other) => {
        const both = commonSelector(one, other);
        expect(commonSelector(other, one)).toEqual(both);
        if (both !== undefined) {
          expect(covers(one, packetIn(both))).toBe(true);
          expect(covers(other, packetIn(both))).toBe(true);
        }
      }),
    );
  });

  test('a selector is the mirror of its mirror, and has what it is', () => {
    fc.assert(
      fc.property(anySelector, (one) => {
        expect(mirrorOf(mirrorOf(one))).toEqual(one);
      }),
    );
    expect(mirrorOf(selector(a, b, 6, 22))).toEqual(selector(b, a, 6, 0, 22));
  });

  test('families do not meet', () => {
    expect(commonSelector(selector('0.0.0.0/0', b), selector('::/0', '::/0'))).toBeUndefined();
  });
});
