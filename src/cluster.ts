/** The whole straight line up to the mesh in one call, for those who have no use for its stages. */
import { type Diagnostic, diagnostic, type Place, type Result, settle, valueAt } from './diagnostics/diagnostic.ts';
import { inInputOrder } from './diagnostics/input-order.ts';
import type { Inventory, NodeName } from './inventory/inventory.ts';
import { draftInventory } from './inventory/read.ts';
import type { Mesh } from './mesh/mesh.ts';
import { draftMesh, type Identities } from './mesh/plan.ts';
import { prepareRendering, type Rendering } from './render/prepare.ts';
import type { Certificate } from './x509/certificate.ts';
import { verifyChains } from './x509/chain.ts';
import { checkCertificate } from './x509/check-certificate.ts';
import { checkSerials, type PlacedCertificate } from './x509/check-serials.ts';
import { checkIssuedBy } from './x509/issued-by.ts';
import { checkKey } from './x509/key-match.ts';
import { verifyKey } from './x509/keys.ts';
import { type PrivateKey, readPrivateKey } from './x509/private-key.ts';
import { readCertificate, readCertificates } from './x509/read-certificate.ts';
import type { RevocationJudge } from './x509/revocation-judge.ts';
import type { SignatureVerifier } from './x509/signature.ts';

/** What the core can not know by itself. */
export interface ClusterOptions {
  /** The time at which certificates must be valid. */
  readonly now: Date;
}

/** The same, and who checks signatures. */
export interface VerifiedClusterOptions extends ClusterOptions {
  /** Checks signatures; `webCryptoVerifier(crypto.subtle)` of `swanmesh/x509` in Node and browsers. */
  readonly verifier: SignatureVerifier;
  /** Judges the lists under `crls:`; `revocationJudge` of `swanmesh/pki`. Without it they give `x509/crl-not-judged`. */
  readonly revocation?: RevocationJudge;
}

/** A cluster that can be rendered. */
export interface Cluster {
  readonly inventory: Inventory;
  readonly mesh: Mesh;
  readonly rendering: Rendering;
}

/**
 * Reads an inventory and its certificates, plans the mesh and makes ready to render it. Every fault of every stage is
 * reported at once, in the order of the input, with its path in the inventory. Signatures are not checked, which
 * `x509/signature-not-checked` says; {@link verifyCluster} does check them.
 *
 * @param input the inventory as YAML or JSON gives it, with PEM text where the command line takes a path
 *
 * @example
 * const cluster = readCluster(YAML.parse(text), { now: new Date() });
 * if (cluster.kind === 'ok') renderHost(cluster.value.rendering, 'master-1.example.com');
 */
export function readCluster(input: unknown, options: ClusterOptions): Result<Cluster> {
  const draft = draftCluster(input, options);
  const unchecked =
    draft.identities.authority.length === 0
      ? []
      : [
          diagnostic(
            'x509/signature-not-checked',
            valueAt('authority'),
            'signatures should be checked, and this call does not: use verifyCluster',
            { severity: 'info' },
          ),
        ];
  return finish(input, draft, unchecked);
}

/**
 * As {@link readCluster}, with signatures: each host's certificate must lead to a root of the authority, and a key whose
 * file does not hold its public half is still compared with the certificate.
 *
 * @example await verifyCluster(YAML.parse(text), { now: new Date(), verifier: webCryptoVerifier(crypto.subtle) })
 */
export async function verifyCluster(input: unknown, options: VerifiedClusterOptions): Promise<Result<Cluster>> {
  const draft = draftCluster(input, options);
  const { authority, hosts } = draft.identities;
  const placed = [...hosts].map(([name, certificate]) => ({ certificate, at: valueAt('nodes', name, 'certificate') }));
  const chains = authority.length === 0 ? [] : await verifyChains(placed, { ...options, authorities: authority });
  const keys = await Promise.all(
    draft.uncomparedKeys.map(({ certificate, key, at }) => verifyKey(certificate, key, options.verifier, at)),
  );
  const revocation = await revocationFindings(draft, placed, options);
  const before = draft.findings.filter(({ code }) => code !== 'x509/key-not-checked');
  const known = new Set(before.map((finding) => JSON.stringify(finding)));
  const news = [...chains, ...keys.flat(), ...revocation].filter((finding) => !known.has(JSON.stringify(finding)));
  return finish(input, { ...draft, findings: before }, news);
}

