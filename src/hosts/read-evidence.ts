/** From the files of a host's folder to everything that verification asks: the facts beside the configuration are read here. */
import { readSourceText } from '../bytes/source-text.ts';
import { type Diagnostic, diagnostic, type Place, type Reading, textAt } from '../diagnostics/diagnostic.ts';
import { newest, newestRelease, type Release, type ReleaseRange, readReleaseRange } from '../libreswan/release.ts';
import { type Address, type Family, readAddress } from '../net/address.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { FileModes, HostCertificate, HostEvidence, HostFiles } from './evidence.ts';
import { type DatabaseCertificates, isBlankBundle, readDatabase } from './facts/certificates.ts';
import { readFileModes } from './facts/file-modes.ts';
import { hasKey, readNicknames } from './facts/nicknames.ts';

/** A host's folder as the caller read it. */
export interface HostFolder {
  readonly name: string;
  readonly files: HostFiles;
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
 * Reads the facts of a host: release, addresses, certificates, nicknames. What they do not say the inventory says.
 *
 * Codes: `verify/release-unknown`, `verify/other-release`, `verify/other-certificate`, and those of `readCertificates`.
 */
export function readEvidence(folder: HostFolder, options: EvidenceOptions): Reading<HostEvidence> {
  const { name, files, show = showBelow(folder.name) } = folder;
  const findings: Diagnostic[] = [];
  const node = options.mesh?.nodes.find((each) => each.name === name);
  const text = (path: string): string | undefined => {
    const content = files.get(`facts/${path}`);
    return content === undefined ? undefined : readSourceText(content).text;
  };
  const bundle = text('certificates.pem');
  const listed = readNicknames(text('nicknames.txt'));
  const database = readDatabase(bundle, listed, show('facts/certificates.pem'), findings);
  // A bundle without a certificate is that of a database without one.
  const nicknames = listed?.map(({ name: nickname }) => nickname) ?? (isBlankBundle(bundle) ? [] : undefined);
  if (database.hosts.length > 0) for (const each of otherCertificate(name, node, database.hosts)) findings.push(each);
  const authorities = authoritiesOf(database, options.mesh);
  const modes = readFileModes(text('modes.txt')) ?? folder.modes;
  return {
    value: {
      name,
      files,
      show,
      release: readRelease(text('release.txt'), node, { name, show }, options, findings),
      addresses: ownAddresses(text('addresses.json'), node),
      certificates: database.hosts.length > 0 ? database.hosts : plannedCertificate(node, nicknames, database),
      ...(authorities === undefined ? {} : { authorities }),
      ...(nicknames === undefined ? {} : { nicknames }),
      ...(listed === undefined
        ? {}
        : { keyless: listed.filter((one) => !hasKey(one)).map(({ name: nickname }) => nickname) }),
      ...(modes === undefined ? {} : { modes }),
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
          `${name} should have the certificate that the inventory gives`,
          {
            hint: 'import it, or put that of the host into the inventory',
            related: [{ at: planned.at, message: 'the certificate of the inventory' }],
          },
        ),
      ];
}

/**
 * `ipsec --version` says `Linux Libreswan 4.10 (netkey) …`, `Libreswan 5.2` and the like; somebody may have written the
 * number alone. Other programs are called ipsec too.
 */
function readRelease(
  text: string | undefined,
  node: PlannedHost | undefined,
  { name, show }: Pick<HostEvidence, 'name' | 'show'>,
  { release, ofRange = 'newest' }: EvidenceOptions,
  findings: Diagnostic[],
): Release {
  const at: Place = textAt(show('facts/release.txt'), 1, 1);
  const written = /(?:libreswan\s+v?|^\s*)(\d+\.\d+)(?:\.\d+)*(?![\d.])/i.exec(text ?? '')?.[1];
  const read = written === undefined ? undefined : readReleaseRange(written, at);
  if (read?.kind === 'ok') {
    findings.push(...read.findings, ...otherRelease(newest(read.value), node, at));
    return newest(read.value);
  }
  if (text !== undefined)
    findings.push(
      diagnostic('verify/release-unknown', at, `the file must be what "ipsec --version" of libreswan prints`, {
        hint: 'gather the host again; until then the inventory is believed',
      }),
    );
  if (node !== undefined) return ofRange === 'oldest' ? node.releases[0] : newest(node.releases);
  if (release !== undefined) return release;
  findings.push(
    diagnostic('verify/release-unknown', at, `the libreswan release of ${name} must be known to say what it does`, {
      hint: 'name the inventory, give --libreswan, or gather the host with "swanmesh collect-script"; the newest is assumed',
    }),
  );
  return newestRelease;
}

function otherRelease(release: Release, node: PlannedHost | undefined, at: Place): readonly Diagnostic[] {
  if (node === undefined || node.releases.includes(release)) return [];
  const [from, to] = [node.releases[0], newest(node.releases)];
  return [
    diagnostic(
      'verify/other-release',
      at,
      `${node.name} must run libreswan ${from === to ? from : `${from} to ${to}`} as the inventory says, not ${release}`,
      { hint: `write libreswan: "${release}" for the node, and render it anew` },
    ),
  ];
}

/** What `ip -j addr` lists, and what the inventory says; loopback and link-local addresses are nobody's. */
function ownAddresses(text: string | undefined, node: PlannedHost | undefined): readonly Address[] {
  const listed = parseJson(text).flatMap((link) => arrayIn(link, 'addr_info').map((info) => readText(info, 'local')));
  const known = listed.flatMap((local) => {
    const address = local === undefined ? undefined : readAddress(local);
    return address === undefined || /^(127\.|::1$|fe80:)/.test(address) ? [] : [address];
  });
  return [...new Set([...Object.values(node?.addresses ?? {}), ...(node?.otherAddresses ?? []), ...known])];
}

/** The entries of a JSON list; none where the text is something else. */
function parseJson(text: string | undefined): readonly unknown[] {
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function arrayIn(value: unknown, key: string): readonly unknown[] {
  const found = isRecord(value) ? value[key] : undefined;
  return Array.isArray(found) ? found : [];
}

function readText(value: unknown, key: string): string | undefined {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === 'string' ? found : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
