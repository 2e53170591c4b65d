/** The methods that `authby=` names. */
import { atLeast, type Release } from '../../../release.ts';
import type { ResolvedConn } from '../resolved.ts';
import { ikeVersionOf, neverNegotiates } from './rule.ts';

/** A way to authenticate. */
export type AuthMethod = 'rsasig' | 'ecdsa' | 'eddsa' | 'secret' | 'null' | 'never';

/** What `authby=` comes to: its methods, or a word that costs the conn. */
export interface Authby {
  readonly methods: ReadonlySet<AuthMethod>;
  readonly stranger?: string;
}

const words: Readonly<Record<string, readonly [AuthMethod, since?: Release]>> = {
  secret: ['secret'],
  rsasig: ['rsasig'],
  rsa: ['rsasig'],
  never: ['never'],
  null: ['null'],
  'rsa-sha1': ['rsasig', '3.26'],
  'rsa-sha2': ['rsasig', '3.26'],
  'rsa-sha2_256': ['rsasig', '3.26'],
  'rsa-sha2_384': ['rsasig', '3.26'],
  'rsa-sha2_512': ['rsasig', '3.26'],
  ecdsa: ['ecdsa', '3.26'],
  'ecdsa-sha2': ['ecdsa', '3.26'],
  'ecdsa-sha2_256': ['ecdsa', '3.26'],
  'ecdsa-sha2_384': ['ecdsa', '3.26'],
  'ecdsa-sha2_512': ['ecdsa', '3.26'],
  eddsa: ['eddsa', '5.4'],
};

/** The words that a release takes. */
export function authbyWords(release: Release): readonly string[] {
  return Object.keys(words).filter((word) => atLeast(release, words[word]?.[1] ?? '3.15'));
}

/** Reads a value of `authby=`, from 3.25 on. From 4.10 nothing between two commas is a word too, and no method. */
export function readAuthby(value: string, ikeVersion: 1 | 2, release: Release): Authby {
  const parts = value.split(/[, ]/);
  const all = atLeast(release, '4.10') ? parts : parts.filter((word) => word !== '');
  const methods = new Set<AuthMethod>();
  for (const part of all) {
    const known = Object.hasOwn(words, part) ? words[part] : undefined;
    if (known === undefined || !atLeast(release, known[1] ?? '3.15')) return { methods, stranger: part };
    const isOfBoth = ['secret', 'rsasig', 'rsa', 'never'].includes(part);
    if (ikeVersion === 1 && !isOfBoth && atLeast(release, '3.25')) return { methods, stranger: part };
    methods.add(known[0]);
  }
  return { methods };
}

/** The methods of a conn, as written or as they are where nothing is; empty where `authby=` cannot be read. */
export function methodsOf(conn: ResolvedConn, release: Release): ReadonlySet<AuthMethod> {
  if (neverNegotiates(conn) && atLeast(release, '4.10')) return new Set<AuthMethod>(['never']);
  const written = conn.settings.get('authby')?.value;
  const version = ikeVersionOf(conn, release);
  if (written !== undefined) {
    const { methods } = readAuthby(written, version, release);
    if (methods.size > 0) return methods;
  }
  return new Set<AuthMethod>(version === 1 || !atLeast(release, '3.30') ? ['rsasig'] : ['rsasig', 'ecdsa']);
}

/** The method that one end uses, the best of those that it may. */
export function methodOfEnd(conn: ResolvedConn, side: 'left' | 'right', release: Release): AuthMethod | 'eaponly' {
  const own = conn.settings.get(`${side}auth`)?.value;
  if (own !== undefined && !(neverNegotiates(conn) && atLeast(release, '5.3'))) return own as AuthMethod | 'eaponly';
  const methods = methodsOf(conn, release);
  const order = ['rsasig', 'ecdsa', 'eddsa', 'secret', 'null', 'never'] as const;
  return order.find((method) => methods.has(method)) ?? 'never';
}
