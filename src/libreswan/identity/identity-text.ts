/**
 * The subject of a certificate as the text of `leftid=`, `rightid=` and `rightca=`.
 *
 * No single spelling serves every subject on every release, and a text that pluto cannot read is dropped without a word
 * up to 4.15 (the ID becomes the host's address). So a spelling is chosen that every release of a range is known to read
 * as that subject, or there is none and the reason is said.
 *
 * @see libreswan `lib/libswan/id.c` (atoid), `lib/libswan/x509dn.c` (atodn)
 */
import { shown } from '../../bytes/shown.ts';
import {
  type Diagnostic,
  diagnostic,
  hasError,
  ok,
  type Place,
  type Result,
  valueAt,
} from '../../diagnostics/diagnostic.ts';
import type { Name, NameAttribute } from '../../x509/name.ts';
import { atLeast, newest, oldest, type Release, type ReleaseRange } from '../release.ts';
import { berAttribute, dnKeyword } from './dn.ts';

/** libreswan builds a DN from text in a buffer of 512 bytes; we leave room for the headers that it moves about. */
const textLimit = 480;

/** All texts of a conn reach pluto in one message of 4096 bytes: two names of this size in hexadecimal, and the rest. */
const nameLimit = 800;

/**
 * One way to write a subject: where it can be written at all, and which releases read it as that subject.
 */
interface Spelling {
  readonly text: string | undefined;
  readonly reads: (release: Release) => boolean;
}

/**
 * The text, without quotes, that every release of the range reads as the given name: plain (`O=system:nodes, CN=a`) where
 * that is exact, else by the release with separators doubled, values as `KEY=#BER`, or the whole name as `@~HEX`.
 *
 * Fails with `libreswan/empty-subject`, `libreswan/wildcard-subject`, `libreswan/unmatchable-subject`,
 * `libreswan/subject-too-long`, `libreswan/no-common-spelling`.
 *
 * @param name the subject (or, for `rightca=`, the authority's subject), as read from the certificate
 * @param releases every release that will read the text
 * @param at the place that findings name
 *
 * @example
 * identityText(subject, releaseRange('4.3', '5.2'), at) // ok: 'O=system:nodes, CN=system:node:a'
 *
 * @see ipsec.conf(5), `leftid`
 */
export function identityText(name: Name, releases: ReleaseRange, at: Place = valueAt()): Result<string> {
  const findings = subjectFindings(name, releases, at);
  if (hasError(findings)) return { kind: 'failed', findings };
  for (const { text, reads } of spellingsOf(name)) {
    if (text !== undefined && releases.every(reads)) return ok(text, findings);
  }
  return { kind: 'failed', findings: [...findings, noCommonSpelling(name, releases, at)] };
}

/** What makes a name unfit as an ID on some release of the range, however it is spelled. */
function subjectFindings(name: Name, releases: ReleaseRange, at: Place): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  if (name.der.length > nameLimit) {
    findings.push(
      diagnostic(
        'libreswan/subject-too-long',
        at,
        `a subject that serves as an ID must not have more than ${nameLimit} bytes in DER, and this one has ${name.der.length}`,
        { hint: 'issue the certificate with a shorter subject' },
      ),
    );
  }
  const attributes = name.rdns.flat();
  if (attributes.length === 0) {
    findings.push(
      diagnostic('libreswan/empty-subject', at, 'a subject must have at least one attribute to serve as an ID', {
        hint: 'give each host a certificate whose subject names it, such as O=system:nodes, CN=system:node:NAME',
      }),
    );
  }
  for (const attribute of attributes) {
    if (isWildcard(attribute)) {
      findings.push(
        diagnostic(
          'libreswan/wildcard-subject',
          at,
          `the value of ${attribute.name} in a subject must not be a lone asterisk, which pluto takes for any value`,
          { hint: 'issue the certificate with a subject that names the host' },
        ),
      );
    } else if (!isComparable(attribute) && atLeast(newest(releases), '3.28')) {
      findings.push(
        diagnostic(
          'libreswan/unmatchable-subject',
          at,
          `the value of ${attribute.name} in a subject must be a UTF8String, PrintableString, IA5String, T61String or BMPString: from 3.28 pluto matches no other type (${attribute.type}), not even with itself`,
          { hint: 'issue the certificate with UTF8String values' },
        ),
      );
    }
  }
  return findings;
}

