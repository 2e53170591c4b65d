/** What may become of each peer's packet, and which rule decides. */
import type { Place } from '../../diagnostics/diagnostic.ts';
import type { Address } from '../../net/address.ts';

/** A rule, or the policy of a chain, and where it stands. */
export interface Decider {
  readonly at: Place;
  readonly text: string;
}

/** A rule of which we could not tell whether it matches, or what it does, and what about it we do not know. */
export interface Doubt extends Decider {
  readonly what: string;
}

/** The notes of one packet's way. For each peer the first of each kind is kept; of `accepted` the last. */
export interface Ledger {
  readonly accepted: Map<Address, Decider>;
  readonly dropped: Map<Address, Decider>;
  readonly doubted: Map<Address, Doubt>;
  /** Where the connection is translated in a way that keeps its answers, or packets of the other direction, from their place. */
  readonly moved: Map<Address, Decider>;
  /** Those whose packets conntrack has seen. */
  readonly seen: Set<Address>;
  /** The rules looked at so far. */
  steps: number;
}

/** An empty ledger. */
export function newLedger(): Ledger {
  return { accepted: new Map(), dropped: new Map(), doubted: new Map(), moved: new Map(), seen: new Set(), steps: 0 };
}

/** Notes a rule for each peer that has no note yet. */
export function note<D extends Decider>(map: Map<Address, D>, peers: Iterable<Address>, decider: D): void {
  for (const peer of peers) if (!map.has(peer)) map.set(peer, decider);
}
