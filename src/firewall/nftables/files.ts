import { type Place, type Result, settle, valueAt } from '../../diagnostics/diagnostic.ts';
import { badInterfaces } from '../bad-name.ts';
import type { FilterFile, HostFilter } from '../host-filter.ts';
import { printNftRule, printNftTable } from './print.ts';
import { nftTable } from './rules.ts';

/**
 * The file of the back end nftables: `nftables.nft`, a table of our own that `nft -f` replaces in one step.
 *
 * Its base chains come before those of priority 0. A drop in them is final; an accept is not, because a packet also goes
 * through every other table's chains (nft(8)): the head of the file lists the rules that belong into a table that drops by
 * default. Needs nft 0.9.1 and Linux 5.0 for `requireEsp` (`rt ipsec`).
 *
 * Fails with `firewall/bad-name`.
 *
 * @param at the place of the host in the inventory
 */
export function nftablesFiles(filter: HostFilter, at: Place = valueAt()): Result<readonly FilterFile[]> {
  const findings = badInterfaces(filter, at);
  return settle(() => [{ name: 'nftables.nft', mode: '0755', content: content(filter) }], findings);
}

function content(filter: HostFilter): string {
  const accepts = nftTable({ doors: filter.doors.map(({ peers, ...door }) => door) }).chains;
  const lines = accepts.flatMap((chain) => chain.rules.map((rule) => `#   ${printNftRule(rule)}\n`)).join('');
  return `#!/usr/sbin/nft -f
# Written by swanmesh. Replaces the table inet swanmesh, and nothing else.
#
# An accept here does not overrule a drop in another table: a packet has to pass all of them. Where another table drops by
# default, its input chain needs these rules as well:
${lines}
${printNftTable(nftTable(filter))}`;
}
