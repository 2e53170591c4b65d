/** One certificate from its DER: the hot path, on our own strict reader alone. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../bytes/hex.ts';
import { sameBytes } from '../bytes/same-bytes.ts';
import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import type { Certificate, Extension } from './certificate.ts';
import { type DerNode, encodingOf, maxDerBytes, readDer, tags } from './der.ts';
import { integerHex, readBitBytes, readInteger, readOid, readSmallInteger, readTime } from './der-values.ts';
import { readExtension, readExtensionFields } from './extensions.ts';
import type { Name } from './name.ts';
import { signatureNames } from './oid-names.ts';
import { readPublicKey } from './public-key.ts';
import { readIssuer, readName } from './read-name.ts';

/** Reads one certificate and adds a finding for everything that is wrong with it. */
export function certificateFromDer(der: Uint8Array, at: Place, findings: Diagnostic[]): Certificate | undefined {
  if (der.length > maxDerBytes) {
    findings.push(
      diagnostic(
        'x509/too-large',
        at,
        `a certificate must not be larger than ${maxDerBytes} bytes, this one has ${der.length}`,
      ),
    );
    return undefined;
  }
  const read = readDer(der);
  if (read.kind === 'fault') {
    findings.push(
      diagnostic('x509/not-der', at, `a certificate must be DER: ${read.problem} (at byte ${read.offset})`),
    );
    return undefined;
  }
  const malformed = (what: string, hint?: string): undefined => {
    findings.push(diagnostic('x509/malformed', at, what, hint === undefined ? {} : { hint }));
    return undefined;
  };
  const certificate = fromNode(read.node, der, at, findings, malformed);
  if (certificate !== undefined) {
    checkStrings(certificate.subject, 'subject', at, findings);
    checkStrings(certificate.issuer, 'issuer', at, findings);
  }
  return certificate;
}

type Malformed = (what: string, hint?: string) => undefined;

function fromNode(
  root: DerNode,
  der: Uint8Array,
  at: Place,
  findings: Diagnostic[],
  malformed: Malformed,
): Certificate | undefined {
  const [tbs, outerAlgorithm, signature] = root.children;
  if (
    root.tag !== tags.sequence ||
    root.children.length !== 3 ||
    tbs?.tag !== tags.sequence ||
    outerAlgorithm === undefined
  ) {
    return malformed(
      'a certificate must be a sequence of the signed part, an algorithm and a signature',
      hintForDer(root),
    );
  }
  if (readBitBytes(signature) === undefined) return malformed('the signature must be a bit string of whole bytes');

  // By index: taking the parts out of a copied list costs more than reading half of them.
  const parts = tbs.children;
  const first = parts[0]?.tag === 0xa0 ? 1 : 0;
  const version = first === 1 ? readVersion(parts[0]) : 1;
  const serial = readInteger(parts[first]);
  const innerAlgorithm = parts[first + 1];
  const algorithmOid = readOid(innerAlgorithm?.children[0]);
  const issuer = readIssuer(parts[first + 2]);
  const validity = parts[first + 3];
  const isValidity = validity?.tag === tags.sequence && validity.children.length === 2;
  const notBefore = isValidity ? readTime(validity.children[0]) : undefined;
  const notAfter = isValidity ? readTime(validity.children[1]) : undefined;
  const subject = readName(parts[first + 4]);
  const publicKey = readPublicKey(parts[first + 5]);

  if (version === undefined) return malformed('the version must be 2 or 3, or left out for 1');
  if (serial === undefined) return malformed('the serial number must be an integer in its shortest form');
  if (innerAlgorithm?.tag !== tags.sequence || algorithmOid === undefined)
    return malformed('the signature algorithm must be an object identifier');
  if (!sameBytes(encodingOf(innerAlgorithm), encodingOf(outerAlgorithm)))
    return malformed('both mentions of the signature algorithm must be the same');
  if (issuer === undefined) return malformed('the issuer must be a name');
  if (notBefore === undefined || notAfter === undefined)
    return malformed('the validity must be two times, with seconds and in UTC');
  if (subject === undefined) return malformed('the subject must be a name');
  if (publicKey === undefined) return malformed('the public key must be of the form that its algorithm asks for');
  const extensions = readExtensions(parts.slice(first + 6), version, malformed);
  if (extensions === undefined) return undefined;

  const fields = readExtensionFields(extensions, at, findings);
  return {
    der,
    at,
    version,
    subject,
    issuer,
    subjectAltNames: fields.subjectAltNames,
    serialHex: integerHex(serial),
    notBefore,
    notAfter,
    publicKey,
    signatureAlgorithm: signatureNames.get(algorithmOid) ?? algorithmOid,
    fingerprintSha256: toHex(sha256(der)),
    isCa: fields.isCa,
    ...(fields.pathLength !== undefined && { pathLength: fields.pathLength }),
    keyUsage: fields.keyUsage,
    extendedKeyUsage: fields.extendedKeyUsage,
    extensions,
  };
}

function readVersion(node: DerNode | undefined): 1 | 2 | 3 | undefined {
  const number = node?.children.length === 1 ? readSmallInteger(node.children[0]) : undefined;
  return number === 1 ? 2 : number === 2 ? 3 : undefined;
}

/** What may follow the key: two unique identifiers from version 2, the extensions from version 3. @see RFC 5280 §4.1 */
function readExtensions(
  rest: readonly DerNode[],
  version: 1 | 2 | 3,
  malformed: Malformed,
): readonly Extension[] | undefined {
  const tail = rest.map(({ tag }) => tag);
  const last = rest.at(-1);
  const holder = last?.tag === 0xa3 ? last : undefined;
  const identifiers = holder === undefined ? tail : tail.slice(0, -1);
  const inOrder = identifiers.every(
    (tag, i) => (tag === 0x81 || tag === 0x82) && (i === 0 || tag > (identifiers[i - 1] as number)),
  );
  if (!inOrder) return malformed('nothing but unique identifiers and extensions may follow the public key');
  if (version === 1 && rest.length > 0) return malformed('a certificate of version 1 must end with the public key');
  if (holder === undefined) return [];
  if (version !== 3) return malformed('a certificate with extensions must be of version 3');
  const [list] = holder.children;
  if (holder.children.length !== 1 || list?.tag !== tags.sequence || list.children.length === 0) {
    return malformed('the extensions must be a list of at least one');
  }
  const extensions = list.children.map(readExtension).filter((extension) => extension !== undefined);
  return extensions.length === list.children.length
    ? extensions
    : malformed('an extension must be an identifier, a truth value where it is critical, and a value');
}

function hintForDer(root: DerNode): string | undefined {
  const [first] = root.children;
  if (readOid(first) === '1.2.840.113549.1.7.2')
    return 'this is a PKCS#7 bundle; convert it: openssl pkcs7 -inform DER -print_certs';
  if (readSmallInteger(first) === 3) return 'this looks like PKCS#12; convert it: openssl pkcs12 -nokeys';
  if (readSmallInteger(first) === 0 || readSmallInteger(first) === 1) return 'this looks like a private key';
  return undefined;
}

/** A value that cannot be decoded stays part of the name, byte for byte; only its text is unknown. */
function checkStrings(name: Name, whose: string, at: Place, findings: Diagnostic[]): void {
  for (const rdn of name.rdns) {
    for (const attribute of rdn) {
      if (attribute.value === undefined && attribute.type !== 'other') {
        const message = `a value of type ${attribute.type} must be valid for it, but ${attribute.name} of the ${whose} is not`;
        findings.push(
          diagnostic('x509/bad-string', at, message, { hint: 'programs will show different texts for it' }),
        );
      }
    }
  }
}
