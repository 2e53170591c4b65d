/** The policy groups of a mesh as a tree of addresses: which entry takes whom, and who is left in clear. */
import { type GroupAction, groupHostOf, groupRules } from '../mesh/groups.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { type Policy, policyIn, policyOfPrefix, policyTable } from '../mesh/policy-for.ts';
import { type Address, addressOf, comparePrefixes, contains, type Prefix } from '../net/address.ts';

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
  const rules = groupRules(mesh);
  const table = policyTable(first === undefined ? { release: '4.10', rules } : groupHostOf(mesh, first));
  const everybody = addressesOf(mesh).map((one) => ({ ...one, policy: policyIn(table, one.address) }));
  const taken = new Map<Prefix, string[]>();
  for (const { policy, ...one } of everybody)
    if (policy.kind !== 'none') addTo(taken, policy.target.prefix, nameOf(one));
  const groups = new Map<Prefix, Map<string, boolean>>();
  for (const { group, targets } of rules)
    for (const { prefix, traffic } of targets) {
      const own = groups.get(prefix) ?? new Map<string, boolean>();
      groups.set(prefix, own);
      own.set(group, own.get(group) === true || traffic !== undefined);
    }
  const children = childrenOf([...groups.keys()].sort(comparePrefixes));
  const branch = (prefix: Prefix): GroupBranch => {
    const policy = policyOfPrefix(table, prefix);
    return {
      prefix,
      groups: [...(groups.get(prefix) ?? [])].map(([group, hasPorts]) => `${group}${hasPorts ? ' (some ports)' : ''}`),
      action: policy.kind === 'group' ? policy.action : 'undefined',
      takes: taken.get(prefix) ?? [],
      children: (children.get(prefix) ?? []).map(branch),
    };
  };
  return {
    title: `${mesh.name}: policy groups`,
    branches: (children.get(undefined) ?? []).map(branch),
    inClear: everybody.flatMap((one) => clearOf(one, one.policy)),
  };
}

/** Prefixes by the narrowest one around them; `undefined` has those that are in no other. In order, the wider is before what is in it. */
function childrenOf(sorted: readonly Prefix[]): ReadonlyMap<Prefix | undefined, readonly Prefix[]> {
  const children = new Map<Prefix | undefined, Prefix[]>();
  const around: Prefix[] = [];
  for (const prefix of sorted) {
    let parent = around.at(-1);
    while (parent !== undefined && !contains(parent, addressOf(prefix))) {
      around.pop();
      parent = around.at(-1);
    }
    addTo(children, parent, prefix);
    around.push(prefix);
  }
  return children;
}

function addTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function nameOf({ name, address }: Named): string {
  return `${name} ${address}`;
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
