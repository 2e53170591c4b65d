/** The chains, and what the kernel does between them, in the order in which a packet meets them. */
import type { Family } from '../../net/address.ts';
import type { Packet } from './packet.ts';
import type { BaseChain, Hook, RuleSet } from './rule-set.ts';

/** Conntrack looks at the packet; addresses are translated, by the chains whose business that is; or a chain is met. */
export type Stop =
  | { readonly kind: 'conntrack' }
  | { readonly kind: 'translate'; readonly bases: readonly BaseChain[] }
  | { readonly kind: 'chain'; readonly base: BaseChain };

const ways: Readonly<Record<'in' | 'out', readonly Hook[]>> = {
  in: ['ingress', 'prerouting', 'input'],
  out: ['output', 'postrouting', 'egress'],
};

/**
 * Priorities of the kernel's own hooks.
 *
 * @see Linux, include/uapi/linux/netfilter_ipv4.h: NF_IP_PRI_CONNTRACK, NF_IP_PRI_NAT_DST, NF_IP_PRI_NAT_SRC
 */
const conntrack: Readonly<Partial<Record<Hook, number>>> = { prerouting: -200, output: -200 };
const translation: Readonly<Partial<Record<Hook, number>>> = {
  prerouting: -100,
  output: -100,
  input: 100,
  postrouting: 100,
};

/**
 * The stops on the way of a packet. Chains for translation are not met at their own priority: the kernel calls all of them from
 * one place, in the order of their priorities. Of two chains with the same priority the later one comes first.
 *
 * @see Linux, net/netfilter/core.c nf_hook_entries_grow, net/netfilter/nf_nat_core.c nf_nat_inet_fn
 */
export function stopsOf({ bases, tracked, kernelFirst }: RuleSet, packet: Packet): readonly Stop[] {
  return ways[packet.direction].flatMap((hook) => {
    const here = bases
      .filter((base) => base.hook === hook && base.families.includes(packet.family))
      .filter(({ interfaces }) => interfaces === undefined || interfaces.includes(packet.interface ?? ''))
      .reverse();
    const stops: (readonly [number, Stop])[] = here
      .filter(({ type }) => type === 'filter')
      .map((base) => [base.priority, { kind: 'chain', base }]);
    const [seen, translated] = [conntrack[hook], translation[hook]];
    if (seen !== undefined && tracked.includes(packet.family)) stops.push([seen, { kind: 'conntrack' }]);
    const nat = here.filter(({ type }) => type === 'nat').sort((a, b) => a.priority - b.priority);
    if (translated !== undefined) stops.push([translated, { kind: 'translate', bases: nat }]);
    const isOwn = ({ kind }: Stop): number => (kind === 'chain' ? 0 : 1);
    const tie = kernelFirst === true ? -1 : 1;
    return stops.sort(([a, one], [b, other]) => a - b || tie * (isOwn(one) - isOwn(other))).map(([, stop]) => stop);
  });
}

/**
 * Whether a chain has the priority of the kernel's own hook: which of the two comes first depends on which was there first, and
 * that no file tells.
 */
export function hasTie({ bases, tracked }: RuleSet, family: Family): boolean {
  if (!tracked.includes(family)) return false;
  const meets = ({ hook, priority }: BaseChain): boolean => [conntrack[hook], translation[hook]].includes(priority);
  return bases.some((base) => base.type === 'filter' && base.families.includes(family) && meets(base));
}
