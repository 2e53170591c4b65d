/**
 * From what the user wrote to the inventory: shape by the schema, then defaults, canonical addresses and the rules that
 * hold within the inventory itself. Everything that can be read is read even where something else is wrong, so that one
 * run shows every fault.
 */
import { append } from '../bytes/append.ts';
import { type Diagnostic, diagnostic, type Result, settle, valueAt } from '../diagnostics/diagnostic.ts';
import { writeValue } from '../diagnostics/fix.ts';
import { inInputOrder } from '../diagnostics/input-order.ts';
import { backendNames } from '../firewall/backend-names.ts';
import { withDefaults } from './defaults.ts';
import { toolDocument } from './import/tool-documents.ts';
import type { Inventory, InventoryNode, OverlayHeader } from './inventory.ts';
import { profileOf } from './profiles.ts';
import { readPskMaster } from './psk-master.ts';
import { readGroups, readInfrastructure, readPrefixes } from './read-addresses.ts';
import { readExpectations } from './read-expectations.ts';
import { readLinks } from './read-links.ts';
import { readDefaults, readNodes, switchValue } from './read-nodes.ts';
import { readReleases } from './read-releases.ts';
import { defined, missing, pemText, readShape } from './read-shape.ts';
import { inventorySchema, sections } from './schema.ts';
import { isMapping, unknownKeys } from './unknown-keys.ts';
import type {
  WrittenCrls,
  WrittenIpsec,
  WrittenNetwork,
  WrittenOverlay,
  WrittenOverlays,
  WrittenSections,
} from './written.ts';

/** An inventory in which every part that could be read is in its place, and everything that was found. Render only what has no error. */
export interface InventoryDraft {
  readonly inventory: Inventory;
  readonly findings: readonly Diagnostic[];
}

/**
 * Reads an inventory: the value that YAML or JSON gives, with PEM text where a certificate or key is meant.
 *
 * Fails with `inventory/foreign` (another tool's output), `inventory/missing`, `inventory/no-interface` and `inventory/no-backend` (warnings), `inventory/value`, `inventory/unknown-key`, `inventory/unquoted-release`,
 * `inventory/node-name`, `inventory/duplicate-node`, `inventory/address-family`, `inventory/host-bits`,
 * `inventory/unknown-node`, `inventory/pem-required`, `inventory/weak-master` and the codes of `readReleaseRange`.
 *
 * @example
 * const read = readInventory({ version: 1, libreswan: '4.10', nodes: { a: { address: '172.16.0.300' } } });
 * read.findings.map(({ code, at }) => [code, at]) // [['inventory/value', { kind: 'value', path: ['nodes', 'a', 'address'] }], …]
 */
export function readInventory(input: unknown): Result<Inventory> {
  const { inventory, findings } = draftInventory(input);
  return settle(() => inventory, findings);
}

