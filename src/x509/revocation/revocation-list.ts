/** What a revocation list says. @see RFC 5280 §5 */
import type { Place } from '../../diagnostics/diagnostic.ts';
import type { DerLimits } from '../der.ts';
import type { Name } from '../name.ts';

/** One revoked certificate. */
export interface Revoked {
  readonly serialHex: string;
  /** `derHex` of the issuer of that certificate: that of the list, but in an indirect one. */
  readonly issuerDerHex: string;
  readonly at: Date;
  /** Such as `keyCompromise`; `removeFromCRL` in a delta takes an entry of the base back. */
  readonly reason?: string;
}

/** For which certificates a list speaks. @see RFC 5280 §5.2.5 */
export interface CrlScope {
  readonly hosts: boolean;
  readonly authorities: boolean;
  /** Whether it speaks for certain reasons only, and says nothing of the others. */
  readonly someReasons: boolean;
  readonly indirect: boolean;
}

/** A revocation list as read. */
export interface RevocationList {
  readonly der: Uint8Array;
  readonly at: Place;
  readonly issuer: Name;
  readonly thisUpdate: Date;
  /** When the next one is due at the latest. */
  readonly nextUpdate?: Date;
  /** Hexadecimal digits. */
  readonly numberHex?: string;
  /** In a delta the number of the base that it goes on from. */
  readonly baseNumberHex?: string;
  readonly scope: CrlScope;
  readonly revoked: readonly Revoked[];
  readonly signatureAlgorithm: string;
  /** The issuer's key identifier, where the list names it. */
  readonly authorityKeyId?: Uint8Array;
  /** Extensions of the list and of its entries that are critical, by name: NSS refuses a list with one that it does not know. */
  readonly critical: readonly string[];
  /** Lower-case hexadecimal digits. */
  readonly fingerprintSha256: string;
}

/** The greatest size of a list: about a hundred thousand entries. */
export const maxCrlBytes: number = 4 * 1024 * 1024;
/** The limits of the reader of DER for a list. */
export const crlLimits: DerLimits = { bytes: maxCrlBytes, nodes: 1_000_000 };
