/** Whether a private key belongs to a certificate: by their public halves, without any operation with the key. */
import { toHex } from '../bytes/hex.ts';
import { sameBytes } from '../bytes/same-bytes.ts';
import { type Diagnostic, diagnostic, type Place } from '../diagnostics/diagnostic.ts';
import type { Certificate } from './certificate.ts';
import { encodingOf, readDer } from './der.ts';
import { readBitBytes, readOid } from './der-values.ts';
import type { PrivateKey } from './private-key.ts';
import { algorithmOf } from './public-key.ts';

/**
 * Whether a private key belongs to a certificate. Halves that differ are `x509/key-mismatch`; a key whose file does not
 * hold its public half is `x509/key-not-checked` (`withPublicHalf` computes it).
 *
 * @example checkKey(certificate, key) // [] when they belong together
 */
export function checkKey(certificate: Certificate, key: PrivateKey, at: Place = key.at): readonly Diagnostic[] {
  if (key.spki === undefined) {
    const message = 'the file of the key should hold its public half, so that it can be compared with the certificate';
    return [diagnostic('x509/key-not-checked', at, message, { hint: 'openssl pkey -in OLD -out NEW writes it' })];
  }
  if (isSameKey(key.spki, certificate.publicKey.spki)) return [];
  return [
    diagnostic('x509/key-mismatch', at, 'the private key does not belong to the certificate', {
      hint: 'was the certificate renewed with a new key, or is this the file of another host?',
      related: [{ at: certificate.at, message: 'the certificate' }],
    }),
  ];
}

/**
 * Whether two SubjectPublicKeyInfos hold the same key. Bytes alone do not decide: the certificate of a plain RSA key may
 * restrict it to PSS, and a point may be compressed in one of the two.
 */
export function isSameKey(a: Uint8Array, b: Uint8Array): boolean {
  const x = bareKey(a);
  const y = bareKey(b);
  if (x === undefined || y === undefined || x.group !== y.group) return false;
  return sameBytes(x.bits, y.bits) || samePoint(x.bits, y.bits);
}

/** The key itself, and what it can be compared with: RSA with RSA, a point with points of its curve, else the same algorithm. */
function bareKey(spki: Uint8Array): { readonly group: string; readonly bits: Uint8Array } | undefined {
  const read = readDer(spki);
  const [identifier, holder] = read.kind === 'value' ? read.node.children : [];
  const oid = readOid(identifier?.children[0]);
  const bits = readBitBytes(holder);
  if (identifier === undefined || oid === undefined || bits === undefined) return undefined;
  const isRsa = algorithmOf(oid) === 'rsa' || algorithmOf(oid) === 'rsa-pss';
  return { group: isRsa ? 'rsa' : toHex(encodingOf(identifier)), bits };
}

/** A compressed point holds x and whether y is odd. @see SEC 1 §2.3.3 */
function samePoint(a: Uint8Array, b: Uint8Array): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const size = short.length - 1;
  if (long[0] !== 4 || long.length !== 1 + 2 * size) return false;
  const odd = (long[long.length - 1] as number) & 1;
  return short[0] === 2 + odd && sameBytes(short.subarray(1), long.subarray(1, 1 + size));
}
