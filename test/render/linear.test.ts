/** Work, not time: how often anything of a node is looked at while a mesh is planned and made ready to render. */
import { expect, test } from 'vitest';
import { draftInventory } from '../../src/inventory/read.ts';
import { meshChecks } from '../../src/mesh/checks.ts';
import type { Mesh, MeshNode } from '../../src/mesh/mesh.ts';
import { countPairs } from '../../src/mesh/peerings.ts';
import { draftMesh } from '../../src/mesh/plan.ts';
import { prepareRendering } from '../../src/render/prepare.ts';

const kinds: readonly object[] = [
  {},
  { libreswan: '5.2' },
  { encapsulation: 'yes', linkMtu: 9000 },
  { libreswan: '4.3..5.2', platform: 'rhel9' },
];

function meshOf(hosts: number, more: object): Mesh {
  const address = (i: number): string => `10.0.${i >> 8}.${i & 255}`;
  const nodes = Array.from({ length: hosts }, (_, i) => [
    `node-${i}`,
    { address: [address(i + 1), `fd00::${(i + 1).toString(16)}`], ...kinds[i % kinds.length] },
  ]);
  const written = {
    version: 1,
    network: { interface: 'eth0' },
    libreswan: '4.10',
    auth: 'psk',
    psk: { master: `0x${'0123456789abcdef'.repeat(4)}` },
    nodes: Object.fromEntries(nodes),
    ...more,
  };
  return draftMesh(draftInventory(written).inventory, { authority: [], hosts: new Map() }).mesh;
}

/** Properties of nodes that are read while the mesh is checked and made ready. */
function looksAtNodes(mesh: Mesh): number {
  let looks = 0;
  const nodes = mesh.nodes.map(
    (node) =>
      new Proxy(node, {
        get: (target, key) => {
          looks += 1;
          return Reflect.get(target, key);
        },
      }) satisfies MeshNode,
  );
  const watched = { ...mesh, nodes };
  for (const check of meshChecks) check(watched);
  expect(prepareRendering(watched).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  countPairs(watched);
  return looks;
}

test.each([
  { name: 'a full mesh of four kinds of hosts', more: {} },
  { name: 'one end of each pair starts', more: { ipsec: { start: 'one-side' } } },
  {
    name: 'a packet filter that lets in peers alone',
    more: { firewall: { onlyPeers: true, backends: ['firewalld'] } },
  },
  {
    name: 'policy groups',
    more: {
      mode: 'opportunistic',
      auth: 'certificate',
      psk: undefined,
      groups: { private: ['10.0.0.0/8', 'fd00::/64'] },
    },
  },
])('$name: twice the hosts are twice the work', ({ more }) => {
  const [once, twice] = [100, 200].map((hosts) => looksAtNodes(meshOf(hosts, more)));
  expect(twice).toBeLessThan(2.1 * (once as number));
});
