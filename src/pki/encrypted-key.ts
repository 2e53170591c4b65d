/** Private keys that are encrypted on their own: PKCS#8, and OpenSSL's older form with `Proc-Type` in the PEM header. */
import { cbc } from '@noble/ciphers/aes.js';
import { fromHex } from '../bytes/hex.ts';
import type { Place } from '../diagnostics/diagnostic.ts';
import { type PrivateKey, readPrivateKey } from '../x509/private-key.ts';
import { type Ber, decoded, octetsIn, partsOf } from './ber.ts';
import { algorithmIn, type NoPlan, type Plan, planOf } from './encryption.ts';
import { decryptOld, opensslBytes } from './old-ciphers.ts';
import { open, type Reading, refuse } from './reading.ts';

const what = 'the private key';

/** EncryptedPrivateKeyInfo: an algorithm and an octet string. @see RFC 5958 §3 */
export function looksEncrypted(node: Ber): boolean {
  const parts = partsOf(node);
  return parts.length === 2 && algorithmIn(parts[0]).oid !== '' && octetsIn(parts[1]) !== undefined;
}

/** The key of an encrypted PKCS#8. */
export async function openPkcs8(node: Ber, at: Place, reading: Reading): Promise<PrivateKey | undefined> {
  const [identifier, octets] = partsOf(node);
  const { oid, parameters } = algorithmIn(identifier);
  return open(reading, at, what, planOf(oid, parameters), octetsIn(octets) ?? new Uint8Array(0), acceptKey(at));
}

/**
 * The key of a PEM block with `Proc-Type: 4,ENCRYPTED` and `DEK-Info: CIPHER,VECTOR`.
 *
 * @see RFC 1421 §4.6.1; openssl PEM_read_bio_PrivateKey(3), "PEM encryption format"
 */
export async function openTraditional(
  { label, fields, bytes, at }: { label: string; fields: readonly string[]; bytes: Uint8Array; at: Place },
  reading: Reading,
): Promise<PrivateKey | undefined> {
  const value = (name: string): string | undefined =>
    fields
      .find((line) => line.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim();
  const [cipher = '', hex = ''] = (value('dek-info') ?? '').split(',');
  if (value('proc-type')?.replaceAll(' ', '') !== '4,ENCRYPTED') {
    return refuse(
      reading,
      'pki/malformed',
      at,
      'the headers of a private key must be Proc-Type: 4,ENCRYPTED and DEK-Info',
    );
  }
  return open(reading, at, what, traditionalPlan(cipher, hex), bytes, acceptKey(at, label));
}

/** What was decrypted with a wrong password has a valid padding once in 256 times: only a readable key is one. */
function acceptKey(at: Place, label?: string): (plain: Uint8Array) => PrivateKey | undefined {
  return (plain) => {
    const read = readPrivateKey(plain, at, label);
    return read.kind === 'ok' ? read.value : undefined;
  };
}

type OldCipher = { readonly cipher: 'aes' | 'des' | '3des'; readonly key: number; readonly vector: number };
const ciphers: ReadonlyMap<string, OldCipher> = new Map([
  ['AES-128-CBC', { cipher: 'aes', key: 16, vector: 16 }],
  ['AES-192-CBC', { cipher: 'aes', key: 24, vector: 16 }],
  ['AES-256-CBC', { cipher: 'aes', key: 32, vector: 16 }],
  ['DES-EDE3-CBC', { cipher: '3des', key: 24, vector: 8 }],
  ['DES-CBC', { cipher: 'des', key: 8, vector: 8 }],
]);

function traditionalPlan(name: string, hex: string): Plan | NoPlan {
  const found = ciphers.get(name.trim().toUpperCase());
  const vector = fromHex(hex.trim().toLowerCase());
  if (found === undefined) return { kind: 'unsupported', what: 'the cipher that its header names' };
  if (vector?.length !== found.vector) return { kind: 'malformed', what: 'the vector in its header' };
  return {
    kind: 'plan',
    rounds: 1,
    decrypt: async ({ bytes }, sealed) => {
      const key = opensslBytes(bytes, vector.subarray(0, 8), found.key);
      if (found.cipher !== 'aes') return decryptOld(found.cipher, key, vector, sealed);
      return sealed.length === 0 ? undefined : decoded(() => cbc(key, vector).decrypt(sealed));
    },
  };
}
