/**
 * How pluto compares the DN of `rightid=` with the subject of the peer's certificate.
 *
 * First in order, attribute by attribute, grouping into RDNs set aside. Where that fails, in any order: then every
 * configured attribute must be somewhere in the certificate, and what the certificate has beside them does not matter. Up
 * to 5.3 the second comparison goes through text that NSS parses, and fails where NSS cannot parse it; 5.4 hands the DER over.
 *
 * @see libreswan `lib/libswan/x509dn.c` (match_dn, match_dn_unordered), NSS `lib/certdb/alg1485.c` and `secname.c`
 */
import { asciiLower } from '../../bytes/ascii.ts';
import { atLeast, type Release } from '../release.ts';
import { type DnAttribute, stringTags } from './dn-der.ts';
import { canonical, isSameToNss } from './match-nss.ts';

/** What two names are to pluto. */
export interface DnMatch {
  readonly verdict: 'yes' | 'no' | 'unknown';
  /** `ordered`: one by one; `unordered`: found, but in another order or beside others. */
  readonly how: 'ordered' | 'unordered';
  /** Whether the configured name has a value that stands for any. */
  readonly wildcard: boolean;
  /** Whether the certificate has attributes that the configured name does not ask for. */
  readonly subset: boolean;
}

/** Compares a configured DN with the subject of a certificate, as the given release does before anything else is asked. */
export function matchDn(
  configured: readonly DnAttribute[],
  subject: readonly DnAttribute[],
  release: Release,
): DnMatch {
  const wildcard = configured.some(isWildcard);
  const comparable = [...configured, ...subject].every((attribute) => isComparable(attribute, release));
  const isOver = !comparable && !atLeast(release, '5.4');
  if (isOver || configured.length === 0) return { verdict: 'no', how: 'ordered', wildcard, subset: false };
  const ordered =
    comparable &&
    configured.length === subject.length &&
    configured.every((attribute, i) => matchesInOrder(attribute, subject[i] as DnAttribute, release));
  if (ordered) return { verdict: 'yes', how: 'ordered', wildcard, subset: false };
  const verdict = unorderedVerdict(configured, subject, release);
  const subset = subject.some((own) => !configured.some((asked) => looseKey(asked) === looseKey(own)));
  return { verdict, how: 'unordered', wildcard, subset };
}

/** From 3.28 the walk over a name stops at any other string type, and nothing matches in order. */
function isComparable({ tag }: DnAttribute, release: Release): boolean {
  return !atLeast(release, '3.28') || Object.values(stringTags).some((known) => known === tag);
}

function isWildcard({ contents }: DnAttribute): boolean {
  return contents === '*';
}

/** Identifier of `E`, whose IA5String values are compared without case. */
export const email = '1.2.840.113549.1.9.1';
const domainComponent = '0.9.2342.19200300.100.1.25';

function matchesInOrder(asked: DnAttribute, own: DnAttribute, release: Release): boolean {
  if (asked.oid !== own.oid) return false;
  if (isWildcard(asked)) return true;
  if (asked.contents.length !== own.contents.length) return false;
  const mixed = asked.tag !== own.tag || own.tag === stringTags.printable;
  if (mixed && atLeast(release, '3.28') && /[\x80-\xff]/.test(asked.contents + own.contents)) return false;
  if (asked.contents === own.contents) return true;
  const noCase = own.tag === stringTags.printable || (own.tag === stringTags.ia5 && own.oid === email);
  return noCase && asciiLower(asked.contents) === asciiLower(own.contents) && !own.contents.includes('\0');
}

function unorderedVerdict(
  configured: readonly DnAttribute[],
  subject: readonly DnAttribute[],
  release: Release,
): DnMatch['verdict'] {
  if (atLeast(release, '5.4'))
    return configured.every((asked) => subject.some((own) => isSameToNss(asked, own))) ? 'yes' : 'no';
  const all = [...configured, ...subject];
  const readable = all.map((attribute) => readability(attribute, release));
  if (readable.includes('no')) return 'no';
  const murky = readable.includes('unknown');
  if (!loosely(configured, subject)) return murky && isNear(configured, subject) ? 'unknown' : 'no';
  return murky || isLong(configured) || isLong(subject) ? 'unknown' : 'yes';
}

