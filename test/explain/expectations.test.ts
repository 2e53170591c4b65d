import { describe, expect, test } from 'vitest';
import { checkExpectations } from '../../src/explain/expectations.ts';
import type { HostState } from '../../src/explain/traffic-state.ts';
import { plannedState } from '../../src/planned-states.ts';
import { clusterOf, goodCluster, now, testInventory } from '../support/cluster.ts';

type Written = Readonly<Record<string, unknown>>;

const inventoryOf = (expectations: readonly Written[], more: Written = {}) => {
  const inventory = {
    ...testInventory(['a', 'b', 'c']),
    network: { interface: 'eth0', overlay: 'vxlan' },
    ipsec: { esp: 'aes256-sha2_256' },
    expect: expectations,
    ...more,
  };
  inventory.nodes.a = { ...inventory.nodes.a, role: 'master' };
  return inventory;
};

function findingsOf(
  expectations: readonly Written[],
  more: Written = {},
  change: (state: HostState) => HostState = (state) => state,
): readonly string[] {
  const cluster = goodCluster(inventoryOf(expectations, more));
  const { mesh, rendering } = cluster;
  const stateOf = (node: (typeof mesh.nodes)[number]): HostState => change(plannedState(cluster, node).value);
  return checkExpectations({ mesh, mtu: rendering.mtu, stateOf, alike: true, now }).map(
    ({ code, at, message }) => `${code} ${at.kind === 'value' ? at.path.join('.') : ''} ${message}`,
  );
}

describe('what an inventory expects', () => {
  test('holds where the plan keeps it', () => {
    expect(
      findingsOf([
        { from: 'role:master', to: 'any', is: 'encrypted' },
        { from: 'any', to: 'any', is: 'encrypted', protocol: 'tcp', port: 443 },
        { from: '10.9.0.0/16', to: 'b', port: 22, is: 'clear' },
        { from: '172.16.0.1', to: '172.16.0.0/24', is: 'encrypted', protocol: 'udp' },
        { from: 'any', to: 'any', overlayMtu: '>= 1388' },
        { from: 'a', to: 'any', overlayMtu: '1388' },
      ]),
    ).toEqual([]);
  });

  test('is an error at its line where it does not, with what decides', () => {
    const [finding, ...more] = findingsOf([
      { from: 'a', to: 'b', is: 'encrypted' },
      { from: 'a', to: 'b', is: 'clear' },
    ]);
    expect(more).toEqual([]);
    expect(finding).toBe('expect/failed expect.1 a to b must be clear, and is encrypted: conn a has the SA');
    expect(findingsOf([{ from: 'any', to: 'any', overlayMtu: '>= 1400' }])).toEqual([
      'expect/failed expect.0 the overlay MTU of a must be at least 1400 bytes, and is 1388',
    ]);
    expect(findingsOf([{ from: 'any', to: 'any', overlayMtu: '<= 1300' }])[0]).toMatch(/at most 1300/);
    expect(findingsOf([{ from: '10.0.0.9', to: 'b', is: 'refused' }])[0]).toMatch(
      /^expect\/failed expect\.0 10\.0\.0\.9 to b must be refused, and is clear/,
    );
  });

  test('is asked of hosts as they are, too', () => {
    const stopped = (state: HostState): HostState => (state.name === 'b' ? { ...state, pluto: 'stopped' } : state);
    expect(findingsOf([{ from: 'a', to: 'b', is: 'encrypted' }], {}, stopped)[0]).toMatch(
      /^expect\/failed expect\.0 a to b must be encrypted, and is held/,
    );
    const unknown = ({ name, addresses }: HostState): HostState => ({
      name,
      addresses,
      pluto: 'unknown',
      missing: `nothing was gathered of ${name}`,
    });
    expect(findingsOf([{ from: 'a', to: 'b', is: 'encrypted' }], {}, unknown)[0]).toMatch(
      /^expect\/unknown expect\.0 a to b must be encrypted, and that hangs on nothing was gathered of a/,
    );
  });

  test('that is about nobody is an error', () => {
    for (const [from, to, where] of [
      ['role:none', 'any', 'from'],
      ['any', 'nobody', 'to'],
      ['a', 'a', 'to'],
      ['10.9.0.1/16', 'any', 'from'],
    ] as const)
      expect(findingsOf([{ from, to, is: 'encrypted' }]).map((text) => text.slice(0, 45))).toEqual([
        `expect/matches-nothing expect.0.${where} an expectation`.slice(0, 45),
      ]);
    expect(findingsOf([{ from: 'role:none', to: 'any', overlayMtu: '1388' }])[0]).toMatch(/^expect\/matches-nothing/);
  });

  test('in words that it does not have is refused by the inventory', () => {
    for (const bad of [
      { from: 'a', to: 'b' },
      { from: 'a', to: 'b', is: 'green' },
      { from: 'a', is: 'clear' },
      { from: 'a', to: 'b', is: 'clear', ports: 1 },
      { from: 'a', to: 'b', overlayMtu: 'much' },
    ])
      expect(
        clusterOf(inventoryOf([bad]))
          .findings.filter(({ severity }) => severity === 'error')
          .map(({ code }) => code)[0],
      ).toMatch(/^inventory\/(value|missing)$/);
  });
});
