/**
 * Whether an ID that is written in a configuration admits the holder of a certificate, as pluto decides it.
 *
 * @see libreswan `programs/pluto/x509.c` (match_certs_id, match_peer_id_cert), `lib/libswan/x509dn.c`
 */
import { asciiLower } from '../../bytes/ascii.ts';
import { fromHex } from '../../bytes/hex.ts';
import { fromLatin1 } from '../../bytes/latin1.ts';
import { valueAt } from '../../diagnostics/diagnostic.ts';
import { readAddress } from '../../net/address.ts';
import type { Certificate, SubjectAltName } from '../../x509/certificate.ts';
import { atLeast, type Release } from '../release.ts';
import { dnAttribute, isGrouped } from './dn-der.ts';
import { type DnMatch, matchDn } from './match-dn.ts';
import { type Identity, parseIdentity } from './parse-identity.ts';

/** What of a certificate counts. */
export type CertifiedNames = Pick<Certificate, 'subject' | 'subjectAltNames'>;

/** The verdict on an ID and a certificate. */
export interface IdentityMatch {
  /** `unknown` where the release is known to decide, but not how. */
  readonly verdict: 'yes' | 'no' | 'unknown';
  /** One sentence that says why. */
  readonly reason: string;
  /** Whether the ID admits certificates of other hosts as well: it asks for less than the subject says, or for nothing. */
  readonly tooWide: boolean;
}

/**
 * Whether a peer that shows the certificate, and sends its subject as its ID, satisfies `rightid=` on the given release.
 * The certificate is taken to be valid and issued by a trusted authority.
 *
 * @param text the value of `rightid=` without its quotes
 *
 * @example
 * matchesIdentity('O=system:nodes', certificate, '4.10') // { verdict: 'yes', tooWide: true, reason: '…' }
 */
export function matchesIdentity(text: string, certificate: CertifiedNames, release: Release): IdentityMatch {
  const parsed = parseIdentity(text, release, valueAt('rightid'));
  if (parsed.kind === 'ok') return matchIdentity(parsed.value, certificate, release);
  if (atLeast(release, '5.0')) return no('pluto refuses the conn, because it cannot read the ID');
  return asUnset(certificate, 'pluto cannot read the ID and takes the address of that end instead');
}

function matchIdentity(identity: Identity, certificate: CertifiedNames, release: Release): IdentityMatch {
  const names = certificate.subjectAltNames;
  switch (identity.kind) {
    case 'from-certificate':
      return { verdict: 'yes', reason: '%fromcert admits every certificate of the trusted authority', tooWide: true };
    case 'unset':
      return asUnset(certificate, 'no ID is set, so the address of that end is the ID');
    case 'null':
      return no('%null asks for a peer that shows no certificate');
    case 'key-id':
      return no('a key ID is in no certificate');
    case 'host-name':
      return asUnset(certificate, 'the name is looked up when the conn is loaded, and its address is the ID');
    case 'address':
      return named(names, 'ip', identity.address, release);
    case 'fqdn':
      return named(names, 'dns', identity.name, release);
    case 'user-fqdn':
      return named(names, 'email', identity.name, release);
    case 'dn':
      return distinguished(identity, certificate, release);
  }
}

function no(reason: string): IdentityMatch {
  return { verdict: 'no', reason, tooWide: false };
}

function asUnset(certificate: CertifiedNames, reason: string): IdentityMatch {
  const may = certificate.subjectAltNames.some(({ type }) => type === 'ip');
  return may
    ? { verdict: 'unknown', reason: `${reason}; whether the certificate names it is not said here`, tooWide: false }
    : no(`${reason}, and the certificate names no address`);
}

function named(
  names: readonly SubjectAltName[],
  type: SubjectAltName['type'],
  wanted: string,
  release: Release,
): IdentityMatch {
  const isNamed =
    readAddress(wanted) === undefined ? names.some((one) => holdsName(one, wanted)) : hasAddress(names, wanted);
  const reason = 'the certificate has it as a subject alternative name';
  if (atLeast(release, '4.3'))
    return isNamed
      ? { verdict: 'yes', reason, tooWide: false }
      : no('the certificate does not have it as a subject alternative name, and the CN does not count');
  const same = names.filter(({ value }) => plainHost(value) === plainHost(wanted));
  if (same.some((name) => name.type === type)) return { verdict: 'yes', reason, tooWide: false };
  if (same.length > 0 || isNamed) {
    return {
      verdict: 'unknown',
      reason: 'the certificate has it as a subject alternative name of another kind or by a wildcard only',
      tooWide: false,
    };
  }
  if (!atLeast(release, '3.30')) {
    const unknown =
      'the certificate does not have it as a subject alternative name, which up to 3.29 only one side asks for';
    return { verdict: 'unknown', reason: unknown, tooWide: false };
  }
  return no('the certificate does not have it as a subject alternative name, and the CN does not count');
}

