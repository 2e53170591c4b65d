import { describe, expect, test } from 'vitest';
import { withOwnPaths } from '../../src/inventory/defaults.ts';
import { draftInventory } from '../../src/inventory/read.ts';
import { testInventory } from '../support/cluster.ts';

const placed = (input: unknown): readonly string[] =>
  draftInventory(input).findings.map(({ code, at }) => `${code} ${at.kind === 'value' ? at.path.join('.') : ''}`);

describe('defaults of nodes', () => {
  const inventory = (defaults: unknown, change: Record<string, unknown> = {}) => ({
    ...testInventory(),
    libreswan: '4.10',
    network: { interface: 'eth0' },
    defaults,
    ...change,
  });

  test('are what a node has that says nothing else', () => {
    const own = testInventory();
    Object.assign(own.nodes.b as object, { platform: 'debian', linkMtu: 1400 });
    const { inventory: read, findings } = draftInventory({
      ...inventory({
        platform: 'rhel9',
        linkMtu: 9000,
        role: 'worker',
        libreswan: '5.2',
        nss: '3.110',
        fips: true,
        encapsulation: 'yes',
        interface: 'ens3',
      }),
      nodes: own.nodes,
    });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const [a, b] = read.nodes;
    expect(a).toMatchObject({
      platform: 'rhel9',
      linkMtu: 9000,
      role: 'worker',
      releases: ['5.2'],
      nss: '3.110',
      fips: true,
      encapsulation: 'yes',
      interface: 'ens3',
    });
    expect(b).toMatchObject({ platform: 'debian', linkMtu: 1400, role: 'worker' });
  });

  test('hold instead of the keys at the top, and a release here is a release for every node', () => {
    const { libreswan: _, ...rest } = inventory({ libreswan: '5.2' });
    expect(placed(rest).filter((each) => each.includes('libreswan'))).toEqual([]);
    expect(draftInventory({ ...rest, libreswan: '4.3' }).inventory.nodes[0]?.releases).toEqual(['5.2']);
  });

  const rows: readonly (readonly [why: string, defaults: unknown, findings: readonly string[]])[] = [
    ['a key that nodes do not have', { rolle: 'worker' }, ['inventory/unknown-key defaults.rolle']],
    ['an address belongs to one node', { address: '10.0.0.1' }, ['inventory/unknown-key defaults.address']],
    ['a wrong value is said once, where it stands', { linkMtu: 1, role: 'x' }, ['inventory/value defaults.linkMtu']],
    ['a release that is a number', { libreswan: 5.2 }, ['inventory/unquoted-release defaults.libreswan']],
    ['no mapping', ['role'], ['inventory/value defaults']],
  ];
  test.each(rows)('%s', (_, defaults, findings) => {
    expect(placed(inventory(defaults))).toEqual(findings);
  });

  test('a path where the library wants text is said once', () => {
    const nodes = { a: { address: '172.16.0.1' }, b: { address: '172.16.0.2' } };
    expect(placed(inventory({ certificate: 'pki/{name}.crt' }, { nodes }))).toEqual([
      'inventory/pem-required defaults.certificate',
    ]);
  });
});

test('paths with {name} are those of each node, its own before those of defaults', () => {
  const value = {
    defaults: { certificate: 'pki/{name}.crt', key: '{name}/{name}.key', role: 'worker' },
    nodes: { a: {}, b: { certificate: 'other/{name}.pem' }, c: { certificate: '-----BEGIN {name}' }, d: null },
  };
  expect(withOwnPaths(value)).toEqual({
    defaults: { role: 'worker' },
    nodes: {
      a: { certificate: 'pki/a.crt', key: 'a/a.key' },
      b: { certificate: 'other/b.pem', key: 'b/b.key' },
      c: { certificate: '-----BEGIN {name}', key: 'c/c.key' },
      d: null,
    },
  });
});

describe('links by role', () => {
  const roles: Record<string, string> = { h: 'hub', i: 'hub', w1: 'worker', w2: 'worker', store: 'storage' };
  const nodes = Object.fromEntries(
    Object.entries(roles).map(([name, role], i) => [
      name,
      { ...(testInventory().nodes.a as object), role, address: `10.0.0.${i + 1}` },
    ]),
  );
  const read = (links: unknown) =>
    draftInventory({ ...testInventory(), libreswan: '4.10', network: { interface: 'eth0' }, nodes, links });
  const pairs = (links: unknown): string => {
    const { inventory, findings } = read(links);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    return inventory.links === 'full' ? 'full' : inventory.links.map(([a, b]) => `${a}-${b}`).join(' ');
  };

  test.each([
    ['workers with storage', [{ from: 'role:worker', to: 'role:storage' }], 'w1-store w2-store'],
    ['a rule alone needs no list', { from: 'role:worker', to: 'role:storage' }, 'w1-store w2-store'],
    [
      'hubs and spokes, hubs with one another',
      [{ from: 'role:hub', to: 'any' }],
      'h-i h-store h-w1 h-w2 i-store i-w1 i-w2',
    ],
    ['a node by its name', [{ from: 'store', to: 'role:hub' }], 'store-h store-i'],
    ['within a role', [{ from: 'role:worker', to: 'role:worker' }], 'w1-w2'],
    [
      'a pair that a rule has too is one pair',
      [['w1', 'store'], { from: 'role:storage', to: 'role:worker' }],
      'w1-store store-w2',
    ],
    ['any with any', [{ from: 'any', to: 'any' }], 'full'],
  ])('%s', (_, links, expected) => {
    expect(pairs(links)).toBe(expected);
  });

  test.each([
    [
      'a role that no node has',
      [{ from: 'role:workr', to: 'any' }],
      'inventory/unknown-node links.0.from',
      'did you mean role:worker?',
    ],
    ['a name that no node has', { from: 'any', to: 'stoer' }, 'inventory/unknown-node links.to', 'did you mean store?'],
    ['a slip in a pair', [['w1', 'stor']], 'inventory/unknown-node links.0.1', 'did you mean store?'],
    ['a rule without an end', [{ from: 'any' }], 'inventory/value links', undefined],
  ])('%s', (_, links, expected, hint) => {
    const { findings } = read(links);
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, at }) => `${code} ${at.kind === 'value' ? at.path.join('.') : ''}`)).toEqual([expected]);
    expect(errors[0]?.hint).toBe(hint);
  });
});
