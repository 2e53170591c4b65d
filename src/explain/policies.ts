/** The policies that a host has in the kernel, as far as they can meet packets of a pair, and which one takes a packet. */
import { append } from '../bytes/append.ts';
import type { TextPlace } from '../diagnostics/diagnostic.ts';
import { atLeast, type Release } from '../libreswan/release.ts';
import { mirrorOf, type Packet, type PolicySource, policyFor, type Selector, selectorKey } from '../mesh/precedence.ts';
import {
  type Address,
  addressOf,
  contains,
  familyOf,
  hostPrefix,
  type Prefix,
  prefixLength,
  readAddress,
} from '../net/address.ts';
import type { Conn } from '../verify/conn.ts';
import { isEncrypting } from '../verify/pairs/routed.ts';
import { peerProtocolOf, selectorsOf } from '../verify/pairs/selectors.ts';
import type { GroupConn, GroupEntry, LoadedHost } from './loaded-hosts.ts';
import type { ConnLife } from './traffic-state.ts';

/** A conn, or an entry of a group, that can come to an SA with the peer. */
export interface Candidate {
  readonly conn: Conn;
  readonly entry?: GroupEntry;
  readonly group?: GroupConn;
  /** The selectors that the SA has, seen from the host; of a group's entry, the two hosts. */
  readonly selectors: readonly Selector[];
}

/** A policy of the kernel. */
export interface HostPolicy extends PolicySource {
  readonly conn: Conn;
  readonly at: TextPlace;
  readonly also: readonly TextPlace[];
  /** `sa`: packets are encrypted. `trap`: they wait for an SA. `trying`: pluto asks for one again and again. */
  readonly does: 'sa' | 'trap' | 'trying' | 'pass' | 'block';
  readonly candidate?: Candidate;
}

/** What of the pair bears on a host's policies. */
export interface HostSa {
  /** Candidates whose SA with the peer is up. */
  readonly up: readonly Candidate[];
  /** Conns that had an SA with the peer, which the peer or the host itself ended; of them 4.x keeps the policy. */
  readonly ended: 'no' | 'by-peer' | 'by-host';
  /** Whether the host asks for one since before its conn was routed. */
  readonly isAsking: boolean;
}

/** How far a conn has come. */
export function lifeOf(host: LoadedHost, conn: Conn): ConnLife {
  const told = host.state.conns?.get(conn.name);
  if (told !== undefined) return told;
  if (host.state.listed?.has(conn.name) === false) return 'absent';
  const auto = conn.meaning('auto');
  if (auto === undefined || auto === 'ignore') return 'absent';
  return auto === 'ondemand' && !refusesRouting(conn) ? 'routed' : 'added';
}

/** With `narrowing=yes` pluto routes nothing before the SA is up. */
function refusesRouting(conn: Conn): boolean {
  return conn.meaning('narrowing') === 'yes' && isEncrypting(conn);
}

/** The candidates of a host for a peer: conns that pluto has and that encrypt between the two addresses. */
export function candidatesOf(host: LoadedHost, own: Address, peer: Address): readonly Candidate[] {
  const conns = host.conns.flatMap((conn): readonly Candidate[] => {
    if (lifeOf(host, conn) === 'absent' || !isEncrypting(conn) || readAddress(conn.remoteAddress) !== peer) return [];
    const local = readAddress(conn.localAddress);
    if (local !== undefined && local !== own) return [];
    return [{ conn, selectors: selectorsOf(conn, own) }];
  });
  const groups = host.groups.flatMap((group): readonly Candidate[] => {
    if (lifeOf(host, group.conn) === 'absent' || group.action === 'clear' || group.action === 'drop') return [];
    const entries = group.entries.filter(({ target }) => contains(target.prefix, peer));
    return entries.map((entry) => ({ conn: group.conn, group, entry, selectors: [instanceOf(entry, own, peer)] }));
  });
  return [...conns, ...groups];
}

function instanceOf({ target }: GroupEntry, own: Address, peer: Address): Selector {
  return {
    source: hostPrefix(own),
    destination: hostPrefix(peer),
    protocol: target.traffic?.protocol ?? 0,
    sourcePort: target.traffic?.sourcePort ?? 0,
    destinationPort: target.traffic?.destinationPort ?? 0,
  };
}

/** All policies of a host that may meet packets between two addresses, in the order in which pluto puts them there. */
export function policiesOf(host: LoadedHost, own: Address, peer: Address, sa: HostSa): readonly HostPolicy[] {
  const isOld = !atLeast(host.release, '5.0');
  const first: HostPolicy[] = [];
  const later: HostPolicy[] = [];
  for (const conn of host.conns) {
    const told = lifeOf(host, conn);
    if (told === 'absent') continue;
    const up = sa.up.find((each) => each.conn === conn);
    const encrypts = isEncrypting(conn);
    // From 5.0 on pluto routes nothing of a conn for which it is negotiating: that is put off until it has given up.
    const life = sa.isAsking && !isOld && encrypts ? 'added' : told;
    const tries = conn.meaning('auto') === 'start' && life === 'added';
    const kept = encrypts && up === undefined && sa.ended !== 'no' && (isOld || (tries && sa.ended === 'by-peer'));
    if (life !== 'routed' && up === undefined && !kept) continue;
    const does =
      up !== undefined ? 'sa' : encrypts ? (kept && !isOld && life !== 'routed' ? 'trying' : 'trap') : shuntOf(conn);
    const list = life === 'routed' ? first : later;
    append(
      list,
      selectorsOf(conn, own).map((selector) => connPolicy(conn, selector, does, own)),
    );
  }
  for (const group of host.groups) {
    if (lifeOf(host, group.conn) === 'absent') continue;
    for (const entry of group.entries) {
      const policy = groupPolicy(group, entry, own, peer);
      if (policy !== undefined && familyOf(entry.target.prefix) === familyOf(own)) first.push(policy);
    }
  }
  const instances = sa.up.filter(({ entry }) => entry !== undefined).map(instancePolicy);
  const taken = new Set(instances.map(({ selector }) => selectorKey(selector)));
  // An entry for one host, and the SA with that host, are one policy.
  return [
    ...first.filter(({ does, selector }) => does !== 'trap' || !taken.has(selectorKey(selector))),
    ...later,
    ...instances,
  ];
}

