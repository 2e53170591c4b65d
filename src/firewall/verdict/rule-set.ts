/** Rules of any packet filter, as far as they decide whether IKE and ESP pass: what iptables-save and nft mean alike. */
import type { Place } from '../../diagnostics/diagnostic.ts';
import type { Address, Family } from '../../net/address.ts';

/** Addresses from `from` to `to`, both included, as numbers. */
export interface AddressRange {
  readonly family: Family;
  readonly from: bigint;
  readonly to: bigint;
  /** Where the range is one address. */
  readonly single?: Address;
}

/** Which end of a packet is meant. */
export type End = 'source' | 'destination';

/** One thing that must hold for a rule to match. What we do not know is `unknown`: it may hold or not. */
export type Condition =
  | {
      readonly kind: 'interface';
      readonly side: 'in' | 'out';
      readonly patterns: readonly string[];
      readonly negated: boolean;
    }
  | { readonly kind: 'address'; readonly end: End; readonly ranges: readonly AddressRange[]; readonly negated: boolean }
  | { readonly kind: 'protocol'; readonly numbers: readonly number[]; readonly negated: boolean }
  | {
      readonly kind: 'port';
      readonly end: End | 'either';
      readonly ranges: readonly PortRange[];
      readonly negated: boolean;
    }
  | { readonly kind: 'state'; readonly states: readonly string[]; readonly negated: boolean }
  /** Whether the end is an address of the host. */
  | { readonly kind: 'local'; readonly end: End; readonly negated: boolean }
  /** Whether the packet came, or will go, through IPsec. ESP itself did not and will not. */
  | { readonly kind: 'secured'; readonly negated: boolean }
  | { readonly kind: 'family'; readonly family: Family; readonly negated: boolean }
  /** The packet begins with an AH header. */
  | { readonly kind: 'ah-header'; readonly negated: boolean }
  /** What no packet of the mesh is: a later fragment, a broadcast. */
  | { readonly kind: 'never'; readonly negated: boolean }
  | { readonly kind: 'unknown' };

/** First and last port. */
export type PortRange = readonly [number, number];

/** What a rule does with a packet that it matches. */
export type Action =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'pass' | 'untrack' | 'unknown' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string };

/** A rule, and where and how it stands in what was read. */
export interface Rule {
  readonly at: Place;
  readonly text: string;
  /** All must hold. */
  readonly conditions: readonly Condition[];
  readonly action: Action;
}

/** A chain that packets reach from the network stack. */
export interface BaseChain {
  /** Key of `chains`. */
  readonly chain: string;
  readonly policy: 'accept' | 'drop';
  /** Whose packets come here. */
  readonly families: readonly Family[];
  /** Only packets of this interface come here. */
  readonly interface?: string;
  readonly at: Place;
  readonly text: string;
}

/** Everything that packets pass. */
export interface RuleSet {
  /** For each way the chains in the order in which a packet passes them. It has to pass all. */
  readonly hooks: Readonly<Record<'in' | 'out', readonly BaseChain[]>>;
  readonly chains: ReadonlyMap<string, readonly Rule[]>;
  /** Whether something could not be read, so that a rule may be missing here. */
  readonly incomplete: boolean;
}

/** A rule set without chains: it lets everything pass. */
export const emptyRuleSet: RuleSet = { hooks: { in: [], out: [] }, chains: new Map(), incomplete: false };

/** Two rule sets of one host; a packet passes both. */
export function joinRuleSets(a: RuleSet, b: RuleSet): RuleSet {
  return {
    hooks: { in: [...a.hooks.in, ...b.hooks.in], out: [...a.hooks.out, ...b.hooks.out] },
    chains: new Map([...a.chains, ...b.chains]),
    incomplete: a.incomplete || b.incomplete,
  };
}
