import { expect, test } from 'vitest';
import { draftInventory, readInventory } from '../../src/inventory/read.ts';
import { type TestInventory, testInventory } from '../support/cluster.ts';

interface Row {
  readonly why: string;
  readonly change: (inventory: TestInventory) => unknown;
  /** Code and dotted path of every finding. */
  readonly findings: readonly string[];
}

const edit =
  (change: (inventory: TestInventory) => void) =>
  (inventory: TestInventory): TestInventory => {
    change(inventory);
    return inventory;
  };
const set = (path: string, value: unknown) =>
  edit((inventory) => {
    const steps = path.split('.');
    const last = steps.pop() as string;
    let part: Record<string, unknown> = inventory;
    for (const step of steps) {
      part[step] ??= {};
      part = part[step] as Record<string, unknown>;
    }
    if (value === undefined) delete part[last];
    else part[last] = value;
  });

const rows: readonly Row[] = [
  {
    why: 'a number is not an inventory',
    change: () => 3,
    findings: ['inventory/value '],
  },
  {
    why: 'a list is no mapping',
    change: () => [],
    findings: ['inventory/value '],
  },
  { why: 'a later version may mean something else', change: set('version', 2), findings: ['inventory/value version'] },
  {
    why: 'rules for an interface that a host may not have let nothing in',
    change: set('network', undefined),
    findings: ['inventory/no-interface network.interface'],
  },
  {
    why: 'nobody says what filters packets',
    change: set('profile', undefined),
    findings: ['inventory/no-backend firewall.backends'],
  },
  {
    why: 'a list without back ends says that there are none',
    change: (i) => set('profile', undefined)(set('firewall.backends', [])(i)),
    findings: [],
  },
  {
    why: 'a platform without conventions',
    change: set('profile', 'openshift4'),
    findings: ['inventory/value profile'],
  },
  { why: 'the version is required', change: set('version', undefined), findings: ['inventory/missing version'] },
  {
    why: 'a typing mistake must not be a silent default',
    change: set('network.linkMTU', 1400),
    findings: ['inventory/unknown-key network.linkMTU'],
  },
  {
    why: 'unknown keys of nodes too',
    change: set('nodes.a.adress', 'x'),
    findings: ['inventory/unknown-key nodes.a.adress'],
  },
  {
    why: 'YAML reads 4.10 as the number 4.1',
    change: set('libreswan', 4.1),
    findings: ['inventory/unquoted-release libreswan'],
  },
  {
    why: 'the same for a node, beside its other faults',
    change: (i) => set('nodes.a.libreswan', 5.2)(set('nodes.a.linkMtu', 1)(i)),
    findings: ['inventory/value nodes.a.linkMtu', 'inventory/unquoted-release nodes.a.libreswan'],
  },
  {
    why: 'a release that never was',
    change: set('libreswan', '3.24'),
    findings: ['libreswan/unknown-release libreswan'],
  },
  {
    why: 'no release at all: each node lacks one',
    change: set('libreswan', undefined),
    findings: [
      'inventory/missing nodes.a.libreswan',
      'inventory/missing nodes.b.libreswan',
      'inventory/missing nodes.c.libreswan',
    ],
  },
  {
    why: 'a range from new to old',
    change: set('libreswan', '5.2..4.3'),
    findings: ['libreswan/bad-release libreswan'],
  },
  {
    why: 'a release of tomorrow is a warning',
    change: set('libreswan', '6.0'),
    findings: ['libreswan/newer-than-table libreswan'],
  },
  {
    why: 'a path is for the command line',
    change: set('nodes.b.certificate', 'pki/b.crt'),
    findings: ['inventory/pem-required nodes.b.certificate'],
  },
  {
    why: 'a node without certificate',
    change: set('nodes.c.certificate', undefined),
    findings: ['inventory/missing nodes.c.certificate'],
  },
  {
    why: 'a node without address',
    change: set('nodes.c.address', undefined),
    findings: ['inventory/missing nodes.c.address'],
  },
  { why: 'a node that is null', change: set('nodes.c', null), findings: ['inventory/value nodes.c'] },
  { why: 'no nodes', change: set('nodes', {}), findings: ['inventory/value nodes'] },
  {
    why: 'a host name is no address',
    change: set('nodes.a.address', 'a.example'),
    findings: ['inventory/value nodes.a.address'],
  },
  {
    why: 'some programs read a leading zero as octal',
    change: set('nodes.a.address', '172.016.0.1'),
    findings: ['inventory/value nodes.a.address'],
  },
  {
    why: 'a prefix is no address',
    change: set('nodes.a.otherAddresses', ['10.0.0.0/8']),
    findings: ['inventory/value nodes.a.otherAddresses.0'],
  },
  {
    why: 'two of one family',
    change: set('nodes.a.address', ['172.16.0.1', '172.16.0.9']),
    findings: ['inventory/address-family nodes.a.address.1'],
  },
  {
    why: 'three addresses',
    change: set('nodes.a.address', ['172.16.0.1', 'fd00::1', 'fd00::2']),
    findings: ['inventory/value nodes.a.address'],
  },
  {
    why: 'a node name that leaves its folder',
    change: set('nodes', { '../x': { address: '172.16.0.1', certificate: '-----BEGIN' } }),
    findings: ['inventory/node-name nodes.../x'],
  },
  {
    why: 'a name that is also the name of the manifest',
    change: (i) => ({
      ...i,
      nodes: { ...i.nodes, 'manifest.json': { address: '172.16.9.9', certificate: '-----BEGIN' } },
    }),
    findings: ['inventory/node-name nodes.manifest.json'],
  },
  {
    why: 'names that differ in case alone',
    change: (i) => ({ ...i, nodes: { ...i.nodes, A: { address: '172.16.9.9', certificate: '-----BEGIN' } } }),
    findings: ['inventory/duplicate-node nodes.A'],
  },
  {
    why: 'an interface name that is an option list',
    change: set('network.interface', 'eth0 -j ACCEPT'),
    findings: ['inventory/value network.interface'],
  },
  {
    why: 'a chain of 29 characters',
    change: set('firewall.chain', 'x'.repeat(29)),
    findings: ['inventory/value firewall.chain'],
  },
  { why: 'a cluster name that no conn may have', change: set('name', '1a'), findings: ['inventory/value name'] },
  { why: 'host bits', change: set('management', ['10.0.0.1/8']), findings: ['inventory/host-bits management.0'] },
  {
    why: 'the kinds of a group list',
    change: set('groups', { private: '10.0.0.0/8' }),
    findings: ['inventory/value groups.private'],
  },
  { why: 'links to nobody', change: set('links', [['a', 'zz']]), findings: ['inventory/unknown-node links.0.1'] },
  { why: 'a link to itself', change: set('links', [['a', 'a']]), findings: ['inventory/value links.0'] },
  {
    why: 'a link twice, the other way round',
    change: set('links', [
      ['a', 'b'],
      ['b', 'a'],
    ]),
    findings: ['inventory/duplicate-link links.1'],
  },
  { why: 'a link of three', change: set('links', [['a', 'b', 'c']]), findings: ['inventory/value links'] },
  { why: 'a liveness without unit', change: set('ipsec.liveness', '15'), findings: ['inventory/value ipsec.liveness'] },
  { why: 'a mode that is none', change: set('mode', 'tunnel'), findings: ['inventory/value mode'] },
  {
    why: 'an overlay without size',
    change: set('network.overlay', [{ name: 'gretap' }]),
    findings: ['inventory/value network.overlay'],
  },
];

