/** From the inventory and the certificates to the mesh. */
import { append } from '../bytes/append.ts';
import { type Diagnostic, type Result, settle, valueAt } from '../diagnostics/diagnostic.ts';
import type { Inventory, InventoryNode, NodeName } from '../inventory/index.ts';
import type { ConnName } from '../libreswan/conn-name.ts';
import { type NssNickname, nicknameFor } from '../libreswan/identity/leftcert.ts';
import type { ProposalKeyword } from '../libreswan/proposal/algorithm.ts';
import type { Proposals } from '../libreswan/proposal/proposals.ts';
import { parseProposals } from '../libreswan/proposal/read.ts';
import { familyOf } from '../net/address.ts';
import type { Certificate } from '../x509/certificate.ts';
import { meshChecks } from './checks.ts';
import { connNameOf } from './conn-names.ts';
import type { Mesh, MeshNode } from './mesh.ts';

/** The certificates of an inventory, read. */
export interface Identities {
  readonly authority: readonly Certificate[];
  readonly hosts: ReadonlyMap<NodeName, Certificate>;
}

/** A mesh of every node that could be read, and what was found. Render only what has no error. */
export interface MeshDraft {
  readonly mesh: Mesh;
  readonly findings: readonly Diagnostic[];
}

/**
 * Plans the mesh: nodes in canonical order, links, names of conns and nicknames, and everything that must hold between nodes.
 *
 * Fails with `mesh/duplicate-address`, `mesh/conn-name-collision`, `mesh/no-common-family` and `mesh/ambiguous-subject`;
 * tells `mesh/address-not-covered`, `mesh/plaintext-until-up` and `mesh/crossing-initiations`.
 *
 * @example
 * const mesh = planMesh(inventory, identities);
 * if (mesh.kind === 'ok') peeringsOf(mesh.value, mesh.value.nodes[0]).length // 1
 */
export function planMesh(inventory: Inventory, identities: Identities): Result<Mesh> {
  const { mesh, findings } = draftMesh(inventory, identities);
  return settle(() => mesh, findings);
}

/** As {@link planMesh}, but gives the mesh even where there are errors, for checks that look for more of them. */
export function draftMesh(inventory: Inventory, identities: Identities): MeshDraft {
  const nodes = inventory.nodes.map((node) => meshNode(node, identities.hosts.get(node.name)));
  const ipsec = readIpsec(inventory.ipsec);
  const mesh: Mesh = {
    kind: 'mesh',
    // The inventory's pattern for names is that of conn names.
    name: inventory.name as ConnName,
    mode: inventory.mode,
    auth: inventory.auth,
    nodes,
    links: linkTable(inventory),
    ipsec: ipsec.value,
    overlays: inventory.overlays,
    ...(inventory.linkSpeed === undefined ? {} : { linkSpeed: inventory.linkSpeed }),
    groups: inventory.groups,
    infrastructure: inventory.infrastructure,
    management: inventory.management,
    firewall: inventory.firewall,
    onHost: inventory.onHost,
    expect: inventory.expect,
    ...(inventory.auth === 'psk' && inventory.pskMaster !== undefined ? { pskMaster: inventory.pskMaster } : {}),
    authority: identities.authority,
    ...(inventory.crls === undefined ? {} : { crls: inventory.crls }),
  };
  return { mesh, findings: [...ipsec.findings, ...meshChecks.flatMap((check) => check(mesh))] };
}

/** An additional key exchange needs proposals that it is added to; these are read alike by every release from 3.20 on. */
const ikeOfPostQuantum = 'aes_gcm256-sha2_512;dh20';

/** The settings of IPsec, `ike` and `esp` read once for the whole mesh. */
function readIpsec({ ike: written, esp, ...others }: Inventory['ipsec']): {
  readonly value: Mesh['ipsec'];
  readonly findings: readonly Diagnostic[];
} {
  const ike = written ?? (others.pq === undefined ? undefined : ikeOfPostQuantum);
  const findings: Diagnostic[] = [];
  const read = (keyword: ProposalKeyword, text: string): Proposals => {
    const parsed = parseProposals(text, keyword, valueAt('ipsec', keyword));
    append(findings, parsed.findings);
    return parsed.kind === 'ok' ? parsed.value : { kind: 'proposals', keyword, proposals: [] };
  };
  const value = {
    ...others,
    ...(ike === undefined ? {} : { ike: read('ike', ike) }),
    ...(esp === undefined ? {} : { esp: read('esp', esp) }),
  };
  return { value, findings };
}

function meshNode(node: InventoryNode, certificate: Certificate | undefined): MeshNode {
  return {
    name: node.name,
    connName: connNameOf(node.name),
    // The inventory's pattern for nicknames is that of NSS nicknames that need no quoting.
    nickname: node.nickname === undefined ? nicknameFor(node.name) : (node.nickname as NssNickname),
    role: node.role,
    addresses: Object.fromEntries(node.addresses.map((address) => [familyOf(address), address])),
    otherAddresses: node.otherAddresses,
    ...(certificate === undefined ? {} : { certificate }),
    releases: node.releases,
    platform: node.platform,
    ...(node.interface === undefined ? {} : { interface: node.interface }),
    linkMtu: node.linkMtu,
    encapsulation: node.encapsulation,
    ...(node.nss === undefined ? {} : { nss: node.nss }),
    ...(node.fips === undefined ? {} : { fips: node.fips }),
  };
}

function linkTable({ links, nodes }: Inventory): Mesh['links'] {
  if (links === 'full') return 'full';
  const position = new Map(nodes.map((node, i) => [node.name, i]));
  const table: number[][] = nodes.map(() => []);
  for (const [a, b] of links) {
    const [i, j] = [position.get(a), position.get(b)];
    if (i === undefined || j === undefined) continue;
    table[i]?.push(j);
    table[j]?.push(i);
  }
  return table.map((row) => row.sort((a, b) => a - b));
}
