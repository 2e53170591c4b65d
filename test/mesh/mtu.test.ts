import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { valueAt } from '../../src/diagnostics/diagnostic.ts';
import type { NodeName } from '../../src/inventory/index.ts';
import type { ConnName } from '../../src/libreswan/conn-name.ts';
import type { NssNickname } from '../../src/libreswan/identity/leftcert.ts';
import type { Proposals } from '../../src/libreswan/proposal/proposals.ts';
import { parseProposals } from '../../src/libreswan/proposal/read.ts';
import { releaseRange } from '../../src/libreswan/release.ts';
import type { Mesh, MeshNode } from '../../src/mesh/mesh.ts';
import { meshMtu } from '../../src/mesh/mtu.ts';
import { pairsOf } from '../../src/mesh/peerings.ts';
import type { Address } from '../../src/net/address.ts';

function node(name: string, change: Partial<MeshNode> = {}): MeshNode {
  return {
    name: name as NodeName,
    connName: name as ConnName,
    nickname: name as NssNickname,
    role: 'node',
    addresses: { ipv4: '172.16.0.1' as Address },
    otherAddresses: [],
    releases: releaseRange('4.10'),
    platform: 'upstream',
    interface: 'eth0',
    linkMtu: 1500,
    encapsulation: 'auto',
    ...change,
  };
}

const parsed = parseProposals('aes256-sha2_256', 'esp', valueAt('ipsec', 'esp'));
const aes256: Proposals = parsed.kind === 'ok' ? parsed.value : { kind: 'proposals', keyword: 'esp', proposals: [] };

function mesh(nodes: readonly MeshNode[], change: Partial<Mesh> = {}): Mesh {
  const sorted = [...nodes].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    kind: 'mesh',
    name: 'openshift-cluster' as ConnName,
    mode: 'explicit',
    auth: 'certificate',
    nodes: sorted,
    links: 'full',
    ipsec: { type: 'tunnel', esp: aes256, start: 'ondemand', liveness: 15, layout: 'shared', options: [] },
    overlays: [['vxlan']],
    groups: {},
    infrastructure: { gateways: [], dns: [], ntp: [], dhcp: [], api: [] },
    management: [],
    expect: [],
    firewall: {
      chain: 'OS_FIREWALL_ALLOW',
      backends: ['iptables'],
      requireEsp: false,
      mssClamp: false,
      onlyPeers: false,
    },
    onHost: {},
    authority: [],
    ...change,
  };
}

const withoutEsp: Mesh['ipsec'] = { type: 'tunnel', start: 'ondemand', liveness: 15, layout: 'shared', options: [] };
const codes = (plan: Mesh): string[] => meshMtu(plan).findings.map(({ code }) => code);