function isWildcard({ der, value }: NameAttribute): boolean {
  return value === '*' || (der.length === 3 && der[1] === 1 && der[2] === 0x2a);
}

function isComparable({ type }: NameAttribute): boolean {
  return type === 'utf8' || type === 'printable' || type === 'ia5' || type === 't61' || type === 'bmp';
}

/** The spellings of a name, the most readable first, made one at a time: nearly always the first will do. */
function* spellingsOf(name: Name): Generator<Spelling> {
  yield { text: inText(name, plainAttribute), reads: () => true };
  yield { text: inText(name, doubledAttribute), reads: (release) => !atLeast(release, '3.30') };
  yield { text: inText(name, berOrPlainAttribute), reads: (release) => atLeast(release, '3.30') };
  yield { text: `@~${name.derHex}`, reads: (release) => !skipsTwoCharacters(release) };
  yield { text: `@~0x${name.derHex}`, reads: skipsTwoCharacters };
}

/** From 4.0 to 4.7 the reader of `@~` leaves out the two characters that follow it. */
function skipsTwoCharacters(release: Release): boolean {
  return atLeast(release, '4.0') && !atLeast(release, '4.8');
}

/** The name with each attribute in the given form; `undefined` where one has none, an RDN is multi-valued, or the DN is too big for text. */
function inText(name: Name, form: (attribute: NameAttribute) => string | undefined): string | undefined {
  if (name.der.length > textLimit) return undefined;
  const parts: string[] = [];
  for (const rdn of name.rdns) {
    const [attribute] = rdn;
    const part = attribute === undefined || rdn.length > 1 ? undefined : form(attribute);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return parts.join(', ');
}

/** `KEY=value` where every release reads the value as it stands and compares it as equal, whatever string type it gives to it. */
function plainAttribute(attribute: NameAttribute): string | undefined {
  return keyAndValue(attribute, (value) => !/[,/]/.test(value));
}

/** `KEY=value` with single commas and slashes inside doubled, as up to 3.29 they are read. */
function doubledAttribute(attribute: NameAttribute): string | undefined {
  const part = keyAndValue(attribute, (value) => !/^[,/]|[,/][,/]|[,/]$/.test(value));
  return part?.replace(/[,/]/g, '$&$&');
}

function berOrPlainAttribute(attribute: NameAttribute): string | undefined {
  return plainAttribute(attribute) ?? berAttribute(attribute);
}

function keyAndValue(attribute: NameAttribute, accepts: (value: string) => boolean): string | undefined {
  const { oid, type, value } = attribute;
  const key = dnKeyword(oid);
  if (key === undefined || value === undefined || type === 'bmp' || !isComparable(attribute)) return undefined;
  // Neither blank, `#` nor `=` first, no blank last: what the readers strip, or take for something else.
  if (!/^[!-~](?:[ -~]*[!-~])?$/.test(value) || /^[#=]|["\\]/.test(value)) return undefined;
  return accepts(value) ? `${key}=${value}` : undefined;
}

function noCommonSpelling(name: Name, releases: ReleaseRange, at: Place): Diagnostic {
  return diagnostic(
    'libreswan/no-common-spelling',
    at,
    `a subject must have one spelling that every release from ${oldest(releases)} to ${newest(releases)} reads as the same name: ${whyNotPlain(name)}`,
    {
      hint: 'name the release of each host in the inventory, or issue the certificate with a plain subject',
    },
  );
}

/** The first thing in a name that keeps it from being written plainly. */
function whyNotPlain(name: Name): string {
  if (name.der.length > textLimit) return `it has ${name.der.length} bytes, and text serves up to ${textLimit}`;
  for (const rdn of name.rdns) {
    if (rdn.length > 1) return `it has several attributes in one RDN (${rdn.map(({ name }) => name).join(' + ')})`;
    const attribute = rdn[0];
    if (attribute === undefined || plainAttribute(attribute) !== undefined) continue;
    if (dnKeyword(attribute.oid) === undefined) return `libreswan has no keyword for ${attribute.oid}`;
    return `the value of ${attribute.name} is not plain text (${shown(attribute.value ?? '')})`;
  }
  return 'it has none';
}
