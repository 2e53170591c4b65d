/** The policy groups of a mesh as a tree of addresses: which entry takes whom, and who is left in clear. */
import { type GroupAction, groupHostOf, groupRules } from '../mesh/groups.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { type Policy, policyIn, policyOfPrefix, policyTable } from '../mesh/policy-for.ts';
import { type Address, addressOf, comparePrefixes, contains, type Prefix, prefixLength } from '../net/address.ts';

/** What happens to the packets of an entry; `undefined` where two groups claim the same. */
export type BranchAction = GroupAction | 'undefined';

/** One prefix that some group names. */
export interface GroupBranch {
  readonly prefix: string;
  readonly groups: readonly string[];
  readonly action: BranchAction;
  /** Hosts and infrastructure of which this entry decides. */
  readonly takes: readonly string[];
  readonly children: readonly GroupBranch[];
}

/** An address that is talked to in clear, or may be. */
export interface InClear {
  readonly name: string;
  readonly address: string;
  /** `clear`: by an entry. `no-group`: by none. `until-asked`, `if-unable`: by an entry that tries or waits. */
  readonly because: 'clear' | 'no-group' | 'until-asked' | 'if-unable';
  /** The entry, where there is one. */
  readonly prefix?: string;
}

export interface GroupTree {
  readonly title: string;
  readonly branches: readonly GroupBranch[];
  readonly inClear: readonly InClear[];
}

interface Named {
  readonly name: string;
  readonly address: Address;
}

/**
 * The tree of a mesh, as its hosts on their newest release understand it.
 *
 * @example groupTree(mesh).inClear.map(({ name }) => name) // ['a', 'b']: without groups everybody
 */
export function groupTree(mesh: Mesh): GroupTree {
  const [first] = mesh.nodes;
  const host = first === undefined ? { release: '4.10' as const, rules: groupRules(mesh) } : groupHostOf(mesh, first);
  const table = policyTable(host);
  const everybody = addressesOf(mesh).map((one) => ({ ...one, policy: policyIn(table, one.address) }));
  const prefixes = [...new Set(groupRules(mesh).flatMap(({ targets }) => targets.map(({ prefix }) => prefix)))].sort(
    comparePrefixes,
  );
  const branch = (prefix: Prefix): GroupBranch => {
    const policy = policyOfPrefix(table, prefix);
    return {
      prefix,
      groups: groupRules(mesh)
        .filter(({ targets }) => targets.some((target) => target.prefix === prefix))
        .map(
          ({ group, targets }) =>
            `${group}${targets.some((one) => one.prefix === prefix && one.traffic !== undefined) ? ' (some ports)' : ''}`,
        ),
      action: policy.kind === 'group' ? policy.action : 'undefined',
      takes: everybody.filter(({ policy: own }) => own.kind !== 'none' && own.target.prefix === prefix).map(nameOf),
      children: prefixes.filter((other) => parentOf(other, prefixes) === prefix).map(branch),
    };
  };
  return {
    title: `${mesh.name}: policy groups`,
    branches: prefixes.filter((prefix) => parentOf(prefix, prefixes) === undefined).map(branch),
    inClear: everybody.flatMap((one) => clearOf(one, one.policy)),
  };
}

function nameOf({ name, address }: Named): string {
  return `${name} ${address}`;
}

/** The narrowest prefix around another. */
function parentOf(prefix: Prefix, all: readonly Prefix[]): Prefix | undefined {
  return all
    .filter((other) => other !== prefix && prefixLength(other) < prefixLength(prefix))
    .filter((other) => contains(other, addressOf(prefix)))
    .reduce<Prefix | undefined>(
      (narrowest, other) =>
        narrowest === undefined || prefixLength(other) > prefixLength(narrowest) ? other : narrowest,
      undefined,
    );
}

function addressesOf(mesh: Mesh): readonly Named[] {
  const hosts = mesh.nodes.flatMap(({ name, addresses, otherAddresses }) =>
    [...Object.values(addresses), ...otherAddresses].map((address) => ({ name, address })),
  );
  const others = Object.entries(mesh.infrastructure).flatMap(([kind, addresses]) =>
    addresses.map((address) => ({ name: kind, address })),
  );
  return [...hosts, ...others];
}

function clearOf({ name, address }: Named, policy: Policy): readonly InClear[] {
  if (policy.kind === 'none') return [{ name, address, because: 'no-group' }];
  const { prefix } = policy.target;
  if (policy.kind === 'undefined') return [];
  if (policy.action === 'clear') return [{ name, address, because: 'clear', prefix }];
  if (policy.action === 'clear-until-asked') return [{ name, address, because: 'until-asked', prefix }];
  return policy.action === 'encrypt-else-clear' ? [{ name, address, because: 'if-unable', prefix }] : [];
}