describe('the MTU of a mesh', () => {
  test("the guide's cluster has one class: 1438 in the tunnel, 1388 for the SDN", () => {
    const reckoned = meshMtu(mesh(['a', 'b', 'c', 'd', 'e'].map((name) => node(name))));
    expect(reckoned.classes).toMatchObject([{ pairs: 10, example: ['a', 'b'], tunnelMtu: 1438, overlayMtu: 1388 }]);
    expect(reckoned.cluster).toEqual({ tunnelMtu: 1438, floorMtu: 1438, overlayMtu: 1388, floorOverlayMtu: 1388 });
    expect(reckoned.findings).toEqual([]);
  });

  test('without esp: the defaults of the release select AES-GCM, and the floor is that of AES-CBC with SHA2-512', () => {
    const reckoned = meshMtu(mesh([node('a'), node('b')], { ipsec: withoutEsp }));
    expect(reckoned.cluster).toEqual({ tunnelMtu: 1446, floorMtu: 1422, overlayMtu: 1396, floorOverlayMtu: 1372 });
    expect(reckoned.findings).toMatchObject([{ code: 'mtu/floor-differs', at: { path: ['ipsec', 'esp'] } }]);
  });

  test('where a crypto-policy sets esp, the floor of DEFAULT counts for both numbers', () => {
    const plan = mesh([node('a', { platform: 'rhel9' }), node('b', { platform: 'rhel9' })], { ipsec: withoutEsp });
    expect(meshMtu(plan).cluster).toMatchObject({ tunnelMtu: 1422, floorMtu: 1422, overlayMtu: 1372 });
    expect(meshMtu(plan).findings).toMatchObject([{ code: 'mtu/set-esp', at: { path: ['ipsec', 'esp'] } }]);
  });

  test('the smaller link of a pair counts, the others keep theirs, and the difference is said', () => {
    const reckoned = meshMtu(mesh([node('a', { linkMtu: 9000 }), node('b', { linkMtu: 9000 }), node('c')]));
    expect(reckoned.classes.map(({ pairs, linkMtu }) => [pairs, linkMtu])).toEqual([
      [2, 1500],
      [1, 9000],
    ]);
    expect(reckoned.hosts.get('a')?.tunnelMtu).toBe(1438);
    expect(reckoned.findings).toMatchObject([
      {
        code: 'mtu/link-mtu-differs',
        at: { path: ['nodes', 'c', 'linkMtu'] },
        related: [{ at: { path: ['nodes', 'a', 'linkMtu'] } }],
      },
    ]);
  });

  test('UDP encapsulation of one end takes 8 bytes more, and the block decides', () => {
    const reckoned = meshMtu(mesh([node('a', { encapsulation: 'yes' }), node('b')]));
    expect(reckoned.cluster).toMatchObject({ tunnelMtu: 1422, overlayMtu: 1372 });
  });

  test('IPv6 inside of a link of 1280 is refused', () => {
    const addresses = { ipv6: 'fd00::1' as Address };
    const plan = mesh([node('a', { addresses, linkMtu: 1280 }), node('b', { addresses, linkMtu: 1280 })]);
    expect(meshMtu(plan).findings).toContainEqual(
      expect.objectContaining({ code: 'mtu/too-small', at: { kind: 'value', path: ['network', 'linkMtu'] } }),
    );
  });

  test('hosts that offer nothing in common are refused', () => {
    const plan = mesh([node('a', { releases: releaseRange('3.15') }), node('b', { releases: releaseRange('4.3') })], {
      ipsec: withoutEsp,
    });
    expect(codes(plan)).toEqual(['libreswan/no-common-proposal']);
  });

  test('SHA2-256 cut to 96 bits is reckoned as such', () => {
    const plan = mesh([node('a', { linkMtu: 1496 }), node('b', { linkMtu: 1496 })]);
    expect(meshMtu(plan).cluster?.tunnelMtu).toBe(1422);
    const cut = { ...plan, ipsec: { ...plan.ipsec, options: [{ keyword: 'sha2-truncbug', value: 'yes' }] } };
    expect(meshMtu(cut).cluster?.tunnelMtu).toBe(1438);
  });
});

const anyNode = fc.record({
  addresses: fc.constantFrom<MeshNode['addresses']>(
    { ipv4: '172.16.0.1' as Address },
    { ipv6: 'fd00::1' as Address },
    { ipv4: '172.16.0.1' as Address, ipv6: 'fd00::1' as Address },
  ),
  linkMtu: fc.constantFrom(1450, 1500, 9000),
  encapsulation: fc.constantFrom('auto' as const, 'yes' as const),
  releases: fc.constantFrom(releaseRange('3.28'), releaseRange('4.10'), releaseRange('4.3', '5.2')),
});

test('classes and hosts say what every single pair says', () => {
  fc.assert(
    fc.property(
      fc.array(anyNode, { minLength: 2, maxLength: 7 }),
      fc.boolean(),
      fc.boolean(),
      (changes, partial, esp) => {
        const nodes = changes.map((change, i) => node(`n${i}`, change));
        const ring = nodes.map((_, i) =>
          [...new Set([(i + 1) % nodes.length, (i + nodes.length - 1) % nodes.length])].filter((j) => j !== i).sort(),
        );
        const plan = mesh(nodes, { ...(partial ? { links: ring } : {}), ...(esp ? {} : { ipsec: withoutEsp }) });
        const reckoned = meshMtu(plan);
        const pairs = [...pairsOf(plan)];
        expect(reckoned.classes.reduce((sum, one) => sum + one.pairs, 0)).toBe(pairs.length);
        for (const { first, second, family } of pairs) {
          // The pair as a mesh of its own, with this one family.
          const only = (end: MeshNode): MeshNode => ({ ...end, addresses: { [family]: end.addresses[family] } });
          const alone = meshMtu({ ...plan, links: 'full', nodes: [only(first.node), only(second.node)] }).cluster;
          if (alone === undefined) throw new Error('a pair must have a number');
          for (const end of [first, second]) {
            expect(reckoned.hosts.get(end.node.name)?.tunnelMtu).toBeLessThanOrEqual(alone.tunnelMtu);
          }
          expect(reckoned.cluster?.overlayMtu).toBeLessThanOrEqual(alone.overlayMtu);
          expect(reckoned.classes.some((one) => one.family === family && one.tunnelMtu === alone.tunnelMtu)).toBe(true);
        }
        const smallest = Math.min(...[...reckoned.hosts.values()].map(({ overlayMtu }) => overlayMtu));
        expect(reckoned.cluster?.overlayMtu ?? Number.POSITIVE_INFINITY).toBe(smallest);
      },
    ),
  );
});
