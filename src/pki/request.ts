/** Certificate requests: what a host asks its authority for, and whether the answer fits. */
import { shown } from '../bytes/shown.ts';
import {
  type Diagnostic,
  diagnostic,
  failed,
  type Place,
  type Result,
  settle,
  valueAt,
} from '../diagnostics/diagnostic.ts';
import type { Certificate, Extension, PublicKey, SubjectAltName } from '../x509/certificate.ts';
import { type DerNode, readDer, tags } from '../x509/der.ts';
import { readBitBytes, readOid, readSmallInteger } from '../x509/der-values.ts';
import { readExtension, readExtensionFields } from '../x509/extensions.ts';
import { isSameKey } from '../x509/key-match.ts';
import type { Name } from '../x509/name.ts';
import { nameText } from '../x509/name-text.ts';
import { signatureNames } from '../x509/oid-names.ts';
import { readPublicKey } from '../x509/public-key.ts';
import { readName } from '../x509/read-name.ts';
import { type SignatureVerifier, signatureQuestion } from '../x509/signature.ts';

/** A certificate request (PKCS#10) as read. */
export interface CertificateRequest {
  readonly der: Uint8Array;
  readonly at: Place;
  readonly subject: Name;
  readonly publicKey: PublicKey;
  readonly subjectAltNames: readonly SubjectAltName[];
  readonly keyUsage: readonly string[];
  readonly extendedKeyUsage: readonly string[];
  /** Whether it asks to become an authority. */
  readonly isCa: boolean;
  /** The extensions that it asks for, not interpreted. */
  readonly extensions: readonly Extension[];
  /** Name as OpenSSL prints it, else the dotted identifier. */
  readonly signatureAlgorithm: string;
}

const pss = '1.2.840.113549.1.1.10';
const extensionRequest = '1.2.840.113549.1.9.14';

/**
 * Reads one request from its DER, as strictly as a certificate.
 *
 * Fails with `pki/malformed`, `x509/duplicate-extension`, `x509/unparsable-extension`.
 *
 * @example readRequest(der) // ok: { subject: …, subjectAltNames: [], … }
 * @see RFC 2986 §4, RFC 2985 §5.4.2
 */
export function readRequest(der: Uint8Array, at: Place = valueAt()): Result<CertificateRequest> {
  const malformed = (what: string): Result<CertificateRequest> => failed(diagnostic('pki/malformed', at, what));
  const own = new Uint8Array(der);
  const read = readDer(own);
  if (read.kind === 'fault') return malformed(`a certificate request must be DER: ${read.problem}`);
  const [info, identifier, signature] = read.node.children;
  const [version, subjectNode, keyNode, attributes] = info?.children ?? [];
  const subject = readName(subjectNode);
  const publicKey = readPublicKey(keyNode);
  const algorithm = readOid(identifier?.children[0]);
  const whole =
    read.node.tag === tags.sequence &&
    read.node.children.length === 3 &&
    info?.tag === tags.sequence &&
    readSmallInteger(version) === 0 &&
    info.children.length <= 4 &&
    identifier?.tag === tags.sequence &&
    // Nothing signs the algorithm, so it is held to its one form: no parameters, or NULL, but for RSASSA-PSS.
    (identifier.children[1] === undefined || identifier.children[1].tag === tags.null || algorithm === pss);
  if (
    !whole ||
    subject === undefined ||
    publicKey === undefined ||
    algorithm === undefined ||
    readBitBytes(signature) === undefined
  )
    return malformed('a certificate request must hold version 1, a name, a key, attributes and a signature');
  const extensions = requestedExtensions(attributes);
  if (extensions === undefined) return malformed('the attributes of a certificate request must be readable');
  const findings: Diagnostic[] = [];
  const { subjectAltNames, keyUsage, extendedKeyUsage, isCa } = readExtensionFields(extensions, at, findings);
  const signatureAlgorithm = signatureNames.get(algorithm) ?? algorithm;
  return settle(
    () => ({
      der: own,
      at,
      subject,
      publicKey,
      subjectAltNames,
      keyUsage,
      extendedKeyUsage,
      isCa,
      extensions,
      signatureAlgorithm,
    }),
    findings,
  );
}

function requestedExtensions(attributes: DerNode | undefined): readonly Extension[] | undefined {
  if (attributes === undefined) return [];
  if (attributes.tag !== 0xa0) return undefined;
  const found: Extension[] = [];
  for (const { children } of attributes.children) {
    const oid = readOid(children[0]);
    if (oid === undefined || children[1]?.tag !== tags.set) return undefined;
    if (oid !== extensionRequest) continue;
    for (const node of children[1].children[0]?.children ?? []) {
      const extension = readExtension(node);
      if (extension === undefined) return undefined;
      found.push(extension);
    }
  }
  return found;
}

/**
 * Whether a request is signed with the key that it names: who sent it has the private half.
 *
 * Codes: `x509/bad-signature`, `x509/signature-not-checked`.
 *
 * @example await checkRequestSignature(request, webCryptoVerifier(crypto.subtle)) // []
 */
export async function checkRequestSignature(
  request: CertificateRequest,
  verifier: SignatureVerifier,
): Promise<readonly Diagnostic[]> {
  const question = signatureQuestion(request, request);
  const answer = question === undefined ? 'invalid' : await verifier.verify(question);
  if (answer === 'valid') return [];
  return answer === 'invalid'
    ? [
        diagnostic('x509/bad-signature', request.at, 'a request must be signed with the key that it names', {
          hint: 'the request was changed, or its sender does not have the private key',
        }),
      ]
    : [
        diagnostic(
          'x509/signature-not-checked',
          request.at,
          `the signature should be checked, but the verifier does not know ${request.signatureAlgorithm} with this key`,
        ),
      ];
}

/**
 * Whether a certificate is the answer to a request: the key must be the same; subject and alternative names should be what
 * was asked for, since IDs are made of them.
 *
 * Codes: `pki/answer-key`, `pki/answer-differs`.
 *
 * @example checkAnswer(request, certificate) // []
 */
export function checkAnswer(
  request: CertificateRequest,
  certificate: Certificate,
  at: Place = certificate.at,
): readonly Diagnostic[] {
  const related = [{ at: request.at, message: 'the request' }];
  if (!isSameKey(request.publicKey.spki, certificate.publicKey.spki)) {
    const message = 'the certificate answers another request: its key is not the one that was asked for';
    return [diagnostic('pki/answer-key', at, message, { related })];
  }
  const findings: Diagnostic[] = [];
  const differs = (message: string): void => {
    findings.push(diagnostic('pki/answer-differs', at, message, { related }));
  };
  if (request.subject.derHex !== certificate.subject.derHex) {
    differs(
      `the authority changed the subject from ${brief(request.subject)} to ${brief(certificate.subject)}: IDs are made of the new one`,
    );
  }
  const given = new Set(certificate.subjectAltNames.map(({ type, value }) => `${type} ${value}`));
  const missing = request.subjectAltNames.filter(({ type, value }) => !given.has(`${type} ${value}`));
  if (missing.length > 0) {
    const names = missing.slice(0, 5).map(({ type, value }) => `${type} ${shown(value)}`);
    differs(`the authority left out alternative names that were asked for: ${names.join(', ')}`);
  }
  return findings;
}

function brief(name: Name): string {
  const text = nameText(name);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text || '(empty)';
}
