/** The groups of an Ansible inventory, and what a host inherits from them. */
import { append } from '../../bytes/append.ts';
import type { ValuePath } from '../../diagnostics/diagnostic.ts';
import { isMapping } from '../unknown-keys.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** A group: the hosts that it holds itself, the groups below it, and with `--export` its own variables. */
export interface Group {
  readonly name: string;
  readonly hosts: ReadonlySet<string>;
  readonly children: readonly string[];
  readonly vars: Mapping;
}

export interface Groups {
  readonly groups: ReadonlyMap<string, Group>;
  readonly hostvars: Mapping;
  /** Every host, and where it is first named. */
  readonly hosts: ReadonlyMap<string, ValuePath>;
  /** The groups that hold a host, itself or through others, outermost first. */
  readonly around: (host: string) => readonly Group[];
}

/** A variable of a host and the place that sets it. */
export interface Variable {
  readonly value: unknown;
  readonly at: ValuePath;
}

/** The groups of a document that is known to be an inventory. A group may be a bare list of hosts, as old scripts print it. */
export function readGroups(input: Mapping): Groups {
  const meta = isMapping(input._meta) ? input._meta : {};
  const hostvars = isMapping(meta.hostvars) ? meta.hostvars : {};
  const groups = new Map<string, Group>();
  const hosts = new Map<string, ValuePath>(Object.keys(hostvars).map((name) => [name, ['_meta', 'hostvars', name]]));
  for (const [name, written] of Object.entries(input)) {
    if (name === '_meta') continue;
    const named = texts(Array.isArray(written) ? written : isMapping(written) ? written.hosts : undefined);
    const where = Array.isArray(written) ? [name] : [name, 'hosts'];
    for (const [i, host] of named.entries()) if (!hosts.has(host)) hosts.set(host, [...where, i]);
    groups.set(name, {
      name,
      hosts: new Set(named),
      children: texts(isMapping(written) ? written.children : undefined),
      vars: isMapping(written) && isMapping(written.vars) ? written.vars : {},
    });
  }
  const depths = depthsOf(groups);
  const parents = new Map<string, string[]>();
  for (const { name, children } of groups.values())
    for (const child of children) parents.set(child, [...(parents.get(child) ?? []), name]);
  const direct = new Map<string, string[]>();
  for (const { name, hosts: own } of groups.values())
    for (const host of own) direct.set(host, [...(direct.get(host) ?? []), name]);
  const around = (host: string): readonly Group[] => {
    const found = new Set(['all']);
    const walk = [...(direct.get(host) ?? [])];
    for (let name = walk.pop(); name !== undefined; name = walk.pop()) {
      if (found.has(name)) continue;
      found.add(name);
      append(walk, parents.get(name) ?? []);
    }
    return [...found]
      .sort((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0) || (a < b ? -1 : 1))
      .flatMap((name) => groups.get(name) ?? []);
  };
  return { groups, hostvars, hosts, around };
}

/** The variables of a host: a group's give way to those of the groups inside it, and all to the host's own. */
export function variablesOf(host: string, { hostvars, around }: Groups): ReadonlyMap<string, Variable> {
  const own = hostvars[host];
  return new Map([
    ...around(host).flatMap(({ name, vars }) => entries(vars, [name, 'vars'])),
    ...(isMapping(own) ? entries(own, ['_meta', 'hostvars', host]) : []),
  ]);
}

function entries(vars: Mapping, at: ValuePath): [string, Variable][] {
  return Object.entries(vars).map(([name, value]) => [name, { value, at: [...at, name] }]);
}

/** Groups of groups that are deeper than this are a circle, which Ansible itself refuses. */
const deepest = 64;

/** The longest way from `all` to each group. */
function depthsOf(groups: ReadonlyMap<string, Group>): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  let level: ReadonlySet<string> = new Set(['all']);
  for (let depth = 0; level.size > 0 && depth <= deepest; depth += 1) {
    for (const name of level) depths.set(name, depth);
    level = new Set([...level].flatMap((name) => groups.get(name)?.children ?? []));
  }
  return depths;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}
