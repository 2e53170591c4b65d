/**
 * What conntrack says of a packet of the mesh.
 *
 * @see Linux, net/netfilter/nft_ct.c and xt_conntrack.c: before conntrack, and without a connection, a packet is INVALID
 */
import type { Packet, State } from './packet.ts';
import type { Condition, StatusFlag } from './rule-set.ts';

/** Whether one of the states is the packet's. */
export function stateMatches(states: readonly string[], packet: Packet, { tracking, otherSource }: State): boolean {
  const named = tracking === 'none' ? 'invalid' : tracking === 'untracked' ? 'untracked' : packet.state;
  return states.includes(named) || (states.includes('snat') && tracking === 'tracked' && otherSource !== undefined);
}

/** `undefined` where it cannot be told: a connection is assured some time after its first answer. */
export function hasStatus(
  { flags, test }: Condition & { readonly kind: 'status' },
  packet: Packet,
  state: State,
): boolean | undefined {
  const up = flags.map((flag) => isUp(flag, packet, state));
  switch (test) {
    case 'any':
      return up.includes(true) ? true : up.includes(undefined) ? undefined : false;
    case 'none':
      return up.includes(true) ? false : up.includes(undefined) ? undefined : true;
    case 'exactly':
      // Further flags, which have no names, are up where the kernel translates addresses.
      return up.includes(false) ? false : undefined;
  }
}

function isUp(flag: StatusFlag, { state: seen }: Packet, { otherSource }: State): boolean | undefined {
  switch (flag) {
    case 'seen-reply':
    case 'confirmed':
      return seen === 'established';
    case 'assured':
      return seen === 'established' ? undefined : false;
    case 'snat':
      return otherSource !== undefined;
    case 'expected':
    case 'dnat':
    case 'dying':
      return false;
  }
}
