/** What a back end cannot say, and what the inventory says of the packet filter that cannot be meant. */
import { type Diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import type { FilterWish } from '../firewall/backend.ts';
import { backends } from '../firewall/backends.ts';
import { doorsOf } from '../mesh/host-filter.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { checkExempt, clearPrefixes } from '../mesh/plaintext-exemptions.ts';
import { addressOf, hostPrefix } from '../net/address.ts';
import { meshFilter } from './firewall.ts';

/**
 * Codes: `firewall/bad-name`, `firewall/inexpressible`, `firewall/exempt-node`, `firewall/pods-to-nodes`,
 * `firewall/accept-not-final`. The last is for the record: in nftables another table may still drop what ours lets in.
 */
export function checkFirewall(mesh: Mesh): readonly Diagnostic[] {
  const wish: FilterWish = {
    ...meshFilter(mesh),
    doors: mesh.nodes.map((node) => doorsOf(mesh, node)),
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

/** Whether a network, and not only single hosts, may be reached in clear: the pods', as far as can be told. */
function namesPods(mesh: Mesh): boolean {
  return [...clearPrefixes(mesh), ...mesh.management].some((prefix) => prefix !== hostPrefix(addressOf(prefix)));
}
