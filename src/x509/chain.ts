/**
 * Whether certificates were signed by the given authorities, up to a root. pluto trusts the roots in its database and
 * nothing else, so a chain that ends at an intermediate authority is no chain.
 *
 * @see RFC 5280 §6.1; libreswan `verify_end_cert` (lib/libswan or programs/pluto, nss_cert_verify.c), which hands all roots of the database to NSS
 */
import { type Diagnostic, diagnostic, hasError, type Place } from '../diagnostics/diagnostic.ts';
import type { Certificate } from './certificate.ts';
import { checkCertificate } from './check-certificate.ts';
import type { PlacedCertificate } from './check-serials.ts';
import { checkIssuedBy, mayHaveIssued } from './issued-by.ts';
import { forbiddenName, nameConstraintsOf } from './name-constraints.ts';
import { nameText } from './name-text.ts';
import { isSelfIssued, type SignatureAnswer, type SignatureVerifier, signatureQuestion } from './signature.ts';

/** With what certificates are verified. */
export interface ChainCircumstances {
  /** Intermediate and root authorities, in any order. */
  readonly authorities: readonly Certificate[];
  /** The time at which every authority of the chain must be valid. */
  readonly now: Date;
  /** Checks the signatures; without it every certificate gets `x509/signature-not-checked`. */
  readonly verifier?: SignatureVerifier;
}

/** More authorities than this between a host and a root are refused, as are loops. */
const maxChain = 8;
/** Cross-certified authorities make many chains; more than these are not looked at. */
const maxChains = 64;

/**
 * Verifies that a chain of valid signatures leads from each certificate to a root among the authorities, and that each
 * authority on the way is fit to be one (see {@link checkCertificate}, role `authority`). Where several chains are
 * possible, one without a fault counts. What is wrong with an authority is said once, at its own place, not for every host.
 * The certificates' own validity and purpose are checked by {@link checkCertificate}.
 *
 * Codes: `x509/unknown-issuer`, `x509/bad-signature`, `x509/signature-not-checked`, `x509/no-root`, `x509/path-too-long`,
 * `x509/name-not-permitted`, `x509/name-constraints-not-checked`, and those of {@link checkCertificate} for authorities.
 *
 * @example await verifyChains(hosts, { authorities, now, verifier: webCryptoVerifier(crypto.subtle) }) // []
 */
export async function verifyChains(
  certificates: readonly PlacedCertificate[],
  circumstances: ChainCircumstances,
): Promise<readonly Diagnostic[]> {
  const context: Context = { ...circumstances, answers: new Map() };
  const findings: Diagnostic[] = [];
  const said = new Set<string>();
  for (const { certificate, at = certificate.at } of certificates) {
    for (const finding of await verifyOne(certificate, at, context)) {
      const key = JSON.stringify(finding);
      if (!said.has(key)) findings.push(finding);
      said.add(key);
    }
  }
  return findings;
}

interface Context extends ChainCircumstances {
  /** Answers of the verifier by the two fingerprints. */
  readonly answers: Map<string, Promise<SignatureAnswer>>;
}

async function verifyOne(certificate: Certificate, at: Place, context: Context): Promise<readonly Diagnostic[]> {
  const unknown = checkIssuedBy(certificate, context.authorities, at);
  if (unknown.length > 0) return unknown;
  const { chains, forged } = await chainsFrom(certificate, context);
  let best: readonly Diagnostic[] | undefined;
  for (const chain of chains) {
    const findings = await judge(chain, at, context);
    if (!hasError(findings)) return findings;
    best ??= findings;
  }
  return best ?? [forged === undefined ? noRoot(certificate, at) : badSignature(forged, certificate, at)];
}

/** A certificate and the authority that it names, whose key did not sign it. */
interface Forged {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
}

