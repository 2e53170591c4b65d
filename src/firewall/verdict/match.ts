/** Whether a condition holds for a packet, and for which of the peers at its far end. */
import type { Address, Family } from '../../net/address.ts';
import type { Service } from '../host-filter.ts';
import { services } from '../host-filter.ts';
import { addressNumber } from './address-range.ts';
import type { AddressRange, Condition, PortRange } from './rule-set.ts';

/** A packet of the mesh as the host's filter sees it; at its far end is any of many peers. */
export interface Packet {
  /** `in` comes from the peers, `out` goes to them. */
  readonly direction: 'in' | 'out';
  readonly interface: string;
  readonly family: Family;
  /** The host's own address. */
  readonly local: Address;
  readonly service: Service;
  /** As conntrack sees it. */
  readonly state: 'new' | 'established';
  /** Whether conntrack may have been told not to look. */
  readonly mayBeUntracked: boolean;
}

/** A peer and its number. */
export type Peers = ReadonlyMap<Address, bigint>;

/** The peers as a map with their numbers. */
export function peersOf(addresses: readonly Address[]): Peers {
  return new Map(addresses.map((address) => [address, addressNumber(address)]));
}

/** For which peers a condition surely holds (`yes`) and for which it may (`maybe`); for all others it does not. */
export interface Matched {
  readonly yes: Peers;
  readonly maybe: Peers;
}

const none: Peers = new Map();

/** What all the conditions of a rule come to. */
export function matchAll(conditions: readonly Condition[], packet: Packet, peers: Peers): Matched {
  let [yes, maybe] = [peers, none];
  for (const condition of conditions) {
    if (condition.kind === 'address' && (condition.end === 'source') === (packet.direction === 'in')) {
      yes = within(condition.ranges, condition.negated, yes);
      maybe = within(condition.ranges, condition.negated, maybe);
    } else {
      const truth = holds(condition, packet);
      if (truth === false) return { yes: none, maybe: none };
      if (truth === undefined && yes.size > 0) {
        maybe = maybe.size === 0 ? yes : new Map([...maybe, ...yes]);
        yes = none;
      }
    }
    if (yes.size + maybe.size === 0) break;
  }
  return { yes, maybe };
}

function within(ranges: readonly AddressRange[], negated: boolean, peers: Peers): Peers {
  if (peers.size === 0) return peers;
  if (!negated && ranges.every(({ single }) => single !== undefined) && ranges.length < peers.size) {
    const found = new Map<Address, bigint>();
    for (const { single } of ranges) {
      const number = single === undefined ? undefined : peers.get(single);
      if (single !== undefined && number !== undefined) found.set(single, number);
    }
    return found;
  }
  return new Map([...peers].filter(([address, number]) => inRanges(ranges, address, number) !== negated));
}

function inRanges(ranges: readonly AddressRange[], address: Address, number: bigint): boolean {
  const family: Family = address.includes(':') ? 'ipv6' : 'ipv4';
  return ranges.some((range) => range.family === family && range.from <= number && number <= range.to);
}

/** `undefined` where it cannot be told. */
function holds(condition: Condition, packet: Packet): boolean | undefined {
  const { direction, family, service } = packet;
  const { protocol, port } = services[service];
  switch (condition.kind) {
    case 'interface': {
      const seen = condition.side === direction ? packet.interface : undefined;
      if (seen === undefined) return condition.negated;
      return condition.patterns.some((pattern) => matchesName(pattern, seen)) !== condition.negated;
    }
    case 'address':
      return inRanges(condition.ranges, packet.local, addressNumber(packet.local)) !== condition.negated;
    case 'protocol':
      if (service !== 'ah' || family === 'ipv4') return condition.numbers.includes(protocol) !== condition.negated;
      // ip6tables and nft see the protocol behind the AH header: whatever the hosts talk, but neither AH nor ESP.
      return condition.numbers.every((number) => number === 50 || number === 51) ? condition.negated : undefined;
    case 'port':
      return port === undefined ? false : inPorts(condition.ranges, port) !== condition.negated;
    case 'state':
      if (packet.mayBeUntracked) return undefined;
      if (condition.states.some((state) => !knownStates.includes(state))) return undefined;
      return condition.states.includes(packet.state) !== condition.negated;
    case 'local':
      return ((condition.end === 'destination') === (direction === 'in')) !== condition.negated;
    case 'secured':
    case 'never':
      return condition.negated;
    case 'family':
      return (condition.family === family) !== condition.negated;
    case 'ah-header':
      return (service === 'ah') !== condition.negated;
    case 'unknown':
      return undefined;
  }
}

const knownStates: readonly string[] = ['new', 'established', 'related', 'invalid', 'untracked'];

/** IKE and NAT-T have the same port at both ends, unless a NAT changes the far one. */
function inPorts(ranges: readonly PortRange[], port: number): boolean {
  return ranges.some(([from, to]) => from <= port && port <= to);
}

/** A trailing `+` (iptables) or `*` (nft) stands for any rest. */
function matchesName(pattern: string, name: string): boolean {
  return /[+*]$/.test(pattern) ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
