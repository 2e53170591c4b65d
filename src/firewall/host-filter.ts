/**
 * What one host's packet filter has to do for the mesh, as data. Every back end prints the same statement in its own
 * language; what it cannot say it refuses.
 */
import type { Address, Family, Prefix } from '../net/address.ts';

/** What the mesh needs let in: ESP, AH, IKE on UDP 500, and NAT traversal (IKE and ESP in UDP) on 4500. */
export type Service = 'esp' | 'ah' | 'ike' | 'nat-t';

/** An interface and family on which the mesh's packets come in. */
export interface Door {
  /** Absent: every interface. */
  readonly interface?: string;
  readonly family: Family;
  /** In the order in which the rules are written. */
  readonly services: readonly Service[];
  /** Only these may come in; absent: anybody, as in the guide. */
  readonly peers?: readonly Address[];
}

/**
 * Plaintext from and to the peers is dropped: what did not come, or will not go, through IPsec.
 *
 * Never dropped: ESP, AH where `ah` says so, UDP 500 and 4500, loopback, ICMPv6 types 133 to 137 and link-local
 * addresses, and `exempt`. An address of `own` is never treated as a peer.
 */
export interface RequireEsp {
  readonly peers: readonly Address[];
  /** The host's own addresses. */
  readonly own: readonly Address[];
  /** Whom the host talks to in clear: the policy group `clear`, and where people and controllers log in from. */
  readonly exempt: readonly Prefix[];
  /** Whether the mesh uses AH. */
  readonly ah: boolean;
}

/** TCP segments that leave through IPsec are held to a size that fits. */
export interface MssClamp {
  readonly family: Family;
  /** Largest TCP payload in bytes: the tunnel MTU less 40 (IPv4) or 60 (IPv6). */
  readonly bytes: number;
}

/** The statement of one host. */
export interface HostFilter {
  /** One for each interface and family; no two of the same. */
  readonly doors: readonly Door[];
  readonly requireEsp?: RequireEsp;
  readonly mssClamps?: readonly MssClamp[];
}

/** A file that a back end wrote; `name` has no folder. */
export interface FilterFile {
  readonly name: string;
  /** Permission bits in octal. */
  readonly mode: '0644' | '0755';
  readonly content: string;
}

/** IP protocol and, for UDP, destination port of a service, as IANA assigns them. */
export const services: Readonly<Record<Service, { readonly protocol: number; readonly port?: number }>> = {
  esp: { protocol: 50 },
  ah: { protocol: 51 },
  ike: { protocol: 17, port: 500 },
  'nat-t': { protocol: 17, port: 4500 },
};

/**
 * ICMPv6 that finds routers and neighbours, with nft's names: without it no ESP could be sent.
 *
 * @see RFC 4861 §4, RFC 4890 §4.4.1
 */
export const neighbourDiscovery: readonly { readonly type: number; readonly nft: string }[] = [
  { type: 133, nft: 'nd-router-solicit' },
  { type: 134, nft: 'nd-router-advert' },
  { type: 135, nft: 'nd-neighbor-solicit' },
  { type: 136, nft: 'nd-neighbor-advert' },
  { type: 137, nft: 'nd-redirect' },
];
