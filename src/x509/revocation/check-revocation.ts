/** Whether certificates are revoked, as far as the lists at hand can tell. @see RFC 5280 §6.3 */
import { append } from '../../bytes/append.ts';
import { type Diagnostic, diagnostic, type Place } from '../../diagnostics/diagnostic.ts';
import type { Certificate } from '../certificate.ts';
import type { PlacedCertificate } from '../check-serials.ts';
import type { SignatureAnswers } from '../check-signatures.ts';
import { isoSecond } from '../iso-second.ts';
import { nameText } from '../name-text.ts';
import { isSelfIssued } from '../signature.ts';
import { checkListAge, checkListSignature, type ListWeight } from './check-list.ts';
import { entryFor, listInNss, revokedInNss, unknownToNss } from './nss-lists.ts';
import type { RevocationList, Revoked } from './revocation-list.ts';

/** With what certificates are held against revocation lists. */
export interface RevocationCircumstances {
  readonly crls: readonly RevocationList[];
  /** The authorities of the certificates; a list counts only when one of them signed it. */
  readonly authorities: readonly Certificate[];
  readonly now: Date;
  /** What a verifier said of the lists (`checkSignatures`); without it each gets `x509/signature-not-checked`. */
  readonly signatures?: SignatureAnswers;
  /** Whether hosts refuse a certificate without a fresh list (`crl-strict=yes`): what is missing or stale is then an error. */
  readonly strict?: boolean;
}

/**
 * Holds certificates against revocation lists, as RFC 5280 says and as NSS does: what either refuses is revoked. Lists are told
 * by their issuer and, where both name one, key identifier; deltas go on from their base; indirect lists speak for other
 * issuers' certificates. Lists that NSS does not import are said to be such, because no host heeds them.
 *
 * Codes: `x509/revoked`, `x509/crl-stale`, `x509/crl-not-given`, `pki/crl-unusable`, `x509/bad-signature`,
 * `x509/signature-not-checked`.
 *
 * @example
 * const signatures = await checkSignatures([host, ca], webCryptoVerifier(crypto.subtle), crls);
 * checkRevocation([{ certificate: host }], { crls, authorities: [ca], now, signatures }) // []
 */
export function checkRevocation(
  certificates: readonly PlacedCertificate[],
  { crls, authorities, now, signatures, strict = false }: RevocationCircumstances,
): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  const weight: ListWeight = strict ? { severity: 'error' } : {};
  const usable: RevocationList[] = [];
  for (const crl of crls) {
    const found = checkListSignature(crl, authorities, signatures);
    append(findings, found);
    if (!found.some(({ severity }) => severity === 'error')) usable.push(crl);
    append(findings, checkListAge(crl, now, weight));
    append(findings, checkImport(crl, weight));
  }
  for (const { certificate, at = certificate.at } of certificates) {
    // A root that says of itself that it is revoked cannot be believed.
    if (isSelfIssued(certificate)) continue;
    const speaking = usable.filter((crl) => speaksFor(crl, certificate));
    const complete = speaking.filter(({ baseNumberHex, scope }) => baseNumberHex === undefined && !scope.someReasons);
    if (complete.length === 0) findings.push(notGiven(certificate, at, weight, strict));
    const found = lastWord(certificate, speaking) ?? lastWordOfNss(certificate, usable, now);
    if (found !== undefined) findings.push(revoked(found, at, now));
  }
  return findings;
}

/** `pki/crl-unusable`: hosts can import the list. */
function checkImport(crl: RevocationList, weight: ListWeight): readonly Diagnostic[] {
  const extension = unknownToNss(crl);
  if (extension === undefined) return [];
  const message = `hosts cannot use this revocation list: crlutil does not import one with a critical ${extension}`;
  return [
    diagnostic('pki/crl-unusable', crl.at, message, {
      severity: 'warning',
      ...weight,
      hint: 'have the authority issue a complete list without issuing distribution point, and import that',
    }),
  ];
}

function notGiven({ issuer }: Certificate, at: Place, weight: ListWeight, strict: boolean): Diagnostic {
  const by = nameText(issuer).slice(0, 120);
  return diagnostic(
    'x509/crl-not-given',
    at,
    `no revocation list of ${by} says whether this certificate is still good`,
    {
      ...weight,
      hint: strict
        ? 'with crl-strict=yes the hosts refuse each other until they have a list of every authority'
        : 'name the lists under crls:',
    },
  );
}

/** What a list says of a certificate. */
interface Word {
  readonly entry: Revoked;
  readonly crl: RevocationList;
}

function revoked({ entry: { at: since, reason }, crl }: Word, at: Place, now: Date): Diagnostic {
  const why = reason === undefined ? '' : ` (${reason})`;
  const when = since > now ? 'will be revoked' : 'was revoked';
  return diagnostic('x509/revoked', at, `the certificate ${when} at ${isoSecond(since)}${why}`, {
    hint: 'remove the host, or give it another certificate; hosts go on accepting it until their NSS database holds the list',
    related: [{ at: crl.at, message: 'the revocation list' }],
  });
}

/** What the lists say last: deltas after their bases, later ones after earlier ones. */
function lastWord({ issuer, serialHex }: Certificate, speaking: readonly RevocationList[]): Word | undefined {
  const inOrder = [...speaking].sort((a, b) => a.thisUpdate.getTime() - b.thisUpdate.getTime());
  let found: Word | undefined;
  for (const crl of inOrder) {
    const entry = entryFor(crl, issuer.derHex, serialHex);
    if (crl.baseNumberHex === undefined && entry === undefined && isSameScope(found?.crl, crl)) found = undefined;
    if (entry?.reason === 'removeFromCRL') found = undefined;
    else if (entry !== undefined) found = { entry, crl };
  }
  return found;
}

function isSameScope(earlier: RevocationList | undefined, { issuer, scope }: RevocationList): boolean {
  return earlier?.issuer.derHex === issuer.derHex && JSON.stringify(earlier.scope) === JSON.stringify(scope);
}

/** What the list says that hosts have: one that a delta went on from stays as it is there. */
function lastWordOfNss(certificate: Certificate, lists: readonly RevocationList[], now: Date): Word | undefined {
  const crl = listInNss(lists, certificate.issuer.derHex);
  const entry = crl && revokedInNss(crl, certificate, now);
  return crl === undefined || entry === undefined ? undefined : { entry, crl };
}

function speaksFor({ issuer, scope, revoked: entries }: RevocationList, certificate: Certificate): boolean {
  if (certificate.isCa ? !scope.authorities : !scope.hosts) return false;
  if (issuer.derHex === certificate.issuer.derHex) return true;
  return scope.indirect && entries.some(({ issuerDerHex }) => issuerDerHex === certificate.issuer.derHex);
}