/**
 * Whether an alternative name is a name that an ID asks for. Host names and mail addresses are one to pluto; a leading `*.`
 * stands for what the ID has before its first dot.
 *
 * @see libreswan `programs/pluto/nss_cert_verify.c` (cert_verify_subject_alt_name); run on 4.3, 4.10 and 5.2
 */
function holdsName({ type, value }: SubjectAltName, wanted: string): boolean {
  if (type !== 'dns' && type !== 'email') return false;
  const isWild = value.length > 2 && value.startsWith('*.');
  const [own, asked] = isWild ? [value.slice(2), wanted.slice(wanted.indexOf('.') + 1)] : [value, wanted];
  return (!isWild || wanted.includes('.')) && asciiLower(own) === asciiLower(asked);
}

/** An address counts as such alone, whatever the ID says it is. */
function hasAddress(names: readonly SubjectAltName[], wanted: string): boolean {
  const address = readAddress(wanted);
  return names.some(({ type, value }) => type === 'ip' && readAddress(value) === address);
}

/** Letters without case, dots at the end left out, as IDs are compared. */
function plainHost(text: string): string {
  return text.toLowerCase().replace(/\.+$/, '');
}

function distinguished(
  { attributes, derHex }: Extract<Identity, { kind: 'dn' }>,
  { subject }: CertifiedNames,
  release: Release,
): IdentityMatch {
  if (attributes === undefined) return no('the ID is no name');
  const found = matchDn(attributes, subject.rdns.flat().map(dnAttribute), release);
  // 5.4 looks for attributes that share an RDN in one RDN of the subject; only an ID in hexadecimal has any.
  const unsure =
    isGrouped(fromLatin1(fromHex(derHex) ?? new Uint8Array())) &&
    found.how === 'unordered' &&
    found.verdict === 'yes' &&
    atLeast(release, '5.4');
  const match: DnMatch = unsure ? { ...found, verdict: 'unknown' } : found;
  const verdict = byRelease(match, release);
  const tooWide = verdict !== 'no' && (match.wildcard || match.subset);
  return { verdict, reason: reasonOf(match, release), tooWide };
}

/**
 * Up to 4.3 a real pluto refuses what is only found in another order or beside others; when that changed is not known. A
 * wildcard it takes, and whether older ones do is not known.
 */
function byRelease({ verdict, how, wildcard }: DnMatch, release: Release): IdentityMatch['verdict'] {
  if (verdict === 'no' || atLeast(release, '4.10')) return verdict;
  if (how === 'unordered' && wildcard) return atLeast(release, '4.3') && !atLeast(release, '4.4') ? verdict : 'unknown';
  if (how === 'unordered') return atLeast(release, '4.4') ? 'unknown' : 'no';
  return wildcard && !atLeast(release, '4.3') ? 'unknown' : verdict;
}

function reasonOf({ verdict, how, wildcard, subset }: DnMatch, release: Release): string {
  if (verdict === 'no') return 'an attribute of the ID is not in the subject of the certificate, or cannot be compared';
  if (verdict === 'unknown') return 'the comparison goes through text of which it is not known how NSS reads it';
  const found = wildcard
    ? 'every attribute of the ID is in the subject, one of them by a wildcard'
    : subset
      ? 'every attribute of the ID is in the subject, which has others beside'
      : how === 'unordered'
        ? 'the subject has the attributes of the ID in another order'
        : 'the ID is the subject';
  if (atLeast(release, '4.10') || (how === 'ordered' && (!wildcard || atLeast(release, '4.3')))) return found;
  if (wildcard && release === '4.3') return found;
  const since =
    how === 'ordered' || atLeast(release, '4.4')
      ? 'whether this release accepts that is not known'
      : 'and up to 4.3 the ID sent must be the ID written';
  return `${found}; ${since}`;
}
