import { expect, test } from 'vitest';
import { clusterOf, hostPem, nodeSubject, type TestInventory, testInventory } from '../support/cluster.ts';
import { name } from '../support/der-writer.ts';

interface Row {
  readonly why: string;
  readonly change: (inventory: TestInventory) => void;
  /** Code and dotted path of every finding. */
  readonly findings: readonly string[];
  readonly kind: 'ok' | 'failed';
}

const node = (inventory: TestInventory, name: string, change: Record<string, unknown>) =>
  Object.assign(inventory.nodes[name] as object, change);

const host = (name: string, address: string) => ({ address, certificate: hostPem(nodeSubject(name)) });

const rows: readonly Row[] = [
  {
    why: 'one address, two hosts',
    kind: 'failed',
    change: (i) => node(i, 'b', { address: '172.16.0.1' }),
    findings: ['mesh/duplicate-address nodes.b.address'],
  },
  {
    why: 'one address in two spellings',
    kind: 'failed',
    change: (i) => [
      node(i, 'a', { address: ['172.16.0.1', 'fd00::1'] }),
      node(i, 'b', { address: ['172.16.0.2', 'FD00:0::1'] }),
    ],
    findings: ['mesh/duplicate-address nodes.b.address'],
  },
  {
    why: 'an address of one is a further address of another',
    kind: 'failed',
    change: (i) => node(i, 'b', { otherAddresses: ['172.16.0.3'] }),
    findings: ['mesh/address-not-covered nodes.b.otherAddresses.0', 'mesh/duplicate-address nodes.c.address'],
  },
  {
    why: 'a further address that is the address',
    kind: 'failed',
    change: (i) => node(i, 'b', { otherAddresses: ['172.16.0.2'] }),
    findings: ['mesh/duplicate-address nodes.b.otherAddresses.0', 'mesh/address-not-covered nodes.b.otherAddresses.0'],
  },
  {
    why: 'explicit conns leave further addresses in clear',
    kind: 'ok',
    change: (i) => node(i, 'b', { otherAddresses: ['10.0.0.2'] }),
    findings: ['mesh/address-not-covered nodes.b.otherAddresses.0'],
  },
  {
    why: 'a name that another node gets by the prefix for digits',
    kind: 'failed',
    change: (i) =>
      Object.assign(i.nodes, {
        '1': host('1', '172.16.1.1'),
        'n-1': host('n-1', '172.16.1.2'),
      }),
    findings: ['mesh/conn-name-collision nodes.n-1'],
  },
  {
    why: "a node with the name of every host's own half",
    kind: 'failed',
    change: (i) => Object.assign(i.nodes, { 'openshift-cluster-self': host('openshift-cluster-self', '172.16.1.1') }),
    findings: ['mesh/conn-name-collision nodes.openshift-cluster-self'],
  },
  {
    why: 'a name that a dual-stack pair needs',
    kind: 'failed',
    change: (i) => [
      node(i, 'a', { address: ['172.16.0.1', 'fd00::1'] }),
      Object.assign(i.nodes, { 'a-ipv6': host('a-ipv6', '172.16.1.1') }),
    ],
    findings: ['mesh/conn-name-collision nodes.a-ipv6'],
  },
  {
    why: 'the same name where nobody has IPv6 is free',
    kind: 'ok',
    change: (i) => Object.assign(i.nodes, { 'a-ipv6': host('a-ipv6', '172.16.1.1') }),
    findings: [],
  },
  {
    why: 'linked nodes without a family in common',
    kind: 'failed',
    change: (i) => node(i, 'c', { address: 'fd00::3' }),
    findings: ['mesh/no-common-family nodes.c.address'],
  },
  {
    why: 'the same with the pair written out',
    kind: 'failed',
    change: (i) => [node(i, 'c', { address: 'fd00::3' }), Object.assign(i, { links: [['c', 'a']] })],
    findings: ['mesh/no-common-family nodes.c.address'],
  },
  {
    why: 'nodes without a family in common that are not linked',
    kind: 'ok',
    change: (i) => [node(i, 'c', { address: 'fd00::3' }), Object.assign(i, { links: [['b', 'a']] })],
    findings: [],
  },
  {
    why: 'opposite wishes for encapsulation',
    kind: 'failed',
    change: (i) => [node(i, 'a', { encapsulation: 'yes' }), node(i, 'b', { encapsulation: 'no' })],
    findings: ['mesh/encapsulation-conflict nodes.b.encapsulation'],
  },
  { why: 'auto goes with everything', kind: 'ok', change: (i) => node(i, 'a', { encapsulation: 'yes' }), findings: [] },
  {
    why: 'auto=start is open until the SA is up',
    kind: 'ok',
    change: (i) => Object.assign(i, { ipsec: { start: 'one-side' } }),
    findings: ['mesh/plaintext-until-up ipsec.start'],
  },
  {
    why: 'both ends start',
    kind: 'ok',
    change: (i) => Object.assign(i, { ipsec: { start: 'both' } }),
    findings: ['mesh/plaintext-until-up ipsec.start', 'mesh/crossing-initiations ipsec.start'],
  },
  {
    why: 'ondemand-up is closed',
    kind: 'ok',
    change: (i) => Object.assign(i, { ipsec: { start: 'ondemand-up' } }),
    findings: [],
  },
];

test('a subject that another host has too, or that is contained in another, is refused', () => {
  const inventory = testInventory(['a', 'b']);
  node(inventory, 'b', { certificate: hostPem(name(['CN', 'SYSTEM:NODE:A'], ['O', 'system:nodes'], ['OU', 'more'])) });
  const cluster = clusterOf(inventory);
  expect(cluster.kind).toBe('failed');
  expect(cluster.findings.map(({ code }) => code)).toContain('mesh/ambiguous-subject');
});

function judged({ change }: Row) {
  const inventory = testInventory();
  change(inventory);
  const { kind, findings } = clusterOf(inventory);
  // Default proposals that leave more than one MTU, and signatures, are matters of other rooms.
  return {
    kind,
    about: findings.filter(({ code }) => !code.startsWith('mtu/') && code !== 'x509/signature-not-checked'),
  };
}

test.each(rows)('what must hold between nodes: $why', (row) => {
  const { kind, about } = judged(row);
  expect(about.map(({ code, at }) => `${code} ${at.kind === 'value' ? at.path.join('.') : ''}`)).toEqual(row.findings);
  expect(kind).toBe(row.kind);
});
