/** Key pairs through WebCrypto: made, and brought back for signing. */
import {
  type Diagnostic,
  diagnostic,
  failed,
  ok,
  type Place,
  type Result,
  valueAt,
} from '../diagnostics/diagnostic.ts';
import { readDer } from '../x509/der.ts';
import { readOid } from '../x509/der-values.ts';
import { curves } from '../x509/oid-names.ts';
import { type PrivateKey, readPrivateKey } from '../x509/private-key.ts';

/** The kinds of key that every release of libreswan and NSS takes, policies of RHEL 9 and FIPS included. */
export type KeyKind = 'p-256' | 'p-384' | 'rsa-3072';

/** All of them, the fastest first. */
export const keyKinds: readonly KeyKind[] = ['p-256', 'p-384', 'rsa-3072'];

/** How WebCrypto is told what to make or to do. */
export interface SigningAlgorithm {
  readonly name: string;
  readonly namedCurve?: string;
  readonly hash?: string | { readonly name: string };
  readonly modulusLength?: number;
  readonly publicExponent?: Uint8Array;
}

/** The part of WebCrypto's `SubtleCrypto` that makes and uses private keys; `crypto.subtle` fits. */
export interface SigningSubtle<Key> {
  generateKey(
    algorithm: SigningAlgorithm,
    extractable: boolean,
    usages: ('sign' | 'verify')[],
  ): Promise<{ readonly privateKey: Key }>;
  exportKey(format: 'pkcs8', key: Key): Promise<ArrayBuffer>;
  importKey(
    format: 'pkcs8',
    key: Uint8Array<ArrayBuffer>,
    algorithm: SigningAlgorithm,
    extractable: boolean,
    usages: 'sign'[],
  ): Promise<Key>;
  sign(algorithm: SigningAlgorithm, key: Key, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
}

const algorithms: Readonly<Record<KeyKind, SigningAlgorithm>> = {
  'p-256': { name: 'ECDSA', namedCurve: 'P-256' },
  'p-384': { name: 'ECDSA', namedCurve: 'P-384' },
  'rsa-3072': {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 3072,
    publicExponent: Uint8Array.of(1, 0, 1),
  },
};

/**
 * A new private key. Its randomness is WebCrypto's own.
 *
 * @example await newKey('p-256', crypto.subtle) // ok: { algorithm: 'ec', pkcs8: …, spki: …, … }
 */
export async function newKey<Key>(
  kind: KeyKind,
  subtle: SigningSubtle<Key>,
  at: Place = valueAt(),
): Promise<Result<PrivateKey>> {
  const { privateKey } = await subtle.generateKey(algorithms[kind], true, ['sign', 'verify']);
  return readPrivateKey(new Uint8Array(await subtle.exportKey('pkcs8', privateKey)), at);
}

/** How an authority signs: what pkijs needs of it. */
export interface Signer {
  readonly key: object;
  readonly hash: 'SHA-256' | 'SHA-384';
}

/** The key ready for signing; a finding where it is of a kind that authorities here do not sign with. */
export async function signerOf<Key extends object>(
  key: PrivateKey,
  subtle: SigningSubtle<Key>,
): Promise<Result<Signer>> {
  const curve = curveOf(key);
  const hash = curve === 'P-384' ? 'SHA-384' : 'SHA-256';
  const algorithm =
    key.algorithm === 'rsa'
      ? { name: 'RSASSA-PKCS1-v1_5', hash }
      : curve === 'P-256' || curve === 'P-384'
        ? { name: 'ECDSA', namedCurve: curve }
        : undefined;
  if (algorithm === undefined) return failed(unusable(key));
  try {
    return ok({
      key: await subtle.importKey('pkcs8', key.pkcs8.reveal() as Uint8Array<ArrayBuffer>, algorithm, false, ['sign']),
      hash,
    });
  } catch {
    return failed(unusable(key));
  }
}

function curveOf({ spki }: PrivateKey): string | undefined {
  const read = spki && readDer(spki);
  const identifier = read?.kind === 'value' ? read.node.children[0] : undefined;
  return curves.get(readOid(identifier?.children[1]) ?? '')?.name;
}

function unusable({ at }: PrivateKey): Diagnostic {
  return diagnostic('x509/unusable-key', at, 'an authority must sign with RSA, P-256 or P-384');
}
