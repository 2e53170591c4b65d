/** Signatures and public halves through WebCrypto, which browsers and Node both have. */
import { decodeBase64 } from '../bytes/base64.ts';
import { sameBytes } from '../bytes/same-bytes.ts';
import { type DerNode, encodingOf, readDer, tags } from './der.ts';
import { readOid, readPositive } from './der-values.ts';
import { curves } from './oid-names.ts';
import {
  readPssParameters,
  type SignatureAnswer,
  type SignatureQuestion,
  type SignatureVerifier,
} from './signature.ts';
import { derNull, derOf, derOid, derSequence } from './write-der.ts';

/** What WebCrypto's methods take as `algorithm`. */
export interface SubtleAlgorithm {
  readonly name: string;
  readonly hash?: string;
  readonly namedCurve?: string;
  readonly saltLength?: number;
}

/** The part of WebCrypto's `SubtleCrypto` that is used; `crypto.subtle` fits. */
export interface Subtle<Key> {
  importKey(
    format: 'spki' | 'pkcs8',
    key: Uint8Array<ArrayBuffer>,
    algorithm: SubtleAlgorithm,
    extractable: boolean,
    usages: ('sign' | 'verify')[],
  ): Promise<Key>;
  verify(
    algorithm: SubtleAlgorithm,
    key: Key,
    signature: Uint8Array<ArrayBuffer>,
    data: Uint8Array<ArrayBuffer>,
  ): Promise<boolean>;
  exportKey(format: 'jwk', key: Key): Promise<{ readonly x?: string; readonly y?: string }>;
}

/**
 * A verifier for RSA (PKCS#1 v1.5 and PSS) and ECDSA on P-256, P-384 and P-521, with SHA-1 and SHA-2. What WebCrypto does
 * not have (MD5, SHA-224, Edwards and Brainpool curves, PSS with two different hashes) is `unsupported`.
 *
 * @example webCryptoVerifier(crypto.subtle)
 * @see Web Cryptography API; RFC 8017 §8, RFC 3279 §2.2.3
 */
export function webCryptoVerifier<Key>(subtle: Subtle<Key>): SignatureVerifier {
  const keyFor = rememberKeys(subtle);
  return {
    verify: async (question) => {
      const plan = planOf(question);
      if (plan.kind !== 'check') return plan.kind;
      try {
        const key = await keyFor(plan);
        const holds = await subtle.verify(plan.algorithm, key, plan.signature, new Uint8Array(question.data));
        return holds ? 'valid' : 'invalid';
      } catch {
        return 'unsupported';
      }
    },
    publicKeyOf: async (pkcs8) => {
      const identifier = identifierOf(pkcs8, 1);
      const curve = curves.get(readOid(identifier?.children[1]) ?? '');
      if (identifier === undefined || curve === undefined) return undefined;
      try {
        const algorithm = { name: 'ECDSA', namedCurve: curve.name };
        const key = await subtle.importKey('pkcs8', new Uint8Array(pkcs8), algorithm, true, ['sign']);
        const { x, y } = await subtle.exportKey('jwk', key);
        const across = fromBase64Url(x);
        const up = fromBase64Url(y);
        if (across === undefined || up === undefined) return undefined;
        return derSequence(encodingOf(identifier), derOf(tags.bitString, Uint8Array.of(0, 4), across, up));
      } catch {
        return undefined;
      }
    },
  };
}

