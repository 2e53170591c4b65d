/** Whether a host negotiates by itself for a packet that one of its groups should encrypt. */
import { atLeast, type Release } from '../libreswan/release.ts';
import type { Address } from '../net/address.ts';
import { type Policy, type PolicyTable, widerClear } from './policy-for.ts';

/** `no`: the packet is held until the other end asks; `untold`: nobody has watched that release. */
export type Initiative = 'yes' | 'no' | 'untold';

/**
 * Up to 4.15 pluto looks for the conn of a packet among those of the widest group that it is in: an entry of `private` inside a
 * wider one of `clear` is never negotiated by the host itself ("cannot initiate on-demand …: no routed template covers this
 * pair"). From 5.2 it is.
 *
 * @param policy the policy for the address, of the same table
 * @see runs of 4.3, 4.10 and 5.2 in `test/daemons/groups.test.ts`
 */
export function initiativeFor(table: PolicyTable, policy: Policy, remote: Address, release: Release): Initiative {
  if (policy.kind !== 'group' || (policy.action !== 'encrypt' && policy.action !== 'encrypt-else-clear')) return 'yes';
  if (!widerClear(table, remote, policy)) return 'yes';
  if (atLeast(release, '5.2')) return 'yes';
  return atLeast(release, '4.3') && !atLeast(release, '5.0') ? 'no' : 'untold';
}
