/** The whole straight line up to the mesh in one call, for those who have no use for its stages. */
import { type Diagnostic, type Result, settle, valueAt } from './diagnostics/diagnostic.ts';
import { inInputOrder } from './diagnostics/input-order.ts';
import type { Inventory, NodeName } from './inventory/inventory.ts';
import { draftInventory } from './inventory/read.ts';
import { usageProfiles } from './libreswan/usage-profile.ts';
import type { Mesh } from './mesh/mesh.ts';
import { isOnlyInMesh } from './mesh/only-in-mesh.ts';
import { draftMesh, type Identities } from './mesh/plan.ts';
import { prepareRendering, type Rendering } from './render/prepare.ts';
import type { Certificate } from './x509/certificate.ts';
import { checkSignatures } from './x509/check-signatures.ts';
import { type HostCertificateToJudge, type Judging, judgeCertificates } from './x509/judge-certificates.ts';
import { withPublicHalf } from './x509/keys.ts';
import { type PrivateKey, readPrivateKey } from './x509/private-key.ts';
import { readCertificate, readCertificates } from './x509/read-certificate.ts';
import { judgeRevocation } from './x509/revocation/judge-lists.ts';
import { readLists } from './x509/revocation/read-lists.ts';
import type { RevocationList } from './x509/revocation/revocation-list.ts';
import type { SignatureVerifier } from './x509/signature.ts';

/** What the core cannot know by itself. */
export interface ClusterOptions {
  /** The time at which certificates must be valid. */
  readonly now: Date;
  /** Days before the end of a certificate from which on that is a finding; 30 if omitted, 0 for never. */
  readonly expiryWarning?: number;
  /**
   * Checks signatures; `webCryptoVerifier(crypto.subtle)` in Node and browsers. If omitted, nothing is known of them, and
   * `x509/signature-not-checked` says so.
   */
  readonly signatures?: SignatureVerifier;
}

/** A cluster that can be rendered. */
export interface Cluster {
  readonly inventory: Inventory;
  readonly mesh: Mesh;
  readonly rendering: Rendering;
}

/**
 * Reads an inventory and its certificates, plans the mesh and prepares to render it. Every fault of every stage is reported at
 * once, in the order of the input, with its path in the inventory. With `signatures` each host's certificate must lead to a root
 * of the authority, and a key whose file does not hold its public half is still compared with the certificate.
 *
 * Fails with the codes of `readInventory`, `readIdentities`, `planMesh` and `prepareRendering`.
 *
 * @param input the inventory as YAML or JSON gives it, with PEM text where the command line takes a path
 *
 * @example
 * const cluster = await readCluster(inventory, { now, signatures: webCryptoVerifier(crypto.subtle) });
 * if (cluster.kind === 'ok') cluster.value.mesh.nodes.map(({ name }) => name) // ['a', 'b']
 */
export async function readCluster(input: unknown, options: ClusterOptions): Promise<Result<Cluster>> {
  const { signatures: verifier } = options;
  const { inventory, findings } = draftInventory(input);
  const files = readFiles(inventory);
  const asked =
    verifier === undefined
      ? { files, options: judgingOf(options) }
      : await withSignatures(files, judgingOf(options), verifier);
  return finish(input, inventory, findings, asked);
}

/**
 * As {@link readCluster} for those who cannot wait, such as a template engine: signatures, which take promises, are not checked,
 * and findings say so.
 *
 * @example readClusterSync(inventory, { now }).findings.map(({ code }) => code) // ['x509/signature-not-checked']
 */
export function readClusterSync(
  input: unknown,
  options: Pick<ClusterOptions, 'now' | 'expiryWarning'>,
): Result<Cluster> {
  const { inventory, findings } = draftInventory(input);
  return finish(input, inventory, findings, { files: readFiles(inventory), options: judgingOf(options) });
}

function judgingOf({ now, expiryWarning }: ClusterOptions): IdentityOptions {
  return { now, ...(expiryWarning === undefined ? {} : { expiryWarning }) };
}

/** The certificates with what a verifier answers about their signatures. */
async function withSignatures(
  files: CertificateFiles,
  options: IdentityOptions,
  verifier: SignatureVerifier,
): Promise<IdentityQuestion> {
  const certificates = [...files.authority, ...files.hosts.map(({ certificate }) => certificate)];
  const signatures = await checkSignatures(certificates, verifier, files.lists);
  const hosts = await Promise.all(
    files.hosts.map(async ({ key, ...host }) =>
      key === undefined ? host : { ...host, key: await withPublicHalf(key, verifier) },
    ),
  );
  return { files: { ...files, hosts }, options: { ...options, signatures } };
}

