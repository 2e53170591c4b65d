/**
 * Whether a chain of signatures leads from a certificate to a root. pluto trusts the roots in its database and nothing
 * else, so a chain that ends at an intermediate authority is no chain.
 *
 * @see RFC 5280 §6.1; libreswan `programs/pluto/nss_cert_verify.c` (verify_end_cert) and `root_certs.c`, which hand NSS all
 * self-issued authorities of the database as the only trust anchors
 */
import { append } from '../bytes/append.ts';
import { type Diagnostic, diagnostic, hasError, type Place } from '../diagnostics/diagnostic.ts';
import type { Certificate } from './certificate.ts';
import { checkCertificate } from './check-certificate.ts';
import type { SignatureAnswers } from './check-signatures.ts';
import { checkIssuedBy, mayHaveIssued } from './issued-by.ts';
import { forbiddenName, nameConstraintsOf } from './name-constraints.ts';
import { nameText } from './name-text.ts';
import { isSelfIssued } from './signature.ts';
import type { UsageProfile } from './usage-profile.ts';

/** With what a chain is looked for. */
export interface ChainCircumstances {
  /** Intermediate and root authorities, in any order. */
  readonly authorities: readonly Certificate[];
  /** The time at which every authority of the chain must be valid. */
  readonly now: Date;
  /** Days before the end of an authority from which on it is a finding; 30 when omitted. */
  readonly expiryWarning?: number;
  /** For what the releases have NSS verify certificates, which authorities must allow; not asked when omitted. */
  readonly usages?: readonly UsageProfile[];
  /** What a verifier said; where it was not asked, names and key identifiers alone make the chain. */
  readonly signatures?: SignatureAnswers;
}

/** More authorities than this between a host and a root are refused, as are loops. */
const maxChain = 8;
/** Cross-certified authorities make many chains; more than these are not looked at. */
const maxChains = 64;

/**
 * What is wrong with the chain of a certificate. Where several chains are possible, the one with least fault counts; what is
 * wrong with an authority is at the place where that was read.
 *
 * Codes: `x509/unknown-issuer`, `x509/bad-signature`, `x509/signature-not-checked`, `x509/no-root`, `x509/path-too-long`,
 * `x509/name-not-permitted`, `x509/name-constraints-not-checked`, and those of {@link checkCertificate} for authorities.
 */
export function checkChain(
  certificate: Certificate,
  circumstances: ChainCircumstances,
  at: Place = certificate.at,
): readonly Diagnostic[] {
  const unknown = checkIssuedBy(certificate, circumstances.authorities, at);
  if (unknown.length > 0) return unknown;
  const { chains, forged } = chainsFrom(certificate, circumstances);
  let best: readonly Diagnostic[] | undefined;
  for (const chain of chains) {
    const findings = judge(chain, at, circumstances);
    if (findings.length === 0) return findings;
    if (best === undefined || (hasError(best) && !hasError(findings))) best = findings;
  }
  return best ?? [forged === undefined ? noRoot(certificate, at) : badSignature(forged, certificate, at)];
}

/** A certificate and the authority that it names, whose key did not sign it. */
interface Forged {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

/** Every chain of signatures from a certificate to a root, the certificate first; at most 64 of them. */
function chainsFrom(
  certificate: Certificate,
  { authorities, signatures }: ChainCircumstances,
): { readonly chains: readonly (readonly Certificate[])[]; readonly forged: Forged | undefined } {
  const chains: (readonly Certificate[])[] = [];
  let forged: Forged | undefined;
  let open: (readonly Certificate[])[] = [[certificate]];
  for (let length = 0; length <= maxChain && open.length > 0; length += 1) {
    const longer: (readonly Certificate[])[] = [];
    for (const chain of open) {
      const top = chain[chain.length - 1] as Certificate;
      const isRoot = isSelfIssued(top) && authorities.some((authority) => isSame(authority, top));
      const issuers = isRoot ? [top] : authorities.filter((one) => mayHaveIssued(one, top) && !chain.includes(one));
      for (const issuer of issuers) {
        if (isRoot) chains.push(chain);
        else if (signatures?.(top, issuer) === 'invalid') forged ??= { certificate: top, issuer };
        else longer.push([...chain, issuer]);
      }
    }
    open = longer.slice(0, maxChains - chains.length);
  }
  return { chains, forged };
}

function judge(chain: readonly Certificate[], at: Place, circumstances: ChainCircumstances): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  let below = 0;
  for (const [i, certificate] of chain.entries()) {
    const issuer = chain[i + 1] ?? certificate;
    append(findings, signatureNotChecked(certificate, issuer, i === 0 ? at : certificate.at, circumstances));
    if (i === 0) continue;
    append(findings, checkCertificate(certificate, { ...circumstances, role: 'authority' }));
    if (certificate.pathLength !== undefined && below > certificate.pathLength) {
      const message = `no more than ${certificate.pathLength} authorities may stand below this one, not ${below}`;
      findings.push(diagnostic('x509/path-too-long', certificate.at, message));
    }
    append(findings, constraintFindings(chain, i));
    if (!isSelfIssued(certificate)) below += 1;
  }
  return findings;
}

