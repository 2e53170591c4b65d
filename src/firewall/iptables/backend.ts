import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Backend, FilterWish } from '../backend.ts';
import { badChain } from '../bad-name.ts';
import { iptablesFiles } from './files.ts';

/** Codes: `firewall/bad-name`, `firewall/pods-to-nodes`. */
export const iptables: Backend = {
  files: (filter, { chain }, at) => iptablesFiles(filter, chain, at),
  check: (wish) => [...badChain(wish.chain, wish.chainAt), ...podsToNodes(wish)],
};

/** iptables has no place behind SNAT where a packet could be dropped; nftables has. */
function podsToNodes({ requireEsp, requireEspAt, podsMasqueraded }: FilterWish): readonly Diagnostic[] {
  if (!requireEsp || !podsMasqueraded) return [];
  return [
    diagnostic(
      'firewall/pods-to-nodes',
      requireEspAt,
      'what pods send to a node must be let through FORWARD, where it does not yet have the address under which IPsec takes it',
      {
        hint: 'list the pod network in groups: { clear: […] }, or use the back end nftables, which looks behind the masquerade',
      },
    ),
  ];
}
