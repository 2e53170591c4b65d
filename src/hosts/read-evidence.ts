/** From the files of a host's folder to everything that verification asks: the facts beside the configuration are read here. */
import { append } from '../bytes/append.ts';
import { type Diagnostic, diagnostic, type Place, type Reading, textAt } from '../diagnostics/diagnostic.ts';
import { writeValue } from '../diagnostics/fix.ts';
import { newest, newestRelease, type Release, type ReleaseRange } from '../libreswan/release.ts';
import type { Address, Family } from '../net/address.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { FileModes, HostCertificate, HostEvidence, HostFiles } from './evidence.ts';
import { addresses } from './facts/addresses.ts';
import { certificates, type DatabaseCertificates, databaseWithoutBundle } from './facts/certificates.ts';
import { crypto } from './facts/crypto.ts';
import type { Gathered } from './facts/fact.ts';
import { modes } from './facts/file-modes.ts';
import { hasKey, nicknames } from './facts/nicknames.ts';
import { release } from './facts/release.ts';
import { revocation } from './facts/revocation-lists.ts';

/** A host's folder as the caller read it. */
export interface HostFolder {
  readonly name: string;
  readonly files: HostFiles;
  /** Whether a file is some bytes, chunk after chunk, for who can tell without making its content; else that is compared. */
  readonly hasBytes?: (path: string, chunks: readonly Uint8Array[]) => boolean;
  /** How findings name a file of the folder; `NAME/PATH` if omitted. */
  readonly show?: (path: string) => string;
  /** Modes of its files, where the folder is what render wrote; a copy of a host's files has its own. */
  readonly modes?: FileModes;
  /** The files that `render` wrote for it, as its manifest lists them. */
  readonly rendered?: readonly string[];
}

/** What a plan says of a host, for what its facts do not. A node of a mesh is one. */
export interface PlannedHost {
  readonly name: string;
  readonly releases: ReleaseRange;
  readonly addresses: Readonly<Partial<Record<Family, Address>>>;
  readonly otherAddresses: readonly Address[];
  readonly certificate?: Certificate;
  readonly nickname: string;
}

/** The hosts of a plan, and the authorities that they are to trust. A mesh is one. */
export interface PlannedHosts {
  readonly nodes: readonly PlannedHost[];
  readonly authority: readonly Certificate[];
}

export interface EvidenceOptions {
  /** The inventory's plan, which says what the facts do not. */
  readonly mesh?: PlannedHosts;
  /** The release of hosts of which nothing says it. */
  readonly release?: Release;
  /** Which release of a range that the inventory gives; the newest where nothing is said. */
  readonly ofRange?: 'oldest' | 'newest';
}

/**
 * Reads the facts of a host: release, addresses, certificates, nicknames, revocation lists. What they do not say the inventory says.
 *
 * Codes: `verify/release-unknown`, `verify/other-release`, `verify/other-certificate`, and those of `readCertificates` and
 * `readLists`.
 */
export function readEvidence(folder: HostFolder, options: EvidenceOptions): Reading<HostEvidence> {
  const { name, files, show = showBelow(folder.name) } = folder;
  const findings: Diagnostic[] = [];
  const node = options.mesh?.nodes.find((each) => each.name === name);
  const gathered = { files, show };
  const listed = nicknames.read(gathered)?.value;
  const bundle = certificates.read(gathered);
  const database = bundle?.value ?? databaseWithoutBundle(listed);
  if (bundle !== undefined) for (const each of bundle.findings) findings.push(each);
  // A bundle without a certificate is that of a database without one.
  const names = listed?.map(({ name: nickname }) => nickname) ?? (database.isEmpty ? [] : undefined);
  if (database.hosts.length > 0) for (const each of otherCertificate(name, node, database.hosts)) findings.push(each);
  const authorities = authoritiesOf(database, options.mesh);
  const lists = revocation.read(gathered);
  if (lists !== undefined) append(findings, lists.findings);
  const known = modes.read({ ...gathered, ...(folder.modes === undefined ? {} : { modes: folder.modes }) })?.value;
  return {
    value: {
      name,
      files,
      ...(folder.hasBytes === undefined ? {} : { hasBytes: folder.hasBytes }),
      show,
      ...crypto.read(gathered)?.value,
      release: releaseOf(gathered, name, node, options, findings),
      addresses: ownAddresses(gathered, node),
      certificates: database.hosts.length > 0 ? database.hosts : plannedCertificate(node, names, database),
      ...(authorities === undefined ? {} : { authorities }),
      ...(names === undefined ? {} : { nicknames: names }),
      ...(listed === undefined
        ? {}
        : { keyless: listed.filter((one) => !hasKey(one)).map(({ name: nickname }) => nickname) }),
      ...(lists === undefined ? {} : { lists: lists.value }),
      ...(known === undefined ? {} : { modes: known }),
      ...(folder.rendered === undefined ? {} : { rendered: folder.rendered }),
    },
    findings,
  };
}