const shown = (findings: readonly { code: string; at: { kind: string; path?: readonly unknown[] } }[]): string[] =>
  findings.map(({ code, at }) => `${code} ${at.path?.join('.')}`);

test.each(rows)('a fault has its code and its path: $why', ({ change, findings }) => {
  expect(shown(draftInventory(change(testInventory())).findings)).toEqual(findings);
});

test('a good inventory has no finding and every default', () => {
  const { inventory, findings } = draftInventory(testInventory());
  expect(findings).toEqual([]);
  expect(inventory).toMatchObject({
    name: 'openshift-cluster',
    mode: 'explicit',
    auth: 'certificate',
    ipsec: { type: 'tunnel', start: 'ondemand', liveness: 15, layout: 'shared', options: [] },
    firewall: { chain: 'OS_FIREWALL_ALLOW', backends: ['iptables'], requireEsp: false },
    links: 'full',
  });
  expect(inventory.nodes[0]).toMatchObject({
    interface: 'eth0',
    linkMtu: 1500,
    encapsulation: 'auto',
    platform: 'upstream',
    releases: ['4.10'],
  });
});

test('a node overrides release, interface, link MTU and encapsulation', () => {
  const inventory = testInventory();
  Object.assign(inventory.nodes.b as object, {
    libreswan: '5.0..5.2',
    interface: 'ens3',
    linkMtu: 9000,
    encapsulation: true,
  });
  const [, b] = draftInventory(inventory).inventory.nodes;
  expect(b).toMatchObject({ releases: ['5.0', '5.1', '5.2'], interface: 'ens3', linkMtu: 9000, encapsulation: 'yes' });
});

