import { type Diagnostic, diagnostic, type Place, valueAt } from '../diagnostics/diagnostic.ts';
import type { Address } from '../net/address.ts';
import type { Mesh, MeshNode } from './mesh.ts';

/** `mesh/duplicate-address`: an address, listed first or among the others, belongs to one node and is written once. */
export function checkAddresses(mesh: Mesh): readonly Diagnostic[] {
  const owners = new Map<Address, { readonly node: MeshNode; readonly at: Place }>();
  return mesh.nodes.flatMap((node) =>
    placesOf(node).flatMap(([address, at]) => {
      const owner = owners.get(address);
      if (owner === undefined) {
        owners.set(address, { node, at });
        return [];
      }
      const message =
        owner.node === node
          ? `address ${address} must be written once for ${node.name}`
          : `address ${address} must belong to one node, and both ${owner.node.name} and ${node.name} have it`;
      return [
        diagnostic('mesh/duplicate-address', at, message, { related: [{ at: owner.at, message: 'the first time' }] }),
      ];
    }),
  );
}

function placesOf(node: MeshNode): readonly (readonly [Address, Place])[] {
  return [
    ...Object.values(node.addresses).map((address) => [address, valueAt('nodes', node.name, 'address')] as const),
    ...node.otherAddresses.map((address, i) => [address, valueAt('nodes', node.name, 'otherAddresses', i)] as const),
  ];
}
