/** What becomes of packets between two hosts, and which lines of their files decide it. */
import { isEnd } from '../hosts/facts/running-conns.ts';
import { atLeast } from '../libreswan/release.ts';
import { type Address, familyOf, readAddress } from '../net/address.ts';
import type { Direction, Exchange, NegotiationTrace, TrafficExplanation, TrafficPacket } from './explanation.ts';
import { loadHosts } from './loaded-hosts.ts';
import { isRunning, type Negotiated } from './negotiate.ts';
import {
  ask,
  establishedPair,
  newPair,
  otherEnd,
  type Pair,
  type PairEnd,
  type PairLife,
  startersOf,
  unborn,
} from './pair.ts';
import { candidatesOf, type HostPolicy } from './policies.ts';
import { type Traced, traceOf } from './trace.ts';
import { type HostState, pairKey, type SaState, type TrafficState } from './traffic-state.ts';

/** Stands for an address that is not known; all that is told then is that it is missing. */
const unspecified = readAddress('0.0.0.0') as Address;

/** Which packets are asked about; an echo where no protocol is given. */
export interface TrafficQuestion {
  /** A host by its name, or an address. */
  readonly from: string;
  readonly to: string;
  /** IP protocol number. */
  readonly protocol?: number;
  /** The port at the other end; 40009 where a protocol with ports is given without. */
  readonly port?: number;
}

/**
 * What becomes of requests from one host to another and of what answers them, and of requests the other way: the first packet, the
 * negotiation that it asks for, and the packets after that. By release, from the files of the two hosts, whether pluto runs, which
 * filter is loaded and which SAs are up. An address that no host has is a host without IPsec.
 *
 * `unknown` comes with the name of the fact that is missing.
 *
 * @example explainTraffic(state, { from: 'a', to: 'b', protocol: 6, port: 443 }).there.later.request.fate // 'encrypted'
 * @see libreswan `programs/pluto/kernel.c` and `initiate.c` of v4.10, `routing.c` of v5.2; Linux, net/xfrm/xfrm_policy.c
 */
export function explainTraffic(state: TrafficState, question: TrafficQuestion): TrafficExplanation {
  const pair = pairOf(state, question);
  const [one, other] = pair.ends;
  const assumed = new Set<string>();
  const told = state.associations?.get(pairKey(one.name, other.name)) ?? observed(pair.ends);
  const begun = begin(pair, told, assumed);
  const there = explainDirection(pair, pair.ends[0], question, begun.life, assumed);
  const back = explainDirection(pair, pair.ends[1], question, there.life, assumed);
  return {
    there: { ...there.direction, negotiations: [...begun.negotiations, ...there.direction.negotiations] },
    back: back.direction,
    assumed: [...assumed],
  };
}

/** The two hosts that a question is about, and all that they have loaded. */
export function pairOf(state: TrafficState, question: TrafficQuestion): Pair {
  const [one, other] = [hostOf(state, question.from), hostOf(state, question.to)];
  const loaded = loadHosts([one, other], state);
  const [a, b] = loaded.hosts;
  const addresses = meetingAddresses(a?.own ?? [], b?.own ?? [], question);
  const missing = addresses === undefined ? `the addresses of ${one.name} and ${other.name} in one family` : undefined;
  const [source, destination] = addresses ?? [unspecified, unspecified];
  const end = (index: 0 | 1, name: string, address: Address): PairEnd => {
    const host = loaded.hosts[index] as PairEnd['host'];
    if (missing === undefined) return { host, name, address };
    return { host: { ...host, state: { ...host.state, missing } }, name, address };
  };
  return newPair(loaded, [end(0, one.name, source), end(1, other.name, destination)]);
}

function hostOf({ hosts }: TrafficState, name: string): HostState {
  const found = hosts.find((host) => host.name === name);
  if (found !== undefined) return found;
  const address = readAddress(name);
  const owner = address === undefined ? undefined : hosts.find(({ addresses }) => addresses.includes(address));
  if (owner !== undefined && address !== undefined)
    return { ...owner, addresses: [address, ...owner.addresses.filter((each) => each !== address)] };
  if (address !== undefined) return { name, addresses: [address], pluto: 'stopped', filterKnown: true };
  return { name, addresses: [], pluto: 'unknown', missing: `a host or an address ${JSON.stringify(name)}` };
}

