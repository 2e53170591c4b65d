/** From PEM or DER to certificates: the hot path, on our own strict reader alone. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../bytes/hex.ts';
import { sameBytes } from '../bytes/same-bytes.ts';
import { shown } from '../bytes/shown.ts';
import { type Diagnostic, diagnostic, failed, type Place, type Result, settle, valueAt } from '../diagnostic.ts';
import type { Certificate, Extension } from './certificate.ts';
import { type DerNode, encodingOf, maxDerBytes, readDer, tags } from './der.ts';
import { integerHex, readBitBytes, readInteger, readOid, readSmallInteger, readTime } from './der-values.ts';
import { readExtension, readExtensionFields } from './extensions.ts';
import type { Name } from './name.ts';
import { signatureNames } from './oid-names.ts';
import { type PemBlock, pemText, readPem } from './pem.ts';
import { readPublicKey } from './public-key.ts';
import { readName } from './read-name.ts';

/** The greatest size of an input, in bytes or UTF-16 units: room for every host of a large cluster in one bundle. */
export const maxInputSize: number = 32 * 1024 * 1024;

const certificateLabels: readonly string[] = ['CERTIFICATE', 'X509 CERTIFICATE'];

/**
 * Every certificate of a PEM bundle, or the one of a DER file. All faults of all blocks are reported; one that cannot be
 * read makes the whole reading fail.
 *
 * With a text place as `at`, each PEM finding and each certificate's `at` has the line of its block, counted on from
 * that place; with a value place they all have that place.
 *
 * Fails with `x509/no-certificate`, `x509/too-large`, `x509/pem-malformed`, `x509/pem-base64`, `x509/not-der`,
 * `x509/malformed`, `x509/duplicate-extension`, `x509/unparsable-extension`; may add `x509/other-block` and
 * `x509/bad-string`.
 *
 * @example readCertificates(pem, textAt('pki/ca.crt', 1, 1)) // ok: [{ subject: …, at: line of its BEGIN … }]
 * @see RFC 5280 §4.1, RFC 7468 §5
 */
export function readCertificates(input: Uint8Array | string, at: Place = valueAt()): Result<readonly Certificate[]> {
  if (input.length > maxInputSize) {
    return failed(diagnostic('x509/too-large', at, `the input must not be larger than ${maxInputSize} bytes`));
  }
  if (typeof input === 'string') return fromText(input, at);
  const text = looksLikeDer(input) ? undefined : pemText(input);
  if (text?.includes('-----BEGIN') || input[0] !== tags.sequence) return fromText(text ?? '', at);
  const findings: Diagnostic[] = [];
  // A copy: the caller's bytes may change, or be a view of a large buffer that would stay in memory.
  const own = input.length > maxDerBytes ? input : new Uint8Array(input);
  const certificate = fromDer(own, at, findings);
  return certificate === undefined ? { kind: 'failed', findings } : settle(() => [certificate], findings);
}

/**
 * The certificate of an input that must hold exactly one.
 *
 * Fails with the codes of {@link readCertificates} and `x509/several-certificates`.
 *
 * @example readCertificate(pem, valueAt('nodes', 'a', 'certificate'))
 */
export function readCertificate(input: Uint8Array | string, at: Place = valueAt()): Result<Certificate> {
  const read = readCertificates(input, at);
  if (read.kind === 'failed') return read;
  const [first, second] = read.value;
  if (first !== undefined && second === undefined) return { kind: 'ok', value: first, findings: read.findings };
  const message = `exactly one certificate must stand here, not ${read.value.length}`;
  const hint = 'keep the host certificate alone in its file; authorities belong in the bundle of the authority';
  return failed(...read.findings, diagnostic('x509/several-certificates', second?.at ?? at, message, { hint }));
}

// A certificate is never shorter than 128 bytes, so its second byte is above 0x7F, which no ASCII text has.
function looksLikeDer(input: Uint8Array): boolean {
  return input[0] === tags.sequence && (input[1] ?? 0) >= 0x80;
}

function fromText(text: string, at: Place): Result<readonly Certificate[]> {
  const { blocks, findings: pemFindings } = readPem(text, at);
  const findings = [...pemFindings];
  const certificates: Certificate[] = [];
  const others: PemBlock[] = [];
  for (const block of blocks) {
    if (!certificateLabels.includes(block.label)) {
      others.push(block);
    } else if (block.headers) {
      findings.push(
        diagnostic('x509/pem-malformed', block.at, 'a certificate block must hold base64 alone, no headers'),
      );
    } else {
      const certificate = fromDer(block.bytes, block.at, findings);
      if (certificate !== undefined) certificates.push(certificate);
    }
  }
  const found = blocks.length > others.length || pemFindings.length > 0;
  if (!found) findings.push(noCertificate(text, others, at));
  else findings.push(...others.map(otherBlock));
  return settle(() => certificates, findings);
}

function otherBlock({ label, at }: PemBlock): Diagnostic {
  const message = `only certificates should stand here, not a block with the label ${shown(label, 40)}`;
  return diagnostic('x509/other-block', at, message, {
    hint: label.includes('PRIVATE KEY')
      ? 'move the private key to a file of its own with mode 0600'
      : 'the block is set aside; remove it',
  });
}

function noCertificate(text: string, others: readonly PemBlock[], at: Place): Diagnostic {
  const labels = others.map(({ label }) => shown(label, 40)).join(', ');
  const message = 'a certificate must be given as PEM (-----BEGIN CERTIFICATE-----) or DER';
  const [first] = others;
  if (first !== undefined) return diagnostic('x509/no-certificate', first.at, `${message}, not as ${labels}`);
  const hint = hintFor(text.trimStart().slice(0, 16));
  return diagnostic('x509/no-certificate', at, message, hint === undefined ? {} : { hint });
}

function hintFor(start: string): string | undefined {
  if (start === '') return 'the input is empty';
  if (start.startsWith('LS0tLS1CRUdJ')) return 'the input is base64 of PEM, as in a Kubernetes secret; decode it first';
  if (start.startsWith('MII'))
    return 'the input is base64 without the lines -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----';
  if (start.startsWith('\u00FF\u00FE') || start.startsWith('\u00FE\u00FF') || start.includes('\0'))
    return 'the input looks like UTF-16; write it as UTF-8';
  return undefined;
}

/** Reads one certificate and adds a finding for everything that is wrong with it. */
function fromDer(der: Uint8Array, at: Place, findings: Diagnostic[]): Certificate | undefined {
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

  const parts = [...tbs.children];
  const version = parts[0]?.tag === 0xa0 ? readVersion(parts.shift()) : 1;
  const [serialNode, innerAlgorithm, issuerNode, validity, subjectNode, keyNode, ...rest] = parts;
  const serial = readInteger(serialNode);
  const algorithmOid = readOid(innerAlgorithm?.children[0]);
  const issuer = readName(issuerNode);
  const subject = readName(subjectNode);
  const [notBefore, notAfter] =
    validity?.tag === tags.sequence && validity.children.length === 2 ? validity.children.map(readTime) : [];
  const publicKey = readPublicKey(keyNode);

  if (version === undefined) return malformed('the version must be 1, 2 or 3');
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
  const extensions = readExtensions(rest, version, malformed);
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
