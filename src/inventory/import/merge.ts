/** What another inventory says that ours does not yet: new hosts, new keys, moved addresses. Nothing that a person wrote goes. */
import { append } from '../../bytes/append.ts';
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
import { type Address, families, familyOf, readAddress } from '../../net/address.ts';
import { isControlPlane } from '../control-plane.ts';
import { withPathsFor } from '../defaults.ts';
import { isMapping } from '../unknown-keys.ts';
import type { Imported, ImportedHost } from './imported.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** One change of an inventory: `from` is absent where the path is new. */
export interface MergeChange {
  readonly path: ValuePath;
  readonly from?: unknown;
  readonly to: unknown;
}

/**
 * What must change in an inventory so that it has what was imported. A new host, and a key that a host lacks, are added
 * unless the whole inventory already says the same. An address that the source gives replaces the one of its family:
 * what it was is not true any more. Every other value that differs is kept, for a person wrote it, and is
 * `import/differs`; a host that the source does not know is kept and is `import/gone`.
 *
 * Fails with `inventory/value` where the inventory or its `nodes` is no mapping.
 *
 * @param current the inventory as YAML or JSON gives it
 *
 * @example
 * planMerge({ version: 1, nodes: { a: { address: '10.0.0.1' } } }, { kind: 'imported', hosts: [{ name: 'a', node: { address: '10.0.0.2' }, at: [] }] })
 * // { kind: 'ok', value: [{ path: ['nodes', 'a', 'address'], from: '10.0.0.1', to: '10.0.0.2' }], findings: [] }
 */
export function planMerge(current: unknown, imported: Imported): Result<readonly MergeChange[]> {
  if (!isMapping(current)) return failed(diagnostic('inventory/value', valueAt(), 'the inventory must be a mapping'));
  const { nodes = {} } = current;
  if (!isMapping(nodes))
    return failed(diagnostic('inventory/value', valueAt('nodes'), '"nodes" must be a mapping from node name to node'));
  const findings: Diagnostic[] = [];
  const names = new Map(Object.keys(nodes).map((name) => [name.toLowerCase(), name]));
  const changes: MergeChange[] = [];
  if (imported.authority !== undefined) {
    if (current.authority === undefined) changes.push({ path: ['authority'], to: imported.authority });
    else compare(['authority'], current.authority, imported.authority, findings);
  }
  const known = new Set<string>();
  for (const host of imported.hosts) {
    const name = names.get(host.name.toLowerCase());
    if (name === undefined) {
      changes.push({ path: ['nodes', host.name], to: withoutDefaults(host, current) });
      continue;
    }
    known.add(name);
    const node = nodes[name];
    if (isMapping(node))
      append(
        changes,
        hostChanges(['nodes', name], withPathsFor(node, name), withoutDefaults({ ...host, name }, current), findings),
      );
    else findings.push(diagnostic('inventory/value', valueAt('nodes', name), `${shown(name)} must be a mapping`));
  }
  for (const name of names.values())
    if (!known.has(name))
      findings.push(
        diagnostic(
          'import/gone',
          valueAt('nodes', name),
          `a host must be one of those imported, and ${shown(name)} is not: it is kept`,
          {
            hint: 'take it out if the host is gone; its peers keep their conns for it until then',
          },
        ),
      );
  return settle(() => changes, findings);
}

/** The keys of an imported host that the inventory does not already say for every node. */
function withoutDefaults({ name, node }: ImportedHost, { libreswan, network, ipsec, defaults }: Mapping): Mapping {
  const all: Mapping = {
    libreswan,
    interface: isMapping(network) ? network.interface : undefined,
    linkMtu: isMapping(network) ? network.linkMtu : undefined,
    encapsulation: isMapping(ipsec) ? ipsec.encapsulation : undefined,
    ...(isMapping(defaults) ? withPathsFor(defaults, name) : {}),
  };
  return Object.fromEntries(Object.entries(node).filter(([key, value]) => all[key] !== value));
}

function hostChanges(
  path: ValuePath,
  node: Mapping,
  imported: Mapping,
  findings: Diagnostic[],
): readonly MergeChange[] {
  return Object.entries(imported).flatMap(([key, to]): readonly MergeChange[] => {
    const at = [...path, key];
    const from = node[key];
    if (from === undefined || from === null)
      return key === 'otherAddresses' ? furtherAddresses(at, node, to) : [{ path: at, to }];
    if (key === 'address') return movedAddresses(at, from, to);
    if (key === 'otherAddresses') return furtherAddresses(at, node, to);
    // master and control-plane are two names of one thing, and a person chose one.
    if (!(key === 'role' && isControlPlane(String(from)) && isControlPlane(String(to))))
      compare(at, from, to, findings);
    return [];
  });
}

/** Addresses that moved, family by family; those of a family that the source does not give are kept. */
function movedAddresses(path: ValuePath, from: unknown, to: unknown): readonly MergeChange[] {
  const written = canonical(from);
  const given = canonical(to);
  const next = families.flatMap((family) => {
    const of = (all: readonly Address[]): Address | undefined => all.find((address) => familyOf(address) === family);
    return of(given) ?? of(written) ?? [];
  });
  const isSame = next.every((address) => written.includes(address)) && written.length === next.length;
  return isSame ? [] : [{ path, from, to: next.length === 1 ? next[0] : next }];
}

function furtherAddresses(path: ValuePath, node: Mapping, to: unknown): readonly MergeChange[] {
  const written = canonical(node.otherAddresses);
  const known = new Set([...written, ...canonical(node.address)]);
  const news = canonical(to).filter((address) => !known.has(address));
  if (news.length === 0) return [];
  return [
    { path, ...(node.otherAddresses === undefined ? {} : { from: node.otherAddresses }), to: [...written, ...news] },
  ];
}

function canonical(value: unknown): readonly Address[] {
  return [value ?? []].flat().flatMap((text) => (typeof text === 'string' ? (readAddress(text) ?? []) : []));
}

function compare(path: ValuePath, kept: unknown, imported: unknown, findings: Diagnostic[]): void {
  if (JSON.stringify(kept) === JSON.stringify(imported)) return;
  findings.push(
    diagnostic(
      'import/differs',
      valueAt(...path),
      `${shown(String(path.at(-1)))} is ${shown(String(kept))} here and ${shown(String(imported))} in what was imported: it is kept`,
    ),
  );
}
