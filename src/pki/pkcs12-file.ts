/** PKCS#12 as NSS, OpenSSL, Windows, Java and others write it, opened within limits. @see RFC 7292, RFC 9579 (PBMAC1) */
import { hmac } from '@noble/hashes/hmac.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import type * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { toHex } from '../bytes/hex.ts';
import { sameBytes } from '../bytes/same-bytes.ts';
import type { Place } from '../diagnostics/diagnostic.ts';
import {
  type Ber,
  bmpTextIn,
  bytesOf,
  countIn,
  decoded,
  hasContextTag,
  octetsIn,
  oidIn,
  partsOf,
  readBer,
} from './ber.ts';
import { pbkdf2Hashes } from './derive.ts';
import { algorithmIn, pbkdf2Of, planOf } from './encryption.ts';
import { type OldHash, pkcs12Bytes, purposes } from './old-ciphers.ts';
import { type Spelling, spellingsOf } from './password.ts';
import { open, type Reading, refuse, refuseCost, refusePassword, refusePlan } from './reading.ts';
import { pay } from './rounds.ts';

/** What a bag holds: the DER inside, and how the bag is called. */
export interface Bag {
  readonly kind: 'certificate' | 'key' | 'crl';
  readonly der: Uint8Array;
  readonly friendlyName?: string;
  /** Hexadecimal digits: the same on a key and on its certificate. */
  readonly localKeyId?: string;
}

/** Whether a value has the outline of a PKCS#12 file: version 3, then a content. */
export function looksLikePkcs12(node: Ber): boolean {
  const [version, content] = partsOf(node);
  return countIn(version) === 3 && oidIn(partsOf(content)[0]) !== undefined;
}

const oids = {
  data: '1.2.840.113549.1.7.1',
  encrypted: '1.2.840.113549.1.7.6',
  pbmac1: '1.2.840.113549.1.5.14',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  x509: '1.2.840.113549.1.9.22.1',
  crl: '1.2.840.113549.1.9.23.1',
} as const;
const bagKinds: ReadonlyMap<string, 'key' | 'shrouded' | 'certificate' | 'crl' | 'secret' | 'nested'> = new Map([
  ['1.2.840.113549.1.12.10.1.1', 'key'],
  ['1.2.840.113549.1.12.10.1.2', 'shrouded'],
  ['1.2.840.113549.1.12.10.1.3', 'certificate'],
  ['1.2.840.113549.1.12.10.1.4', 'crl'],
  ['1.2.840.113549.1.12.10.1.5', 'secret'],
  ['1.2.840.113549.1.12.10.1.6', 'nested'],
]);

/** Everything in the file, in its order; `undefined` with a finding where it cannot be opened as a whole. */
export async function readPkcs12(node: Ber, at: Place, reading: Reading): Promise<readonly Bag[] | undefined> {
  const pfx = decoded(() => new pkijs.PFX({ schema: node as asn1js.Sequence }));
  if (pfx === undefined) return refuse(reading, 'pki/malformed', at, 'the file begins as PKCS#12 but is none');
  const safe = pfx.authSafe.contentType === oids.data ? octetsIn(pfx.authSafe.content as Ber) : undefined;
  if (safe === undefined) {
    const message = 'the PKCS#12 file is protected with a public key instead of a password, which is not read here';
    return refuse(reading, 'pki/unsupported-encryption', at, message);
  }
  const spellings =
    pfx.macData === undefined ? spellingsOf(reading.password) : await checkMac(pfx.macData, safe, at, reading);
  if (spellings === undefined) return undefined;
  const contents = readBer(safe);
  if (contents === undefined) return refuse(reading, 'pki/malformed', at, 'the safe of the PKCS#12 file is malformed');
  const bags: Bag[] = [];
  for (const content of partsOf(contents)) {
    const inner = await readContent(content, at, reading, spellings);
    if (inner === undefined) return undefined;
    for (const bag of partsOf(inner)) {
      if (!(await readBag(bag, at, reading, spellings, bags))) return undefined;
    }
  }
  return bags;
}

