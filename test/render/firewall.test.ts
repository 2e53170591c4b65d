import { describe, expect, test } from 'vitest';
import { checkRules } from '../../src/firewall/check-rules.ts';
import { parseRestore } from '../../src/firewall/iptables/parse.ts';
import { understandRestore } from '../../src/firewall/iptables/understand.ts';
import { nftTable } from '../../src/firewall/nftables/rules.ts';
import { understandNft } from '../../src/firewall/nftables/understand.ts';
import { joinRuleSets } from '../../src/firewall/verdict/rule-set.ts';
import { draftInventory } from '../../src/inventory/read.ts';
import { filterNeeds, hostFilter } from '../../src/mesh/host-filter.ts';
import type { Mesh, MeshNode } from '../../src/mesh/mesh.ts';
import { meshMtu } from '../../src/mesh/mtu.ts';
import { draftMesh } from '../../src/mesh/plan.ts';
import type { Address } from '../../src/net/address.ts';
import { checkFirewall } from '../../src/render/check-firewall.ts';
import { firewallFiles } from '../../src/render/firewall.ts';
import { valueIn } from '../support/results.ts';

/** A mesh of three nodes, of which c has both families; certificates play no part in the packet filter. */
function meshOf(over: Readonly<Record<string, unknown>>): Mesh {
  const { inventory } = draftInventory({
    version: 1,
    profile: 'openshift3',
    libreswan: '4.10',
    nodes: {
      a: { address: '172.16.0.1', interface: 'eth0' },
      b: { address: ['172.16.0.2', 'fd00::2'], otherAddresses: ['172.16.9.2'], interface: 'ens3' },
      c: { address: ['172.16.0.3', 'fd00::3'], interface: 'eth0' },
    },
    ...over,
  });
  return draftMesh(inventory, { authority: [], hosts: new Map() }).mesh;
}

function filterOf(mesh: Mesh, name: string): ReturnType<typeof hostFilter> {
  const node = mesh.nodes.find((one) => one.name === name);
  if (node === undefined) throw new Error(name);
  return hostFilter(mesh, node, meshMtu(mesh).hosts.get(name));
}

function namesOf(mesh: Mesh): readonly string[] {
  const [node] = mesh.nodes;
  if (node === undefined) throw new Error('no node');
  return valueIn(firewallFiles(mesh, node, meshMtu(mesh).hosts.get(node.name))).map(({ path }) => path);
}

describe('hostFilter', () => {
  test('each family of a host has a door on the host’s interface', () => {
    const doors = (name: string) => filterOf(meshOf({}), name).doors.map((door) => [door.interface, door.family]);
    expect(doors('a')).toEqual([['eth0', 'ipv4']]);
    expect(doors('b')).toEqual([
      ['ens3', 'ipv4'],
      ['ens3', 'ipv6'],
    ]);
  });

  test.each([
    { ipsec: {}, services: ['esp', 'ike', 'nat-t'], why: 'a NAT may be found' },
    { ipsec: { encapsulation: 'yes' }, services: ['esp', 'ike', 'nat-t'], why: 'always in UDP' },
    { ipsec: { encapsulation: 'no' }, services: ['esp', 'ike'], why: 'never in UDP' },
    { ipsec: { options: { phase2: 'ah' } }, services: ['esp', 'ah', 'ike', 'nat-t'], why: 'the mesh uses AH' },
  ])('services that are opened: $why', ({ ipsec, services }) => {
    expect(filterOf(meshOf({ ipsec }), 'a').doors[0]?.services).toEqual(services);
  });

  test('with onlyPeers each door admits the linked nodes of its family', () => {
    const doors = (over: object) =>
      filterOf(meshOf({ firewall: { onlyPeers: true }, ...over }), 'b').doors.map(({ peers }) => peers);
    expect(doors({})).toEqual([['172.16.0.1', '172.16.0.3'], ['fd00::3']]);
    expect(doors({ links: [['a', 'b']] })).toEqual([['172.16.0.1'], []]);
  });

  test('with requireEsp the peers are the linked nodes in the families of both, and never the host’s own addresses', () => {
    const mesh = meshOf({ firewall: { requireEsp: true } });
    expect(filterOf(mesh, 'a').requireEsp?.peers).toEqual(['172.16.0.2', '172.16.0.3']);
    expect(filterOf(mesh, 'b').requireEsp).toMatchObject({
      peers: ['172.16.0.1', '172.16.0.3', 'fd00::3'],
      own: ['172.16.0.2', 'fd00::2', '172.16.9.2'],
    });
    const partial = meshOf({ firewall: { requireEsp: true }, links: [['a', 'b']] });
    expect(filterOf(partial, 'a').requireEsp?.peers).toEqual(['172.16.0.2']);
    expect(filterOf(partial, 'c').requireEsp?.peers).toEqual([]);
  });

  test('management and the group clear are exempt', () => {
    const mesh = meshOf({
      firewall: { requireEsp: true },
      management: ['172.16.5.0/24'],
      groups: { clear: ['172.16.7.1/32'] },
    });
    expect(filterOf(mesh, 'a').requireEsp?.exempt).toEqual(['172.16.5.0/24', '172.16.7.1/32']);
  });

  test('the segment size is the smallest tunnel less the headers of TCP and of IP', () => {
    const mesh = meshOf({ firewall: { mssClamp: true }, ipsec: { esp: 'aes256-sha2_256', encapsulation: 'no' } });
    expect(meshMtu(mesh).hosts.get('b')?.floorMtu).toBe(1406);
    expect(filterOf(mesh, 'b').mssClamps).toEqual([
      { family: 'ipv4', bytes: 1366 },
      { family: 'ipv6', bytes: 1346 },
    ]);
    expect(filterOf(mesh, 'a').mssClamps).toEqual([{ family: 'ipv4', bytes: 1398 }]);
    expect(filterOf(meshOf({}), 'b').mssClamps).toBeUndefined();
  });
});

