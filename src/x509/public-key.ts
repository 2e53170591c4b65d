import type { PublicKey } from './certificate.ts';
import { type DerNode, encodingOf, readDer, tags } from './der.ts';
import { bitLength, readBitBytes, readOid, readPositive } from './der-values.ts';
import { curves } from './oid-names.ts';

const algorithms: ReadonlyMap<string, PublicKey['algorithm']> = new Map([
  ['1.2.840.113549.1.1.1', 'rsa'],
  ['1.2.840.113549.1.1.10', 'rsa-pss'],
  ['1.2.840.10045.2.1', 'ec'],
  ['1.3.101.112', 'ed25519'],
  ['1.3.101.113', 'ed448'],
]);

/** The kind of key that an algorithm identifier names. */
export function algorithmOf(oid: string): PublicKey['algorithm'] {
  return algorithms.get(oid) ?? 'other';
}

/**
 * A SubjectPublicKeyInfo, or `undefined` where it is not one or the key inside is not of the form that its algorithm asks for.
 *
 * @see RFC 5280 §4.1.2.7, RFC 3279 §2.3, RFC 4055, RFC 5480, RFC 8410
 */
export function readPublicKey(node: DerNode | undefined): PublicKey | undefined {
  const [identifier, keyBits] = node?.children ?? [];
  const [algorithmOid, parameters] = identifier?.children ?? [];
  const oid = readOid(algorithmOid);
  const key = readBitBytes(keyBits);
  if (node?.tag !== tags.sequence || node.children.length !== 2 || identifier?.tag !== tags.sequence) return undefined;
  if (oid === undefined || key === undefined || identifier.children.length > 2) return undefined;
  const algorithm = algorithmOf(oid);
  const spki = encodingOf(node);
  switch (algorithm) {
    case 'rsa':
      return parameters === undefined || parameters.tag === tags.null ? rsa(algorithm, oid, key, spki) : undefined;
    case 'rsa-pss':
      return rsa(algorithm, oid, key, spki);
    case 'ec':
      return ec(parameters, oid, key, spki);
    case 'ed25519':
      return key.length === 32 && parameters === undefined ? { algorithm, oid, bits: 256, spki } : undefined;
    case 'ed448':
      return key.length === 57 && parameters === undefined ? { algorithm, oid, bits: 456, spki } : undefined;
    case 'other':
      return { algorithm, oid, spki };
  }
}

function rsa(algorithm: 'rsa' | 'rsa-pss', oid: string, key: Uint8Array, spki: Uint8Array): PublicKey | undefined {
  const read = readDer(key);
  if (read.kind === 'fault' || read.node.tag !== tags.sequence || read.node.children.length !== 2) return undefined;
  const [modulus, exponent] = read.node.children.map(readPositive);
  if (modulus === undefined || exponent === undefined) return undefined;
  return { algorithm, oid, bits: bitLength(modulus), spki };
}

function ec(parameters: DerNode | undefined, oid: string, key: Uint8Array, spki: Uint8Array): PublicKey | undefined {
  if (parameters?.tag === tags.sequence)
    return { algorithm: 'ec', oid, curve: 'explicit', ...fieldBits(parameters), spki };
  const curveOid = readOid(parameters);
  if (curveOid === undefined) return undefined;
  const curve = curves.get(curveOid);
  if (curve === undefined) return { algorithm: 'ec', oid, curve: curveOid, spki };
  return isPoint(key, curve.bits) ? { algorithm: 'ec', oid, bits: curve.bits, curve: curve.name, spki } : undefined;
}

/** Whether bytes have the form of a point: compressed or not (SEC 1 §2.3.3). That it lies on the curve is left to who uses the key. */
function isPoint(key: Uint8Array, bits: number): boolean {
  const size = (bits + 7) >> 3;
  const compressed = key[0] === 2 || key[0] === 3;
  return compressed ? key.length === 1 + size : key[0] === 4 && key.length === 1 + 2 * size;
}

// ECParameters: version, fieldID { prime-field, p }, … (X9.62).
function fieldBits(parameters: DerNode): { bits?: number } {
  const prime = readPositive(parameters.children[1]?.children[1]);
  return prime === undefined ? {} : { bits: bitLength(prime) };
}