function shuntOf(conn: Conn): 'pass' | 'block' {
  return conn.meaning('type') === 'passthrough' ? 'pass' : 'block';
}

function connPolicy(conn: Conn, selector: Selector, does: HostPolicy['does'], own: Address): HostPolicy {
  const priority = Number(conn.meaning('priority') ?? 0);
  return {
    conn,
    at: conn.at,
    also: [],
    does,
    selector,
    origin: 'conn',
    peerProtocol: peerProtocolOf(conn),
    action: does === 'pass' || does === 'block' ? does : 'encrypt',
    ...(Number.isSafeInteger(priority) ? { priority } : {}),
    ...(does === 'pass' || does === 'block' ? {} : { candidate: { conn, selectors: selectorsOf(conn, own) } }),
  };
}

/** What waits to be asked has no policy. */
function groupPolicy(group: GroupConn, entry: GroupEntry, own: Address, peer: Address): HostPolicy | undefined {
  const { action, conn } = group;
  if (action === 'clear-until-asked') return undefined;
  const does = action === 'clear' ? 'pass' : action === 'drop' ? 'block' : 'trap';
  const priority = Number(conn.meaning('priority') ?? 0);
  const { target } = entry;
  const selector: Selector = {
    source: hostPrefix(own),
    destination: target.prefix,
    protocol: target.traffic?.protocol ?? 0,
    sourcePort: target.traffic?.sourcePort ?? 0,
    destinationPort: target.traffic?.destinationPort ?? 0,
  };
  return {
    conn,
    at: entry.at,
    also: [conn.at],
    does,
    selector,
    origin: does === 'trap' ? originOf(conn) : 'never-negotiating-group',
    action: does === 'trap' ? 'encrypt' : does,
    ...(Number.isSafeInteger(priority) ? { priority } : {}),
    ...(does === 'trap' ? { candidate: { conn, group, entry, selectors: [instanceOf(entry, own, peer)] } } : {}),
  };
}

function originOf(conn: Conn): 'negotiating-group' | 'anonymous-group' {
  return conn.meaning('authby') === 'null' ? 'anonymous-group' : 'negotiating-group';
}

function instancePolicy(candidate: Candidate): HostPolicy {
  const { conn, entry, selectors } = candidate;
  return {
    conn,
    at: entry?.at ?? conn.at,
    also: entry === undefined ? [] : [conn.at],
    does: 'sa',
    selector: selectors[0] as Selector,
    origin: originOf(conn),
    action: 'encrypt',
    candidate,
  };
}

/** The policy that takes a packet that leaves the host. */
export function outboundPolicy(
  policies: readonly HostPolicy[],
  packet: Packet,
  release: Release,
): HostPolicy | undefined {
  return policyFor(packet, policies, release);
}

/** The policy that the kernel holds a readable packet against that comes in: only those of an SA and those that pass have one. */
export function inboundPolicy(
  policies: readonly HostPolicy[],
  packet: Packet,
  release: Release,
): HostPolicy | undefined {
  const turned: Packet = {
    source: packet.destination,
    destination: packet.source,
    protocol: packet.protocol,
    sourcePort: packet.destinationPort,
    destinationPort: packet.sourcePort,
  };
  return policyFor(
    turned,
    policies.filter(({ does }) => does === 'sa' || does === 'pass'),
    release,
  );
}

/** Whether what two candidates cover is the same, seen from either end. */
export function coverAlike(one: Candidate, other: Candidate): boolean {
  if (one.entry !== undefined || other.entry !== undefined) return true;
  const text = (selectors: readonly Selector[]): string =>
    selectors
      .map((each) => JSON.stringify(each))
      .sort()
      .join();
  return text(one.selectors) === text(other.selectors.map(mirrorOf));
}

/**
 * Whether up to 4.15 the host never negotiates for an entry of a group by itself: because a wider entry that never negotiates
 * covers it too. Pluto then says that no routed template covers the pair.
 */
export function isStuck(host: LoadedHost, { entry }: Candidate): boolean {
  if (entry === undefined || atLeast(host.release, '5.0')) return false;
  return host.groups.some(
    ({ action, entries, conn }) =>
      (action === 'clear' || action === 'drop') &&
      lifeOf(host, conn) !== 'absent' &&
      entries.some(({ target }) => target.prefix !== entry.target.prefix && holds(target.prefix, entry.target.prefix)),
  );
}

/** Whether a prefix has all of another. */
function holds(wide: Prefix, narrow: Prefix): boolean {
  return prefixLength(wide) <= prefixLength(narrow) && contains(wide, addressOf(narrow));
}