/** What the lists of the inventory say, where it names any. */
function revocationFindings(
  mesh: Mesh,
  { authority, hosts, lists }: CertificateFiles,
  { now, signatures }: IdentityOptions,
): readonly Diagnostic[] {
  if (mesh.crls === undefined) return [];
  return judgeRevocation({
    certificates: hosts,
    authorities: authority,
    crls: lists,
    now,
    ...(signatures === undefined ? {} : { signatures }),
    strict: mesh.crls.strict,
    at: valueAt('crls'),
    isInMesh: (server) => isOnlyInMesh(mesh, server),
  });
}

/** By what the certificates of an inventory are judged; the usages come from its releases. */
export type IdentityOptions = Omit<Judging, 'usages'>;

/**
 * The certificates of an inventory, each judged for its part.
 *
 * Fails with the codes of `readCertificates`, `judgeCertificates` and `readPrivateKey`.
 */
export function readIdentities(inventory: Inventory, options: IdentityOptions): Result<Identities> {
  const { identities, findings } = judge(inventory, readFiles(inventory), options);
  return settle(() => identities, findings);
}

interface HostFile extends HostCertificateToJudge {
  readonly name: NodeName;
  readonly key?: PrivateKey;
}

/** The certificates and keys of an inventory, as far as they could be read. */
interface CertificateFiles {
  readonly authority: readonly Certificate[];
  readonly hosts: readonly HostFile[];
  readonly lists: readonly RevocationList[];
  readonly findings: readonly Diagnostic[];
}

function readFiles(inventory: Inventory): CertificateFiles {
  const findings: Diagnostic[] = [];
  const at = valueAt('authority');
  const authority = inventory.authority === undefined ? undefined : readCertificates(inventory.authority, at);
  for (const each of authority?.findings ?? []) findings.push(each);
  const hosts = inventory.nodes.flatMap(({ name, certificate, key }): readonly HostFile[] => {
    if (certificate === undefined) return [];
    const place = valueAt('nodes', name, 'certificate');
    const read = readCertificate(certificate, place);
    for (const each of read.findings) findings.push(each);
    if (read.kind === 'failed') return [];
    const file = { name, certificate: read.value, at: place };
    const ofKey = key === undefined ? undefined : readPrivateKey(key, valueAt('nodes', name, 'key'));
    for (const each of ofKey?.findings ?? []) findings.push(each);
    return ofKey?.kind === 'ok' ? [{ ...file, key: ofKey.value }] : [file];
  });
  const lists = (inventory.crls?.lists ?? []).flatMap((text) => {
    const read = readLists(text, valueAt('crls'));
    for (const each of read.findings) findings.push(each);
    return read.value;
  });
  return { authority: authority?.kind === 'ok' ? authority.value : [], hosts, lists, findings };
}

/** Certificates, and by what they are judged. */
interface IdentityQuestion {
  readonly files: CertificateFiles;
  readonly options: IdentityOptions;
}

interface JudgedIdentities {
  readonly identities: Identities;
  readonly findings: readonly Diagnostic[];
}

function judge(inventory: Inventory, files: CertificateFiles, options: IdentityOptions): JudgedIdentities {
  const { authority, hosts, findings } = files;
  const at = valueAt('authority');
  const judged = judgeCertificates(
    { hosts, authorities: authority.map((certificate) => ({ certificate, at })) },
    { ...options, usages: usageProfiles(inventory.nodes.flatMap(({ releases }) => releases)) },
  );
  return {
    identities: { authority, hosts: new Map(hosts.map(({ name, certificate }) => [name, certificate])) },
    findings: [...findings, ...judged.authorities.flat(), ...judged.hosts.flat(), ...judged.notAsked],
  };
}

function finish(
  input: unknown,
  inventory: Inventory,
  before: readonly Diagnostic[],
  { files, options }: IdentityQuestion,
): Result<Cluster> {
  const { identities, findings: ofIdentities } = judge(inventory, files, options);
  const { mesh, findings: ofMesh } = draftMesh(inventory, identities);
  const ofLists = revocationFindings(mesh, files, options);
  const rendering = prepareRendering(mesh);
  const findings = inInputOrder(input, [...before, ...ofIdentities, ...ofLists, ...ofMesh, ...rendering.findings]);
  if (rendering.kind === 'failed') return { kind: 'failed', findings };
  return settle(() => ({ inventory, mesh, rendering: rendering.value }), findings);
}
