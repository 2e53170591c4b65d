/** Which policy group applies to the packets to and from an address. */
import type { GroupTarget } from '../libreswan/policy-group/document.ts';
import { groupInstanceName } from '../libreswan/policy-group/instance.ts';
import { atLeast, type Release, type ReleaseRange } from '../libreswan/release.ts';
import { type Address, maskedPrefix, type Prefix, prefixLength } from '../net/address.ts';
import type { GroupAction, GroupHost, GroupRule } from './groups.ts';

/** Why a group applies: nothing else matches, its prefix is the longest, it names the ports, or its conn has a priority. */
export type PolicyReason = 'only-match' | 'longest-prefix' | 'ports' | 'priority';

/** The group that applies; `none` where no group does, and packets go in clear; `undefined` where two claim the same. */
export type Policy =
  | {
      readonly kind: 'group';
      readonly group: string;
      readonly action: GroupAction;
      readonly target: GroupTarget;
      readonly reason: PolicyReason;
    }
  | { readonly kind: 'none' }
  | { readonly kind: 'undefined'; readonly groups: readonly string[]; readonly target: GroupTarget };

interface Candidate {
  readonly rule: GroupRule;
  readonly target: GroupTarget;
  readonly priority: number | undefined;
}

/** The targets of a host, ready to be looked up: an address costs one step for each prefix length that occurs. */
export interface PolicyTable {
  readonly lengths: readonly number[];
  readonly candidates: ReadonlyMap<string, readonly Candidate[]>;
}

/**
 * Which group applies on a host to packets to and from a remote address, and why. The kernel asks for the lowest priority
 * number; pluto makes it of the target, ports first, then the protocol, then the length of the prefix, so that a longer prefix
 * wins and no group is before another. `priority=` replaces the number, but from 5.3 on not in conns that never negotiate
 * (`clear`, `block`); it is taken to be below a million, which is below all that pluto makes itself. The same target in two
 * groups is undefined: one of them is not installed.
 *
 * @param protocol IP protocol number; without it, entries with ports do not apply
 * @param port the remote port
 * @example policyFor(host, remote) // { kind: 'group', group: 'clear', reason: 'longest-prefix', … }
 * @see libreswan `programs/pluto/kernel.c` (priority of a policy); measured on 3.32 to 5.4
 */
export function policyFor(host: GroupHost, remote: Address, protocol?: number, port?: number): Policy {
  return policyIn(policyTable(host), remote, protocol, port);
}

/** A policy, and the first release of a range that has it. */
export interface PolicySince {
  readonly since: Release;
  readonly policy: Policy;
}

/**
 * How the same files are understood from release to release: the policy for an address on the oldest, and each change after
 * that. More than one entry means that a cluster with both kinds of release does two things with one packet.
 *
 * @example policyChanges(rules, releaseRange('5.2', '5.3'), remote).map(({ since }) => since) // ['5.2']: the same on both
 */
export function policyChanges(
  rules: readonly GroupRule[],
  range: ReleaseRange,
  remote: Address,
  protocol?: number,
  port?: number,
): readonly PolicySince[] {
  const changes: PolicySince[] = [];
  for (const release of range) {
    const policy = policyFor({ release, rules }, remote, protocol, port);
    const last = changes.at(-1);
    if (last === undefined || keyOf(last.policy) !== keyOf(policy)) changes.push({ since: release, policy });
  }
  return changes;
}

function keyOf(policy: Policy): string {
  if (policy.kind === 'none') return 'none';
  const groups = policy.kind === 'group' ? [policy.group] : policy.groups;
  return [policy.kind, ...groups].join(' ');
}

/** Makes ready the groups of a host for {@link policyIn}. */
export function policyTable({ rules, release }: GroupHost): PolicyTable {
  const candidates = new Map<string, Candidate[]>();
  const lengths = new Set<number>();
  for (const rule of rules) {
    for (const target of rule.targets) {
      const list = candidates.get(target.prefix);
      const candidate = { rule, target, priority: priorityOn(rule, release) };
      if (list === undefined) candidates.set(target.prefix, [candidate]);
      else list.push(candidate);
      lengths.add(prefixLength(target.prefix));
    }
  }
  return { lengths: [...lengths].sort((a, b) => b - a), candidates };
}