/** The first address of each in a family that both have, IPv4 first; what was asked by address stays that. */
function meetingAddresses(
  mine: readonly Address[],
  theirs: readonly Address[],
  { from, to }: TrafficQuestion,
): readonly [Address, Address] | undefined {
  const [asked, wanted] = [readAddress(from), readAddress(to)];
  const [sources, targets] = [asked === undefined ? mine : [asked], wanted === undefined ? theirs : [wanted]];
  for (const family of ['ipv4', 'ipv6'] as const) {
    const [source, target] = [sources, targets].map((list) => list.find((each) => familyOf(each) === family));
    if (source !== undefined && target !== undefined) return [source, target];
  }
  return undefined;
}

/** What pluto says of SAs between the two; one that only one of them has is taken to be up. */
function observed([a, b]: Pair['ends']): SaState {
  const [mine, theirs] = [a.host.state.up, b.host.state.up];
  if (mine === undefined && theirs === undefined) return { kind: 'unknown' };
  const between = [...(mine ?? []), ...(theirs ?? [])].some((ends) => isEnd(ends, a.address) && isEnd(ends, b.address));
  return { kind: between ? 'up' : 'none' };
}

/** The SAs as they are told, or as they have come to be by what starts by itself. */
function begin(
  pair: Pair,
  sa: SaState,
  assumed: Set<string>,
): { readonly life: PairLife; readonly negotiations: readonly NegotiationTrace[] } {
  switch (sa.kind) {
    case 'up': {
      const up = establishedPair(pair);
      return { life: up === undefined ? unborn : { ...unborn, up }, negotiations: [] };
    }
    case 'ended':
      return { life: { ...unborn, endedBy: sa.by, isYoung: sa.isYoung === true }, negotiations: [] };
    case 'failed':
      return { life: { ...unborn, failures: { [sa.by]: 'no-answer' } }, negotiations: [] };
    case 'asking':
      return { life: { ...unborn, askedBy: sa.by, failures: { [sa.by]: 'no-answer' } }, negotiations: [] };
    case 'none':
      return { life: unborn, negotiations: [] };
    case 'unknown': {
      let life = unborn;
      const negotiations: NegotiationTrace[] = [];
      for (const end of pair.ends)
        for (const candidate of startersOf(end, otherEnd(pair, end).address)) {
          if (life.up !== undefined) break;
          const outcome = ask(pair, end, candidate);
          negotiations.push(negotiationTrace(pair, end, outcome));
          life = after(pair, end, outcome, life, assumed);
        }
      return { life, negotiations };
    }
  }
}

function explainDirection(
  pair: Pair,
  from: PairEnd,
  question: TrafficQuestion,
  before: PairLife,
  assumed: Set<string>,
): { readonly direction: Direction; readonly life: PairLife } {
  const to = otherEnd(pair, from);
  const packet = packetOf(from, to, question);
  const first = exchange(from, to, packet, before);
  let life = before;
  const negotiations: NegotiationTrace[] = [];
  for (const { end, policy } of first.asking) {
    if (life.up !== undefined || policy.candidate === undefined || isSilent(end, life)) continue;
    const outcome = ask(pair, end, policy.candidate);
    negotiations.push(negotiationTrace(pair, end, outcome));
    life = after(pair, end, outcome, life, assumed);
  }
  const later = exchange(from, to, packet, life);
  return {
    direction: { from: from.name, to: to.name, packet, first: first.exchange, negotiations, later: later.exchange },
    life,
  };
}

function packetOf(from: PairEnd, to: PairEnd, { protocol, port }: TrafficQuestion): TrafficPacket {
  const echo = familyOf(from.address) === 'ipv4' ? 1 : 58;
  const number = protocol ?? (port === undefined ? echo : 6);
  const hasPorts = [6, 17, 33, 132, 136].includes(number);
  return {
    source: from.address,
    destination: to.address,
    protocol: number,
    ...(hasPorts ? { sourcePort: 40000, destinationPort: port ?? 40009 } : {}),
  };
}

