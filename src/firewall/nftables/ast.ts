/**
 * A table of nftables: what we write, and what `nft -j list ruleset` says that a host has.
 *
 * @see nft(8), libnftables-json(5)
 */
import type { Place } from '../../diagnostics/diagnostic.ts';
import type { MarkTerm } from '../verdict/mark.ts';

/** A value on the right of a match. */
export type NftValue =
  /** Text as nft writes it: `esp`, `500`, `10.0.0.0/8`, `established`, or a name such as `eth0`. */
  | { readonly kind: 'one'; readonly text: string }
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  /** The elements of a named set of the same table. */
  | { readonly kind: 'set'; readonly name: string }
  /** A value for each key of a concatenation: `udp . 500`. */
  | { readonly kind: 'concat'; readonly parts: readonly NftValue[] }
  /** Exactly these flags: `snat | dnat`. */
  | { readonly kind: 'combined'; readonly texts: readonly string[] }
  /** What no other element is: `*`. */
  | { readonly kind: 'any' }
  /** An element that only counts under a limit or quota of its own. */
  | { readonly kind: 'limited'; readonly value: NftValue };

/** What is looked at: the keys of a concatenation, or one, and what of it counts. */
export interface NftLeft {
  /** As nft writes it: `ip saddr`, `meta l4proto`, `udp dport`, `ct state`, `tcp flags & (syn | rst)`. */
  readonly key: string;
  /** The keys of a concatenation; `key` then has all of them. */
  readonly keys?: readonly string[];
  /** Only these bits count. */
  readonly mask?: number;
}

/** The left of a match is, or is not, one of the values. */
export interface NftMatch extends NftLeft {
  readonly kind: 'match';
  readonly negated: boolean;
  /** Of flags: whether one of the values is up, or none is; else they are compared. */
  readonly flags?: 'any' | 'none';
  readonly values: readonly NftValue[];
}

/** What ends a rule, or sends the packet to another chain. */
export interface NftVerdict {
  readonly kind: 'verdict';
  readonly verdict: 'accept' | 'drop' | 'reject' | 'return' | 'continue' | 'jump' | 'goto';
  /** The chain of `jump` and `goto`. */
  readonly target?: string;
  /** What `reject` answers with: `icmp` for IPv4 alone, `icmpv6`, `icmpx` for both, `tcp reset`. */
  readonly answer?: string;
}

/** Writes into the packet, such as `tcp option maxseg size set 1398`. */
export interface NftSet {
  readonly kind: 'set';
  readonly key: string;
  readonly value: string;
}

/** What changes nothing about the packet's way: counter, log. */
export interface NftPassive {
  readonly kind: 'passive';
  readonly text: string;
}

/** What we do not interpret. A `condition` may hold or not; a `statement` may also end the packet's way. */
export interface NftUnknown {
  readonly kind: 'unknown';
  readonly role: 'condition' | 'statement';
  /** Its name: `limit`, `queue`. */
  readonly what: string;
  readonly text: string;
}

/** A match or target of iptables: nft knows its name and not its arguments. */
export interface NftXt {
  readonly kind: 'xt';
  readonly role: 'condition' | 'statement';
  readonly name: string;
}

/** What a map gives for the keys that match. */
export interface NftEntry<D> {
  readonly values: readonly NftValue[];
  readonly data: D;
}

/** A map, or the name of one of the same table. */
export type NftEntries<D> = readonly NftEntry<D>[] | { readonly named: string };

/** `KEY vmap { VALUE : VERDICT, … }`: the verdict of the value that matches. */
export interface NftVerdictMap extends NftLeft {
  readonly kind: 'vmap';
  readonly entries: NftEntries<NftVerdict>;
  /** One of the values always matches: `numgen random mod 2`. */
  readonly complete?: boolean;
}

/** A value that is looked up by keys of the packet. */
export interface NftLookup extends NftLeft {
  readonly kind: 'lookup';
  readonly entries: NftEntries<NftValue>;
}

/** `meta mark set …`, `ct mark set …`. */
export interface NftMarkSet {
  readonly kind: 'mark';
  readonly of: 'packet' | 'connection';
  readonly to: MarkTerm | NftLookup | 'unknown';
}

/** Address translation; without an address it stays, with `masquerade` and `redirect` it is the host's own. */
export interface NftNat {
  readonly kind: 'nat';
  readonly verb: 'dnat' | 'snat' | 'masquerade' | 'redirect';
  /** Only packets of this family: `dnat ip to …` in a table of both. */
  readonly family?: 'ip' | 'ip6';
  readonly address?: NftValue | NftLookup | 'unknown';
  readonly port?: NftValue | NftLookup | 'unknown';
}

/** Puts what it says into a named set, so that we do not know what is in that. */
export interface NftUpdate {
  readonly kind: 'update';
  readonly set: string;
  /** What is put in: packets that have no such field end the rule here. */
  readonly keys: readonly string[];
  /** Goes on only under a limit. */
  readonly limited: boolean;
}

/** A part of a rule. */
export type NftExpression =
  | NftMatch
  | NftVerdict
  | NftVerdictMap
  | NftSet
  | NftMarkSet
  | NftNat
  | NftUpdate
  | NftXt
  | NftPassive
  | NftUnknown;

/** A rule: its matches must all hold, from left to right. */
export interface NftRule {
  readonly expressions: readonly NftExpression[];
  /** Where it stands in what was read. */
  readonly at?: Place;
}

/** Where a base chain gets its packets, and when: the smaller the priority, the earlier. */
export interface NftHook {
  readonly type: string;
  readonly hook: string;
  readonly priority: number;
  readonly policy: 'accept' | 'drop';
  /** Only packets of these devices come here (`ingress` and `egress`). */
  readonly devices?: readonly string[];
}

/** A chain; with `hook` a base chain. */
export interface NftChain {
  readonly name: string;
  readonly hook?: NftHook;
  /** Where it stands in what was read. */
  readonly at?: Place;
  readonly rules: readonly NftRule[];
}

/** A named set. */
export interface NftNamedSet {
  readonly name: string;
  /** Such as `ipv4_addr`. */
  readonly type: string;
  /** Absent where they are not understood. */
  readonly elements: readonly NftValue[] | undefined;
}

/** A named map. */
export interface NftNamedMap {
  readonly name: string;
  /** Absent where they are not understood. */
  readonly entries: readonly NftEntry<NftVerdict | NftValue>[] | undefined;
}

/** A table with its sets and chains. */
export interface NftTable {
  /** Such as `inet`. */
  readonly family: string;
  readonly name: string;
  /** Its chains are there, but get no packets. */
  readonly dormant?: boolean;
  readonly sets: readonly NftNamedSet[];
  readonly maps?: readonly NftNamedMap[];
  readonly chains: readonly NftChain[];
}