/** What the lists of the inventory say, where it names any. */
async function revocationFindings(
  { inventory, identities }: ClusterDraft,
  certificates: readonly PlacedCertificate[],
  { now, verifier, revocation }: VerifiedClusterOptions,
): Promise<readonly Diagnostic[]> {
  const { crls } = inventory;
  if (crls === undefined) return [];
  if (revocation === undefined) {
    const message = 'revocation lists are given, and this call does not judge them';
    const hint = 'give revocation: revocationJudge of swanmesh/pki';
    return [diagnostic('x509/crl-not-judged', valueAt('crls'), message, { hint })];
  }
  const own = new Set(inventory.nodes.flatMap(({ name, addresses }) => [name.toLowerCase(), ...addresses]));
  return revocation({
    certificates,
    authorities: identities.authority,
    lists: crls.lists.map((text) => ({ text, at: valueAt('crls') })),
    now,
    verifier,
    strict: crls.strict,
    isInMesh: (host) => own.has(host),
  });
}

/** A key whose file does not hold its public half, so that comparing it takes a computation. */
interface UncomparedKey {
  readonly certificate: Certificate;
  readonly key: PrivateKey;
  readonly at: Place;
}

interface IdentitiesDraft {
  readonly identities: Identities;
  readonly uncomparedKeys: readonly UncomparedKey[];
  readonly findings: readonly Diagnostic[];
}

interface ClusterDraft extends IdentitiesDraft {
  readonly inventory: Inventory;
  readonly mesh: Mesh;
  readonly rendering: Result<Rendering>;
  readonly findings: readonly Diagnostic[];
}

function draftCluster(input: unknown, options: ClusterOptions): ClusterDraft {
  const { inventory, findings } = draftInventory(input);
  const identities = draftIdentities(inventory, options);
  const mesh = draftMesh(inventory, identities.identities);
  const rendering = prepareRendering(mesh.mesh);
  return {
    ...identities,
    inventory,
    mesh: mesh.mesh,
    rendering,
    findings: [...findings, ...identities.findings, ...mesh.findings, ...rendering.findings],
  };
}

function finish(input: unknown, draft: ClusterDraft, more: readonly Diagnostic[]): Result<Cluster> {
  const { inventory, mesh, rendering } = draft;
  const findings = inInputOrder(input, [...draft.findings, ...more]);
  if (rendering.kind === 'failed') return { kind: 'failed', findings };
  return settle(() => ({ inventory, mesh, rendering: rendering.value }), findings);
}

/**
 * The certificates of an inventory, each checked for its part.
 *
 * Fails with the codes of `readCertificates`, `checkCertificate`, `checkSerials`, `checkIssuedBy`, `readPrivateKey` and `checkKey`.
 */
export function readIdentities(inventory: Inventory, options: ClusterOptions): Result<Identities> {
  const { identities, findings } = draftIdentities(inventory, options);
  return settle(() => identities, findings);
}

function draftIdentities(inventory: Inventory, { now }: ClusterOptions): IdentitiesDraft {
  const findings: Diagnostic[] = [];
  const uncomparedKeys: UncomparedKey[] = [];
  const authority = readAuthority(inventory, now, findings);
  const hosts = new Map<NodeName, Certificate>();
  for (const node of inventory.nodes) {
    if (node.certificate === undefined) continue;
    const at = valueAt('nodes', node.name, 'certificate');
    const read = readCertificate(node.certificate, at);
    for (const each of read.findings) findings.push(each);
    if (read.kind === 'failed') continue;
    hosts.set(node.name, read.value);
    for (const each of checkCertificate(read.value, { now, role: 'host', at })) findings.push(each);
    if (authority.length > 0) for (const each of checkIssuedBy(read.value, authority, at)) findings.push(each);
    if (node.key === undefined) continue;
    const place = valueAt('nodes', node.name, 'key');
    const key = readPrivateKey(node.key, place);
    for (const each of key.findings) findings.push(each);
    if (key.kind === 'failed') continue;
    for (const each of checkKey(read.value, key.value, place)) findings.push(each);
    if (key.value.spki === undefined) uncomparedKeys.push({ certificate: read.value, key: key.value, at: place });
  }
  const placed = [...hosts].map(([name, certificate]) => ({ certificate, at: valueAt('nodes', name, 'certificate') }));
  const authorities = authority.map((certificate) => ({ certificate, at: valueAt('authority') }));
  for (const each of checkSerials([...authorities, ...placed])) findings.push(each);
  return { identities: { authority, hosts }, uncomparedKeys, findings };
}

function readAuthority(inventory: Inventory, now: Date, findings: Diagnostic[]): readonly Certificate[] {
  if (inventory.authority === undefined) return [];
  const at = valueAt('authority');
  const read = readCertificates(inventory.authority, at);
  for (const each of read.findings) findings.push(each);
  if (read.kind === 'failed') return [];
  for (const certificate of read.value) findings.push(...checkCertificate(certificate, { now, role: 'authority', at }));
  return read.value;
}
