/** Hosts from an inventory of Ansible, whatever it was written in: INI, YAML, a plugin, with group_vars and vaults. */

import { nearest } from '../../bytes/did-you-mean.ts';
import { shown } from '../../bytes/shown.ts';
import {
  type Diagnostic,
  diagnostic,
  failed,
  type Result,
  settle,
  type ValuePath,
  valueAt,
} from '../../diagnostics/diagnostic.ts';
import { type Address, readAddress } from '../../net/address.ts';
import { isControlPlane } from '../control-plane.ts';
import type { WrittenNode } from '../written.ts';
import { nodeAddresses } from './addresses.ts';
import { ansibleDocument, isAnsible } from './ansible-document.ts';
import { type Group, type Groups, readGroups, type Variable, variablesOf } from './ansible-groups.ts';
import { newNameCheck, notThatSource } from './host-name.ts';
import { type Imported, type ImportedHost, inRoleOrder } from './imported.ts';
import type { DocumentImporter } from './importer.ts';
import { type PlainKey, plainKeys, readAddressList, readPlainKey } from './variables.ts';

/** Variables of ours: `swanmesh_link_mtu` for `linkMtu`, and so on. */
const prefix = 'swanmesh_';

const variableOf = (key: string): string => prefix + key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The variables that give keys of a node, by their names. */
export const ansibleVariables: ReadonlyMap<string, PlainKey | 'address' | 'otherAddresses'> = new Map(
  [...plainKeys, 'address' as const, 'otherAddresses' as const].map((key) => [variableOf(key), key]),
);

/** Variables of others that hold the host's address, the first that is set wins: openshift-ansible's, Kubespray's, Ansible's own. */
export const addressVariables: readonly string[] = ['openshift_ip', 'ip', 'ip6', 'ansible_host'];

/**
 * The hosts of `ansible-inventory --list`, with or without `--export`. Hosts without a variable are missing from
 * `_meta.hostvars`; they are taken from the groups. The role is `swanmesh_role`, else the group: that of the control plane
 * before others, else the first in code unit order of those that hold the host itself. The address is `swanmesh_address`,
 * else the first of {@link addressVariables} that is an address.
 *
 * Fails with `import/source`, `inventory/unquoted-release` (a release that became a number), `inventory/value`,
 * `inventory/unknown-key`, `inventory/node-name`, `inventory/duplicate-node`; says `import/no-address`,
 * `import/several-groups`.
 *
 * @param input the document as JSON gives it
 *
 * @example
 * importAnsible({ _meta: { hostvars: { m1: { ansible_host: '10.0.0.1' } } }, masters: { hosts: ['m1', 'm2'] } })
 * // hosts m1 and m2 with the role masters; import/no-address for m2
 * @see ansible-inventory(1)
 */
export function importAnsible(input: unknown): Result<Imported> {
  if (!isAnsible(input))
    return failed(
      notThatSource(
        'the input must be the JSON of an Ansible inventory',
        'give the output of: ansible-inventory --list',
      ),
    );
  const groups = readGroups(input);
  const findings: Diagnostic[] = [];
  const isNew = newNameCheck(findings);
  const hosts = [...groups.hosts]
    .filter(([name, at]) => isNew(name, at))
    .map(([name, at]) => readHost(name, at, groups, findings));
  if (groups.hosts.size === 0)
    findings.push(notThatSource('the inventory must have a host', 'look at the warnings of: ansible-inventory --list'));
  return settle(() => ({ kind: 'imported', hosts: inRoleOrder(hosts) }), findings);
}

function readHost(name: string, at: ValuePath, groups: Groups, findings: Diagnostic[]): ImportedHost {
  const variables = variablesOf(name, groups);
  let node: Partial<WrittenNode> = {};
  for (const [variable, { value, at: place }] of variables) {
    if (!variable.startsWith(prefix)) continue;
    const key = ansibleVariables.get(variable);
    if (key === undefined) findings.push(unknownVariable(variable, place));
    else if (key !== 'address' && key !== 'otherAddresses')
      node = { ...node, ...readPlainKey(key, value, place, findings) };
  }
  const role = node.role ?? roleOf(name, groups, at, findings);
  const { otherAddresses: further = [], ...address } = nodeAddresses(
    shown(name),
    addressesOf(variables, findings),
    at,
    findings,
  );
  const other = variables.get(variableOf('otherAddresses'));
  const others = [...further, ...(other === undefined ? [] : readAddressList(other.value, other.at, findings))];
  return {
    name,
    at,
    node: {
      ...(role === undefined ? {} : { role }),
      ...address,
      ...(others.length === 0 ? {} : { otherAddresses: others }),
      ...node,
    },
  };
}

function unknownVariable(variable: string, at: ValuePath): Diagnostic {
  const names = [...ansibleVariables.keys()];
  const near = nearest(variable, names);
  return diagnostic('inventory/unknown-key', valueAt(...at), `variable ${shown(variable)} must be one that exists`, {
    hint: near === undefined ? `variables: ${names.join(', ')}` : `did you mean ${near}?`,
  });
}

function addressesOf(variables: ReadonlyMap<string, Variable>, findings: Diagnostic[]): readonly Address[] {
  const own = variables.get(variableOf('address'));
  if (own !== undefined) return readAddressList(own.value, own.at, findings);
  // Names are left alone: what they mean is for a resolver, and the inventory has addresses.
  return addressVariables
    .flatMap((name) => {
      const value = variables.get(name)?.value;
      const address = typeof value === 'string' ? readAddress(value) : undefined;
      return address === undefined ? [] : [address];
    })
    .filter(firstOfItsFamily);
}

function firstOfItsFamily(address: Address, i: number, all: readonly Address[]): boolean {
  return all.findIndex((other) => other.includes(':') === address.includes(':')) === i;
}

function roleOf(name: string, groups: Groups, at: ValuePath, findings: Diagnostic[]): string | undefined {
  const own = [...groups.groups.values()]
    .filter((group) => isRole(group) && group.hosts.has(name))
    .map((group) => group.name);
  const sorted = own.sort();
  const role = sorted.find(isControlPlane) ?? sorted[0];
  if (sorted.length > 1) {
    findings.push(
      diagnostic(
        'import/several-groups',
        valueAt(...at),
        `host ${shown(name)} has the role ${role} and is in ${sorted.length} groups: ${sorted.slice(0, 8).join(', ')}`,
        { hint: `set ${variableOf('role')} where another group is its role` },
      ),
    );
  }
  return role;
}

function isRole({ name }: Group): boolean {
  return name !== 'all' && name !== 'ungrouped' && /^[A-Za-z0-9._-]{1,64}$/.test(name);
}

export const ansible: DocumentImporter = {
  ...ansibleDocument,
  title: 'the hosts of an Ansible inventory',
  takes: 'document',
  read: importAnsible,
};
