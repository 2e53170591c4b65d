/** What a back end cannot say, and what the inventory says of the packet filter that cannot be meant. */
import { type Diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import type { FilterWish } from '../firewall/backend.ts';
import { backends } from '../firewall/backends.ts';
import { doorsOf } from '../mesh/host-filter.ts';
import type { Mesh, MeshNode } from '../mesh/mesh.ts';
import { checkExempt, clearPrefixes } from '../mesh/plaintext-exemptions.ts';
import { addressOf, families, hostPrefix } from '../net/address.ts';
import { meshFilter } from './firewall.ts';

/**
 * Codes: `firewall/bad-name`, `firewall/inexpressible`, `firewall/exempt-node`, `firewall/pods-to-nodes`,
 * `firewall/accept-not-final`. The last is for the record: in nftables another table may still drop what ours lets in.
 */
export function checkFirewall(mesh: Mesh): readonly Diagnostic[] {
  const wish: FilterWish = {
    ...meshFilter(mesh),
    doors: unlike(mesh).map((node) => doorsOf(mesh, node)),
    requireEsp: mesh.firewall.requireEsp,
    requireEspAt: valueAt('firewall', 'requireEsp'),
    mssClamp: mesh.firewall.mssClamp,
    podsMasqueraded: mesh.overlays.length > 0 && !namesPods(mesh),
  };
  return [
    ...mesh.firewall.backends.flatMap((name, i) => backends[name].check(wish, valueAt('firewall', 'backends', i))),
    ...checkExempt(mesh),
  ];
}

/**
 * Hosts of which each may need something of a packet filter that no other needs. In a full mesh those that are alike have
 * the same peers but for themselves, and with `onlyPeers` a host's doors have a line for each.
 */
function unlike({ links, nodes }: Mesh): readonly MeshNode[] {
  if (links !== 'full') return nodes;
  const kindOf = ({ addresses, encapsulation, interface: name }: MeshNode): string =>
    [...families.filter((family) => addresses[family] !== undefined), encapsulation, name].join(' ');
  return [...new Map(nodes.map((node) => [kindOf(node), node])).values()];
}

/** Whether a network, and not only single hosts, may be reached in clear: the pods', as far as can be told. */
function namesPods(mesh: Mesh): boolean {
  return [...clearPrefixes(mesh), ...mesh.management].some((prefix) => prefix !== hostPrefix(addressOf(prefix)));
}
