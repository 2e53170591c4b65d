import { describe, expect, test } from 'vitest';
import { foundOnB, meshOf } from '../on-b.ts';

const path = 'facts/addresses.json';
const mesh = meshOf({ network: { interface: 'eth0' } });
const addresses = (...rows: readonly (readonly [ifname: string, ...local: string[]])[]): string =>
  JSON.stringify(rows.map(([ifname, ...local]) => ({ ifname, addr_info: local.map((one) => ({ local: one })) })));

describe('a host has the addresses of the inventory, on the interface of the inventory', () => {
  test.each<[why: string, text: string, severity: readonly string[]]>([
    ['as planned', addresses(['lo', '127.0.0.1'], ['eth0', '172.16.0.2']), []],
    ['among others', addresses(['eth0', '10.0.0.9', '172.16.0.2', 'fe80::1']), []],
    ['on another interface', addresses(['eth0', '10.0.0.9'], ['br-ex', '172.16.0.2']), ['warning']],
    ['on none', addresses(['eth0', '172.16.0.22']), ['error']],
    ['no interface at all', '[]', ['error']],
  ])('%s', (_, text, severities) => {
    const found = foundOnB('verify/host-address', mesh(), path, () => text);
    expect(found.map((one) => one.split(' ')[0])).toEqual(severities);
  });
});

test('what is not the output of "ip -j addr" is unreadable, and says nothing of addresses', () => {
  expect(foundOnB('verify/unreadable-fact', mesh(), path, () => 'eth0')).toHaveLength(1);
  expect(foundOnB('verify/host-address', mesh(), path, () => 'eth0')).toEqual([]);
});
