/**
 * The one judgement of certificates: validity, role, usage, key, issuer, serial numbers, and the chain with its signatures.
 * The inventory's certificates, those that hosts have, and those of `swanmesh cert` and `swanmesh p12` all pass here.
 */
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Certificate } from './certificate.ts';
import { checkChain, checkRoot } from './chain.ts';
import { checkCertificate } from './check-certificate.ts';
import { checkSerials, type PlacedCertificate } from './check-serials.ts';
import type { SignatureAnswers } from './check-signatures.ts';
import { checkKey } from './key-match.ts';
import type { PrivateKey } from './private-key.ts';
import type { UsageProfile } from './usage-profile.ts';

/** A host's certificate, with its key where that is there. */
export interface HostCertificateToJudge extends PlacedCertificate {
  readonly key?: PrivateKey;
  /** `authority` where it is one below the given authorities, and judged for that; `host` when omitted. */
  readonly role?: 'host' | 'authority';
}

/** Certificates that belong together, such as those of an inventory. */
export interface CertificatesToJudge {
  readonly hosts: readonly HostCertificateToJudge[];
  /** Intermediate and root authorities, in any order; empty where none was given. */
  readonly authorities: readonly PlacedCertificate[];
}

/** By what certificates are judged. */
export interface Judging {
  /** The time at which they must be valid. */
  readonly now: Date;
  /** For what the releases of the mesh have NSS verify them (`usageProfiles`); each must be satisfied. */
  readonly usages: readonly UsageProfile[];
  /** Days before the end of a certificate from which on that is a finding; 30 when omitted, 0 for never. */
  readonly expiryWarning?: number;
  /** What a verifier said of the signatures (`checkSignatures`); each that nobody asked about is a finding. */
  readonly signatures?: SignatureAnswers;
}

/** What was found, by the position of each certificate in what was given; one fault is in one list. */
export interface Judgement {
  readonly hosts: readonly (readonly Diagnostic[])[];
  readonly authorities: readonly (readonly Diagnostic[])[];
  /** What could not be asked of any of them. */
  readonly notAsked: readonly Diagnostic[];
}

/**
 * Judges certificates. What it could not ask it says: without authorities or without signatures there is
 * `x509/signature-not-checked`, once.
 *
 * Codes: those of `checkCertificate`, `x509/reused-serial`, `x509/unknown-issuer`, `x509/bad-signature`, `x509/no-root`,
 * `x509/path-too-long`, `x509/name-constraints-not-checked`, `x509/signature-not-checked`, `x509/key-mismatch`,
 * `x509/key-not-checked`.
 *
 * @example
 * const signatures = await checkSignatures([host, ca], webCryptoVerifier(crypto.subtle));
 * const judged = judgeCertificates(
 *   { hosts: [{ certificate: host }], authorities: [{ certificate: ca }] },
 *   { now: new Date('2026-11-22'), usages: usageProfiles(['5.2']), signatures },
 * );
 * judged.hosts[0] // []
 */
export function judgeCertificates({ hosts, authorities }: CertificatesToJudge, judging: Judging): Judgement {
  const said = new Set<string>();
  const unsaid = (findings: readonly Diagnostic[]): readonly Diagnostic[] =>
    findings.filter((finding) => {
      const key = JSON.stringify(finding);
      const isNew = !said.has(key);
      said.add(key);
      return isNew;
    });
  const serials = checkSerials([...authorities, ...hosts]);
  const issuers = authorities.map(({ certificate, at = certificate.at }) => ({ ...certificate, at }));
  return {
    authorities: issuers.map((certificate, i) =>
      unsaid([
        ...checkCertificate(certificate, { ...judging, role: 'authority' }),
        ...checkRoot(certificate, judging),
        ...(serials[i] ?? []),
      ]),
    ),
    hosts: hosts.map((host, i) =>
      unsaid([...judgeCertificate(host, issuers, judging), ...(serials[issuers.length + i] ?? [])]),
    ),
    notAsked: notAsked(hosts, issuers, judging),
  };
}

/**
 * Judges one certificate for somebody who has these authorities, as {@link judgeCertificates} does: what is wrong with an
 * authority counts where it is in the way of this certificate alone. Serial numbers are not compared.
 */
export function judgeCertificate(
  { certificate, key, role = 'host', at = certificate.at }: HostCertificateToJudge,
  authorities: readonly Certificate[],
  judging: Judging,
): readonly Diagnostic[] {
  return [
    ...checkCertificate(certificate, { ...judging, role, at }),
    ...(authorities.length === 0 ? [] : checkChain(certificate, { ...judging, authorities }, at)),
    ...(key === undefined ? [] : checkKey(certificate, key)),
  ];
}

function notAsked(
  hosts: CertificatesToJudge['hosts'],
  [authority]: readonly Certificate[],
  { signatures }: Judging,
): readonly Diagnostic[] {
  const [host] = hosts;
  if (host === undefined || (authority !== undefined && signatures !== undefined)) return [];
  const at = authority?.at ?? host.at ?? host.certificate.at;
  const why = authority === undefined ? 'no authority was given' : 'no verifier was given';
  return [diagnostic('x509/signature-not-checked', at, `signatures not checked: ${why}`, { severity: 'info' })];
}