describe('filterNeeds', () => {
  test('ESP on its own need not pass where it always goes in UDP', () => {
    const services = (encapsulation: string) => {
      const mesh = meshOf({ ipsec: { encapsulation } });
      return mesh.nodes.map((node) => filterNeeds(mesh, node)[0]?.services.join())[0];
    };
    expect([services('yes'), services('no'), services('auto')]).toEqual(['ike,nat-t', 'esp,ike', 'esp,ike,nat-t']);
  });

  test('the interface is the one that has the address, where that is known', () => {
    const mesh = meshOf({});
    const b = mesh.nodes.find(({ name }) => name === 'b');
    if (b === undefined) throw new Error('b');
    const known = new Map(Object.entries({ '172.16.0.2': 'br-ex' }).map(([a, name]) => [a as Address, name]));
    expect(filterNeeds(mesh, b, known).map((need) => [need.interface, need.local, need.peers])).toEqual([
      ['br-ex', '172.16.0.2', ['172.16.0.1', '172.16.0.3']],
      ['ens3', 'fd00::2', ['fd00::3']],
    ]);
  });

  test.each(['iptables', 'nftables'] as const)('the rules that are rendered let pass what is needed: %s', (backend) => {
    const mesh = meshOf({ firewall: { backends: [backend], requireEsp: true, mssClamp: true } });
    for (const node of mesh.nodes) {
      const files = valueIn(firewallFiles(mesh, node, meshMtu(mesh).hosts.get(node.name)));
      const text = (name: string) => files.find(({ path }) => path.endsWith(name))?.content ?? '*filter\nCOMMIT\n';
      const hooked = (rules: string) =>
        rules.replace(
          '*filter\n',
          '*filter\n:INPUT DROP\n:OUTPUT ACCEPT\n-A INPUT -j SWANMESH-IN\n-A OUTPUT -j SWANMESH-OUT\n-A INPUT -j SWANMESH-ALLOW\n',
        );
      const rules =
        backend === 'nftables'
          ? understandNft([nftTable(hostFilter(mesh, node, undefined))])
          : joinRuleSets(
              understandRestore(parseRestore(hooked(text('/iptables.rules')), 'four').value, 'ipv4'),
              understandRestore(parseRestore(hooked(text('ip6tables.rules')), 'six').value, 'ipv6'),
            );
      const host = { rules, families: ['ipv4', 'ipv6'] as const, findings: [] };
      expect(checkRules(host, filterNeeds(mesh, node))).toEqual([]);
    }
  });
});