/** Whether every configured attribute is in the subject as far as NSS tells them apart. */
function loosely(configured: readonly DnAttribute[], subject: readonly DnAttribute[]): boolean {
  return configured.every((asked) =>
    subject.some((own) => asked.oid === own.oid && (isWildcard(asked) || looseKey(asked) === looseKey(own))),
  );
}

/** Whether the identifiers at least would let the names match. */
function isNear(configured: readonly DnAttribute[], subject: readonly DnAttribute[]): boolean {
  return configured.every((asked) => subject.some((own) => asked.oid === own.oid));
}

/** Attributes whose keyword in pluto's text NSS does not know: S, G, T, I, D, N, ID, unstructuredName, ND, TCGID. */
const unknownToNss: ReadonlySet<string> = new Set([
  ...['2.5.4.4', '2.5.4.42', '2.5.4.12', '2.5.4.43', '2.5.4.13', '2.5.4.41', '2.5.4.45', '1.2.840.113549.1.9.2'],
  ...['0.2.262.1.10.7.20', '1.3.6.1.4.1.1201.1.1.2.2.75'],
]);

/** Attributes that pluto writes with a keyword that NSS knows. */
const knownToNss: ReadonlySet<string> = new Set([
  ...['2.5.4.3', '2.5.4.10', '2.5.4.11', '2.5.4.6', '2.5.4.7', '2.5.4.8', '2.5.4.5', email],
  ...['0.9.2342.19200300.100.1.25', '0.9.2342.19200300.100.1.1'],
]);

/** Whether NSS can parse an attribute as pluto writes it, up to 5.3. Where blanks and old escapes decide, nothing is promised. */
function readability({ oid, contents }: DnAttribute, release: Release): 'yes' | 'no' | 'unknown' {
  if (unknownToNss.has(oid)) return 'no';
  if (!knownToNss.has(oid)) {
    if (!atLeast(release, '3.30') || oid.length > 31) return 'no';
    return /^(?:[01]\.|2\.[0-3]?\d\.)/.test(oid) ? 'yes' : 'no';
  }
  if (/^ *$/.test(contents)) return 'no';
  if (oid === '2.5.4.6' && contents.length !== 2) return contents.includes(' ') ? 'unknown' : 'no';
  if (/^ | $|[\r\n]/.test(contents)) return 'unknown';
  if (contents.startsWith('#')) return 'unknown';
  const ia5 = oid === email || oid === domainComponent;
  if (ia5 && /[\x80-\xff]/.test(contents)) return 'unknown';
  if (!atLeast(release, '3.30') && !/^[A-Za-z0-9 '().:?@_*&!$%^|~{}[\]`-]*$/.test(contents)) return 'unknown';
  return 'yes';
}

/**
 * A key that two attributes share exactly when the unordered comparison takes them for the same: what PrintableString could hold
 * is compared without case and with blanks run together, all else byte by byte, whatever the string type; mail addresses and
 * domain components are IA5Strings to NSS, and keep their case.
 */
export function looseKey({ oid, contents }: DnAttribute): string {
  const noCase = oid !== email && oid !== domainComponent && /^[A-Za-z0-9 '()+,./:=?-]*$/.test(contents);
  return `${oid}=${noCase ? canonical(contents) : contents}`;
}

/** Whether a name is beyond what NSS of some age takes (64 bytes in a CN) or what pluto's buffer for the text holds (512). */
function isLong(attributes: readonly DnAttribute[]): boolean {
  const text = attributes.map(({ contents }) => contents.replace(/[^A-Za-z0-9 .:-]/g, '...'));
  return attributes.some(({ contents }) => contents.length > 64) || text.join('').length + 20 * text.length > 400;
}

/** Whether NSS knows every keyword of the text that pluto makes of a name, without which up to 5.3 order matters. */
export function isNssReadable(attributes: readonly DnAttribute[]): boolean {
  return attributes.every(({ oid }) => !unknownToNss.has(oid));
}
