/** Whom hosts talk to in clear although `requireEsp` is on. */
import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { type Address, contains, type Prefix, prefixLength } from '../net/address.ts';
import type { Mesh, MeshNode } from './mesh.ts';

/** The prefixes of the group `clear` in which there is no node: one that holds a node has a longer private prefix inside, and names nobody; one for some ports leaves the rest under another policy. */
export function clearPrefixes(mesh: Mesh): readonly Prefix[] {
  const known = clearOf.get(mesh) ?? findClear(mesh);
  clearOf.set(mesh, known);
  return known;
}

/** Every host of a mesh asks for them. */
const clearOf: WeakMap<Mesh, readonly Prefix[]> = new WeakMap();

function findClear(mesh: Mesh): readonly Prefix[] {
  const addresses = mesh.nodes.flatMap(addressesOf);
  return (mesh.groups.clear ?? []).flatMap(({ prefix, traffic }) =>
    traffic !== undefined || addresses.some((address) => contains(prefix, address)) ? [] : [prefix],
  );
}

/**
 * `firewall/exempt-node`: with `requireEsp` no node may be reached in clear. Management prefixes may hold no address of a
 * node; one of the group `clear` may, in opportunistic mode, where another group has a longer prefix for that address.
 */
export function checkExempt(mesh: Mesh): readonly Diagnostic[] {
  if (!mesh.firewall.requireEsp) return [];
  return [
    ...mesh.management.flatMap((prefix, i) => holders(prefix, ['management', i], () => true)),
    ...(mesh.groups.clear ?? []).flatMap(({ prefix }, i) =>
      holders(prefix, ['groups', 'clear', i], (address) => isClear(mesh, prefix, address)),
    ),
  ];

  function holders(
    prefix: Prefix,
    path: readonly (string | number)[],
    counts: (address: Address) => boolean,
  ): readonly Diagnostic[] {
    const node = mesh.nodes.find((one) => addressesOf(one).some((a) => contains(prefix, a) && counts(a)));
    if (node === undefined) return [];
    const message = `with requireEsp ${prefix} must hold no address of a node, and ${node.name} has one in it`;
    return [
      diagnostic('firewall/exempt-node', valueAt(...path), message, {
        hint: 'list the addresses that are no nodes one by one',
        related: [{ at: valueAt('nodes', node.name), message: 'the node' }],
      }),
    ];
  }
}

function addressesOf(node: MeshNode): readonly Address[] {
  return [...Object.values(node.addresses), ...node.otherAddresses];
}

function isClear(mesh: Mesh, clear: Prefix, address: Address): boolean {
  if (mesh.mode === 'explicit') return true;
  const others = Object.entries(mesh.groups).flatMap(([group, targets]) =>
    group === 'clear' ? [] : (targets ?? []).map((target) => target.prefix),
  );
  return !others.some((other) => contains(other, address) && prefixLength(other) > prefixLength(clear));
}
