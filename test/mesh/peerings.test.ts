import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draftInventory } from '../../src/inventory/read.ts';
import { countPairs, countPeerings, pairsOf, peeringsOf } from '../../src/mesh/peerings.ts';
import { draftMesh } from '../../src/mesh/plan.ts';

const addresses = fc.constantFrom('v4', 'v6', 'both');
const letters = [...'abcdefg'];

test('pairs that are counted by kinds are as many as those of a walk', () => {
  fc.assert(
    fc.property(
      fc.array(addresses, { minLength: 1, maxLength: letters.length }),
      fc.option(fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 12 })),
      (families, wishes) => {
        const names = letters.slice(0, families.length);
        const nodes = names.map((name, i) => {
          const [v4, v6] = [`172.16.0.${i + 1}`, `fd00::${i + 1}`];
          return [name, { address: { v4, v6, both: [v4, v6] }[families[i] as 'v4' | 'v6' | 'both'] }];
        });
        const links = new Set(
          (wishes ?? []).filter(([a, b]) => a < b && b < names.length).map(([a, b]) => `${names[a]} ${names[b]}`),
        );
        const written = {
          version: 1,
          libreswan: '4.10',
          nodes: Object.fromEntries(nodes),
          ...(wishes === null ? {} : { links: [...links].map((link) => link.split(' ')) }),
        };
        const { mesh } = draftMesh(draftInventory(written).inventory, { authority: [], hosts: new Map() });
        const walked = [...pairsOf(mesh)];
        expect(countPairs(mesh)).toEqual({
          pairs: new Set(walked.map(({ first, second }) => `${first.node.name} ${second.node.name}`)).size,
          families: new Set(walked.map(({ family }) => family)).size,
        });
        for (const node of mesh.nodes) expect(countPeerings(mesh, node)).toBe(peeringsOf(mesh, node).length);
      },
    ),
  );
});