const macHashes: ReadonlyMap<string, { readonly name: OldHash; readonly bytes: number }> = new Map([
  ['1.3.14.3.2.26', { name: 'sha1', bytes: 20 }],
  ['2.16.840.1.101.3.4.2.1', { name: 'sha256', bytes: 32 }],
  ['2.16.840.1.101.3.4.2.2', { name: 'sha384', bytes: 48 }],
  ['2.16.840.1.101.3.4.2.3', { name: 'sha512', bytes: 64 }],
]);
const hashes = { sha1, sha256, sha384, sha512 };

/** The spelling with which the MAC holds; afterwards nothing in the file can have been changed by who does not know it. */
async function checkMac(
  mac: pkijs.MacData,
  safe: Uint8Array,
  at: Place,
  reading: Reading,
): Promise<readonly Spelling[] | undefined> {
  const what = 'the PKCS#12 file';
  const { algorithmId, algorithmParams } = mac.mac.digestAlgorithm;
  const wanted = octetsIn(mac.mac.digest);
  const salt = octetsIn(mac.macSalt);
  if (wanted === undefined || salt === undefined)
    return refuse(reading, 'pki/malformed', at, `the MAC of ${what} is malformed`);
  const maker =
    algorithmId === oids.pbmac1 ? pbmac1(algorithmParams as Ber | undefined) : oldMac(algorithmId, salt, mac);
  if (maker.kind !== 'mac') return refusePlan(reading, at, what, maker);
  for (const spelling of spellingsOf(reading.password)) {
    if (!pay(reading.purse, maker.rounds)) return refuseCost(reading, at, what);
    const { hash, key } = await maker.key(spelling, reading);
    if (sameBytes(hmac(hashes[hash], key, safe), wanted)) return [spelling];
  }
  return refusePassword(reading, at, what);
}

type MacMaker =
  | {
      readonly kind: 'mac';
      readonly rounds: number;
      readonly key: (spelling: Spelling, reading: Reading) => Promise<{ hash: OldHash; key: Uint8Array }>;
    }
  | { readonly kind: 'unsupported' | 'malformed'; readonly what: string };

function oldMac(oid: string, salt: Uint8Array, { iterations = 1 }: pkijs.MacData): MacMaker {
  const hash = macHashes.get(oid);
  if (hash === undefined) return { kind: 'unsupported', what: `a MAC of the algorithm ${oid}` };
  if (!Number.isSafeInteger(iterations) || iterations < 1) return { kind: 'malformed', what: 'the rounds of its MAC' };
  return {
    kind: 'mac',
    rounds: iterations,
    key: async ({ text }) => ({
      hash: hash.name,
      key: pkcs12Bytes(hash.name, text, salt, purposes.mac, iterations, hash.bytes),
    }),
  };
}

