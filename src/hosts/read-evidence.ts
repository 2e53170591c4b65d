/** From the files of a host's folder to everything that verification asks: the facts beside the configuration are read here. */
import { readSourceText } from '../bytes/source-text.ts';
import { type Diagnostic, diagnostic, type Place, textAt } from '../diagnostics/diagnostic.ts';
import { plainNickname } from '../libreswan/identity/leftcert.ts';
import { newest, newestRelease, type Release, type ReleaseRange, readReleaseRange } from '../libreswan/release.ts';
import { type Address, type Family, readAddress } from '../net/address.ts';
import type { Certificate } from '../x509/certificate.ts';
import { checkCertificate } from '../x509/check-certificate.ts';
import { checkIssuedBy } from '../x509/issued-by.ts';
import { readCertificates } from '../x509/read-certificate.ts';
import type { HostCertificate, HostEvidence, HostFiles } from './evidence.ts';

/** A host's folder as the caller read it. */
export interface HostFolder {
  readonly name: string;
  readonly files: HostFiles;
  /** How findings name a file of the folder. */
  readonly show: (path: string) => string;
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
  /** The time at which certificates must be valid. */
  readonly now: Date;
  /** The inventory's plan, which says what the facts do not. */
  readonly mesh?: PlannedHosts;
  /** The release of hosts of which nothing says it. */
  readonly release?: Release;
  /** Which release of a range that the inventory gives; the newest where nothing is said. */
  readonly ofRange?: 'oldest' | 'newest';
}

/** The evidence, and what is wrong with the facts. */
export interface ReadEvidence {
  readonly evidence: HostEvidence;
  readonly findings: readonly Diagnostic[];
}

/**
 * Reads the facts of a host: release, addresses, certificates, nicknames. What they do not say the inventory says.
 *
 * Codes: `verify/release-unknown`, `verify/other-release`, `verify/other-certificate`, and those of `readCertificates`.
 */
export function readEvidence(folder: HostFolder, options: EvidenceOptions): ReadEvidence {
  const { name, files, show } = folder;
  const findings: Diagnostic[] = [];
  const node = options.mesh?.nodes.find((each) => each.name === name);
  const text = (path: string): string | undefined => {
    const content = files.get(`facts/${path}`);
    return content === undefined ? undefined : readSourceText(content).text;
  };
  const bundle = text('certificates.pem');
  const certificates = readHostCertificates(bundle, show('facts/certificates.pem'), findings);
  const hosts = certificates.filter(({ certificate }) => !certificate.isCa);
  const authorities = certificates.filter(({ certificate }) => certificate.isCa).map(({ certificate }) => certificate);
  const trusted = authorities.length > 0 ? authorities : (options.mesh?.authority ?? []);
  const listed = readNicknames(text('nicknames.txt'));
  // A bundle without a certificate is that of a database without one.
  const nicknames = listed?.map(({ name: nickname }) => nickname) ?? (isBlank(bundle) ? [] : undefined);
  const own = hosts.length > 0 ? hosts : plannedCertificate(node, nicknames);
  if (hosts.length > 0) for (const each of otherCertificate(name, node, hosts)) findings.push(each);
  return {
    evidence: {
      name,
      files,
      show,
      release: readRelease(text('release.txt'), node, folder, options, findings),
      addresses: ownAddresses(text('addresses.json'), node),
      certificates: own.map(
        // Whether its chain is there is asked of those that expect it; the host itself need not have its own CA.
        (each): HostCertificate => ({
          ...each,
          findings: judge(each.certificate, authorities.length > 0 ? [] : trusted, options.now),
        }),
      ),
      authorities: trusted,
      ...(trusted.length === 0 && isWhole(hosts, nicknames) ? { hasNoAuthority: true } : {}),
      ...(nicknames === undefined ? {} : { nicknames }),
      ...(listed === undefined
        ? {}
        : { keyless: listed.flatMap(({ name: nickname, hasKey }) => (hasKey ? [] : [nickname])) }),
    },
    findings,
  };
}

interface Named {
  readonly nickname?: string;
  readonly certificate: Certificate;
}

/** The inventory's certificate under the inventory's nickname, unless the database was listed and has it under another. */
function plannedCertificate(node: PlannedHost | undefined, nicknames: readonly string[] | undefined): readonly Named[] {
  if (node?.certificate === undefined) return [];
  const { certificate, nickname } = node;
  return nicknames === undefined || nicknames.includes(nickname) ? [{ nickname, certificate }] : [{ certificate }];
}

/** Whether every entry of the database is among the certificates that were gathered. */
function isWhole(hosts: readonly Named[], nicknames: readonly string[] | undefined): boolean {
  return (
    hosts.length > 0 &&
    nicknames !== undefined &&
    nicknames.every((name) => hosts.some(({ nickname }) => nickname !== undefined && plainNickname(nickname) === name))
  );
}

function judge(certificate: Certificate, trusted: readonly Certificate[], now: Date): readonly Diagnostic[] {
  const issued = trusted.length === 0 ? [] : checkIssuedBy(certificate, trusted);
  return [...checkCertificate(certificate, { now, role: 'host' }), ...issued].filter(
    ({ severity }) => severity === 'error',
  );
}

/** Whether a bundle was gathered and has nothing but comments, as the script writes it of an empty database. */
function isBlank(text: string | undefined): boolean {
  return text?.split('\n').every((line) => line.startsWith('#') || line.trim() === '') === true;
}

/** The blocks of a bundle; a line `# nickname: NAME` before a block says what the database calls it. */
function readHostCertificates(text: string | undefined, file: string, findings: Diagnostic[]): readonly Named[] {
  if (text === undefined || isBlank(text)) return [];
  const read = readCertificates(text, textAt(file, 1, 1));
  for (const each of read.findings) findings.push(each);
  if (read.kind === 'failed') return [];
  const lines = text.split('\n');
  return read.value.map((certificate) => {
    const line = certificate.at.kind === 'text' ? certificate.at.line : 1;
    const nickname = /^# nickname: (.+?)\r?$/.exec(lines[line - 2] ?? '')?.[1];
    return { certificate, ...(nickname === undefined ? {} : { nickname }) };
  });
}

/**
 * The nicknames that `certutil -L` lists: the line less the trust attributes at its end, of which `u` says that the
 * private key is there; `undefined` where the text is no such list.
 *
 * @see certutil(1), trust arguments
 */
function readNicknames(
  text: string | undefined,
): readonly { readonly name: string; readonly hasKey: boolean }[] | undefined {
  const listed = (text ?? '').split('\n').flatMap((line) => {
    // Cut at the last blank rather than matched: a line of a hostile host may be all blanks.
    const row = line.trimEnd();
    let cut = row.length;
    while (cut > 0 && !/\s/.test(row.charAt(cut - 1))) cut -= 1;
    const trust = cut > 0 ? row.slice(cut) : '';
    const name =
      /^\S/.test(row) && /^[A-Za-z]*,[A-Za-z]*,[A-Za-z]*$/.test(trust) ? row.slice(0, cut).trimEnd() : undefined;
    return name === undefined || /^(Certificate Nickname|SSL)\b/.test(name)
      ? []
      : [{ name: plainNickname(name), hasKey: trust.includes('u') }];
  });
  return listed.length === 0 && !/^Certificate Nickname\b/m.test(text ?? '') ? undefined : listed;
}

function otherCertificate(name: string, node: PlannedHost | undefined, hosts: readonly Named[]): readonly Diagnostic[] {
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
  { name, show }: HostFolder,
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
