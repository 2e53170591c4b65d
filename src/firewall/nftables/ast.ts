/**
 * A table of nftables: what we write, and what `nft -j list ruleset` says that a host has.
 *
 * @see nft(8), libnftables-json(5)
 */
import type { Place } from '../../diagnostics/diagnostic.ts';

/** A value on the right of a match. */
export type NftValue =
  /** Text as nft writes it: `esp`, `500`, `10.0.0.0/8`, `established`, or a name such as `eth0`. */
  | { readonly kind: 'one'; readonly text: string }
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  /** The elements of a named set of the same table. */
  | { readonly kind: 'set'; readonly name: string };

/** The left of a match is, or is not, one of the values. */
export interface NftMatch {
  readonly kind: 'match';
  /** As nft writes it: `ip saddr`, `meta l4proto`, `udp dport`, `ct state`, `tcp flags & (syn | rst)`. */
  readonly key: string;
  readonly negated: boolean;
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

/** What we do not interpret; it may match or not, and may end the packet's way. */
export interface NftUnknown {
  readonly kind: 'unknown';
  readonly text: string;
}

/** `KEY vmap { VALUE : VERDICT, … }`: the verdict of the value that matches. */
export interface NftVerdictMap {
  readonly kind: 'vmap';
  readonly key: string;
  readonly entries: readonly { readonly values: readonly NftValue[]; readonly verdict: NftVerdict }[];
}

/** A part of a rule. */
export type NftExpression = NftMatch | NftVerdict | NftVerdictMap | NftSet | NftPassive | NftUnknown;

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
  /** Only packets of this device come here (family netdev). */
  readonly device?: string;
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
  readonly elements: readonly NftValue[];
}

/** A table with its sets and chains. */
export interface NftTable {
  /** Such as `inet`. */
  readonly family: string;
  readonly name: string;
  readonly sets: readonly NftNamedSet[];
  readonly chains: readonly NftChain[];
}
