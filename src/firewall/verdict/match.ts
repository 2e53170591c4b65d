/** Whether conditions hold for a packet, and for which of the peers at its far end. */
import type { Family } from '../../net/address.ts';
import { type AddressSet, addressNumber, isInSet } from './address-range.ts';
import { markWithin } from './mark.ts';
import type { Packet, Peers, State } from './packet.ts';
import type { Condition, End } from './rule-set.ts';
import { hasStatus, stateMatches } from './tracking.ts';
import { portMatches, protocolMatches } from './transport.ts';

/** For which peers a condition surely holds (`yes`) and for which it may (`maybe`); for all others it does not. */
export interface Matched {
  readonly yes: Peers;
  readonly maybe: Peers;
  /** What is not known about those of `maybe`. */
  readonly what?: string;
}

const none: Peers = new Map();
const nobody: Matched = { yes: none, maybe: none };

/** What all the conditions come to. */
export function matchAll(conditions: readonly Condition[], packet: Packet, state: State, peers: Peers): Matched {
  let what: string | undefined;
  // What is the same for all peers comes first: it is cheap and spares looking at them.
  for (const condition of conditions) {
    if (hangsOnPeer(condition, packet)) continue;
    const truth = holds(condition, packet, state);
    if (truth === false) return nobody;
    if (truth === undefined) what ??= nameOf(condition);
  }
  let [yes, maybe] = what === undefined ? [peers, none] : [none, peers];
  for (const condition of conditions) {
    if (!hangsOnPeer(condition, packet)) continue;
    const [fromYes, fromMaybe] = [
      matchPeers(condition, packet, state, yes),
      matchPeers(condition, packet, state, maybe),
    ];
    what ??= fromYes.what ?? fromMaybe.what;
    yes = fromYes.yes;
    maybe = union(fromYes.maybe, union(fromMaybe.yes, fromMaybe.maybe));
    if (yes.size + maybe.size === 0) return nobody;
  }
  return what === undefined ? { yes, maybe } : { yes, maybe, what };
}

function hangsOnPeer(condition: Condition, packet: Packet): boolean {
  if (condition.kind === 'address') return endOf(condition, packet) === 'far';
  return condition.kind === 'any' && condition.of.some((list) => list.some((one) => hangsOnPeer(one, packet)));
}

/** Which end of the packet itself a condition about an address means. */
function endOf({ end, of }: Condition & { readonly kind: 'address' | 'port' }, packet: Packet): 'near' | 'far' {
  const turned = of !== undefined && (of === 'original') !== packet.original;
  const real: End = turned ? (end === 'source' ? 'destination' : 'source') : end === 'either' ? 'source' : end;
  return (real === 'source') === (packet.direction === 'out') ? 'near' : 'far';
}

function matchPeers(condition: Condition, packet: Packet, state: State, peers: Peers): Matched {
  if (peers.size === 0) return nobody;
  if (condition.kind === 'any') return matchAny(condition, packet, state, peers);
  if (condition.kind !== 'address') return nobody;
  // A source that came in and was translated is nobody's that we know.
  if (state.hasOtherSource && packet.direction === 'in' && condition.end === 'source')
    return { yes: none, maybe: peers, what: 'address translation' };
  return { yes: within(condition.addresses, condition.negated, peers), maybe: none };
}

function matchAny(
  { of, negated }: Condition & { readonly kind: 'any' },
  packet: Packet,
  state: State,
  peers: Peers,
): Matched {
  let [yes, maybe]: [Peers, Peers] = [none, none];
  let what: string | undefined;
  let left = peers;
  for (const list of of) {
    const found = matchAll(list, packet, state, left);
    if (found.yes.size + found.maybe.size === 0) continue;
    yes = union(yes, found.yes);
    maybe = union(maybe, found.maybe);
    what ??= found.what;
    left = less(left, found.yes);
    if (left.size === 0) break;
  }
  const doubtful = less(maybe, yes);
  const sure = negated ? less(less(peers, yes), doubtful) : yes;
  return what === undefined ? { yes: sure, maybe: doubtful } : { yes: sure, maybe: doubtful, what };
}

function union(a: Peers, b: Peers): Peers {
  if (a.size === 0) return b;
  return b.size === 0 ? a : new Map([...a, ...b]);
}

function less(peers: Peers, leaving: Peers): Peers {
  if (leaving.size === 0) return peers;
  return new Map([...peers].filter(([peer]) => !leaving.has(peer)));
}

function within(addresses: AddressSet, negated: boolean, peers: Peers): Peers {
  const { singles } = addresses;
  if (!negated && singles !== undefined && singles.length < peers.size) {
    return new Map(
      singles.flatMap((single) => {
        const number = peers.get(single);
        return number === undefined ? [] : [[single, number] as const];
      }),
    );
  }
  return new Map([...peers].filter(([peer, number]) => isInSet(addresses, familyIn(peer), number) !== negated));
}

