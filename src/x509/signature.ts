/** Signatures: the question that is asked, and who may answer it. The core computes none itself. */
import { sameBytes } from '../bytes/same-bytes.ts';
import type { Certificate } from './certificate.ts';
import { type DerNode, encodingOf, readDer, tags } from './der.ts';
import { readBitBytes, readOid } from './der-values.ts';

/** Was `data` signed with the private half of this key? */
export interface SignatureQuestion {
  /** Name as in {@link Certificate.signatureAlgorithm}, else the dotted identifier. */
  readonly algorithm: string;
  /** The parameters of the algorithm in DER: those of RSASSA-PSS matter. */
  readonly parameters: Uint8Array | undefined;
  /** SubjectPublicKeyInfo of the signer. */
  readonly spki: Uint8Array;
  readonly data: Uint8Array;
  /** As it stands in the certificate: for ECDSA the DER of two integers. */
  readonly signature: Uint8Array;
}

/** `unsupported` where the answer is not known: an algorithm or curve that the verifier does not have. */
export type SignatureAnswer = 'valid' | 'invalid' | 'unsupported';

/**
 * What the caller gives so that signatures can be checked: `webCryptoVerifier` makes one of WebCrypto; a program may
 * give its own. It must not throw or reject.
 */
export interface SignatureVerifier {
  readonly verify: (question: SignatureQuestion) => Promise<SignatureAnswer>;
  /** The public half of a private key in PKCS#8, as SubjectPublicKeyInfo; `undefined` where it cannot be computed. */
  readonly publicKeyOf?: (pkcs8: Uint8Array) => Promise<Uint8Array | undefined>;
}

/** What somebody signed: a certificate, or a revocation list. */
export type Signed = Pick<Certificate, 'der' | 'signatureAlgorithm' | 'fingerprintSha256'>;

/** The question whether the key of `issuer` signed a certificate, a list or a request. */
export function signatureQuestion(
  signed: Omit<Signed, 'fingerprintSha256'>,
  issuer: Pick<Certificate, 'publicKey'>,
): SignatureQuestion | undefined {
  // It was read before, within the limits of what it is.
  const read = readDer(signed.der, { bytes: signed.der.length, nodes: 1_000_000 });
  const [tbs, identifier, signature] = read.kind === 'value' ? read.node.children : [];
  const bits = readBitBytes(signature);
  if (tbs === undefined || bits === undefined) return undefined;
  const parameters = identifier?.children[1];
  return {
    algorithm: signed.signatureAlgorithm,
    parameters: parameters && encodingOf(parameters),
    spki: issuer.publicKey.spki,
    data: encodingOf(tbs),
    signature: bits,
  };
}

/** Whether the issuer of a certificate has its own name: a root, when the signature holds. */
export function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return sameBytes(subject.der, issuer.der);
}

/** Hash and length of the salt of RSASSA-PSS. */
export interface PssParameters {
  /** Dotted object identifiers of the hash and of the one inside the mask generation. */
  readonly hash: string;
  readonly maskHash: string;
  readonly saltLength: number;
}

const sha1 = '1.3.14.3.2.26';

/** The parameters of RSASSA-PSS, with the defaults of RFC 4055 §3.1 where one is left out; `undefined` where they are malformed. */
export function readPssParameters(der: Uint8Array): PssParameters | undefined {
  const read = readDer(der);
  if (read.kind === 'fault' || read.node.tag !== tags.sequence) return undefined;
  const parts = new Map(read.node.children.map((child) => [child.tag, child.children[0]]));
  const mask = parts.get(0xa1);
  const hash = algorithmIn(parts, 0xa0);
  const maskHash = mask === undefined ? sha1 : readOid(mask.children[1]?.children[0]);
  const salt = parts.get(0xa2);
  const saltLength = salt === undefined ? 20 : smallSalt(salt);
  if (hash === undefined || maskHash === undefined || saltLength === undefined || parts.has(0xa3)) return undefined;
  return { hash, maskHash, saltLength };
}

function algorithmIn(parts: ReadonlyMap<number, DerNode | undefined>, tag: number): string | undefined {
  return parts.has(tag) ? readOid(parts.get(tag)?.children[0]) : sha1;
}

function smallSalt(node: DerNode): number | undefined {
  return node.tag === tags.integer && node.end - node.body === 1 && (node.bytes[node.body] as number) < 0x80
    ? node.bytes[node.body]
    : undefined;
}
