/** What becomes of packets between two hosts, and what decides it. The words are those of traces in network verification. */
import type { Place } from '../diagnostics/diagnostic.ts';
import type { Release } from '../libreswan/release.ts';
import type { Address } from '../net/address.ts';

/**
 * What somebody sees who listens between the two hosts, and what the sender learns. `encrypted`: it leaves as ESP and arrives.
 * `clear`: it is readable on the wire, whether or not it arrives. `held`: nothing leaves and nobody is told, the program waits.
 * `refused`: nothing leaves and the program gets EPERM. `dropped`: ESP leaves and nobody takes it. `unknown`: a fact is missing.
 */
export type Fate = 'encrypted' | 'clear' | 'held' | 'dropped' | 'refused' | 'unknown';

/** What happens at one point of a packet's way. */
export type StepAction =
  | 'originated'
  | 'permitted'
  | 'denied'
  | 'encrypted'
  | 'held'
  | 'refused'
  | 'transmitted'
  | 'received'
  | 'decrypted'
  | 'dropped'
  | 'accepted'
  | 'unknown';

/** One point of a packet's way, with the line that decides there. */
export interface TraceStep {
  readonly action: StepAction;
  /** Who decides: an IPsec policy of the kernel, a rule of the packet filter, or the way itself. */
  readonly by: 'policy' | 'filter' | 'way';
  readonly text: string;
  /** The deciding line: of a conn, of an entry of a policy group, or a rule of the filter. */
  readonly at?: Place;
  /** Lines beside it, such as the conn of the group's entry. */
  readonly also?: readonly Place[];
}

/** The part of a packet's way that is on one host. */
export interface Hop {
  readonly host: string;
  /** The libreswan release by which its part was told; absent where the host has no IPsec. */
  readonly release?: Release;
  readonly steps: readonly TraceStep[];
}

/** The way of one packet. */
export interface Trace {
  readonly fate: Fate;
  /** Whether the program at the other end gets it. */
  readonly arrives: boolean;
  readonly hops: readonly Hop[];
  /** The fact that is missing, where the fate is unknown. */
  readonly missing?: string;
}

/** A request and what answers it. */
export interface Exchange {
  readonly request: Trace;
  /** Absent where the request does not arrive. */
  readonly answer?: Trace;
  readonly answered: boolean;
}

/** A packet as the sender's program makes it. */
export interface TrafficPacket {
  readonly source: Address;
  readonly destination: Address;
  /** IP protocol number; 1 or 58, an echo, where nothing else is asked. */
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

/** What came of the negotiations that packets or conns ask for. */
export interface NegotiationTrace {
  readonly initiator: string;
  readonly responder: string;
  readonly outcome: 'up' | 'no-answer' | 'no-conn' | 'authentication' | 'child' | 'not-asked';
  readonly text: string;
  readonly at?: Place;
  readonly also?: readonly Place[];
}

/** What becomes of requests from one host to another: of the first, and of those after the negotiations that it asks for. */
export interface Direction {
  readonly from: string;
  readonly to: string;
  readonly packet: TrafficPacket;
  readonly first: Exchange;
  readonly negotiations: readonly NegotiationTrace[];
  readonly later: Exchange;
}

/** Both directions: requests from the one host, and then requests from the other. */
export interface TrafficExplanation {
  readonly there: Direction;
  readonly back: Direction;
  /** What no fact says, and what was taken for true instead. */
  readonly assumed: readonly string[];
}
