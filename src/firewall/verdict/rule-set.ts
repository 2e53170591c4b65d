/** Rules of any packet filter, as far as they decide whether IKE and ESP pass: what iptables-save and nft mean alike. */
import type { Place } from '../../diagnostics/diagnostic.ts';
import type { Family } from '../../net/address.ts';
import type { AddressSet } from './address-range.ts';
import type { MarkTerm } from './mark.ts';

/** Which end of a packet is meant. */
export type End = 'source' | 'destination';

/** First and last value, both included. */
export type NumberRange = readonly [number, number];

/** First and last port. */
export type PortRange = NumberRange;

/** Bits of a connection's status that conntrack keeps. */
export type StatusFlag = 'expected' | 'seen-reply' | 'assured' | 'confirmed' | 'snat' | 'dnat' | 'dying';

/** One thing that must hold for a rule to match. What we do not know is `unknown`: it may hold or not. */
export type Condition =
  | {
      readonly kind: 'interface';
      readonly side: 'in' | 'out';
      readonly patterns: readonly string[];
      readonly negated: boolean;
    }
  | {
      readonly kind: 'address';
      readonly end: End;
      readonly addresses: AddressSet;
      readonly negated: boolean;
      /** Of the packet where absent; else of the first packet of its connection, or of the answers to that. */
      readonly of?: 'original' | 'reply';
    }
  | {
      readonly kind: 'protocol';
      readonly numbers: readonly number[];
      readonly negated: boolean;
      /** Over IPv6 the protocol behind an AH header is meant, as iptables-legacy has it; nft sees AH. */
      readonly behindAh?: boolean;
    }
  | {
      readonly kind: 'port';
      readonly end: End | 'either';
      readonly ranges: readonly PortRange[];
      readonly negated: boolean;
      /** The bytes where ports stand are looked at whatever the protocol is: those of ESP are its SPI. */
      readonly anyProtocol?: boolean;
      readonly of?: 'original' | 'reply';
    }
  /** What conntrack calls the packet; `snat` and `dnat` are states to iptables. */
  | { readonly kind: 'state'; readonly states: readonly string[]; readonly negated: boolean }
  /** `any`: one of the flags is up. `none`: none is. `exactly`: these are up and no other. */
  | {
      readonly kind: 'status';
      readonly flags: readonly StatusFlag[];
      readonly test: 'any' | 'none' | 'exactly';
      readonly negated: boolean;
    }
  | { readonly kind: 'ct-direction'; readonly original: boolean; readonly negated: boolean }
  /** Conntrack knows the packet's connection. */
  | { readonly kind: 'tracked'; readonly negated: boolean }
  /** Whether what an end's address is to the host is among `types`; the near end is local, the far one unicast. */
  | {
      readonly kind: 'address-type';
      readonly end: End;
      readonly types: readonly string[];
      readonly negated: boolean;
      /** As iptables' `addrtype` has it, to which over IPv6 a local address is unicast too. */
      readonly isAddrtype?: boolean;
    }
  /** The route to an end: for the source of what comes in, the way back. `interfaces` absent: there is one. */
  | { readonly kind: 'route'; readonly end: End; readonly interfaces?: readonly string[]; readonly negated: boolean }
  /** Whether the packet came, or will go, through IPsec. ESP itself did not and will not. */
  | { readonly kind: 'secured'; readonly negated: boolean }
  | { readonly kind: 'family'; readonly family: Family; readonly negated: boolean }
  /** The packet begins with an AH header. */
  | { readonly kind: 'ah-header'; readonly negated: boolean }
  /** What no packet of the mesh is: a later fragment, a broadcast. */
  | { readonly kind: 'never'; readonly negated: boolean }
  /** The mark of the packet, or of its connection, after `mask`. */
  | {
      readonly kind: 'mark';
      readonly of: 'packet' | 'connection';
      readonly mask: number;
      readonly ranges: readonly NumberRange[];
      readonly negated: boolean;
    }
  /** One of the lists holds as a whole. */
  | { readonly kind: 'any'; readonly of: readonly (readonly Condition[])[]; readonly negated: boolean }
  /** `what` is the name of the match, for the finding. */
  | { readonly kind: 'unknown'; readonly what: string };

/** The other address or port that a translation gives an end. `what` says what is not understood about it. */
export interface Translation {
  readonly end: End;
  /** The only address that it can come to; absent where the address stays. */
  readonly addresses?: AddressSet;
  readonly ports?: PortRange;
  /** The address of the interface that the packet leaves by. */
  readonly ownAddress?: boolean;
  readonly what?: string;
}

/** What a rule does with a packet that it matches. */
export type Action =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'pass' | 'untrack' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  /** Gives the packet, or its connection, another mark. */
  | { readonly kind: 'mark'; readonly of: 'packet' | 'connection'; readonly to: MarkTerm | 'unknown' }
  | { readonly kind: 'translate'; readonly to: Translation }
  /** The first branch whose conditions hold. `complete`: one of them does. */
  | { readonly kind: 'branch'; readonly branches: readonly Step[]; readonly complete: boolean }
  | { readonly kind: 'unknown'; readonly what: string };

/** Conditions that must all hold, and then an action. */
export interface Step {
  readonly conditions: readonly Condition[];
  readonly action: Action;
}

/** A rule, and where and how it stands in what was read. */
export interface Rule {
  readonly at: Place;
  readonly text: string;
  /** From left to right; where the conditions of one do not hold, the rest is not looked at. */
  readonly steps: readonly Step[];
}

/** The places in the network stack where chains get packets, in the order of their way. */
export type Hook = 'ingress' | 'prerouting' | 'input' | 'output' | 'postrouting' | 'egress';

/** A chain that packets reach from the network stack. */
export interface BaseChain {
  /** Key of `chains`. */
  readonly chain: string;
  readonly hook: Hook;
  /** The smaller the earlier. */
  readonly priority: number;
  /** Chains for translation see the first packet of a connection, until one of them translates it. */
  readonly type: 'filter' | 'nat';
  readonly policy: 'accept' | 'drop';
  /** Whose packets come here. */
  readonly families: readonly Family[];
  /** Only packets of these interfaces come here. */
  readonly interfaces?: readonly string[];
  readonly at: Place;
  readonly text: string;
}

/** Everything that packets pass. */
export interface RuleSet {
  readonly bases: readonly BaseChain[];
  readonly chains: ReadonlyMap<string, readonly Rule[]>;
  /** The families in which a rule asks for connections: only there the kernel keeps them, and translates addresses. */
  readonly tracked: readonly Family[];
  /** Whether conntrack and translation come before the chains of their priority; else behind them. */
  readonly kernelFirst?: boolean;
  /** Whether something could not be read, so that a rule may be missing here. */
  readonly incomplete: boolean;
}

/** A rule set without chains: it lets everything pass. */
export const emptyRuleSet: RuleSet = { bases: [], chains: new Map(), tracked: [], incomplete: false };

/** Two rule sets of one host; a packet passes both. */
export function joinRuleSets(a: RuleSet, b: RuleSet): RuleSet {
  return {
    bases: [...a.bases, ...b.bases],
    chains: new Map([...a.chains, ...b.chains]),
    tracked: [...new Set([...a.tracked, ...b.tracked])],
    incomplete: a.incomplete || b.incomplete,
  };
}
