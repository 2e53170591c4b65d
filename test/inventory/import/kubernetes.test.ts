import { describe, expect, test } from 'vitest';
import { importKubernetes } from '../../../src/inventory/import/kubernetes.ts';
import { platformOf } from '../../../src/inventory/import/platform-of.ts';

interface NodeParts {
  readonly labels?: Readonly<Record<string, string>>;
  readonly addresses?: readonly (readonly [string, string])[];
  readonly osImage?: string;
}

const node = (
  name: string,
  { labels = {}, addresses = [['InternalIP', '10.0.0.1']], osImage = '' }: NodeParts = {},
) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels },
  status: { addresses: addresses.map(([type, address]) => ({ type, address })), nodeInfo: { osImage } },
});
const list = (...items: unknown[]) => ({ apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items });

const hostsOf = (input: unknown) => {
  const read = importKubernetes(input);
  if (read.kind === 'failed') throw new Error(JSON.stringify(read.findings));
  return read.value.hosts.map(({ name, node }) => ({ name, ...node }));
};
const codesOf = (input: unknown) =>
  importKubernetes(input).findings.map(({ code, at }) => `${code} ${at.kind === 'value' ? at.path.join('.') : ''}`);

describe('nodes of Kubernetes', () => {
  test('one Node, a List of them and the NodeList of the API give the same host', () => {
    const { kind: _, apiVersion: __, ...bare } = node('n1');
    const expected = [{ name: 'n1', address: '10.0.0.1' }];
    expect(hostsOf(node('n1'))).toEqual(expected);
    expect(hostsOf(list(node('n1')))).toEqual(expected);
    expect(hostsOf({ apiVersion: 'v1', kind: 'NodeList', items: [bare] })).toEqual(expected);
  });

  test('the address is the first InternalIP of each family in canonical form, IPv4 first; further ones are otherAddresses', () => {
    const addresses = [
      ['InternalIP', 'FD00::0011'],
      ['ExternalIP', '203.0.113.9'],
      ['Hostname', 'n1'],
      ['InternalIP', '10.0.0.1'],
      ['InternalIP', '10.9.0.1'],
    ] as const;
    expect(hostsOf(node('n1', { addresses }))).toEqual([
      { name: 'n1', address: ['10.0.0.1', 'fd00::11'], otherAddresses: ['10.9.0.1'] },
    ]);
    expect(codesOf(node('n1', { addresses }))).toEqual(['import/further-address status.addresses']);
  });

  test('a node without an InternalIP is told, and kept', () => {
    expect(hostsOf(node('n1', { addresses: [['ExternalIP', '203.0.113.9']] }))).toEqual([{ name: 'n1' }]);
    expect(codesOf(list(node('n1', { addresses: [] })))).toEqual(['import/no-address items.0.status.addresses']);
  });

  test.each([
    [{ 'node-role.kubernetes.io/worker': '' }, 'worker'],
    [{ 'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/infra': '' }, 'infra'],
    [{ 'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/master': '' }, 'master'],
    [{ 'node-role.kubernetes.io/master': '', 'node-role.kubernetes.io/control-plane': '' }, 'control-plane'],
    // OpenShift 3.11 writes true.
    [{ 'node-role.kubernetes.io/compute': 'true' }, 'compute'],
    [{ 'kubernetes.io/role': 'agent' }, 'agent'],
    [{ 'kubernetes.io/hostname': 'n1' }, undefined],
  ])('the role of %j is %s', (labels, role) => {
    expect(hostsOf(node('n1', { labels }))[0]?.role).toBe(role);
  });

  test('the control plane comes first, then role by role, each by name', () => {
    const of = (name: string, role: string) => node(name, { labels: { [`node-role.kubernetes.io/${role}`]: '' } });
    const input = list(
      of('w2', 'worker'),
      of('i1', 'infra'),
      of('c2', 'control-plane'),
      of('w1', 'worker'),
      of('c1', 'control-plane'),
    );
    expect(hostsOf(input).map(({ name }) => name)).toEqual(['c1', 'c2', 'i1', 'w1', 'w2']);
  });

  test('a node that runs Windows and an item that is no Node are left out and told', () => {
    const windows = node('w1', { labels: { 'kubernetes.io/os': 'windows' } });
    const input = list(windows, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }, node('n1'));
    expect(hostsOf(input).map(({ name }) => name)).toEqual(['n1']);
    expect(codesOf(input)).toEqual(['import/left-out items.0', 'import/left-out items.1']);
  });

  test.each([
    ['no mapping', []],
    ['null', null],
    ['a List without items', { apiVersion: 'v1', kind: 'List' }],
    ['another kind', { apiVersion: 'v1', kind: 'Pod' }],
    ['no node in the list', list({ apiVersion: 'v1', kind: 'Pod' })],
  ])('%s is refused', (_, input) => {
    expect(importKubernetes(input)).toMatchObject({ kind: 'failed' });
    expect(codesOf(input).at(-1)).toMatch(/^import\/source/);
  });

  test('a distribution that is not known is told, and none is written', () => {
    const input = node('n1', { osImage: 'Talos (v1.7.0)' });
    expect(hostsOf(input)).toEqual([{ name: 'n1', address: '10.0.0.1' }]);
    expect(codesOf(input)).toEqual(['import/platform status.nodeInfo.osImage']);
  });

  test('a hostile name is refused where it is, and so is one that is there twice', () => {
    expect(codesOf(list(node('../../etc'), node('n1'), node('N1')))).toEqual([
      'inventory/node-name items.0',
      'inventory/duplicate-node items.2',
    ]);
  });
});

test.each([
  ['Red Hat Enterprise Linux CoreOS 410.8.20190520.0 (Ootpa)', 'rhel8'],
  ['Red Hat Enterprise Linux CoreOS 46.82.202011260640-0 (Ootpa)', 'rhel8'],
  ['Red Hat Enterprise Linux CoreOS 412.86.202303241612-0 (Ootpa)', 'rhel8'],
  ['Red Hat Enterprise Linux CoreOS 413.92.202305021736-0 (Plow)', 'rhel9'],
  ['Red Hat Enterprise Linux CoreOS 9.6.20250701-0 (Plow)', 'rhel9'],
  ['Red Hat Enterprise Linux Server 7.9 (Maipo)', 'rhel7'],
  ['Red Hat Enterprise Linux 10.0 (Coughlan)', 'rhel10'],
  ['CentOS Linux 7 (Core)', 'rhel7'],
  ['CentOS Stream 9', 'rhel9'],
  ['Rocky Linux 8.9 (Green Obsidian)', 'rhel8'],
  ['AlmaLinux 9.4 (Seafoam Ocelot)', 'rhel9'],
  ['Oracle Linux Server 8.10', 'rhel8'],
  ['Fedora CoreOS 38.20230609.3.0', 'fedora'],
  ['Debian GNU/Linux 12 (bookworm)', 'debian'],
  // Ubuntu builds libreswan as Debian does, but that was not tried.
  ['Ubuntu 22.04.4 LTS', undefined],
  ['Flatcar Container Linux by Kinvolk 3815.2.0 (Oklo)', undefined],
  ['CentOS Linux 6', undefined],
])('%s is %s', (name, platform) => {
  expect(platformOf(name)).toBe(platform);
});
