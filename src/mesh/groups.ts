/** The policy groups of a mesh: what each does with a packet, and how those that apply to one host are looked up. */
import type { PolicyGroupName } from '../inventory/index.ts';
import type { GroupTarget } from '../libreswan/policy-group/document.ts';
import type { Release } from '../libreswan/release.ts';
import { contains, type Family, familyOf, hostPrefix } from '../net/address.ts';
import type { Mesh, MeshNode } from './mesh.ts';

/**
 * What happens to a packet: encrypted or dropped; encrypted where the remote host can, else in clear; in clear until the
 * remote host asks for encryption; in clear; dropped.
 */
export type GroupAction = 'encrypt' | 'encrypt-else-clear' | 'clear-until-asked' | 'clear' | 'drop';

/** The classic groups, strongest first. */
export const groupNames: readonly PolicyGroupName[] = [
  'private',
  'private-or-clear',
  'clear-or-private',
  'clear',
  'block',
];

/** What each of the groups does. */
export const groupActions: Readonly<Record<PolicyGroupName, GroupAction>> = {
  private: 'encrypt',
  'private-or-clear': 'encrypt-else-clear',
  'clear-or-private': 'clear-until-asked',
  clear: 'clear',
  block: 'drop',
};

/** A group as one host has it. */
export interface GroupRule {
  /** The name of the group's conn. */
  readonly group: string;
  readonly action: GroupAction;
  readonly targets: readonly GroupTarget[];
  /** The value of `priority=` in the conn, where there is one; the lower wins. We never write it. */
  readonly priority?: number;
}

/** A host, as far as its groups go. */
export interface GroupHost {
  readonly release: Release;
  readonly rules: readonly GroupRule[];
}

/** The groups of a host of the mesh; they are the same on every host. */
export function groupHostOf(mesh: Mesh, node: MeshNode): GroupHost {
  return { release: node.releases[node.releases.length - 1] as Release, rules: groupRules(mesh) };
}

/** The groups that the inventory names, in their order. */
export function groupRules(mesh: Mesh): readonly GroupRule[] {
  return groupNames.flatMap((group) => {
    const targets = mesh.groups[group];
    return targets === undefined ? [] : [{ group, action: groupActions[group], targets }];
  });
}

/** The groups that every host has a conn and a file for: those that the inventory names, and always `private` and `clear`. */
export function renderedGroups(mesh: Mesh): readonly PolicyGroupName[] {
  return groupNames.filter((group) => group === 'private' || group === 'clear' || mesh.groups[group] !== undefined);
}

/** The name of a group's conn for a family, which is also that of its file. */
export function groupConnName(group: PolicyGroupName, family: Family): string {
  return family === 'ipv4' ? group : `${group}-ipv6`;
}

/**
 * The targets of a group on one host, for one family. On IPv6 the host's own addresses that some group would hold stand in
 * `clear` instead: packets to oneself meet the policies there too, unlike on IPv4, and pluto makes no tunnel to itself
 * (`acquire for our own IP address`): without this a host does not reach itself.
 *
 * @see test/real/cases/families.ts, on 4.3, 4.10 and 5.2
 */
export function groupTargetsOn(
  mesh: Mesh,
  node: MeshNode,
  group: PolicyGroupName,
  family: Family,
): readonly GroupTarget[] {
  const targets = (mesh.groups[group] ?? []).filter(({ prefix }) => familyOf(prefix) === family);
  if (family === 'ipv4') return targets;
  const { ipv6 } = node.addresses;
  const own = [...(ipv6 === undefined ? [] : [ipv6]), ...node.otherAddresses.filter((one) => familyOf(one) === 'ipv6')];
  const held = own
    .filter((address) =>
      groupNames.some((name) => name !== 'clear' && mesh.groups[name]?.some(({ prefix }) => contains(prefix, address))),
    )
    .map(hostPrefix);
  const others = targets.filter(({ prefix }) => !held.includes(prefix));
  return group === 'clear' ? [...others, ...held.map((prefix) => ({ prefix }))] : others;
}
