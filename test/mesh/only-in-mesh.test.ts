import { describe, expect, test } from 'vitest';
import { draftInventory } from '../../src/inventory/read.ts';
import { isOnlyInMesh } from '../../src/mesh/only-in-mesh.ts';
import { draftMesh } from '../../src/mesh/plan.ts';
import { testInventory } from '../support/cluster.ts';

/** Hosts a, b and c at 172.16.0.1 to 172.16.0.3. */
function isIn(rest: object): (server: string) => boolean {
  const { inventory } = draftInventory({ ...testInventory(), ipsec: { esp: 'aes256-sha2_256' }, ...rest });
  const { mesh } = draftMesh(inventory, { authority: [], hosts: new Map() });
  return (server) => isOnlyInMesh(mesh, server);
}

describe('with explicit conns', () => {
  const reached = isIn({});
  test.each([
    ['172.16.0.2', true, 'the address of a node'],
    ['B', true, 'its name, in whatever case'],
    ['172.16.0.9', false, 'another address of the network'],
    ['crl.example.com', false, 'a name that is no node'],
  ])('%s: %s, %s', (server, is) => {
    expect(reached(server)).toBe(is);
  });
});

describe('with policy groups the longest prefix decides', () => {
  const groups = {
    private: ['172.16.0.0/24'],
    clear: ['172.16.0.254/32', '172.16.0.3/32'],
    'private-or-clear': ['172.16.0.128/25'],
  };
  const reached = isIn({ mode: 'opportunistic', groups });
  test.each([
    ['172.16.0.9', true, 'no node, but private'],
    ['172.16.0.254', false, 'clear inside private'],
    ['172.16.0.200', false, 'in clear where the negotiation fails'],
    ['172.16.1.1', false, 'in no group'],
    ['a', true, 'a node in private'],
    ['c', false, 'a node in clear'],
  ])('%s: %s, %s', (server, is) => {
    expect(reached(server)).toBe(is);
  });
});
