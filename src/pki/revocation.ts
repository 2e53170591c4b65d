/** Whether certificates are revoked, as far as the lists at hand can tell. @see RFC 5280 §6.3 */
import { append } from '../bytes/append.ts';
import { sameBytes } from '../bytes/same-bytes.ts';
import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import type { Certificate } from '../x509/certificate.ts';
import { encodingOf, readDer } from '../x509/der.ts';
import { readBitBytes } from '../x509/der-values.ts';
import { nameText } from '../x509/name-text.ts';
import type { SignatureVerifier } from '../x509/signature.ts';
import { maxCrlBytes, type RevocationList, type Revoked } from './crl.ts';
import { keyIdIn } from './extensions.ts';

/** With what certificates are held against revocation lists. */
export interface RevocationCircumstances {
  readonly crls: readonly RevocationList[];
  /** The authorities of the certificates; a list counts only when one of them signed it. */
  readonly authorities: readonly Certificate[];
  readonly now: Date;
  /** Checks the signatures of the lists; without it each gets `x509/signature-not-checked`. */
  readonly verifier?: SignatureVerifier;
  /** Whether hosts refuse a certificate without a fresh list (`crl-strict=yes`): what is missing or stale is then an error. */
  readonly strict?: boolean;
}

/** A certificate and where findings about it are placed. */
export interface Judged {
  readonly certificate: Certificate;
  readonly at?: Place;
}

/**
 * Holds certificates against revocation lists. Lists are told by their issuer and, where both name one, key identifier; deltas
 * go on from their base; indirect lists speak for other issuers' certificates.
 *
 * Codes: `x509/revoked`, `x509/crl-stale`, `x509/crl-not-given`, `pki/crl-unusable`, `x509/bad-signature`,
 * `x509/signature-not-checked`.
 *
 * @example await checkRevocation([{ certificate: host }], { crls, authorities: [ca], now, verifier }) // []
 */
export async function checkRevocation(
  certificates: readonly Judged[],
  { crls, authorities, now, verifier, strict = false }: RevocationCircumstances,
): Promise<readonly Diagnostic[]> {
  const findings: Diagnostic[] = [];
  const weight = strict ? ({ severity: 'error' } as const) : {};
  const usable: RevocationList[] = [];
  for (const crl of crls) {
    const found = await checkCrl(crl, authorities, verifier);
    append(findings, found);
    if (!found.some(({ severity }) => severity === 'error')) usable.push(crl);
    append(findings, checkAge(crl, now, weight));
  }
  for (const { certificate, at = certificate.at } of certificates) {
    // A root that says of itself that it is revoked cannot be believed.
    if (certificate.subject.derHex === certificate.issuer.derHex) continue;
    const speaking = usable.filter((crl) => speaksFor(crl, certificate));
    const complete = speaking.filter(({ baseNumberHex, scope }) => baseNumberHex === undefined && !scope.someReasons);
    if (complete.length === 0) findings.push(notGiven(certificate, at, weight, strict));
    const entry = entryOf(certificate, speaking);
    if (entry !== undefined) findings.push(revoked(entry.entry, entry.crl, at));
  }
  return findings;
}