test('booleans of YAML 1.1 mean yes, no and off', () => {
  const inventory = {
    ...testInventory(),
    ipsec: { liveness: false, encapsulation: false, options: { fragmentation: true } },
  };
  const { ipsec, nodes } = draftInventory(inventory).inventory;
  expect(ipsec.liveness).toBeUndefined();
  expect(nodes[0]?.encapsulation).toBe('no');
  expect(ipsec.options).toEqual([{ keyword: 'fragmentation', value: 'yes' }]);
});

test('all faults are told at once, in the order of the input', () => {
  const inventory = testInventory();
  const faulty = {
    version: 1,
    nam: 'x',
    libreswan: 4.1,
    network: inventory.network,
    firewall: { backends: [] },
    nodes: { ...inventory.nodes, 'bad name': { address: 'x' }, b: { address: '172.16.0.2' } },
    authority: inventory.authority,
    links: [['a', 'q']],
  };
  const read = readInventory(faulty);
  expect(read.kind).toBe('failed');
  expect(shown(read.findings)).toEqual([
    'inventory/unknown-key nam',
    'inventory/unquoted-release libreswan',
    'inventory/missing nodes.b.certificate',
    'inventory/node-name nodes.bad name',
    'inventory/value nodes.bad name.address',
    'inventory/unknown-node links.0.1',
  ]);
});

test('without a profile nothing of one platform is assumed; openshift3 has the values of its guide', () => {
  const { profile, network: _, ...general } = testInventory();
  const drafted = draftInventory(general).inventory;
  expect(drafted).toMatchObject({ name: 'swanmesh', firewall: { chain: 'INPUT', backends: [] } });
  expect(drafted.nodes.map((node) => node.interface)).toEqual([undefined, undefined, undefined]);
  expect(draftInventory({ ...general, profile }).inventory).toMatchObject({
    name: 'openshift-cluster',
    firewall: { chain: 'OS_FIREWALL_ALLOW', backends: ['iptables'] },
  });
  const own = { name: 'mesh', firewall: { chain: 'MINE', backends: ['nftables'] } };
  expect(draftInventory({ ...general, profile, ...own }).inventory).toMatchObject(own);
});

test('a hint names the key that was meant', () => {
  const { findings } = draftInventory({ ...testInventory(), lniks: 'full' });
  expect(findings[0]?.hint).toBe('did you mean links?');
});

test.each(['__proto__', 'constructor', 'toString'])('the key %s is a key like any other', (key) => {
  const inventory = JSON.parse(
    `{"version":1,"libreswan":"4.10","network":{"interface":"eth0"},"profile":"openshift3","authority":"-----BEGIN","${key}":{"x":1},"nodes":{"a":{"address":"10.0.0.1","certificate":"-----BEGIN","${key}":1}}}`,
  );
  expect(shown(draftInventory(inventory).findings)).toEqual([
    `inventory/unknown-key ${key}`,
    `inventory/unknown-key nodes.a.${key}`,
  ]);
});

test.each([
  ['a right-to-left override', '\u202e'],
  ['a bidirectional isolate', '\u2066'],
  ['a zero-width space', '\u200b'],
  ['a line separator', '\u2028'],
  ['half of a surrogate pair', '\ud800'],
])('no path on a host and no value of an option holds %s', (_, character) => {
  const written = { ...testInventory(), onHost: { certificate: `/etc/a${character}b.crt` } };
  expect(shown(draftInventory(written).findings)).toEqual(['inventory/value onHost.certificate']);
  const option = set('ipsec.options', { dpdaction: `re${character}start` })(testInventory());
  expect(shown(draftInventory(option).findings)).toEqual(['inventory/value ipsec.options.dpdaction']);
});

test('an option named __proto__ is told', () => {
  const options: unknown = JSON.parse('{"__proto__":"x"}');
  expect(shown(draftInventory(set('ipsec.options', options)(testInventory())).findings)).toEqual([
    'inventory/unknown-key ipsec.options.__proto__',
  ]);
});
