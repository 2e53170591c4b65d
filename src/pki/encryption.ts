/**
 * How something was encrypted under a password: the schemes of PKCS#5 and PKCS#12. An algorithm identifier becomes a plan, the
 * plan is paid for, then the password is tried.
 *
 * @see RFC 8018 §6, RFC 7292 appendix C
 */
import { cbc } from '@noble/ciphers/aes.js';
import type * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { type Ber, countIn, decoded, octetsIn, oidIn, partsOf } from './ber.ts';
import { type Derive, pbkdf2Hashes } from './derive.ts';
import { decryptOld, pbkdf1Bytes, pkcs12Bytes, purposes } from './old-ciphers.ts';
import type { Spelling } from './password.ts';

/** How to decrypt, and what it costs. */
export interface Plan {
  readonly kind: 'plan';
  readonly rounds: number;
  /** The plain bytes; `undefined` where the padding says that the password is another. */
  readonly decrypt: (spelling: Spelling, sealed: Uint8Array, derive: Derive) => Promise<Uint8Array | undefined>;
}

/** Why there is no plan: `unsupported` names what is not read here. */
export interface NoPlan {
  readonly kind: 'unsupported' | 'malformed';
  readonly what: string;
}

const pbes2 = '1.2.840.113549.1.5.13';
const pbkdf2 = '1.2.840.113549.1.5.12';

const aes: ReadonlyMap<string, number> = new Map([
  ['2.16.840.1.101.3.4.1.2', 16],
  ['2.16.840.1.101.3.4.1.22', 24],
  ['2.16.840.1.101.3.4.1.42', 32],
]);
const tripleDes = '1.2.840.113549.3.7';
const des = '1.3.14.3.2.7';

/** PKCS#12's own schemes: the cipher, and the length of the key before it is spread. */
const pkcs12Schemes: ReadonlyMap<string, { readonly cipher: '3des' | 'rc2'; readonly key: number }> = new Map([
  ['1.2.840.113549.1.12.1.3', { cipher: '3des', key: 24 }],
  ['1.2.840.113549.1.12.1.4', { cipher: '3des', key: 16 }],
  ['1.2.840.113549.1.12.1.5', { cipher: 'rc2', key: 16 }],
  ['1.2.840.113549.1.12.1.6', { cipher: 'rc2', key: 5 }],
]);

const pbes1Schemes: ReadonlyMap<string, 'md5' | 'sha1'> = new Map([
  ['1.2.840.113549.1.5.3', 'md5'],
  ['1.2.840.113549.1.5.10', 'sha1'],
]);

const names: ReadonlyMap<string, string> = new Map([
  ['1.3.6.1.4.1.11591.4.11', 'scrypt'],
  ['1.2.840.113549.1.12.1.1', 'RC4 with 128 bits'],
  ['1.2.840.113549.1.12.1.2', 'RC4 with 40 bits'],
  ['1.2.840.113549.3.2', 'RC2 under PBES2'],
  ['1.2.840.113549.1.5.6', 'PBE with MD5 and RC2'],
  ['1.2.840.113549.1.5.11', 'PBE with SHA-1 and RC2'],
]);

/** The plan for an algorithm and its parameters. */
export function planOf(oid: string, parameters: Ber | undefined): Plan | NoPlan {
  if (oid === pbes2) return pbes2Plan(parameters);
  const [salt, count] = partsOf(parameters);
  const saltBytes = octetsIn(salt);
  const iterations = countIn(count);
  const old = pkcs12Schemes.get(oid);
  const pbes1 = pbes1Schemes.get(oid);
  if (old === undefined && pbes1 === undefined) return unsupported(oid);
  if (saltBytes === undefined || iterations === undefined || iterations < 1) return malformed('its salt and rounds');
  if (pbes1 !== undefined) {
    const rounds = iterations;
    return {
      kind: 'plan',
      rounds,
      decrypt: async ({ bytes }, sealed) => {
        const derived = pbkdf1Bytes(pbes1, bytes, saltBytes, iterations);
        return decryptOld('des', derived.subarray(0, 8), derived.subarray(8, 16), sealed);
      },
    };
  }
  const { cipher, key } = old as { readonly cipher: '3des' | 'rc2'; readonly key: number };
  return {
    kind: 'plan',
    rounds: 3 * iterations,
    decrypt: async ({ text }, sealed) => {
      const derived = pkcs12Bytes('sha1', text, saltBytes, purposes.key, iterations, key);
      const vector = pkcs12Bytes('sha1', text, saltBytes, purposes.vector, iterations, 8);
      return decryptOld(cipher, cipher === '3des' ? spread(derived) : derived, vector, sealed);
    },
  };
}

