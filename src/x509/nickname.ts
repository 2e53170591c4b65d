/**
 * The nickname that NSS gives a certificate when `pk12util` imports it. It is not "the CN": where the issuer has an
 * organization, that is part of it, and what is already in the database decides before anything else does.
 *
 * Measured with NSS 3.61, 3.87 and 3.110 (the same on all three); the algorithm is that of NSS `CERT_MakeCANickname`,
 * `CERT_GetNameElement` and `sec_pkcs12_*nickname*`.
 */
import { fromUtf8 } from '../bytes/utf8.ts';
import type { Certificate } from './certificate.ts';
import { contentsOf, readDer, tags } from './der.ts';
import type { Name, NameAttribute } from './name.ts';
import { decodeString } from './string-types.ts';

/** A certificate that is already in the database, as far as it matters for the next one. */
export interface NssCertificate {
  readonly nickname: string;
  /** `subject.derHex` of the certificate. */
  readonly subjectDerHex: string;
  readonly fingerprintSha256: string;
}

/** What else decides. */
export interface ImportCircumstances {
  /** The name in the PKCS#12 file (`openssl pkcs12 -name`); none when omitted. */
  readonly friendlyName?: string;
  /** What the database holds before the import; nothing when omitted. */
  readonly database?: readonly NssCertificate[];
}

/** What the import does. */
export type NicknamePrediction =
  | {
      readonly kind: 'nickname';
      readonly nickname: string;
      /**
       * `generated` from subject and issuer; `friendly-name`: the one in the file; `same-subject`: the one of the
       * certificate of that subject in the database, whatever the file says; `same-certificate`: nothing changes.
       */
      readonly from: 'generated' | 'friendly-name' | 'same-subject' | 'same-certificate';
    }
  /** The import fails: `pk12util` cannot name an empty CN under an issuer without O and DC; bytes that are no text have no prediction. */
  | { readonly kind: 'none'; readonly reason: string };

/**
 * The nickname under which `pk12util` stores a certificate with its key.
 *
 * @example predictNickname(hostOfExampleOrg) // { kind: 'nickname', nickname: 'host1 - Example Org', from: 'generated' }
 * @example predictNickname(renewed, { friendlyName: 'new', database: [old] }) // the nickname of `old`: same subject
 */
export function predictNickname(certificate: Certificate, circumstances: ImportCircumstances = {}): NicknamePrediction {
  const { friendlyName = '', database = [] } = circumstances;
  const same = database.find(({ fingerprintSha256 }) => fingerprintSha256 === certificate.fingerprintSha256);
  if (same !== undefined) return { kind: 'nickname', nickname: same.nickname, from: 'same-certificate' };
  const relative = database.find(({ subjectDerHex }) => subjectDerHex === certificate.subject.derHex);
  if (relative !== undefined) return { kind: 'nickname', nickname: relative.nickname, from: 'same-subject' };
  const taken = new Set(database.map(({ nickname }) => nickname));
  if (friendlyName !== '' && !taken.has(friendlyName)) {
    return { kind: 'nickname', nickname: friendlyName, from: 'friendly-name' };
  }
  const made = generate(certificate.subject, certificate.issuer);
  if (made === unknownText) return { kind: 'none', reason: 'a value that decides the nickname is not valid text' };
  if (made === '')
    return { kind: 'none', reason: 'the CN is empty and the issuer has neither O nor DC: pk12util cannot name it' };
  const plain = made.startsWith(tokenPrefix) ? made.slice(tokenPrefix.length) : made;
  let nickname = plain;
  for (let count = 2; taken.has(nickname); count += 1) nickname = `${plain} #${count}`;
  return { kind: 'nickname', nickname, from: 'generated' };
}

/** NSS takes what stands before a colon for a token; this one is the software token's name, and is cut off. */
const tokenPrefix = 'NSS Certificate DB:';

const unknownText: unique symbol = Symbol('bytes that are no text');

const oids = {
  commonName: '2.5.4.3',
  organizationalUnit: '2.5.4.11',
  organization: '2.5.4.10',
  domainComponent: '0.9.2342.19200300.100.1.25',
} as const;

function generate(subject: Name, issuer: Name): string | typeof unknownText {
  const own = text(all(subject, oids.commonName).at(-1)) ?? text(all(subject, oids.organizationalUnit)[0]);
  const organization = text(all(issuer, oids.organization)[0]) ?? text(all(issuer, oids.domainComponent)[0]);
  if (own === unknownText || organization === unknownText) return unknownText;
  if (organization === undefined) return own ?? 'Unknown CA';
  return own === undefined ? organization : `${own} - ${organization}`;
}

function all(name: Name, oid: string): readonly NameAttribute[] {
  return name.rdns.flat().filter((attribute) => attribute.oid === oid);
}

/** As NSS reads it: three types as UTF-8, T61String as Latin-1, the wide types as they are; any other counts as absent. */
function text(attribute: NameAttribute | undefined): string | undefined | typeof unknownText {
  const read = attribute === undefined ? undefined : readDer(attribute.der);
  if (read?.kind !== 'value') return undefined;
  switch (read.node.tag) {
    case tags.utf8String:
    case tags.printableString:
    case tags.ia5String:
      return escapeText(fromUtf8(contentsOf(read.node)));
    case tags.t61String:
    case tags.bmpString:
    case tags.universalString:
      return escapeText(decodeString(read.node));
    default:
      return undefined;
  }
}

/** Quotes and backslashes get a backslash, controls become one and two lower-case digits; everything else stays. */
function escapeText(value: string | undefined): string | typeof unknownText {
  if (value === undefined) return unknownText;
  let escaped = '';
  for (const character of value) {
    const code = character.codePointAt(0) as number;
    if (code < 0x20 || code === 0x7f) escaped += `\\${code.toString(16).padStart(2, '0')}`;
    else escaped += character === '"' || character === '\\' ? `\\${character}` : character;
  }
  return escaped;
}
