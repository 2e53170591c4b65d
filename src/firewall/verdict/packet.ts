/** A packet of the mesh on its way through a host's filter: what it is, and what the rules have made of it so far. */
import type { Address, Family } from '../../net/address.ts';
import { type Service, services } from '../host-filter.ts';
import { type AddressSet, addressNumber } from './address-range.ts';
import type { Decider } from './ledger.ts';
import { type Mark, noMark } from './mark.ts';

/** A packet of the hosts' own programs, which may go through IPsec. */
export interface Traffic {
  /** IP protocol number. */
  readonly protocol: number;
  /** Ports of the packet as it is sent; absent where the protocol has none. */
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  /** Whether it came, or will go, through IPsec. */
  readonly secured: boolean;
}

/** What stays the same all the way; at the packet's far end is any of many peers. */
export interface Packet {
  /** `in` comes from the peers, `out` goes to them. */
  readonly direction: 'in' | 'out';
  readonly interface?: string;
  readonly family: Family;
  /** The host's own address. */
  readonly local: Address;
  readonly service: Service | Traffic;
  /** As conntrack sees it, once it does. */
  readonly state: 'new' | 'established';
  /** Whether it goes the way of the first packet of its connection. */
  readonly original: boolean;
}

/** Another source, which the first packet of the connection was given. */
export interface OtherSource {
  /** Absent where it is not known. */
  readonly addresses?: AddressSet;
  /** The rule that gave it. */
  readonly by: Decider;
}

/** What rules change. Only {@link stateOf} makes one, so that equal states are the same object. */
export interface State {
  /** `none` before conntrack has seen the packet. */
  readonly tracking: 'none' | 'tracked' | 'untracked';
  readonly mark: Mark;
  readonly connectionMark: Mark;
  /** Of the connection; `hasOtherSource` says whether this packet has it already. */
  readonly otherSource?: OtherSource;
  readonly hasOtherSource: boolean;
  /** A chain of this hook has decided about the translation. */
  readonly translated: boolean;
}

/** Makes states that are the same object where they say the same; one for each judgement. */
export type StateMaker = (state: State) => State;

/** A maker of states. */
export function stateMaker(): StateMaker {
  const known = new Map<string, State>();
  return (state) => {
    const key = keyOf(state);
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, state);
    return state;
  };
}

/** The state of a packet that no rule has seen. */
export const untouched: State = {
  tracking: 'none',
  mark: noMark,
  connectionMark: noMark,
  hasOtherSource: false,
  translated: false,
};

function keyOf({ tracking, mark, connectionMark, otherSource, hasOtherSource, translated }: State): string {
  const marks = [mark, connectionMark].map(({ bits, unknown }) => `${bits}/${unknown}`);
  const source =
    otherSource === undefined ? '' : `${JSON.stringify(otherSource.by.at)} ${setKey(otherSource.addresses)}`;
  return [tracking, ...marks, hasOtherSource, translated, source].join(' ');
}

function setKey(addresses: AddressSet | undefined): string {
  if (addresses === undefined) return '?';
  return [...addresses.ranges.ipv4, ...addresses.ranges.ipv6].map(({ from, to }) => `${from}-${to}`).join(',');
}

/** A peer and its number. */
export type Peers = ReadonlyMap<Address, bigint>;

/** The peers as a map with their numbers. */
export function peersOf(addresses: readonly Address[]): Peers {
  return new Map(addresses.map((address) => [address, addressNumber(address)]));
}

/** Packets of many peers in one state. */
export interface Flow {
  readonly state: State;
  readonly peers: Map<Address, bigint>;
}

/** The protocol of a packet and the ports at its ends, where it has ports; those of IKE and NAT-T are the same at both. */
export function headerOf(service: Service | Traffic): {
  readonly protocol: number;
  readonly source?: number;
  readonly destination?: number;
} {
  if (typeof service === 'string') {
    const { protocol, port } = services[service];
    return port === undefined ? { protocol } : { protocol, source: port, destination: port };
  }
  const { protocol, sourcePort, destinationPort } = service;
  if (sourcePort === undefined || destinationPort === undefined) return { protocol };
  return { protocol, source: sourcePort, destination: destinationPort };
}
