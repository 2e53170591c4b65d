/** The entries of `nodes:`, each read as far as it can be. */
import { type Diagnostic, diagnostic, type ValuePath, valueAt } from '../diagnostics/diagnostic.ts';
import { readNssVersion } from '../libreswan/nss-version.ts';
import { newestRelease, type ReleaseRange, releaseRange } from '../libreswan/release.ts';
import type { Encapsulation, InventoryNode, NodeName } from './inventory.ts';
import { readAddresses, readNodeAddresses } from './read-addresses.ts';
import { readReleases } from './read-releases.ts';
import { defined, missing, pemText, readShape } from './read-shape.ts';
import { defaultsShape, nodeSchema, sections } from './schema.ts';
import { isMapping } from './unknown-keys.ts';
import type { WrittenDefaults, WrittenNode, WrittenSwitch } from './written.ts';

export interface NodeDefaults {
  readonly releases: ReleaseRange | undefined;
  readonly releaseGiven: boolean;
  readonly interface?: string;
  readonly linkMtu: number;
  readonly encapsulation: Encapsulation;
  readonly fips: boolean;
  readonly auth: 'certificate' | 'psk';
  /** Whether `defaults:` names files that are not there as text, which is a finding already. */
  readonly hasUnread: boolean;
}

/**
 * `defaults:`, key by key, so that a fault of one loses no other. `libreswan` is for the caller to read; a path where PEM text is
 * wanted is a finding of its own where a node would take it.
 */
export function readDefaults(
  written: unknown,
  nodes: unknown,
  findings: Diagnostic[],
): { readonly values: WrittenDefaults; readonly hasUnread: boolean } {
  if (written === undefined) return { values: {}, hasUnread: false };
  if (!isMapping(written)) {
    readShape(sections.defaults, written, ['defaults'], findings);
    return { values: {}, hasUnread: false };
  }
  const values: Record<string, unknown> = {};
  let hasUnread = false;
  for (const [key, schema] of Object.entries(defaultsShape)) {
    if (key === 'libreswan' || written[key] === undefined) continue;
    const value = readShape<unknown>(schema, written[key], ['defaults', key], findings);
    const isPath =
      (key === 'certificate' || key === 'key') && typeof value === 'string' && !value.includes('-----BEGIN');
    const isTaken = isMapping(nodes) && Object.values(nodes).some((node) => isMapping(node) && node[key] === undefined);
    if (isPath) {
      hasUnread = true;
      if (isTaken) pemText(value, ['defaults', key], findings);
    } else if (value !== undefined) values[key] = value;
    else hasUnread ||= key === 'certificate';
  }
  return { values, hasUnread };
}

export function readNodes(value: unknown, defaults: NodeDefaults, findings: Diagnostic[]): readonly InventoryNode[] {
  if (value === undefined) findings.push(missing(['nodes'], 'name each host and its address under nodes:'));
  else if (!isMapping(value))
    findings.push(diagnostic('inventory/value', valueAt('nodes'), '"nodes" must be a mapping from node name to node'));
  if (!isMapping(value)) return [];
  const seen = new Map<string, string>();
  const nodes = Object.entries(value).flatMap(([nodeName, written]) => {
    const path = ['nodes', nodeName];
    const checked = checkName(nodeName, path, seen, findings);
    const shape = readShape(nodeSchema, isMapping(written) ? withoutRelease(written) : written, path, findings);
    const releases = readNodeReleases(written, path, defaults, findings);
    return shape === undefined || !checked ? [] : [readNode(nodeName as NodeName, shape, releases, defaults, findings)];
  });
  if (Object.keys(value).length === 0)
    findings.push(diagnostic('inventory/value', valueAt('nodes'), '"nodes" must name at least one node'));
  return nodes.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What stands beside the hosts' folders in a tree. */
const reservedNames: readonly string[] = ['manifest.json', 'manifest.d'];

export function checkName(
  nodeName: string,
  path: ValuePath,
  seen: Map<string, string>,
  findings: Diagnostic[],
): boolean {
  const shown = JSON.stringify(nodeName.slice(0, 80));
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/.test(nodeName) || nodeName.includes('..')) {
    findings.push(
      diagnostic(
        'inventory/node-name',
        valueAt(...path),
        `node name ${shown} must be 1 to 253 of A-Z a-z 0-9 . _ -, begin with a letter or digit and hold no ".."`,
      ),
    );
    return false;
  }
  if (reservedNames.includes(nodeName.toLowerCase())) {
    findings.push(
      diagnostic(
        'inventory/node-name',
        valueAt(...path),
        `node name ${shown} must not be that of a file next to the hosts' folders`,
      ),
    );
    return false;
  }
  const first = seen.get(nodeName.toLowerCase());
  if (first === undefined) {
    seen.set(nodeName.toLowerCase(), nodeName);
    return true;
  }
  findings.push(
    diagnostic(
      'inventory/duplicate-node',
      valueAt(...path),
      `node name ${shown} must differ from ${JSON.stringify(first)} in more than case`,
      {
        related: [{ at: valueAt('nodes', first), message: 'the other node' }],
      },
    ),
  );
  return true;
}

/** The release is read beside the schema: a number gets a finding of its own, and its text is not lost with the node's other faults. */
export function withoutRelease(written: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { libreswan: _, ...rest } = written;
  return rest;
}

export function readNodeReleases(
  written: unknown,
  path: ValuePath,
  defaults: NodeDefaults,
  findings: Diagnostic[],
): ReleaseRange {
  const own = isMapping(written) ? written.libreswan : undefined;
  if (own === undefined && !defaults.releaseGiven) {
    findings.push(missing([...path, 'libreswan'], 'give libreswan: at the top, or for every node'));
  }
  const read = own === undefined ? undefined : readReleases(own, [...path, 'libreswan'], sections.libreswan, findings);
  return read ?? defaults.releases ?? releaseRange(newestRelease);
}

export function readNode(
  nodeName: NodeName,
  written: WrittenNode,
  releases: ReleaseRange,
  defaults: NodeDefaults,
  findings: Diagnostic[],
): InventoryNode {
  const path = ['nodes', nodeName];
  const certificate = pemText(written.certificate, [...path, 'certificate'], findings);
  if (written.certificate === undefined && defaults.auth === 'certificate' && !defaults.hasUnread) {
    findings.push(missing([...path, 'certificate'], 'give the path of the host certificate in PEM'));
  }
  return {
    name: nodeName,
    role: written.role ?? '',
    addresses: readNodeAddresses(written.address, [...path, 'address'], findings),
    otherAddresses: readAddresses(written.otherAddresses ?? [], [...path, 'otherAddresses'], findings),
    ...defined({ certificate, key: pemText(written.key, [...path, 'key'], findings), nickname: written.nickname }),
    releases,
    platform: written.platform ?? 'upstream',
    ...defined({ interface: written.interface ?? defaults.interface }),
    linkMtu: written.linkMtu ?? defaults.linkMtu,
    encapsulation: written.encapsulation === undefined ? defaults.encapsulation : switchValue(written.encapsulation),
    ...defined({ nss: written.nss === undefined ? undefined : readNssVersion(written.nss) }),
    fips: written.fips ?? defaults.fips,
  };
}

export function switchValue(written: WrittenSwitch | undefined): Encapsulation {
  if (written === true) return 'yes';
  if (written === false) return 'no';
  return written ?? 'auto';
}