/**
 * Up to 4.15 the kernel asks pluto once, and then keeps a larval SA: no packet asks again before it is gone.
 *
 * @see Linux, net/xfrm/xfrm_state.c (xfrm_state_find) and the sysctl net.core.xfrm_acq_expires, 30 s
 */
function isSilent({ host }: PairEnd, { isYoung = false }: PairLife): boolean {
  return isYoung && !atLeast(host.release, '5.0');
}

interface Exchanged {
  readonly exchange: Exchange;
  /** Who asks for an SA, and by which policy. */
  readonly asking: readonly { readonly end: PairEnd; readonly policy: HostPolicy }[];
}

function exchange(from: PairEnd, to: PairEnd, packet: TrafficPacket, life: PairLife): Exchanged {
  const request = traceOf(from, to, packet, life, false);
  if (!request.trace.arrives)
    return { exchange: { request: request.trace, answered: false }, asking: askingOf(from, request) };
  const answer = traceOf(to, from, turned(packet), life, true);
  return {
    exchange: { request: request.trace, answer: answer.trace, answered: answer.trace.arrives },
    asking: [...askingOf(from, request), ...askingOf(to, answer)],
  };
}

function askingOf(end: PairEnd, { asks }: Traced): Exchanged['asking'] {
  return asks === undefined ? [] : [{ end, policy: asks }];
}

function turned({ source, destination, protocol, sourcePort, destinationPort }: TrafficPacket): TrafficPacket {
  return {
    source: destination,
    destination: source,
    protocol,
    ...(destinationPort === undefined ? {} : { sourcePort: destinationPort }),
    ...(sourcePort === undefined ? {} : { destinationPort: sourcePort }),
  };
}

/** What a negotiation leaves behind. */
function after(pair: Pair, end: PairEnd, outcome: Negotiated, life: PairLife, assumed: Set<string>): PairLife {
  const other = otherEnd(pair, end);
  switch (outcome.kind) {
    case 'up':
      for (const word of outcome.open) assumed.add(assumptions[word] ?? `that nothing is wrong with ${word}`);
      return { ...unborn, up: { [end.name]: outcome.initiator, [other.name]: outcome.responder } };
    case 'not-asked':
      return life;
    case 'unknown':
      return { ...life, doubt: outcome.text };
    default:
      return {
        ...life,
        failures: { ...life.failures, [end.name]: outcome.kind },
        // A conn of which nothing was ever routed before has been for a moment: it keeps what it had then.
        upForAMoment:
          outcome.upForAMoment && hasConn(other, end) ? [...life.upForAMoment, other.name] : life.upForAMoment,
      };
  }
}

function hasConn(end: PairEnd, peer: PairEnd): boolean {
  return isRunning(end.host) && candidatesOf(end.host, end.address, peer.address).length > 0;
}

const assumptions: Readonly<Record<string, string>> = {
  'no-certificate': 'that each host has the certificate that its conns name; certificates were not gathered',
  'no-authority': 'that each host trusts the authority of the other; authorities were not gathered',
  'signature-not-checked': 'that the signatures of the certificates are good',
  'no-secrets': 'that both hosts have the same pre-shared key; secrets were not gathered',
};

function negotiationTrace(pair: Pair, end: PairEnd, outcome: Negotiated): NegotiationTrace {
  const names = { initiator: end.name, responder: otherEnd(pair, end).name };
  if (outcome.kind === 'up') {
    const { initiator, responder } = outcome;
    const text = `conn ${initiator.conn.name} here and conn ${responder.conn.name} there come to an SA`;
    return {
      ...names,
      outcome: 'up',
      text,
      at: initiator.entry?.at ?? initiator.conn.at,
      also: [responder.entry?.at ?? responder.conn.at],
    };
  }
  if (outcome.kind === 'unknown') return { ...names, outcome: 'not-asked', text: outcome.text };
  const { kind, text, at, also } = outcome;
  return {
    ...names,
    outcome: kind,
    text,
    ...(at === undefined ? {} : { at }),
    ...(also === undefined ? {} : { also }),
  };
}
