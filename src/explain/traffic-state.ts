/** What is known of two hosts: their files, and how far what is in the files has come into force. */
import type { Place } from '../diagnostics/diagnostic.ts';
import type { HostFilter } from '../firewall/host-filter.ts';
import type { FilterFacts } from '../firewall/host-rules.ts';
import type { HostEvidence } from '../hosts/evidence.ts';
import type { Address } from '../net/address.ts';
import type { SignatureAnswers } from '../x509/check-signatures.ts';

/** How far a conn of the files has come into force: not in pluto, in pluto, or in the kernel too. */
export type ConnLife = 'absent' | 'added' | 'routed';

/** The packet filter of a host: as it was gathered, or as it is planned. */
export type HostFilterState =
  | { readonly kind: 'gathered'; readonly facts: FilterFacts; readonly interfaces?: ReadonlyMap<Address, string> }
  | { readonly kind: 'planned'; readonly filter: HostFilter; readonly at: Place };

/** One host. */
export interface HostState {
  readonly name: string;
  /** Own addresses; where there is none, those that the conns tell of. */
  readonly addresses: readonly Address[];
  /** Its files; absent for a host without IPsec. */
  readonly evidence?: HostEvidence;
  /** `killed`: pluto is gone and the kernel has what it had. `unknown`: nobody looked, and it is taken to run. */
  readonly pluto: 'running' | 'stopped' | 'killed' | 'unknown';
  /** Absent: the filter lets everything pass, or is not known (`filterKnown` says which). */
  readonly filter?: HostFilterState;
  readonly filterKnown?: boolean;
  /** How far each conn has come, by name; where it is absent, or does not name a conn, as far as its `auto=` says. */
  readonly conns?: ReadonlyMap<string, ConnLife>;
  /** The names of the conns that pluto has, where it was asked: all others are absent. */
  readonly listed?: ReadonlySet<string>;
  /** The ends of conns whose SA is up, as pluto lists them; absent where nobody asked pluto. */
  readonly up?: readonly string[];
  /** Why nothing at all is known of the host. */
  readonly missing?: string;
}

/**
 * The Security Associations between two hosts. `unknown`: nobody looked; what starts by itself has had time to. `none`: none is up.
 * `up`. `ended`: one was up and one of the hosts ended it. `failed`: the host has asked for one in vain a moment ago. `asking`: the host
 * was told to bring one up before its conn was routed, and goes on asking.
 */
export type SaState =
  | { readonly kind: 'unknown' | 'none' | 'up' }
  | { readonly kind: 'failed' | 'asking'; readonly by: string }
  /** `isYoung`: less than 30 s ago the kernel had asked for the one that is gone. */
  | { readonly kind: 'ended'; readonly by: string; readonly isYoung?: boolean };

/** Two hosts and what is between them. */
export interface TrafficState {
  readonly hosts: readonly HostState[];
  /** By the names of two hosts, as {@link pairKey} gives it; absent is `unknown`. */
  readonly associations?: ReadonlyMap<string, SaState>;
  /** When certificates must be valid. */
  readonly now: Date;
  /** What was found of their signatures; without it they are taken to be good. */
  readonly signatures?: SignatureAnswers;
}

/** A name for two hosts, whichever comes first. */
export function pairKey(one: string, other: string): string {
  return JSON.stringify(one < other ? [one, other] : [other, one]);
}