function notGiven({ issuer }: Certificate, at: Place, weight: object, strict: boolean): Diagnostic {
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

function revoked({ at: since, reason }: Revoked, crl: RevocationList, at: Place): Diagnostic {
  const why = reason === undefined ? '' : ` (${reason})`;
  return diagnostic('x509/revoked', at, `the certificate was revoked at ${iso(since)}${why}`, {
    hint: 'remove the host, or give it another certificate; hosts go on accepting it until their NSS database holds the list',
    related: [{ at: crl.at, message: 'the revocation list' }],
  });
}

/** What the lists say last: deltas after their bases, later ones after earlier ones. */
function entryOf(
  { issuer, serialHex }: Certificate,
  speaking: readonly RevocationList[],
): { readonly entry: Revoked; readonly crl: RevocationList } | undefined {
  const inOrder = [...speaking].sort((a, b) => a.thisUpdate.getTime() - b.thisUpdate.getTime());
  let found: { entry: Revoked; crl: RevocationList } | undefined;
  for (const crl of inOrder) {
    const entry = indexOf(crl).get(`${issuer.derHex} ${serialHex}`);
    if (crl.baseNumberHex === undefined && entry === undefined && found?.crl.scope === crl.scope) found = undefined;
    if (entry?.reason === 'removeFromCRL') found = undefined;
    else if (entry !== undefined) found = { entry, crl };
  }
  return found;
}

const indices = new WeakMap<RevocationList, ReadonlyMap<string, Revoked>>();

function indexOf(crl: RevocationList): ReadonlyMap<string, Revoked> {
  const known = indices.get(crl);
  if (known !== undefined) return known;
  const index = new Map(crl.revoked.map((entry) => [`${entry.issuerDerHex} ${entry.serialHex}`, entry]));
  indices.set(crl, index);
  return index;
}

function speaksFor({ issuer, scope, revoked: entries }: RevocationList, certificate: Certificate): boolean {
  if (certificate.isCa ? !scope.authorities : !scope.hosts) return false;
  if (issuer.derHex === certificate.issuer.derHex) return true;
  return scope.indirect && entries.some(({ issuerDerHex }) => issuerDerHex === certificate.issuer.derHex);
}

function checkAge({ thisUpdate, nextUpdate, at }: RevocationList, now: Date, weight: object): readonly Diagnostic[] {
  if (thisUpdate > now)
    return [
      diagnostic('x509/crl-stale', at, `the revocation list is of ${iso(thisUpdate)}, which is still to come`, weight),
    ];
  if (nextUpdate === undefined || nextUpdate >= now) return [];
  return [
    diagnostic('x509/crl-stale', at, `a newer revocation list was due at ${iso(nextUpdate)}`, {
      ...weight,
      hint: 'fetch the new one; what was revoked since is not in this one',
    }),
  ];
}

async function checkCrl(
  crl: RevocationList,
  authorities: readonly Certificate[],
  verifier: SignatureVerifier | undefined,
): Promise<readonly Diagnostic[]> {
  const named = authorities.filter((authority) => maySign(authority, crl));
  const by = nameText(crl.issuer).slice(0, 120);
  if (named.length === 0) {
    return [
      diagnostic(
        'pki/crl-unusable',
        crl.at,
        `the revocation list must be of one of the given authorities, not of ${by}`,
      ),
    ];
  }
  const allowed = named.filter(({ keyUsage }) => keyUsage.length === 0 || keyUsage.includes('cRLSign'));
  if (allowed.length === 0) {
    const message = `the key usage of ${by} must allow cRLSign, else nobody uses its revocation list`;
    return [diagnostic('pki/crl-unusable', crl.at, message)];
  }
  if (verifier === undefined)
    return [
      diagnostic('x509/signature-not-checked', crl.at, 'the signature should be checked, but no verifier was given'),
    ];
  const answers = await Promise.all(allowed.map((authority) => verifier.verify(questionOf(crl, authority))));
  if (answers.includes('valid')) return [];
  return answers.includes('unsupported')
    ? [
        diagnostic(
          'x509/signature-not-checked',
          crl.at,
          `the signature should be checked, but the verifier does not know ${crl.signatureAlgorithm} with this key`,
        ),
      ]
    : [
        diagnostic('x509/bad-signature', crl.at, `signature is not by ${by}`, {
          hint: 'the list was changed, or another authority of the same name signed it',
        }),
      ];
}

function maySign(authority: Certificate, { issuer, authorityKeyId }: RevocationList): boolean {
  if (authority.subject.derHex !== issuer.derHex) return false;
  const own = authority.extensions.find(({ oid }) => oid === '2.5.29.14');
  const id = own && keyIdIn(own.value);
  return id === undefined || authorityKeyId === undefined || sameBytes(id, authorityKeyId);
}

function questionOf(crl: RevocationList, authority: Certificate): Parameters<SignatureVerifier['verify']>[0] {
  const read = readDer(crl.der, { bytes: maxCrlBytes, nodes: 1_000_000 });
  const [list, identifier, signature] = read.kind === 'value' ? read.node.children : [];
  const parameters = identifier?.children[1];
  return {
    algorithm: crl.signatureAlgorithm,
    parameters: parameters && encodingOf(parameters),
    spki: authority.publicKey.spki,
    data: list === undefined ? new Uint8Array(0) : encodingOf(list),
    signature: readBitBytes(signature) ?? new Uint8Array(0),
  };
}

function iso(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z');
}
