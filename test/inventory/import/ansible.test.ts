import { describe, expect, test } from 'vitest';
import { importAnsible } from '../../../src/inventory/import/ansible.ts';

const hostsOf = (input: unknown) => {
  const read = importAnsible(input);
  if (read.kind === 'failed') throw new Error(JSON.stringify(read.findings));
  return read.value.hosts.map(({ name, node }) => ({ name, ...node }));
};
const codesOf = (input: unknown) =>
  importAnsible(input).findings.map(({ code, at }) => `${code} ${at.kind === 'value' ? at.path.join('.') : ''}`);
const inventory = (hostvars: unknown, groups: Readonly<Record<string, unknown>>) => ({
  _meta: { hostvars },
  ...groups,
});

describe('hosts of Ansible', () => {
  test('a host without variables is in the groups alone, and is there', () => {
    const input = inventory({ a: { ansible_host: '10.0.0.1' } }, { web: { hosts: ['a', 'b'] } });
    expect(hostsOf(input)).toEqual([
      { name: 'a', role: 'web', address: '10.0.0.1' },
      { name: 'b', role: 'web' },
    ]);
    expect(codesOf(input)).toEqual(['import/no-address web.hosts.1']);
  });

  test('every variable of ours becomes the key that it is named after', () => {
    const vars = {
      swanmesh_address: ['10.0.0.1', 'fd00::1'],
      swanmesh_other_addresses: '10.9.0.1',
      swanmesh_role: 'edge',
      swanmesh_certificate: 'pki/a.crt',
      swanmesh_key: 'pki/a.key',
      swanmesh_nickname: 'nick',
      swanmesh_libreswan: '4.10',
      swanmesh_platform: 'rhel9',
      swanmesh_interface: 'ens3',
      swanmesh_link_mtu: 9000,
      swanmesh_encapsulation: 'yes',
    };
    expect(hostsOf(inventory({ a: vars }, { web: { hosts: ['a'] } }))).toEqual([
      {
        name: 'a',
        role: 'edge',
        address: ['10.0.0.1', 'fd00::1'],
        otherAddresses: ['10.9.0.1'],
        certificate: 'pki/a.crt',
        key: 'pki/a.key',
        nickname: 'nick',
        libreswan: '4.10',
        platform: 'rhel9',
        interface: 'ens3',
        linkMtu: 9000,
        encapsulation: 'yes',
      },
    ]);
  });

  test('a release that became a number is refused, with the quoting that keeps it', () => {
    const input = inventory({ a: { ansible_host: '10.0.0.1', swanmesh_libreswan: 4.1 } }, {});
    expect(codesOf(input)).toEqual(['inventory/unquoted-release _meta.hostvars.a.swanmesh_libreswan']);
    expect(importAnsible(input).findings[0]?.hint).toContain(`'"4.10"'`);
  });

  test('a misspelt variable of ours and a value that does not fit are told; other variables are not ours', () => {
    const vars = { ansible_host: '10.0.0.1', swanmesh_interfce: 'ens3', swanmesh_link_mtu: 'jumbo', other: [1] };
    expect(codesOf(inventory({ a: vars }, {}))).toEqual([
      'inventory/unknown-key _meta.hostvars.a.swanmesh_interfce',
      'inventory/value _meta.hostvars.a.swanmesh_link_mtu',
    ]);
  });

  test.each([
    [{ openshift_ip: '10.0.0.1', ansible_host: '10.0.0.9' }, '10.0.0.1'],
    [{ ip: '10.0.0.1', ip6: 'fd00::1', ansible_host: '10.0.0.9' }, ['10.0.0.1', 'fd00::1']],
    [{ ansible_host: 'fd00::1' }, 'fd00::1'],
    // A name is for a resolver.
    [{ ansible_host: 'bastion.example.com' }, undefined],
  ])('the address of %j is %j', (vars, address) => {
    expect(hostsOf(inventory({ a: vars }, {}))[0]?.address).toEqual(address);
  });

  test('the role is the group of the control plane, else the first that holds the host itself', () => {
    const input = inventory(
      {},
      {
        all: { children: ['ungrouped', 'cluster'] },
        cluster: { children: ['kube_control_plane', 'etcd', 'apps'] },
        etcd: { hosts: ['a'] },
        kube_control_plane: { hosts: ['a'] },
        apps: { hosts: ['b'] },
        ungrouped: { hosts: ['c'] },
      },
    );
    const roles = hostsOf(input).map(({ name, role }) => [name, role]);
    expect(roles).toEqual([
      ['a', 'kube_control_plane'],
      ['c', undefined],
      ['b', 'apps'],
    ]);
    expect(codesOf(input)).toContain('import/several-groups etcd.hosts.0');
  });

  test("with --export, a variable of an inner group wins over that of an outer one, and the host's own over both", () => {
    const input = inventory(
      { b: { swanmesh_interface: 'own' } },
      {
        all: { children: ['outer'], vars: { swanmesh_interface: 'all', swanmesh_platform: 'debian' } },
        inner: { hosts: ['a', 'b'], vars: { swanmesh_interface: 'inner' } },
        outer: { children: ['inner'], vars: { swanmesh_interface: 'outer' } },
      },
    );
    expect(hostsOf(input).map(({ interface: name, platform }) => [name, platform])).toEqual([
      ['inner', 'debian'],
      ['own', 'debian'],
    ]);
  });

  test('a group may be a bare list, as inventory scripts print it', () => {
    expect(hostsOf({ _meta: { hostvars: {} }, web: ['a'] })).toEqual([{ name: 'a', role: 'web' }]);
  });

  test('groups in a circle end', () => {
    const input = inventory(
      {},
      { all: { children: ['x'] }, x: { children: ['y'], hosts: ['a'] }, y: { children: ['x'] } },
    );
    expect(hostsOf(input)).toEqual([{ name: 'a', role: 'x' }]);
  });

  test.each([
    ['an inventory of ours', { version: 1, nodes: {} }],
    ['text', 'all'],
    ['hosts without anything', { hosts: ['a'] }],
  ])('%s is refused', (_, input) => {
    expect(codesOf(input)).toEqual(['import/source ']);
  });
});