/** A function of its own: made where the files are, it would hold them, and a verification keeps it for every host. */
function showBelow(folder: string): HostEvidence['show'] {
  return (path) => `${folder}/${path}`;
}

/** The authorities of the database; where it is not known whether those are all, and there is none, those of the inventory. */
function authoritiesOf(
  { authorities, isComplete }: DatabaseCertificates,
  mesh: PlannedHosts | undefined,
): readonly HostCertificate[] | undefined {
  if (isComplete || authorities.length > 0) return authorities;
  return mesh === undefined || mesh.authority.length === 0
    ? undefined
    : mesh.authority.map((certificate) => ({ certificate }));
}

/** The inventory's certificate under the inventory's nickname, unless the database was listed and has it under another. */
function plannedCertificate(
  node: PlannedHost | undefined,
  nicknames: readonly string[] | undefined,
  { authorities }: DatabaseCertificates,
): readonly HostCertificate[] {
  const isTaken = authorities.some((one) => one.nickname === node?.nickname);
  if (node?.certificate === undefined || isTaken) return [];
  const { certificate, nickname } = node;
  return nicknames === undefined || nicknames.includes(nickname) ? [{ nickname, certificate }] : [{ certificate }];
}

function otherCertificate(
  name: string,
  node: PlannedHost | undefined,
  hosts: readonly HostCertificate[],
): readonly Diagnostic[] {
  const planned = node?.certificate;
  if (
    planned === undefined ||
    hosts.some(({ certificate }) => certificate.fingerprintSha256 === planned.fingerprintSha256)
  )
    return [];
  const [first] = hosts;
  return first === undefined
    ? []
    : [
        diagnostic(
          'verify/other-certificate',
          first.certificate.at,
          `${name} does not have the certificate that the inventory gives`,
          {
            hint: 'import it, or put that of the host into the inventory',
            related: [{ at: planned.at, message: 'the certificate of the inventory' }],
          },
        ),
      ];
}

/** The release that the host's facts name, else that of its plan, else what the caller says, else the newest. */
function releaseOf(
  gathered: Gathered,
  name: string,
  node: PlannedHost | undefined,
  { release: given, ofRange = 'newest' }: EvidenceOptions,
  findings: Diagnostic[],
): Release {
  const at: Place = textAt(gathered.show('facts/release.txt'), 1, 1);
  const read = release.read(gathered);
  if (read !== undefined) append(findings, read.findings);
  if (read?.value !== undefined) {
    append(findings, otherRelease(read.value, node, at));
    return read.value;
  }
  if (node !== undefined) return ofRange === 'oldest' ? node.releases[0] : newest(node.releases);
  if (given !== undefined) return given;
  findings.push(
    diagnostic('verify/release-unknown', at, `the libreswan release of ${name} must be known to say what it does`, {
      hint: 'name the inventory, give --libreswan, or gather the host with "swanmesh collect-script"; the newest is assumed',
    }),
  );
  return newestRelease;
}

function otherRelease(found: Release, node: PlannedHost | undefined, at: Place): readonly Diagnostic[] {
  if (node === undefined || node.releases.includes(found)) return [];
  const [from, to] = [node.releases[0], newest(node.releases)];
  return [
    diagnostic(
      'verify/other-release',
      at,
      `${node.name} runs libreswan ${found}, but the inventory says ${from === to ? from : `${from} to ${to}`}`,
      {
        hint: `write libreswan: "${found}" for the node, and re-render it`,
        fix: writeValue(['nodes', node.name, 'libreswan'], found, false),
      },
    ),
  ];
}

/** What the inventory says, and what the host lists; loopback and link-local addresses are nobody's. */
function ownAddresses(gathered: Gathered, node: PlannedHost | undefined): readonly Address[] {
  const listed = addresses.read(gathered)?.value?.addresses ?? [];
  const known = listed.filter((address) => !/^(127\.|::1$|fe80:)/.test(address));
  return [...new Set([...Object.values(node?.addresses ?? {}), ...(node?.otherAddresses ?? []), ...known])];
}