/** Whether everything below an authority keeps to the names that it may certify; self-issued authorities are not asked. */
function constraintFindings(chain: readonly Certificate[], index: number): readonly Diagnostic[] {
  const authority = chain[index] as Certificate;
  const constraints = nameConstraintsOf(authority);
  if (constraints === undefined) return [];
  if (constraints === 'unreadable') {
    const message = 'the authority restricts the names that it may certify, in a way that is not understood';
    return [diagnostic('x509/name-constraints-not-checked', authority.at, message)];
  }
  return chain.slice(0, index).flatMap((certificate, i) => {
    const name = i > 0 && isSelfIssued(certificate) ? undefined : forbiddenName(certificate, constraints);
    if (name === undefined) return [];
    const message = `the authority ${nameText(authority.subject).slice(0, 120)} must not certify ${name}: its name constraints forbid it`;
    return [
      diagnostic('x509/name-not-permitted', certificate.at, message, {
        hint: 'NSS and OpenSSL refuse such a certificate; have it issued by another authority, or under another name',
        related: [{ at: authority.at, message: 'the authority' }],
      }),
    ];
  });
}

/** Without any answers whoever asks for the chain says so once, not for each certificate. */
function signatureNotChecked(
  certificate: Certificate,
  issuer: Certificate,
  at: Place,
  { signatures }: ChainCircumstances,
): readonly Diagnostic[] {
  const answer = signatures?.(certificate, issuer) ?? 'valid';
  if (answer === 'valid') return [];
  if (answer === 'invalid') return [damagedRoot(certificate, at)];
  const why =
    answer === 'not-asked'
      ? 'the verifier was not asked'
      : `the verifier does not know ${certificate.signatureAlgorithm} with this key`;
  return [diagnostic('x509/signature-not-checked', at, `signature not checked: ${why}`)];
}

/** Whether a root signed itself; nothing where the certificate is no root, or nobody asked. */
export function checkRoot(
  certificate: Certificate,
  { signatures }: Pick<ChainCircumstances, 'signatures'>,
): readonly Diagnostic[] {
  const isDamaged = isSelfIssued(certificate) && signatures?.(certificate, certificate) === 'invalid';
  return isDamaged ? [damagedRoot(certificate, certificate.at)] : [];
}

/** NSS trusts a root because it is in the database, and does not look at its signature (run on plutos 4.3, 4.10 and 5.2). */
function damagedRoot(certificate: Certificate, at: Place): Diagnostic {
  return diagnostic(
    'x509/bad-signature',
    at,
    `the root ${nameText(certificate.subject).slice(0, 120)} did not sign itself`,
    {
      severity: 'warning',
      hint: 'pluto takes it, other programs refuse it: was the file damaged?',
    },
  );
}

function badSignature({ certificate, issuer }: Forged, leaf: Certificate, at: Place): Diagnostic {
  const place = isSame(certificate, leaf) ? at : certificate.at;
  const message = `signature is not by ${nameText(issuer.subject).slice(0, 120)}`;
  return diagnostic('x509/bad-signature', place, message, {
    hint: 'the certificate was changed, or another authority of the same name signed it',
    related: [{ at: issuer.at, message: 'the authority' }],
  });
}

function noRoot(certificate: Certificate, at: Place): Diagnostic {
  return diagnostic('x509/no-root', at, 'a chain must lead to a root, an authority that signed itself', {
    hint: `add the certificates above ${nameText(certificate.issuer).slice(0, 120)} to the bundle of the authority`,
  });
}

function isSame(a: Certificate, b: Certificate): boolean {
  return a.fingerprintSha256 === b.fingerprintSha256;
}