/** As {@link policyFor}, for many addresses. */
export function policyIn(table: PolicyTable, remote: Address, protocol?: number, port?: number): Policy {
  const found = table.lengths.flatMap((length) => {
    const prefix = maskedPrefix(`${remote}/${length}`);
    const list = prefix === undefined ? [] : (table.candidates.get(prefix) ?? []);
    return list.filter(({ target }) => applies(target, protocol, port));
  });
  return strongest(found);
}

/** Whether an address is also in an entry of a group that passes, wider than the one of its policy. */
export function widerClear({ lengths, candidates }: PolicyTable, remote: Address, policy: Policy): boolean {
  if (policy.kind !== 'group') return false;
  return lengths.some((length) => {
    if (length >= prefixLength(policy.target.prefix)) return false;
    const prefix = maskedPrefix(`${remote}/${length}`);
    const list = prefix === undefined ? [] : (candidates.get(prefix) ?? []);
    return list.some(({ rule, target }) => rule.action === 'clear' && target.traffic === undefined);
  });
}

/** The policy of a prefix where no longer one says otherwise. */
export function policyOfPrefix(table: PolicyTable, prefix: Prefix): Policy {
  const [address] = prefix.split('/') as [Address];
  const found = table.lengths
    .filter((length) => length <= prefixLength(prefix))
    .flatMap((length) => {
      const covering = maskedPrefix(`${address}/${length}`);
      return covering === undefined ? [] : (table.candidates.get(covering) ?? []);
    })
    .filter(({ target }) => target.traffic === undefined);
  return strongest(found);
}

function strongest(found: readonly Candidate[]): Policy {
  const [first, ...others] = [...found].sort(compare);
  if (first === undefined) return { kind: 'none' };
  const equals = others.filter((other) => compare(first, other) === 0 && other.rule !== first.rule);
  if (equals.length > 0) {
    return { kind: 'undefined', groups: [first, ...equals].map(({ rule }) => rule.group), target: first.target };
  }
  const { rule, target } = first;
  return { kind: 'group', group: rule.group, action: rule.action, target, reason: reasonOf(first, others) };
}

function reasonOf(first: Candidate, others: readonly Candidate[]): PolicyReason {
  const rivals = others.filter(({ rule }) => rule !== first.rule);
  if (rivals.length === 0) return 'only-match';
  if (first.priority !== undefined) return 'priority';
  return first.target.traffic === undefined ? 'longest-prefix' : 'ports';
}

function priorityOn({ priority, action }: GroupRule, release: Release): number | undefined {
  const negotiates = action !== 'clear' && action !== 'drop';
  return negotiates || !atLeast(release, '5.3') ? priority : undefined;
}

/** The stronger first. */
function compare(a: Candidate, b: Candidate): number {
  const byPriority = (a.priority ?? Number.POSITIVE_INFINITY) - (b.priority ?? Number.POSITIVE_INFINITY);
  if (!Number.isNaN(byPriority)) return byPriority;
  return (
    portsOf(b.target) - portsOf(a.target) ||
    Number(b.target.traffic !== undefined) - Number(a.target.traffic !== undefined) ||
    prefixLength(b.target.prefix) - prefixLength(a.target.prefix) ||
    (groupInstanceName('', a.target) === groupInstanceName('', b.target) ? 0 : 1)
  );
}

function portsOf({ traffic }: GroupTarget): number {
  return traffic === undefined ? 0 : Number(traffic.sourcePort !== 0) + Number(traffic.destinationPort !== 0);
}

/** An entry that names a port of this host does not apply: the question has the remote port alone. */
function applies({ traffic }: GroupTarget, protocol: number | undefined, port: number | undefined): boolean {
  if (traffic === undefined) return true;
  if (traffic.protocol !== protocol || traffic.sourcePort !== 0) return false;
  return traffic.destinationPort === 0 || traffic.destinationPort === port;
}
