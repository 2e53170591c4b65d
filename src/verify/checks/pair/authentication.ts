/** How the ends of a conn prove who they are: what `authby=`, `leftauth=` and `rightauth=` come to. */
import type { Conn } from '../../conn.ts';

/** What an end proves itself with. */
export type Proof = 'rsa' | 'ecdsa' | 'secret' | 'null' | 'never';

/** A hash of RFC 7427, by its bits. */
export type HashBits = 256 | 384 | 512;

/** One way to prove oneself, with what it is signed over. */
export interface Way {
  readonly proof: Proof;
  /** For signatures: RSASSA-PSS and ECDSA with these hashes, as RFC 7427 negotiates them. */
  readonly hashes: readonly HashBits[];
  /** For RSA: PKCS #1 v1.5 with SHA-1, as RFC 7296 has it. */
  readonly legacy: boolean;
}

const allHashes: readonly HashBits[] = [512, 384, 256];

/** The order in which pluto tries what a conn allows. */
const preference: readonly Proof[] = ['rsa', 'ecdsa', 'secret', 'null', 'never'];

/**
 * What an end may prove itself with, the one that pluto takes first. `leftauth=` and `rightauth=` win over `authby=`, whose
 * hashes hold all the same.
 *
 * @param end `local`: what the own end does; `remote`: what it takes from the other
 * @see libreswan `lib/libipsecconf/confread.c` (authby) and `programs/pluto/ikev2_auth.c` of v4.3, v4.10, v5.2
 */
export function waysOf(conn: Conn, end: 'local' | 'remote'): readonly Way[] {
  const written = waysIn(conn.meaning('authby') ?? '');
  const auth = proofNamed(conn.writtenFor(end, 'auth')?.meaning ?? '');
  if (auth === undefined) return written;
  return [written.find(({ proof }) => proof === auth) ?? wholeWay(auth)];
}

/** What an end proves itself with: the first of what it may. */
export function proofOf(conn: Conn): Proof | undefined {
  return waysOf(conn, 'local')[0]?.proof;
}

/** Whether an end proves itself with a certificate. */
export function signs(conn: Conn): boolean {
  const proof = proofOf(conn);
  return proof === 'rsa' || proof === 'ecdsa';
}

function waysIn(authby: string): readonly Way[] {
  const found = new Map<Proof, Way>();
  for (const word of authby.split(/[,|\s]+/)) {
    const way = wayNamed(word.toLowerCase());
    if (way === undefined) continue;
    const known = found.get(way.proof);
    const hashes = allHashes.filter((bits) => way.hashes.includes(bits) || known?.hashes.includes(bits) === true);
    found.set(way.proof, { proof: way.proof, hashes, legacy: way.legacy || known?.legacy === true });
  }
  return preference.flatMap((proof) => found.get(proof) ?? []);
}

function wayNamed(word: string): Way | undefined {
  const proof = proofNamed(word.replace(/-.*/, ''));
  if (proof === undefined) return undefined;
  const hash = /^(?:rsa|ecdsa)-(sha1|sha2)(?:_(256|384|512))?$/.exec(word);
  if (hash === null) return wholeWay(proof);
  const [, family, bits] = hash;
  if (family === 'sha1') return { proof, hashes: [], legacy: proof === 'rsa' };
  return { proof, hashes: bits === undefined ? allHashes : [Number(bits) as HashBits], legacy: false };
}

const wholeWay = (proof: Proof): Way => ({ proof, hashes: allHashes, legacy: proof === 'rsa' });

function proofNamed(word: string): Proof | undefined {
  if (word === 'rsasig' || word === 'rsa') return 'rsa';
  return preference.find((proof) => proof === word);
}