describe('firewallFiles', () => {
  test('every back end that is asked for writes its files', () => {
    expect(namesOf(meshOf({ firewall: { backends: ['nftables', 'firewalld', 'iptables'] } }))).toEqual([
      'firewall/nftables.nft',
      'firewall/firewalld.sh',
      'firewall/iptables.rules',
      'firewall/iptables.sh',
      'firewall/guide.rules',
    ]);
  });

  test('without an interface the rules match every interface; firewalld, which goes by its zone, has none', () => {
    const filesOf = (backend: string) => {
      const network = { interface: undefined };
      const nodes = { a: { address: '172.16.0.1' }, b: { address: '172.16.0.2' } };
      const mesh = meshOf({ network, nodes, firewall: { backends: [backend] } });
      return firewallFiles(mesh, mesh.nodes[0] as MeshNode, undefined);
    };
    const texts = ['iptables', 'nftables'].flatMap((backend) =>
      valueIn(filesOf(backend)).map(({ content }) => content),
    );
    expect(texts.join('')).not.toMatch(/eth0|undefined|-i (?!lo)|iifname (?!"?lo)/);
    expect(texts.join('')).toContain('-A SWANMESH-ALLOW -p esp -j ACCEPT\n');
    expect(texts.join('')).toContain('meta l4proto esp accept');
    expect(filesOf('firewalld').findings.map(({ code }) => code)).toEqual(['firewall/inexpressible']);
  });

  test('firewalld beside nftables leaves to it what it cannot say', () => {
    const mesh = meshOf({ firewall: { backends: ['firewalld', 'nftables'], requireEsp: true, mssClamp: true } });
    expect(checkFirewall(mesh).map(({ code }) => code)).toEqual(['firewall/accept-not-final']);
    expect(namesOf(mesh)).toEqual(['firewall/firewalld.sh', 'firewall/nftables.nft']);
  });
});

describe('checkFirewall', () => {
  const required = { requireEsp: true };
  test.each([
    { over: {}, found: [], why: 'the guide’s own case' },
    {
      over: { firewall: { backends: ['nftables'] } },
      found: [['firewall/accept-not-final', 'firewall/backends/0']],
      why: 'another table may drop',
    },
    {
      over: { firewall: { backends: ['firewalld'], requireEsp: true } },
      found: [['firewall/inexpressible', 'firewall/backends/0']],
      why: 'firewalld cannot require ESP',
    },
    {
      over: { firewall: { backends: ['iptables', 'firewalld'], mssClamp: true } },
      found: [['firewall/inexpressible', 'firewall/backends/1']],
      why: 'firewalld cannot clamp the segments of IPsec alone',
    },
    {
      over: { firewall: { chain: '-j' } },
      found: [['firewall/bad-name', 'firewall/chain']],
      why: 'the chain would be an option',
    },
    {
      over: { firewall: required, management: ['10.0.0.1/32', '172.16.0.3/32'] },
      found: [['firewall/exempt-node', 'management/1']],
      why: 'a node among the management stations',
    },
    {
      over: { firewall: required, management: ['172.16.0.0/24'] },
      found: [['firewall/exempt-node', 'management/0']],
      why: 'nodes inside a management prefix',
    },
    {
      over: { firewall: required, groups: { clear: ['172.16.9.2/32'] } },
      found: [['firewall/exempt-node', 'groups/clear/0']],
      why: 'another address of a node in clear',
    },
    {
      over: { firewall: required, network: { overlay: 'vxlan' } },
      found: [['firewall/pods-to-nodes', 'firewall/requireEsp']],
      why: 'FORWARD sees pods before they are masqueraded',
    },
    {
      over: { firewall: required, network: { overlay: 'vxlan' }, groups: { clear: ['10.128.0.0/14'] } },
      found: [],
      why: 'the pod network is exempt',
    },
    {
      over: { firewall: { requireEsp: true, backends: ['nftables'] }, network: { overlay: 'vxlan' } },
      found: [['firewall/accept-not-final', 'firewall/backends/0']],
      why: 'nftables looks behind the masquerade',
    },
    {
      over: { management: ['172.16.0.3/32'] },
      found: [],
      why: 'without requireEsp nothing is refused',
    },
    {
      over: {
        mode: 'opportunistic',
        firewall: required,
        groups: { private: ['172.16.0.0/16', 'fd00::/16'], clear: ['0.0.0.0/0'] },
      },
      found: [],
      why: 'the longer private prefix decides for the nodes',
    },
    {
      over: {
        mode: 'opportunistic',
        firewall: required,
        groups: { private: ['172.16.0.0/16', 'fd00::/16'], clear: ['172.16.0.2/32'] },
      },
      found: [['firewall/exempt-node', 'groups/clear/0']],
      why: 'the longer clear prefix decides for the node',
    },
  ])('$why', ({ over, found }) => {
    const findings = checkFirewall(meshOf(over)).map(({ code, at }) => [
      code,
      at.kind === 'value' ? at.path.join('/') : '',
    ]);
    expect([...new Set(findings.map((finding) => finding.join(' ')))]).toEqual(found.map((one) => one.join(' ')));
  });

  test('a clear prefix around nodes that are private is no exemption', () => {
    const groups = { private: ['172.16.0.0/16'], clear: ['0.0.0.0/0', '10.0.0.0/8'] };
    const mesh = meshOf({ mode: 'opportunistic', firewall: required, groups });
    expect(filterOf(mesh, 'a').requireEsp?.exempt).toEqual(['10.0.0.0/8']);
  });
});