interface Check {
  readonly kind: 'check';
  readonly algorithm: SubtleAlgorithm;
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** Authorities sign many certificates, and to import a key takes longer than to use it. The keys of so many are kept. */
const mostKeys = 16;

/** Imports a key, unless it was one of the last. */
function rememberKeys<Key>(subtle: Subtle<Key>): (check: Check) => Promise<Key> {
  let known: readonly { readonly check: Check; readonly key: Promise<Key> }[] = [];
  return (check) => {
    const found = known.find((one) => isSameKey(one.check, check));
    const entry = found ?? { check, key: subtle.importKey('spki', check.spki, check.algorithm, false, ['verify']) };
    if (entry !== known[0]) known = [entry, ...known.filter((one) => one !== entry)].slice(0, mostKeys);
    return entry.key;
  };
}

function isSameKey(a: Check, b: Check): boolean {
  const { name, hash, namedCurve } = a.algorithm;
  const isFor = name === b.algorithm.name && hash === b.algorithm.hash && namedCurve === b.algorithm.namedCurve;
  return isFor && sameBytes(a.spki, b.spki);
}

type Plan = Check | { readonly kind: Exclude<SignatureAnswer, 'valid'> };

const rsaHashes: ReadonlyMap<string, string> = new Map([
  ['sha1WithRSAEncryption', 'SHA-1'],
  ['sha256WithRSAEncryption', 'SHA-256'],
  ['sha384WithRSAEncryption', 'SHA-384'],
  ['sha512WithRSAEncryption', 'SHA-512'],
]);

const ecdsaHashes: ReadonlyMap<string, string> = new Map([
  ['ecdsa-with-SHA1', 'SHA-1'],
  ['ecdsa-with-SHA256', 'SHA-256'],
  ['ecdsa-with-SHA384', 'SHA-384'],
  ['ecdsa-with-SHA512', 'SHA-512'],
]);

const pssHashes: ReadonlyMap<string, string> = new Map([
  ['1.3.14.3.2.26', 'SHA-1'],
  ['2.16.840.1.101.3.4.2.1', 'SHA-256'],
  ['2.16.840.1.101.3.4.2.2', 'SHA-384'],
  ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
]);

const rsaOid = '1.2.840.113549.1.1.1';
const pssOid = '1.2.840.113549.1.1.10';
const ecOid = '1.2.840.10045.2.1';

function planOf(question: SignatureQuestion): Plan {
  const identifier = identifierOf(question.spki, 0);
  const keyOid = readOid(identifier?.children[0]);
  const rsaHash = rsaHashes.get(question.algorithm);
  const ecdsaHash = ecdsaHashes.get(question.algorithm);
  if (rsaHash !== undefined) {
    if (keyOid !== rsaOid) return { kind: 'invalid' };
    return check({ name: 'RSASSA-PKCS1-v1_5', hash: rsaHash }, question.spki, question.signature);
  }
  if (question.algorithm === 'rsassaPss') {
    if (keyOid !== rsaOid && keyOid !== pssOid) return { kind: 'invalid' };
    return pssPlan(question, identifier);
  }
  if (ecdsaHash !== undefined) {
    if (keyOid !== ecOid) return { kind: 'invalid' };
    const curve = curves.get(readOid(identifier?.children[1]) ?? '');
    if (curve === undefined || !curve.name.startsWith('P-')) return { kind: 'unsupported' };
    const raw = rawSignature(question.signature, (curve.bits + 7) >> 3);
    if (raw === undefined) return { kind: 'invalid' };
    return check({ name: 'ECDSA', namedCurve: curve.name, hash: ecdsaHash }, question.spki, raw);
  }
  return { kind: 'unsupported' };
}

function pssPlan({ parameters, spki, signature }: SignatureQuestion, identifier: DerNode | undefined): Plan {
  const pss = parameters && readPssParameters(parameters);
  if (pss === undefined) return { kind: 'invalid' };
  const hash = pssHashes.get(pss.hash);
  if (hash === undefined || pss.maskHash !== pss.hash) return { kind: 'unsupported' };
  const keyParameters = identifier?.children[1];
  if (keyParameters?.tag === tags.sequence) {
    // A key may be restricted to one hash and a least length of the salt (RFC 4055 §3.3).
    const limits = readPssParameters(encodingOf(keyParameters));
    if (limits?.hash !== pss.hash || limits.maskHash !== pss.maskHash || pss.saltLength < limits.saltLength)
      return { kind: 'invalid' };
  }
  const read = readDer(spki);
  const bits = read.kind === 'value' ? read.node.children[1] : undefined;
  if (bits === undefined) return { kind: 'invalid' };
  // WebCrypto imports the key only under the plain identifier of RSA.
  const plain = derSequence(derSequence(derOid(rsaOid), derNull()), encodingOf(bits));
  return check({ name: 'RSA-PSS', hash, saltLength: pss.saltLength }, plain, signature);
}

function check(algorithm: SubtleAlgorithm, spki: Uint8Array, signature: Uint8Array): Check {
  return { kind: 'check', algorithm, spki: new Uint8Array(spki), signature: new Uint8Array(signature) };
}

/** The two integers of an ECDSA signature, each in `size` bytes. @see RFC 3279 §2.2.3 */
function rawSignature(der: Uint8Array, size: number): Uint8Array | undefined {
  const read = readDer(der);
  if (read.kind === 'fault' || read.node.tag !== tags.sequence || read.node.children.length !== 2) return undefined;
  const raw = new Uint8Array(2 * size);
  for (const [i, child] of read.node.children.entries()) {
    const number = readPositive(child);
    if (number === undefined || number.length > size) return undefined;
    raw.set(number, (i + 1) * size - number.length);
  }
  return raw;
}

/** The algorithm identifier of a SubjectPublicKeyInfo (its first member) or of PKCS#8 (its second). */
function identifierOf(der: Uint8Array, member: 0 | 1): DerNode | undefined {
  const read = readDer(der);
  return read.kind === 'value' ? read.node.children[member] : undefined;
}

/** A coordinate of a JSON Web Key. @see RFC 7518 §6.2.1.2 */
function fromBase64Url(text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined;
  const plain = text.replaceAll('-', '+').replaceAll('_', '/');
  const padded = plain + '='.repeat((4 - (plain.length % 4)) % 4);
  const read = decodeBase64(padded, 0, padded.length);
  return read.kind === 'bytes' ? read.bytes : undefined;
}
