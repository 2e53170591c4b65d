import type { Ledger } from './ledger.ts';
import type { Packet, StateMaker } from './packet.ts';
import type { RuleSet } from './rule-set.ts';

/** A packet, the rules, and the notes about it. */
export interface Walk {
  readonly rules: RuleSet;
  readonly packet: Packet;
  readonly ledger: Ledger;
  readonly make: StateMaker;
}
