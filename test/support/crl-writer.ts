/** Writes revocation lists by hand: independent of every reader. */
import type { KeyObject } from 'node:crypto';
import { ecdsaScheme, type Scheme } from './authority.ts';
import { bits, explicit, extension, int, name, seq, time } from './der-writer.ts';

/** One entry; everything but the number has a plain default. */
export interface Entry {
  readonly serial: number | bigint;
  readonly at?: Date;
  readonly extensions?: readonly Uint8Array[];
}

export interface ListParts {
  readonly version?: number;
  readonly issuer?: Uint8Array;
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date | undefined;
  readonly entries?: readonly Entry[];
  readonly extensions?: readonly Uint8Array[];
}

/** The reason of an entry by its number. */
export const reason = (number: number): Uint8Array => extension('2.5.29.21', Uint8Array.of(0x0a, 1, number));
/** To whose certificates this and the following entries of an indirect list belong. */
export const certificateIssuer = (issuer: Uint8Array): Uint8Array =>
  extension('2.5.29.29', seq(explicit(4, issuer)), true);
export const listNumber = (number: number): Uint8Array => extension('2.5.29.20', int(number));
export const deltaOf = (base: number): Uint8Array => extension('2.5.29.27', int(base), true);
/** An issuing distribution point with these flags: 1 users, 2 authorities, 4 indirect, 5 attributes. */
export const scope = (...flags: readonly number[]): Uint8Array =>
  extension('2.5.29.28', seq(...flags.map((flag) => Uint8Array.of(0x80 | flag, 1, 0xff))), true);

/** A signed list in DER. */
export function crl(parts: ListParts, key: KeyObject, scheme: Scheme = ecdsaScheme('sha256')): Uint8Array {
  const { version = 1, entries = [], extensions = [listNumber(1)] } = parts;
  const rows = entries.map((entry) =>
    seq(
      int(entry.serial),
      time(entry.at ?? new Date('2029-06-01')),
      ...(entry.extensions === undefined ? [] : [seq(...entry.extensions)]),
    ),
  );
  const nextUpdate = 'nextUpdate' in parts ? parts.nextUpdate : new Date('2030-02-01');
  const list = seq(
    ...(version === 0 ? [] : [int(version)]),
    scheme.identifier,
    parts.issuer ?? name(['CN', 'Mesh CA']),
    time(parts.thisUpdate ?? new Date('2029-12-01')),
    ...(nextUpdate === undefined ? [] : [time(nextUpdate)]),
    ...(rows.length === 0 ? [] : [seq(Uint8Array.from(Buffer.concat(rows)))]),
    ...(version === 0 ? [] : [explicit(0, seq(...extensions))]),
  );
  return seq(list, scheme.identifier, bits(scheme.sign(list, key)));
}
