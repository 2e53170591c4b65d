/** What can be computed of a mesh: each number against one that was worked out by hand. */
import { describe, expect, test } from 'vitest';
import { adviseMesh } from '../../src/advise/advise.ts';
import { wireBytesOf } from '../../src/advise/ethernet.ts';
import { goodput, oneCore } from '../../src/advise/goodput.ts';
import { plutoMemory, rekeys, socketBuffer } from '../../src/advise/mass-start.ts';
import { replayWindow } from '../../src/advise/replay-window.ts';
import { sequenceNumbers } from '../../src/advise/sequence-numbers.ts';
import { goodCluster, testInventory } from '../support/cluster.ts';

test.each([
  // The frame of a full packet: 8 + 14 + 1500 + 4 + 12.
  [1500, 1538],
  [9000, 9038],
  // The smallest frame, 64 bytes with header and checksum, and 20 around it.
  [20, 84],
  [46, 84],
  [47, 85],
])('a packet of %i bytes takes %i of the link', (packet, bytes) => {
  expect(wireBytesOf(packet)).toBe(bytes);
});

describe('sequence numbers', () => {
  test.each([
    // 4294967296 × 1538 × 8 / speed
    [1e9, 1500, 52_845],
    [10e9, 1500, 5285],
    [25e9, 1500, 2114],
    [100e9, 1500, 528],
    [10e9, 9000, 31_054],
    // 84 bytes: 14.88 million packets a second on 10 Gbit/s.
    [10e9, 40, 289],
  ])('at %d bits a second and %i bytes a packet last %i s', (linkSpeed, packet, seconds) => {
    expect(sequenceNumbers({ linkSpeed, packet, lifetime: 28_800, release: '4.3' }).value).toBe(seconds);
  });

  test('that last shorter than the SA ask for ESN, others do not', () => {
    const at = (linkSpeed: number) =>
      sequenceNumbers({ linkSpeed, packet: 1500, lifetime: 28_800, release: '4.3' }).text;
    expect(at(10e9)).toContain('write esn');
    expect(at(1e9)).not.toContain('write');
  });
});

test.each([
  [1500, 1446, 94],
  [1500, 1438, 93.5],
  [9000, 8942, 98.9],
])('of a link of %i bytes with %i in the tunnel %d %% are left', (linkMtu, tunnelMtu, percent) => {
  expect(goodput({ linkMtu, tunnelMtu, transform: 'any' }).value).toBe(percent);
});

test('one core encrypts what the link leaves', () => {
  const { value, text } = oneCore({ linkSpeed: 10e9, linkMtu: 1500, tunnelMtu: 1446, peers: 9 });
  expect(value).toBe(9_401_820_546);
  expect(text).toContain('9.4 Gbit/s');
  expect(text).toContain('18 SAs');
});

test.each([
  [10e9, 128, 0.000_157],
  [10e9, 32, 0.000_039_4],
  [100e9, 128, 0.000_015_7],
])('at %d bits a second a window of %i packets covers %d s', (linkSpeed, window, seconds) => {
  expect(replayWindow({ linkSpeed, packet: 1500, window, release: '5.2' }).value).toBe(seconds);
});

test.each([
  [92, 211_968, false],
  [93, 214_272, true],
  [999, 2_301_696, true],
])('%i peers that begin at once need %i bytes', (peers, bytes, isMore) => {
  const { value, text } = socketBuffer({ peers });
  expect(value).toBe(bytes);
  expect(text.includes('ike-socket-bufsize')).toBe(isMore);
});

test.each([
  // 86400 / (28800 - 540 × 1.5) = 3.087, twice
  [1, 6],
  [45, 278],
  [499_500, 3_083_730],
])('%i pairs replace their SAs %i times a day', (pairs, times) => {
  expect(rekeys({ peers: 1, pairs, ike: 28_800, child: 28_800, margin: 540, fuzz: 100 }).value).toBe(times);
});

test('conns take memory', () => {
  expect(plutoMemory({ conns: 999 }).value).toBe(16_983_000);
});

describe('of a mesh', () => {
  const advice = (rest: object) => {
    const { mesh, rendering } = goodCluster({ ...testInventory(), ...rest });
    return adviseMesh(mesh, rendering.mtu);
  };
  const topics = (rest: object) => advice(rest).map(({ topic }) => topic);

  test('without a speed of the link nothing is said that depends on it', () => {
    expect(topics({})).toEqual(['goodput', 'rekeys', 'socket-buffer', 'memory']);
  });

  test.each([
    ['4.3', {}, ['goodput', 'one-core', 'sequence-numbers', 'replay-window']],
    // From 4.6 on ESN is offered.
    ['4.10', {}, ['goodput', 'one-core', 'replay-window']],
    ['4.10', { esn: 'no' }, ['goodput', 'one-core', 'sequence-numbers', 'replay-window']],
    ['4.3', { esn: 'yes' }, ['goodput', 'one-core', 'replay-window']],
    ['4.3..5.2', {}, ['goodput', 'one-core', 'sequence-numbers', 'replay-window', 'replay-window']],
  ])('on %s with %j: sequence numbers count where ESN is not used', (libreswan, options, expected) => {
    const found = topics({ libreswan, network: { interface: 'eth0', linkSpeed: '10G' }, ipsec: { options } });
    expect(found.slice(0, expected.length)).toEqual(expected);
  });

  test.each(['3.25', '3.32', '4.3', '4.10', '5.2', '5.4'])('times of %s are read as it reads them', (libreswan) => {
    const found = advice({ libreswan, ipsec: { options: { salifetime: '4h', ikelifetime: '4h' } } });
    // Three pairs, 86400 / (14400 - 810) s twice.
    expect(found.find(({ topic }) => topic === 'rekeys')?.value).toBe(38);
  });

  test('of IPv4 and IPv6 side by side the one with less room in the tunnel counts', () => {
    const { mesh, rendering } = goodCluster({
      ...testInventory(),
      nodes: Object.fromEntries(
        Object.entries(testInventory().nodes).map(([name, node], i) => [
          name,
          { ...node, address: [`192.0.2.${i + 1}`, `2001:db8::${i + 1}`] },
        ]),
      ),
    });
    const { classes } = rendering.mtu;
    expect(new Set(classes.map(({ family }) => family)).size).toBe(2);
    const least = Math.min(...classes.map(({ tunnelMtu }) => tunnelMtu));
    const found = adviseMesh(mesh, rendering.mtu).filter(({ topic }) => topic === 'goodput');
    expect(found.map(({ formula }) => formula)).toEqual([`${least} / 1538 bytes`]);
  });

  test('every number has a formula and a source', () => {
    for (const { formula, source, value } of advice({ network: { interface: 'eth0', linkSpeed: '25G' } })) {
      expect(formula).toMatch(/[×/]/);
      expect(source).toMatch(/RFC|ipsec\.conf\(5\)|docs\//);
      expect(Number.isFinite(value)).toBe(true);
    }
  });
});
