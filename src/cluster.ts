/** The whole straight line up to the mesh in one call, for those who have no use for its stages. */
import { type Diagnostic, type Place, type Result, settle, valueAt } from './diagnostic.ts';
import { inInputOrder } from './inventory/input-order.ts';
import type { Inventory, NodeName } from './inventory/inventory.ts';
import { draftInventory } from './inventory/read.ts';
import type { Mesh } from './mesh/mesh.ts';
import { draftMesh, type Identities } from './mesh/plan.ts';
import { prepareRendering, type Rendering } from './render/prepare.ts';
import type { Certificate } from './x509/certificate.ts';
import { checkCertificate } from './x509/check-certificate.ts';
import { checkIssuedBy } from './x509/issued-by.ts';
import { checkKey } from './x509/key-match.ts';
import { readPrivateKey } from './x509/private-key.ts';
import { readCertificate, readCertificates } from './x509/read-certificate.ts';

/** What the core can not know by itself. */
export interface ClusterOptions {
  /** The time at which certificates must be valid. */
  readonly now: Date;
}

/** A cluster that can be rendered. */
export interface Cluster {
  readonly inventory: Inventory;
  readonly mesh: Mesh;
  readonly rendering: Rendering;
}

/**
 * Reads an inventory and its certificates, plans the mesh and makes ready to render it. Every fault of every stage is
 * reported at once, in the order of the input, with its path in the inventory.
 *
 * @param input the inventory as YAML or JSON gives it, with PEM text where the command line takes a path
 *
 * @example
 * const cluster = readCluster(YAML.parse(text), { now: new Date() });
 * if (cluster.kind === 'ok') renderHost(cluster.value.rendering, 'master-1.example.com');
 */
export function readCluster(input: unknown, options: ClusterOptions): Result<Cluster> {
  const inventory = draftInventory(input);
  const identities = draftIdentities(inventory.inventory, options);
  const mesh = draftMesh(inventory.inventory, identities.identities);
  const rendering = prepareRendering(mesh.mesh);
  const findings = inInputOrder(input, [
    ...inventory.findings,
    ...identities.findings,
    ...mesh.findings,
    ...rendering.findings,
  ]);
  if (rendering.kind === 'failed') return { kind: 'failed', findings };
  return settle(() => ({ inventory: inventory.inventory, mesh: mesh.mesh, rendering: rendering.value }), findings);
}

/**
 * The certificates of an inventory, each checked for its part.
 *
 * Fails with the codes of `readCertificates`, `checkCertificate`, `checkIssuedBy`, `readPrivateKey` and `checkKey`.
 */
export function readIdentities(inventory: Inventory, options: ClusterOptions): Result<Identities> {
  const { identities, findings } = draftIdentities(inventory, options);
  return settle(() => identities, findings);
}

function draftIdentities(
  inventory: Inventory,
  { now }: ClusterOptions,
): { readonly identities: Identities; readonly findings: readonly Diagnostic[] } {
  const findings: Diagnostic[] = [];
  const authority = readAuthority(inventory, now, findings);
  const hosts = new Map<NodeName, Certificate>();
  for (const node of inventory.nodes) {
    if (node.certificate === undefined) continue;
    const at = valueAt('nodes', node.name, 'certificate');
    const read = readCertificate(node.certificate, at);
    findings.push(...read.findings);
    if (read.kind === 'failed') continue;
    hosts.set(node.name, read.value);
    findings.push(...checkCertificate(read.value, { now, role: 'host', at }));
    if (authority.length > 0) findings.push(...checkIssuedBy(read.value, authority, at));
    if (node.key !== undefined)
      findings.push(...checkHostKey(read.value, node.key, valueAt('nodes', node.name, 'key')));
  }
  return { identities: { authority, hosts }, findings };
}

/** Whether the key that was given is the certificate's. Nothing of the key itself gets into a finding. */
function checkHostKey(certificate: Certificate, pem: string, at: Place): readonly Diagnostic[] {
  const key = readPrivateKey(pem, at);
  return key.kind === 'failed' ? key.findings : [...key.findings, ...checkKey(certificate, key.value, at)];
}

function readAuthority(inventory: Inventory, now: Date, findings: Diagnostic[]): readonly Certificate[] {
  if (inventory.authority === undefined) return [];
  const at = valueAt('authority');
  const read = readCertificates(inventory.authority, at);
  findings.push(...read.findings);
  if (read.kind === 'failed') return [];
  for (const certificate of read.value) findings.push(...checkCertificate(certificate, { now, role: 'authority', at }));
  return read.value;
}
