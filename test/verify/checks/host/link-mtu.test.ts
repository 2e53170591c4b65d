import { describe, expect, test } from 'vitest';
import { foundOnB, meshOf } from '../on-b.ts';

const mesh = meshOf({ network: { interface: 'eth0', linkMtu: 1500 } });
const link = (ifname: string, mtu: unknown): string =>
  JSON.stringify([
    { ifname: 'lo', mtu: 65536 },
    { ifname, mtu },
  ]);

describe('the link of a host is at least as wide as the inventory plans', () => {
  test.each<[why: string, text: string, found: readonly string[]]>([
    ['as wide', link('eth0', 1500), []],
    ['wider', link('eth0', 9000), []],
    ['a byte narrower', link('eth0', 1499), [`warning b: ${link('eth0', 1499)}`]],
    ['narrower on an interface that is not ours', `[{"ifname":"eth0","mtu":1500},{"ifname":"eth0.5","mtu":1400}]`, []],
    ['the interface has another name', link('ens3', 1500), [`warning b: ${link('ens3', 1500)}`]],
    ['the interface has no MTU', link('eth0', undefined), [`warning b: ${link('eth0', undefined)}`]],
  ])('%s', (_, text, found) => {
    expect(foundOnB('verify/mtu', mesh(), 'facts/link.json', () => text)).toEqual(found);
  });

  test('the finding points into the line of the interface', () => {
    const text = `[\n  {"ifname":"lo","mtu":65536},\n  {"ifname":"eth0","mtu":1400}\n]`;
    expect(foundOnB('verify/mtu', mesh(), 'facts/link.json', () => text)).toEqual([
      'warning b: {"ifname":"eth0","mtu":1400}',
    ]);
  });
});

test.each([
  ['nothing', ''],
  ['no JSON', 'eth0 1500'],
  ['no list', '{"ifname":"eth0","mtu":1500}'],
])('what is not the output of "ip -j link" is unreadable: %s', (_, text) => {
  expect(foundOnB('verify/unreadable-fact', mesh(), 'facts/link.json', () => text)).toHaveLength(1);
  expect(foundOnB('verify/mtu', mesh(), 'facts/link.json', () => text)).toEqual([]);
});
