/**
 * What NSS, and so pluto, makes of revocation lists. It is less than RFC 5280 has: one list for each issuer, the newest; no
 * delta, no indirect list, none with an issuing distribution point. NSS 3.61, 3.87 and 3.110 do the same.
 */
import type { Certificate } from '../certificate.ts';
import type { RevocationList, Revoked } from './revocation-list.ts';

/** Why `crlutil -I` refuses a list: the name of a critical extension that NSS does not know. */
export function unknownToNss({ critical }: RevocationList): string | undefined {
  return critical[0];
}

/** The list that a database has for an issuer once all of these were imported. @param issuerDerHex `derHex` of its name */
export function listInNss(lists: readonly RevocationList[], issuerDerHex: string): RevocationList | undefined {
  const own = lists.filter((list) => list.issuer.derHex === issuerDerHex && unknownToNss(list) === undefined);
  return own.reduce<RevocationList | undefined>(
    (newest, list) => (newest === undefined || list.thisUpdate > newest.thisUpdate ? list : newest),
    undefined,
  );
}

/** The entry by which NSS refuses a certificate, whatever its reason; before the time of the entry it refuses nothing. */
export function revokedInNss(list: RevocationList, { issuer, serialHex }: Certificate, now: Date): Revoked | undefined {
  if (list.issuer.derHex !== issuer.derHex) return undefined;
  const entry = entryFor(list, issuer.derHex, serialHex);
  return entry !== undefined && entry.at <= now ? entry : undefined;
}

/**
 * Whether pluto takes a list for current, as `crl-strict=yes` asks of it: one without a date for the next always is.
 *
 * @see libreswan `programs/pluto/nss_cert_verify.c` (crl_is_current), v4.3 to v5.4
 */
export function isCurrentList({ nextUpdate }: RevocationList, now: Date): boolean {
  return nextUpdate === undefined || nextUpdate >= now;
}

const indices = new WeakMap<RevocationList, ReadonlyMap<string, Revoked>>();

/** The entry of a certificate, by its issuer (`derHex`) and serial number. */
export function entryFor(list: RevocationList, issuerDerHex: string, serialHex: string): Revoked | undefined {
  const index = indices.get(list) ?? new Map(list.revoked.map((one) => [`${one.issuerDerHex} ${one.serialHex}`, one]));
  indices.set(list, index);
  return index.get(`${issuerDerHex} ${serialHex}`);
}