/** Triple DES with two keys uses the first again. */
function spread(key: Uint8Array): Uint8Array {
  return key.length === 24 ? key : Uint8Array.from([...key, ...key.subarray(0, 8)]);
}

function pbes2Plan(parameters: Ber | undefined): Plan | NoPlan {
  const scheme = decoded(() => new pkijs.PBES2Params({ schema: parameters as asn1js.Sequence }));
  if (scheme === undefined) return malformed('the parameters of PBES2');
  const derivation = pbkdf2Of(scheme.keyDerivationFunc.algorithmId, scheme.keyDerivationFunc.algorithmParams);
  if (derivation.kind !== 'pbkdf2') return derivation;
  const { algorithmId, algorithmParams } = scheme.encryptionScheme;
  const aesKey = aes.get(algorithmId);
  const length = aesKey ?? (algorithmId === tripleDes ? 24 : algorithmId === des ? 8 : undefined);
  if (length === undefined) return unsupported(algorithmId);
  const vector = octetsIn(algorithmParams as Ber);
  if (vector?.length !== (aesKey === undefined ? 8 : 16)) return malformed('the vector of the cipher');
  if (derivation.length !== undefined && derivation.length !== length) return malformed('the length of its key');
  return {
    kind: 'plan',
    rounds: derivation.rounds(length),
    decrypt: async ({ bytes }, sealed, derive) => {
      const key = await derivation.derive(bytes, length, derive);
      return aesKey === undefined
        ? decryptOld(algorithmId === des ? 'des' : '3des', key, vector, sealed)
        : decryptAes(key, vector, sealed);
    },
  };
}

/** PBKDF2 with everything but the password. */
export interface Pbkdf2 {
  readonly kind: 'pbkdf2';
  readonly length: number | undefined;
  readonly rounds: (length: number) => number;
  readonly derive: (password: Uint8Array, length: number, derive: Derive) => Promise<Uint8Array>;
}

/** The derivation that an identifier and its parameters name. @see RFC 8018 appendix A.2 */
export function pbkdf2Of(oid: string, parameters: unknown): Pbkdf2 | NoPlan {
  if (oid !== pbkdf2) return unsupported(oid);
  const read = decoded(() => new pkijs.PBKDF2Params({ schema: parameters as asn1js.Sequence }));
  const salt = octetsIn(read?.salt as Ber | undefined);
  if (read === undefined || salt === undefined) return malformed('the parameters of PBKDF2');
  const iterations = read.iterationCount;
  const hash = pbkdf2Hashes.get(read.prf?.algorithmId ?? '1.2.840.113549.2.7');
  if (hash === undefined) return unsupported(read.prf?.algorithmId ?? '');
  if (!Number.isSafeInteger(iterations) || iterations < 1) return malformed('its number of rounds');
  return {
    kind: 'pbkdf2',
    length: read.keyLength,
    rounds: (length) => iterations * Math.ceil(length / hash.bytes),
    derive: (password, length, derive) => derive(hash.name, password, salt, iterations, length),
  };
}

function decryptAes(key: Uint8Array, vector: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length === 0 || sealed.length % 16 !== 0) return undefined;
  return decoded(() => cbc(key, vector).decrypt(sealed));
}

function unsupported(oid: string): NoPlan {
  return { kind: 'unsupported', what: names.get(oid) ?? `the algorithm ${oid}` };
}

function malformed(what: string): NoPlan {
  return { kind: 'malformed', what };
}

/** Algorithm and parameters of an AlgorithmIdentifier. */
export function algorithmIn(node: Ber | undefined): { readonly oid: string; readonly parameters: Ber | undefined } {
  const [oid, parameters] = partsOf(node);
  return { oid: oidIn(oid) ?? '', parameters };
}
