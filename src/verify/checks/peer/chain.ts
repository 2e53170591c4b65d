/** What pluto and NSS make of the certificate that the other end sends: NSS's refusal is the pair's. */
import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { HostCertificate } from '../../../hosts/evidence.ts';
import { isDistrusted, isTrustedAuthority } from '../../../hosts/facts/nicknames.ts';
import { usageProfile } from '../../../libreswan/usage-profile.ts';
import type { Certificate } from '../../../x509/certificate.ts';
import { issuerAndSerial, reusedSerial } from '../../../x509/check-serials.ts';
import type { SignatureAnswers } from '../../../x509/check-signatures.ts';
import { judgeCertificate } from '../../../x509/judge-certificates.ts';
import { isSelfIssued } from '../../../x509/signature.ts';
import type { Conn } from '../../conn.ts';
import type { PeerCheck } from '../check.ts';
import { signs } from '../pair/authentication.ts';

/** By what certificates are judged, the same for all hosts. */
export interface ChainJudging {
  readonly now: Date;
  readonly expiryWarning?: number;
  readonly signatures?: SignatureAnswers;
}

/**
 * `verify/other-authority`: a chain leads from the certificate of the other end to a root in the own database, through
 * authorities that are there or that the other end sends. `x509/reused-serial`: the own database has no other certificate of
 * that issuer and number. And every code of `judgeCertificates`: validity, usage and signatures along the way.
 */
export const checkChain: PeerCheck = (expecting, other, { certificateOf, chainOf }) => {
  const certificate = signs(other) ? certificateOf(other) : undefined;
  return certificate === undefined ? [] : chainOf(expecting, other, certificate);
};

/** The judgement of a certificate by the host of a conn. */
export function judgeChain(
  expecting: Conn,
  other: Conn,
  certificate: Certificate,
  judging: ChainJudging,
): readonly Diagnostic[] {
  const { certificates, authorities } = expecting.host.evidence;
  if (authorities === undefined) return [];
  const clash = [...certificates, ...authorities].find(
    (one) =>
      issuerAndSerial(one.certificate) === issuerAndSerial(certificate) &&
      one.certificate.fingerprintSha256 !== certificate.fingerprintSha256,
  );
  if (clash !== undefined) return [reusedSerial({ certificate }, clash)];
  if (isSelfIssued(certificate))
    return [
      untrusted(expecting, other, certificate, 'pluto takes no certificate that signed itself, also where it is known'),
    ];
  const known = [...certificates, ...authorities].find(
    (one) => one.certificate.fingerprintSha256 === certificate.fingerprintSha256,
  );
  if (isDistrusted(known?.trust))
    return [untrusted(expecting, other, certificate, 'the trust flag p in its database forbids that certificate')];
  const chain = authoritiesFor(expecting, other, certificate);
  const judged = judgeCertificate({ certificate }, chain, {
    ...judging,
    usages: [usageProfile(expecting.host.release)],
  });
  // What does not keep the pair from coming up is said of each certificate once, not of each pair.
  const found = judged
    .filter((finding) => isRefusal(finding) || leavesOpen(finding.code))
    .map((finding) => inVerify(finding, expecting, other, certificate));
  return chain.length > 0 ? found : [...found, untrusted(expecting, other, certificate)];
}

/** Whether pluto or NSS refuse a certificate for it. What we alone would not have in a name is not theirs to refuse. */
export function isRefusal({ code, severity }: Diagnostic): boolean {
  return severity === 'error' && code !== 'x509/control-character';
}

/** Codes that as warnings say that it cannot be told whether NSS takes a certificate. */
export function leavesOpen(code: string): boolean {
  return code === 'x509/signature-not-checked' || code === 'x509/name-constraints-not-checked';
}

/** The authorities through which a chain may lead: those of the own database, and those that the other end sends. */
export function authoritiesFor(expecting: Conn, other: Conn, certificate: Certificate): readonly Certificate[] {
  const own = (expecting.host.evidence.authorities ?? []).filter(({ trust }) => !isDistrusted(trust)).map(asTrusted);
  const known = new Set(own.map(({ fingerprintSha256 }) => fingerprintSha256));
  return [
    ...own,
    ...sentAuthorities(other, certificate).filter(({ fingerprintSha256 }) => !known.has(fingerprintSha256)),
  ];
}

/** NSS takes for an authority what its database trusts as one. */
function asTrusted({ certificate, trust }: HostCertificate): Certificate {
  return isTrustedAuthority(trust) ? { ...certificate, isCa: true } : certificate;
}

/**
 * What a host sends of the authorities above its certificate, as `sendca=` says: never a root.
 *
 * @see libreswan `programs/pluto/x509.c` (get_auth_chain)
 */
export function sentAuthorities(conn: Conn, certificate: Certificate): readonly Certificate[] {
  const sends = conn.meaning('sendca');
  if (sends === 'none') return [];
  const all = (conn.host.evidence.authorities ?? []).map((one) => one.certificate);
  const sent: Certificate[] = [];
  for (let top = certificate; sent.length < (sends === 'issuer' ? 1 : 7); ) {
    const above = all.find(({ subject }) => subject.derHex === top.issuer.derHex);
    if (above === undefined || isSelfIssued(above) || sent.includes(above)) break;
    sent.push(above);
    top = above;
  }
  return sent;
}

/** The same in the words of a pair, where the chain ends below a root that the host has. */
function inVerify(finding: Diagnostic, expecting: Conn, other: Conn, certificate: Certificate): Diagnostic {
  return finding.code === 'x509/unknown-issuer' || finding.code === 'x509/no-root'
    ? untrusted(expecting, other, certificate, finding.hint)
    : finding;
}

function untrusted(expecting: Conn, other: Conn, { at }: Certificate, hint?: string): Diagnostic {
  return diagnostic(
    'verify/other-authority',
    expecting.placeFor('remote', 'ca'),
    `${expecting.host.name} must trust the CA of the certificate of ${other.host.name}`,
    {
      hint: `import that CA and the authorities below it on ${expecting.host.name}${hint === undefined ? '' : `; ${hint}`}`,
      related: [{ at, message: `the certificate of ${other.host.name}` }],
    },
  );
}
