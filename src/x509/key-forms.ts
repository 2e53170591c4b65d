/** The three forms of an unencrypted private key, each brought into PKCS#8 with its public half beside it. */
import { type Secret, secretOf } from '../bytes/secret.ts';
import type { PublicKey } from './certificate.ts';
import { contentsOf, type DerNode, encodingOf, readDer, tags } from './der.ts';
import { readBitBytes, readOid, readPositive, readSmallInteger } from './der-values.ts';
import { algorithmOf } from './public-key.ts';
import { isSoundRsaKey } from './rsa-key.ts';
import { derInteger, derNull, derOctets, derOf, derOfAll, derOid, derSequence } from './write-der.ts';

/** What a form holds. */
export interface KeyForm {
  readonly kind: 'key';
  readonly algorithm: PublicKey['algorithm'];
  readonly oid: string;
  readonly pkcs8: Secret;
  readonly spki: Uint8Array | undefined;
}

/** What is required of it. */
export interface KeyFault {
  readonly kind: 'fault';
  readonly problem: string;
}

const rsaOid = '1.2.840.113549.1.1.1';
const ecOid = '1.2.840.10045.2.1';

/** OneAsymmetricKey: version, algorithm, the key in its own form, attributes, the public half. @see RFC 5958 §2 */
export function readPkcs8(node: DerNode): KeyForm | KeyFault {
  const [version, identifier, octets] = node.children;
  const number = readSmallInteger(version);
  const oid = readOid(identifier?.children[0]);
  if ((number !== 0 && number !== 1) || identifier === undefined || oid === undefined || octets === undefined) {
    return fault('PKCS#8 must hold version 1 or 2, an algorithm and the key');
  }
  const algorithm = algorithmOf(oid);
  const half = publicHalf(algorithm, node, octets);
  if (half.kind === 'fault') return half;
  return {
    kind: 'key',
    algorithm,
    oid,
    pkcs8: secretOf(encodingOf(node)),
    spki: half.bits && spkiOf(encodingOf(identifier), half.bits),
  };
}

/** RSAPrivateKey. @see RFC 8017 appendix A.1.2 */
export function readPkcs1(node: DerNode): KeyForm | KeyFault {
  const half = rsaHalf(node);
  if (half.kind === 'fault') return half;
  const identifier = derSequence(derOid(rsaOid), derNull());
  const pkcs8 = derSequence(derInteger(0), identifier, derOctets(encodingOf(node)));
  return {
    kind: 'key',
    algorithm: 'rsa',
    oid: rsaOid,
    pkcs8: secretOf(pkcs8),
    spki: half.bits && spkiOf(identifier, half.bits),
  };
}

/** ECPrivateKey. @see RFC 5915 §3 */
export function readSec1(node: DerNode): KeyForm | KeyFault {
  const half = ecHalf(node);
  if (half.kind === 'fault') return half;
  const holder = node.children.find(({ tag }) => tag === 0xa0);
  const [parameters] = holder?.children ?? [];
  if (parameters === undefined) return fault('an EC key in SEC 1 form must name its curve');
  const identifier = derSequence(derOid(ecOid), encodingOf(parameters));
  // PKCS#8 names the curve in its algorithm, and there alone, as OpenSSL writes it.
  const inner = derOfAll(tags.sequence, node.children.filter((child) => child !== holder).map(encodingOf));
  const pkcs8 = derSequence(derInteger(0), identifier, derOctets(inner));
  return {
    kind: 'key',
    algorithm: 'ec',
    oid: ecOid,
    pkcs8: secretOf(pkcs8),
    spki: half.bits && spkiOf(identifier, half.bits),
  };
}

type Half = { readonly kind: 'half'; readonly bits: Uint8Array | undefined } | KeyFault;

function publicHalf(algorithm: PublicKey['algorithm'], node: DerNode, octets: DerNode): Half {
  const inner = readDer(contentsOf(octets));
  if (inner.kind === 'fault') return fault(`the key inside PKCS#8 must be DER: ${inner.problem}`);
  if (algorithm === 'rsa' || algorithm === 'rsa-pss') return rsaHalf(inner.node);
  const own = algorithm === 'ec' ? ecHalf(inner.node) : { kind: 'half' as const, bits: undefined };
  if (own.kind === 'fault' || own.bits !== undefined) return own;
  const last = node.children.at(-1);
  return {
    kind: 'half',
    bits: last?.tag === 0x81 && last.bytes[last.body] === 0 ? contentsOf(last).subarray(1) : undefined,
  };
}

/** Modulus and exponent, where all eight numbers fit together. */
function rsaHalf(node: DerNode): Half {
  const [version, ...rest] = node.children;
  const numbers = rest.map(readPositive).filter((number) => number !== undefined);
  const [modulus, exponent] = rest;
  const whole = node.tag === tags.sequence && readSmallInteger(version) === 0 && rest.length === 8;
  if (!whole || numbers.length !== 8 || modulus === undefined || exponent === undefined || !isSoundRsaKey(numbers)) {
    return fault('an RSA key must hold version 0 and eight numbers that fit together');
  }
  return { kind: 'half', bits: derSequence(encodingOf(modulus), encodingOf(exponent)) };
}

/** The point, where there is one: OpenSSL leaves it out on request. */
function ecHalf(node: DerNode): Half {
  const [version, scalar, ...rest] = node.children;
  const whole = node.tag === tags.sequence && readSmallInteger(version) === 1 && scalar?.tag === tags.octetString;
  if (!whole || rest.some(({ tag }) => tag !== 0xa0 && tag !== 0xa1))
    return fault('an EC key must hold version 1 and a number');
  const holder = rest.find(({ tag }) => tag === 0xa1);
  if (holder === undefined) return { kind: 'half', bits: undefined };
  const bits = readBitBytes(holder.children[0]);
  return bits === undefined ? fault('the public half of an EC key must be a bit string') : { kind: 'half', bits };
}

function spkiOf(identifier: Uint8Array, bits: Uint8Array): Uint8Array {
  return derSequence(identifier, derOf(tags.bitString, Uint8Array.of(0), bits));
}

function fault(problem: string): KeyFault {
  return { kind: 'fault', problem };
}
