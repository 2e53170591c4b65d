import { type Diagnostic, diagnostic, type Place, valueAt } from '../diagnostics/diagnostic.ts';
import { type Fix, writeValue } from '../diagnostics/fix.ts';
import { type Address, hostPrefix } from '../net/address.ts';
import { groupHostOf } from './groups.ts';
import type { Mesh } from './mesh.ts';
import { type PolicyTable, policyIn, policyTable } from './policy-for.ts';

/**
 * `mesh/node-outside-groups`, `mesh/node-in-clear`, `mesh/node-blocked`: the addresses of the nodes that the groups do not
 * protect. An entry for the one address is taken to be meant.
 */
export function checkGroupMembers(mesh: Mesh): readonly Diagnostic[] {
  const [first] = mesh.nodes;
  if (mesh.mode !== 'opportunistic' || first === undefined) return [];
  // Without any group no address is in one, which `mesh/no-groups` says once.
  if (Object.values(mesh.groups).every((targets) => (targets ?? []).length === 0)) return [];
  const table = policyTable(groupHostOf(mesh, first));
  return mesh.nodes.flatMap((node) => [
    ...Object.values(node.addresses).flatMap((address) =>
      judge(table, mesh, address, valueAt('nodes', node.name, 'address'), 'error'),
    ),
    ...node.otherAddresses.flatMap((address, i) =>
      judge(table, mesh, address, valueAt('nodes', node.name, 'otherAddresses', i), 'warning'),
    ),
  ]);
}

/** One more entry of the group private. */
function inPrivate({ groups }: Mesh, address: Address): Fix {
  return writeValue(['groups', 'private', (groups.private ?? []).length], hostPrefix(address), false);
}

function judge(
  table: PolicyTable,
  mesh: Mesh,
  address: Address,
  at: Place,
  severity: 'error' | 'warning',
): readonly Diagnostic[] {
  const policy = policyIn(table, address);
  if (policy.kind === 'none') {
    const message = `${address} must be in a policy group; outside of all of them its traffic is in clear`;
    return [
      diagnostic('mesh/node-outside-groups', at, message, {
        severity,
        hint: `add ${hostPrefix(address)}, or its network, to private`,
        fix: inPrivate(mesh, address),
      }),
    ];
  }
  if (policy.kind !== 'group') return [];
  const meant = policy.target.prefix === hostPrefix(address);
  if (policy.action === 'clear') {
    const message = `traffic with ${address} is in clear by ${policy.target.prefix} of the group ${policy.group}`;
    return [
      diagnostic('mesh/node-in-clear', at, message, {
        severity: meant ? 'info' : 'warning',
        hint: meant ? 'it is named itself, so that is taken to be meant' : `add ${hostPrefix(address)} to private`,
        fix: meant ? undefined : inPrivate(mesh, address),
      }),
    ];
  }
  if (policy.action !== 'drop') return [];
  const message = `traffic with ${address} is dropped by ${policy.target.prefix} of the group ${policy.group}`;
  return [diagnostic('mesh/node-blocked', at, message, { severity: meant ? 'info' : 'warning' })];
}
