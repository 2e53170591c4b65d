import { type Diagnostic, diagnostic, type ValuePath, valueAt } from '../diagnostics/diagnostic.ts';
import { writeValue } from '../diagnostics/fix.ts';
import { contains, hostPrefix, overlaps, type Prefix, prefixLength } from '../net/address.ts';
import { type GroupAction, groupHostOf, groupRules } from './groups.ts';
import type { Mesh } from './mesh.ts';
import { type Policy, policyOfPrefix, policyTable } from './policy-for.ts';

/**
 * `mesh/locked-out`: hosts without IPsec that the nodes must reach, or from which people and controllers log in, must not be in
 * `private` or `block`: the nodes would neither talk to them nor listen. `mesh/gateway-unknown`: where a private network is wider
 * than the nodes, the gateway is mostly one of them, and nobody can check that.
 */
export function checkGroupReach(mesh: Mesh): readonly Diagnostic[] {
  const [node] = mesh.nodes;
  if (mesh.mode !== 'opportunistic' || node === undefined) return [];
  const table = policyTable(groupHostOf(mesh, node));
  const targets = groupRules(mesh).flatMap((rule) => rule.targets.map(({ prefix }) => prefix));
  const members = mesh.nodes.flatMap((one) => Object.values(one.addresses));
  return [
    ...infrastructureOf(mesh).flatMap(([prefix, path, what]) => judge(prefix, path, what)),
    ...mesh.management.flatMap((prefix, i) => judge(prefix, ['management', i], 'management')),
    ...unknownGateway(mesh),
  ];

  /** A prefix is judged by its own policy and by those of the longer prefixes in it. */
  function judge(prefix: Prefix, path: ValuePath, what: string): readonly Diagnostic[] {
    if (members.some((address) => hostPrefix(address) === prefix)) return [];
    const inner = targets.filter((one) => prefixLength(one) > prefixLength(prefix) && overlaps(one, prefix));
    const shut = [prefix, ...inner]
      .map((part) => ({ part, policy: policyOfPrefix(table, part) }))
      .find(({ policy }) => isShut(policy));
    if (shut === undefined || shut.policy.kind !== 'group') return [];
    const { part, policy } = shut;
    const message = `${what} ${part} must be reachable without IPsec, and it is in ${policy.group} by ${policy.target.prefix}`;
    return [
      diagnostic('mesh/locked-out', valueAt(...path), message, {
        hint: `add it to the group clear: groups: { clear: [${part}] }`,
        fix: writeValue(['groups', 'clear', (mesh.groups.clear ?? []).length], part, false),
      }),
    ];
  }
}

const shutting: readonly GroupAction[] = ['encrypt', 'drop'];

function isShut(policy: Policy): boolean {
  return policy.kind === 'group' && shutting.includes(policy.action);
}

function infrastructureOf({ infrastructure }: Mesh): readonly (readonly [Prefix, ValuePath, string])[] {
  return Object.entries(infrastructure).flatMap(([kind, addresses]) =>
    addresses.map((address, i) => [hostPrefix(address), ['infrastructure', kind, i], kind] as const),
  );
}

function unknownGateway(mesh: Mesh): readonly Diagnostic[] {
  if (mesh.infrastructure.gateways.length > 0) return [];
  const addresses = mesh.nodes.flatMap((one) => Object.values(one.addresses));
  const wide = (mesh.groups.private ?? []).findIndex(
    ({ prefix }) => ![32, 128].includes(prefixLength(prefix)) && addresses.some((address) => contains(prefix, address)),
  );
  if (wide < 0) return [];
  const message =
    'infrastructure.gateways should name the gateways: one inside a private network is cut off without an entry in clear';
  return [diagnostic('mesh/gateway-unknown', valueAt('groups', 'private', wide), message)];
}