const ownNames = { 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' } as const;

/** PBMAC1: the key comes from PBKDF2. @see RFC 9579 §4 */
function pbmac1(parameters: Ber | undefined): MacMaker {
  const [derivation, scheme] = partsOf(parameters).map(algorithmIn);
  const hash = pbkdf2Hashes.get(scheme?.oid ?? '')?.name;
  const ours = hash === undefined || hash === 'SHA-224' ? undefined : ownNames[hash];
  const found = pbkdf2Of(derivation?.oid ?? '', derivation?.parameters);
  if (found.kind !== 'pbkdf2') return found;
  const { length } = found;
  if (ours === undefined || length === undefined || length < 1 || length > 64)
    return { kind: 'malformed', what: 'its PBMAC1' };
  return {
    kind: 'mac',
    rounds: found.rounds(length),
    key: async ({ bytes }, { derive }) => ({ hash: ours, key: await found.derive(bytes, length, derive) }),
  };
}

/** One content of the safe, decrypted where that is needed: a list of bags. */
async function readContent(
  content: Ber,
  at: Place,
  reading: Reading,
  spellings: readonly Spelling[],
): Promise<Ber | undefined> {
  const [type, holder] = partsOf(content);
  const oid = oidIn(type);
  const inner = partsOf(holder)[0];
  const malformed = (): undefined => refuse(reading, 'pki/malformed', at, 'a content of the PKCS#12 file is malformed');
  if (oid === oids.data) {
    const bytes = octetsIn(inner);
    return (bytes === undefined ? undefined : readBer(bytes)) ?? malformed();
  }
  if (oid !== oids.encrypted) {
    const message = 'a content of the PKCS#12 file is encrypted for a public key, which is not read here';
    return oid === undefined ? malformed() : refuse(reading, 'pki/unsupported-encryption', at, message);
  }
  const data = decoded(() => new pkijs.EncryptedData({ schema: inner as asn1js.Sequence }));
  const sealed = decoded(() => data?.encryptedContentInfo.getEncryptedContent());
  const algorithm = data?.encryptedContentInfo.contentEncryptionAlgorithm;
  if (sealed === undefined || algorithm === undefined) return malformed();
  const plan = planOf(algorithm.algorithmId, algorithm.algorithmParams as Ber | undefined);
  return open(reading, at, 'the PKCS#12 file', plan, new Uint8Array(sealed), readBer, spellings);
}

/** Adds what a bag holds; false where reading must end. Bags of secrets and of other kinds of certificate are passed over. */
async function readBag(
  bag: Ber,
  at: Place,
  reading: Reading,
  spellings: readonly Spelling[],
  bags: Bag[],
): Promise<boolean> {
  const [type, holder, attributes] = partsOf(bag);
  const kind = bagKinds.get(oidIn(type) ?? '');
  const [value] = partsOf(holder);
  if (value === undefined || !hasContextTag(holder, 0)) {
    refuse(reading, 'pki/malformed', at, 'a bag of the PKCS#12 file is malformed');
    return false;
  }
  const named = attributesIn(attributes);
  if (!reading.keys && (kind === 'key' || kind === 'shrouded')) return true;
  switch (kind) {
    case 'nested':
      for (const inner of partsOf(value)) {
        if (!(await readBag(inner, at, reading, spellings, bags))) return false;
      }
      return true;
    case 'key':
      bags.push({ kind: 'key', der: bytesOf(value), ...named });
      return true;
    case 'shrouded': {
      const [identifier, octets] = partsOf(value);
      const { oid, parameters } = algorithmIn(identifier);
      const sealed = octetsIn(octets) ?? new Uint8Array(0);
      const plan = planOf(oid, parameters);
      const accept = (plain: Uint8Array): Uint8Array | undefined => (readBer(plain) === undefined ? undefined : plain);
      const der = await open(reading, at, 'a key in the PKCS#12 file', plan, sealed, accept, spellings);
      if (der === undefined) return false;
      bags.push({ kind: 'key', der, ...named });
      return true;
    }
    case 'certificate':
    case 'crl': {
      const [inner, octetHolder] = partsOf(value);
      const der = octetsIn(partsOf(octetHolder)[0]);
      const isOurs = oidIn(inner) === (kind === 'crl' ? oids.crl : oids.x509);
      if (isOurs && der !== undefined) bags.push({ kind, der, ...named });
      return true;
    }
    default:
      return true;
  }
}

function attributesIn(set: Ber | undefined): Pick<Bag, 'friendlyName' | 'localKeyId'> {
  let named: Pick<Bag, 'friendlyName' | 'localKeyId'> = {};
  for (const attribute of partsOf(set)) {
    const [type, values] = partsOf(attribute);
    const [value] = partsOf(values);
    const oid = oidIn(type);
    const friendlyName = oid === oids.friendlyName ? bmpTextIn(value) : undefined;
    const localKeyId = oid === oids.localKeyId ? octetsIn(value) : undefined;
    if (friendlyName !== undefined) named = { ...named, friendlyName };
    if (localKeyId !== undefined) named = { ...named, localKeyId: toHex(localKeyId) };
  }
  return named;
}