/** Every chain of signatures from a certificate to a root, the certificate first; at most 64 of them. */
async function chainsFrom(
  certificate: Certificate,
  context: Context,
): Promise<{ readonly chains: readonly (readonly Certificate[])[]; readonly forged: Forged | undefined }> {
  const chains: (readonly Certificate[])[] = [];
  let forged: Forged | undefined;
  let open: (readonly Certificate[])[] = [[certificate]];
  for (let length = 0; length <= maxChain && open.length > 0; length += 1) {
    const longer: (readonly Certificate[])[] = [];
    for (const chain of open) {
      const top = chain[chain.length - 1] as Certificate;
      const isRoot = isSelfIssued(top) && context.authorities.some((authority) => isSame(authority, top));
      const issuers = isRoot
        ? [top]
        : context.authorities.filter((one) => mayHaveIssued(one, top) && !chain.includes(one));
      for (const issuer of issuers) {
        if ((await ask(top, issuer, context)) === 'invalid') forged ??= { certificate: top, issuer };
        else if (isRoot) chains.push(chain);
        else longer.push([...chain, issuer]);
      }
    }
    open = longer.slice(0, maxChains - chains.length);
  }
  return { chains, forged };
}

async function judge(chain: readonly Certificate[], at: Place, context: Context): Promise<readonly Diagnostic[]> {
  const findings: Diagnostic[] = [];
  let below = 0;
  for (const [i, certificate] of chain.entries()) {
    const issuer = chain[i + 1] ?? certificate;
    const place = i === 0 ? at : certificate.at;
    findings.push(...(await signatureNotChecked(certificate, issuer, place, context)));
    if (i === 0) continue;
    findings.push(...checkCertificate(certificate, { now: context.now, role: 'authority' }));
    if (certificate.pathLength !== undefined && below > certificate.pathLength) {
      const message = `no more than ${certificate.pathLength} authorities may stand below this one, not ${below}`;
      findings.push(diagnostic('x509/path-too-long', certificate.at, message));
    }
    findings.push(...constraintFindings(chain, i));
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

async function signatureNotChecked(
  certificate: Certificate,
  issuer: Certificate,
  at: Place,
  context: Context,
): Promise<readonly Diagnostic[]> {
  const answer = await ask(certificate, issuer, context);
  if (answer === 'valid') return [];
  const why =
    answer === 'no-verifier'
      ? 'no verifier was given'
      : `the verifier does not know ${certificate.signatureAlgorithm} with this key`;
  return [diagnostic('x509/signature-not-checked', at, `the signature should be checked, but ${why}`)];
}

function badSignature({ certificate, issuer }: Forged, leaf: Certificate, at: Place): Diagnostic {
  const place = isSame(certificate, leaf) ? at : certificate.at;
  const message = `the signature must be the one of ${nameText(issuer.subject).slice(0, 120)}`;
  return diagnostic('x509/bad-signature', place, message, {
    hint: 'the certificate was changed, or another authority of the same name signed it',
    related: [{ at: issuer.at, message: 'the authority' }],
  });
}

function ask(
  certificate: Certificate,
  issuer: Certificate,
  { verifier, answers }: Context,
): Promise<SignatureAnswer | 'no-verifier'> {
  if (verifier === undefined) return Promise.resolve('no-verifier');
  const key = `${certificate.fingerprintSha256} ${issuer.fingerprintSha256}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  const question = signatureQuestion(certificate, issuer);
  const answer = question === undefined ? Promise.resolve<SignatureAnswer>('invalid') : verifier.verify(question);
  answers.set(key, answer);
  return answer;
}

function noRoot(certificate: Certificate, at: Place): Diagnostic {
  return diagnostic('x509/no-root', at, 'a chain must lead to a root, an authority that signed itself', {
    hint: `add the certificates above ${nameText(certificate.issuer).slice(0, 120)} to the bundle of the authority`,
  });
}

function isSame(a: Certificate, b: Certificate): boolean {
  return a.fingerprintSha256 === b.fingerprintSha256;
}