function familyIn(address: string): Family {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

function nameOf(condition: Condition): string {
  if (condition.kind === 'unknown') return condition.what;
  if (condition.kind === 'any') {
    for (const one of condition.of.flat()) if (one.kind === 'unknown') return one.what;
  }
  return condition.kind;
}

/** Of a condition that is the same for all peers; `undefined` where it cannot be told. */
function holds(condition: Condition, packet: Packet, state: State): boolean | undefined {
  const { direction, family, service } = packet;
  switch (condition.kind) {
    case 'interface': {
      const truth = onInterface(condition.patterns, condition.side === direction ? packet.interface : '');
      return differs(truth, condition.negated);
    }
    case 'address':
      return nearMatches(condition, packet, state);
    case 'protocol':
      return protocolMatches(condition, packet);
    case 'port':
      return portMatches(condition, packet);
    case 'state':
      return stateMatches(condition.states, packet, state) !== condition.negated;
    case 'status': {
      const truth = hasStatus(condition, packet, state);
      return differs(truth, condition.negated);
    }
    case 'ct-direction':
      return (packet.original === condition.original) !== condition.negated;
    case 'tracked':
      return (state.tracking === 'tracked') !== condition.negated;
    case 'address-type':
      return isOfType(condition, packet) !== condition.negated;
    case 'route': {
      // The way back of what comes in leads through the interface by which it came.
      if (condition.end !== 'source' || direction !== 'in') return undefined;
      if (condition.interfaces === undefined) return !condition.negated;
      return differs(onInterface(condition.interfaces, packet.interface), condition.negated);
    }
    case 'secured':
      return (typeof service === 'object' && service.secured) !== condition.negated;
    case 'never':
      return condition.negated;
    case 'family':
      return (condition.family === family) !== condition.negated;
    case 'ah-header':
      return (service === 'ah') !== condition.negated;
    case 'mark': {
      const mark = condition.of === 'packet' ? state.mark : state.connectionMark;
      const truth = markWithin(mark, condition.mask, condition.ranges);
      return differs(truth, condition.negated);
    }
    case 'any': {
      const all = condition.of.map((list) => allHold(list, packet, state));
      if (all.includes(true)) return !condition.negated;
      return all.includes(undefined) ? undefined : condition.negated;
    }
    case 'unknown':
      return undefined;
  }
}

function allHold(conditions: readonly Condition[], packet: Packet, state: State): boolean | undefined {
  const all = conditions.map((one) => holds(one, packet, state));
  if (all.includes(false)) return false;
  return all.includes(undefined) ? undefined : true;
}

function nearMatches(
  condition: Condition & { readonly kind: 'address' },
  packet: Packet,
  state: State,
): boolean | undefined {
  const { family, local } = packet;
  const { otherSource } = state;
  const told = isInSet(condition.addresses, family, addressNumber(local)) !== condition.negated;
  if (condition.of === 'reply' && otherSource !== undefined) return undefined;
  if (condition.of !== undefined || packet.direction === 'in' || !state.hasOtherSource) return told;
  const now = otherSource?.addresses?.ranges[family];
  if (now === undefined) return undefined;
  const all = now.map(({ from, to }) =>
    from === to ? isInSet(condition.addresses, family, from) !== condition.negated : undefined,
  );
  return all.every((one) => one === all[0]) ? all[0] : undefined;
}

/** @see Linux, net/netfilter/xt_addrtype.c match_type6: of several types all must hold, and only some are looked up */
function isOfType(
  { end, types, isAddrtype }: Condition & { readonly kind: 'address-type' },
  { direction, family }: Packet,
): boolean {
  const isNear = (end === 'destination') === (direction === 'in');
  if (isAddrtype !== true || family === 'ipv4') return types.includes(isNear ? 'local' : 'unicast');
  if (types.includes('multicast')) return false;
  const lookedUp = ['local', 'anycast', 'prohibit', 'unreachable'].some((type) => types.includes(type));
  return !lookedUp || (isNear && types.includes('local'));
}

function differs(truth: boolean | undefined, negated: boolean): boolean | undefined {
  return truth === undefined ? undefined : truth !== negated;
}

/** An interface that is not known is none of the loopback's, and matches what all do. */
function onInterface(patterns: readonly string[], name: string | undefined): boolean | undefined {
  if (name !== undefined) return patterns.some((pattern) => matchesName(pattern, name));
  if (patterns.includes('+')) return true;
  return patterns.every((pattern) => pattern === 'lo') ? false : undefined;
}

/** A trailing `+` (iptables) or `*` (nft) stands for any rest. */
function matchesName(pattern: string, name: string): boolean {
  return /[+*]$/.test(pattern) ? name.startsWith(pattern.slice(0, -1)) : name === pattern && name !== '';
}