/** As {@link readInventory}, but gives what could be read even where there are errors, for checks that look for more of them. */
export function draftInventory(input: unknown): InventoryDraft {
  const findings: Diagnostic[] = [];
  const none = notAnInventory(input);
  if (none !== undefined) return { inventory: draftInventory({}).inventory, findings: [none] };
  const root = isMapping(input) ? input : {};
  const unknown = unknownKeys(inventorySchema(), root, []);
  for (const each of unknown) findings.push(each);

  const section = <K extends keyof WrittenSections>(key: K): WrittenSections[K] | undefined =>
    root[key] === undefined ? undefined : readShape<WrittenSections[K]>(sections[key], root[key], [key], findings);

  if (root.version === undefined)
    findings.push(missing(['version'], 'write version: 1', writeValue(['version'], 1, true)));
  section('version');
  const profileRead = section('profile');
  const profile = profileOf(profileRead);
  const mode = section('mode') ?? 'explicit';
  const auth = section('auth') ?? 'certificate';
  const networkRead = section('network');
  const network = networkRead ?? {};
  const ipsec = section('ipsec') ?? {};
  const firewallRead = section('firewall');
  const firewall = firewallRead ?? {};
  const onHost = section('onHost') ?? {};
  const authority = pemText(section('authority'), ['authority'], findings);
  if (root.authority === undefined && auth === 'certificate')
    findings.push(missing(['authority'], 'give the PEM bundle of the CA that signed the host certificates'));
  const crls = readCrls(section('crls'), findings);
  const pskMaster = readMaster(section('psk')?.master, findings);
  if (root.psk === undefined && auth === 'psk')
    findings.push(missing(['psk', 'master'], 'make one with swanmesh psk-master'));

  const clusterRelease = readReleases(root.libreswan, ['libreswan'], sections.libreswan, findings);
  const common = readDefaults(root.defaults, root.nodes, findings);
  const ownRelease = isMapping(root.defaults) ? root.defaults.libreswan : undefined;
  const commonRelease = readReleases(ownRelease, ['defaults', 'libreswan'], sections.libreswan, findings);
  const writtenNodes = withDefaults(root.nodes, common.values);
  const nodes = readNodes(
    writtenNodes,
    {
      releases: commonRelease ?? clusterRelease,
      releaseGiven: root.libreswan !== undefined || ownRelease !== undefined,
      ...(network.interface === undefined ? {} : { interface: network.interface }),
      linkMtu: network.linkMtu ?? 1500,
      encapsulation: switchValue(ipsec.encapsulation),
      fips: section('fips') ?? false,
      auth,
      hasUnread: common.hasUnread,
    },
    findings,
  );

  if (root.network === undefined || networkRead !== undefined)
    append(findings, checkInterfaces(network, writtenNodes, nodes));
  const backends = firewall.backends ?? profile.backends;
  // What could not be read may have named one, and an inventory without a node has worse faults.
  const isRead = root.profile === profileRead && (root.firewall === undefined || firewallRead !== undefined);
  if (backends === undefined && isRead && nodes.length > 0) findings.push(noBackend());

  const inventory: Inventory = {
    kind: 'inventory',
    name: section('name') ?? profile.name,
    mode,
    auth,
    ...(authority === undefined ? {} : { authority }),
    ...(crls === undefined ? {} : { crls }),
    ...(pskMaster === undefined ? {} : { pskMaster }),
    overlays: overlayStacks(network.overlay),
    ...(network.linkSpeed === undefined ? {} : { linkSpeed: bitsPerSecond(network.linkSpeed) }),
    ipsec: {
      type: ipsec.type ?? 'tunnel',
      ...(ipsec.esp === undefined ? {} : { esp: ipsec.esp }),
      ...(ipsec.ike === undefined ? {} : { ike: ipsec.ike }),
      start: ipsec.start ?? 'ondemand',
      liveness: seconds(ipsec.liveness),
      layout: ipsec.layout ?? 'shared',
      options: optionList(ipsec.options),
      ...(ipsec.pq === undefined ? {} : { pq: ipsec.pq }),
    },
    groups: readGroups(section('groups') ?? {}, findings),
    infrastructure: readInfrastructure(section('infrastructure') ?? {}, findings),
    management: readPrefixes(section('management') ?? [], ['management'], findings),
    firewall: {
      chain: firewall.chain ?? profile.chain,
      backends: [...new Set(backends ?? [])],
      requireEsp: firewall.requireEsp ?? false,
      mssClamp: firewall.mssClamp ?? false,
      onlyPeers: firewall.onlyPeers ?? false,
    },
    links: readLinks(section('links') ?? 'full', nodes, isMapping(root.nodes) ? root.nodes : {}, findings),
    onHost: defined(onHost),
    expect: readExpectations(section('expect') ?? [], findings),
    nodes,
  };
  return { inventory, findings: inInputOrder(root, withoutMisspelt(findings, unknown)) };
}

/** What is said in place of the dozen findings that follow from reading something else as an inventory. */
export function notAnInventory(input: unknown): Diagnostic | undefined {
  const foreign = toolDocument(input);
  if (foreign === undefined)
    return isMapping(input) ? undefined : diagnostic('inventory/value', valueAt(), 'the inventory must be a mapping');
  const { source, command } = foreign;
  return diagnostic(
    'inventory/foreign',
    valueAt(),
    `this must be an inventory of swanmesh, and is the output of: ${command}`,
    {
      hint: `swanmesh import ${source} FILE makes an inventory of it, swanmesh init --from ${source} FILE one with comments`,
    },
  );
}

/** A key that is misspelt is not missing too. */
function withoutMisspelt(findings: readonly Diagnostic[], unknown: readonly Diagnostic[]): readonly Diagnostic[] {
  const meant = new Set(
    unknown.flatMap(({ fix }) =>
      fix?.at.kind === 'value' && fix.safe ? [JSON.stringify([...fix.at.path.slice(0, -1), fix.text])] : [],
    ),
  );
  if (meant.size === 0) return findings;
  return findings.filter(
    ({ code, at }) =>
      !/^inventory\/(?:missing|no-interface|no-backend)$/.test(code) ||
      at.kind !== 'value' ||
      !meant.has(JSON.stringify(at.path)),
  );
}

function noBackend(): Diagnostic {
  return diagnostic(
    'inventory/no-backend',
    valueAt('firewall', 'backends'),
    'the back end of the packet filter should be given; no rules that let IKE and ESP in are written',
    {
      hint: `write firewall: { backends: [${backendNames.join(' or ')}] } as the hosts have it, or [] where the rules are made elsewhere`,
    },
  );
}

function checkInterfaces(
  network: WrittenNetwork,
  written: unknown,
  nodes: readonly InventoryNode[],
): readonly Diagnostic[] {
  const unnamed = nodes.filter(({ name }) => {
    const node = isMapping(written) ? written[name] : undefined;
    return !isMapping(node) || node.interface === undefined;
  });
  if (network.interface !== undefined || unnamed.length === 0) return [];
  const whose = unnamed.length === 1 ? `of ${unnamed[0]?.name}` : `of ${unnamed.length} nodes`;
  return [
    diagnostic(
      'inventory/no-interface',
      valueAt('network', 'interface'),
      `the interface ${whose} should be given; rules of the packet filter let IKE and ESP in on every interface`,
      { hint: 'ip address on a host tells it: write network: { interface: … }, or interface: at a node' },
    ),
  ];
}

function readMaster(written: string | undefined, findings: Diagnostic[]): Inventory['pskMaster'] {
  if (written === undefined) return undefined;
  const master = readPskMaster(written, valueAt('psk', 'master'));
  for (const each of master.findings) findings.push(each);
  return master.kind === 'ok' ? master.value : undefined;
}

function seconds(liveness: WrittenIpsec['liveness']): number | undefined {
  if (liveness === undefined) return 15;
  if (liveness === false || liveness === 'off') return undefined;
  const unit = { s: 1, m: 60, h: 3600 }[liveness.slice(-1)] ?? 1;
  return Number(liveness.slice(0, -1)) * unit;
}

function overlayStacks(written: WrittenOverlays | undefined): readonly (readonly OverlayHeader[])[] {
  const sideBySide = isSideBySide(written) ? written.sideBySide : written === undefined ? [] : [written];
  return sideBySide
    .map((stack) => (isList(stack) ? stack : [stack]).filter((header) => header !== 'none'))
    .filter((stack) => stack.length > 0);
}

function isSideBySide(
  written: WrittenOverlays | undefined,
): written is Extract<WrittenOverlays, { sideBySide: unknown }> {
  return typeof written === 'object' && 'sideBySide' in written;
}

function isList(value: WrittenOverlay | readonly WrittenOverlay[]): value is readonly WrittenOverlay[] {
  return Array.isArray(value);
}

function optionList(options: Readonly<Record<string, string | number | boolean>> = {}): Inventory['ipsec']['options'] {
  const text = (value: string | number | boolean): string =>
    value === true ? 'yes' : value === false ? 'no' : String(value);
  return Object.keys(options)
    .sort()
    .map((keyword) => ({ keyword, value: text(options[keyword] as string | number | boolean) }));
}

/** The lists with their texts; the places of findings are those of the texts, whichever of the three spellings was used. */
function readCrls(written: WrittenCrls | undefined, findings: Diagnostic[]): Inventory['crls'] {
  if (written === undefined) return undefined;
  const isRecord = typeof written === 'object' && 'lists' in written;
  const lists = isRecord ? written.lists : written;
  const path = isRecord ? ['crls', 'lists'] : ['crls'];
  const texts =
    typeof lists === 'string'
      ? [pemText(lists, path, findings)]
      : lists.map((list, i) => pemText(list, [...path, i], findings));
  return { lists: texts.filter((text) => text !== undefined), strict: isRecord && written.strict === true };
}

/** Of a speed as the schema takes it, such as 10G. */
function bitsPerSecond(speed: string): number {
  return Number.parseInt(speed, 10) * (speed.endsWith('G') ? 1e9 : 1e6);
}
