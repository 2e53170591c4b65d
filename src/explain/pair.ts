/** Two hosts of which everything is known that decides about packets between them; what changes is in {@link PairLife}. */
import type { Family } from '../net/address.ts';
import { type Address, familyOf } from '../net/address.ts';
import { passesService } from './filter.ts';
import type { LoadedHosts } from './loaded-hosts.ts';
import { isRunning, type Negotiated, type Negotiator, negotiate } from './negotiate.ts';
import { type Candidate, candidatesOf, type HostPolicy, type HostSa, policiesOf } from './policies.ts';
import type { Failure } from './without-sa.ts';

/** One end. */
export interface PairEnd extends Negotiator {
  readonly name: string;
}

/** What has come of negotiations so far. */
export interface PairLife {
  /** The two candidates whose SA is up, by the name of the host. */
  readonly up?: Readonly<Record<string, Candidate>>;
  /** An SA was up and is gone; by whom. */
  readonly endedBy?: string;
  /** It was asked for less than 30 s ago: a kernel up to 4.15's pluto does not ask again before those are over. */
  readonly isYoung?: boolean;
  /** Who asks for one since before its conn was routed. */
  readonly askedBy?: string;
  /** Why the host's own attempt came to nothing. */
  readonly failures: Readonly<Record<string, Failure>>;
  /** The fact on which the outcome of a negotiation hangs. */
  readonly doubt?: string;
  /** Hosts that had an SA for a moment, before the peer refused them. */
  readonly upForAMoment: readonly string[];
}

/** The life of a pair that has not begun. */
export const unborn: PairLife = { failures: {}, upForAMoment: [] };

/** The two ends. */
export interface Pair {
  readonly loaded: LoadedHosts;
  readonly ends: readonly [PairEnd, PairEnd];
  readonly family: Family;
}

/** A pair by the hosts and the addresses that packets have. */
export function newPair(loaded: LoadedHosts, ends: readonly [PairEnd, PairEnd]): Pair {
  return { loaded, ends, family: familyOf(ends[0].address) };
}

/** The other end. */
export function otherEnd({ ends }: Pair, end: PairEnd): PairEnd {
  return ends[0] === end ? ends[1] : ends[0];
}

/** The policies in the kernel of an end; a host whose pluto was stopped has none. */
export function policiesIn(end: PairEnd, peer: Address, life: PairLife): readonly HostPolicy[] {
  const { host, name } = end;
  if (host.state.evidence === undefined || host.state.pluto === 'stopped') return [];
  const mine = life.up?.[name];
  const wasUp = life.endedBy !== undefined || life.upForAMoment.includes(name);
  const sa: HostSa = {
    up: mine === undefined ? [] : [mine],
    isAsking: mine === undefined && life.askedBy === name,
    ended: mine !== undefined || !wasUp ? 'no' : (life.endedBy ?? name) === name ? 'by-host' : 'by-peer',
  };
  return policiesOf(host, end.address, peer, sa);
}

/** What comes of it when an end asks for an SA with one of its candidates. */
export function ask(pair: Pair, end: PairEnd, candidate: Candidate): Negotiated {
  return negotiate(pair.loaded, end, candidate, otherEnd(pair, end), hears);
}

/** Whether IKE passes both filters; ESP that does not is lost when the SA is there. */
function hears(from: Negotiator, to: Negotiator): { readonly kind: 'yes' } | Negotiated {
  for (const [one, other] of [
    [from, to],
    [to, from],
  ] as const) {
    const { answer, text = 'a rule', at } = passesService(one.host.state, one.address, other.address, 'ike');
    if (answer === 'yes') continue;
    const told = `the packet filter of ${one.host.state.name} stops IKE: ${text}`;
    if (answer === 'cannot-tell') return { kind: 'unknown', text: `whether ${told}` };
    return { kind: 'no-answer', text: told, upForAMoment: false, ...(at === undefined ? {} : { at }) };
  }
  return { kind: 'yes' };
}

/** Two candidates that come to an SA, whoever asks; where none do, the first of each. */
export function establishedPair(pair: Pair): Readonly<Record<string, Candidate>> | undefined {
  const [a, b] = pair.ends;
  const [mine, theirs] = [candidatesOf(a.host, a.address, b.address), candidatesOf(b.host, b.address, a.address)];
  for (const candidate of mine) {
    const outcome = negotiate(pair.loaded, running(a), candidate, running(b), () => ({ kind: 'yes' }));
    if (outcome.kind === 'up') return { [a.name]: outcome.initiator, [b.name]: outcome.responder };
  }
  const [first, second] = [mine[0], theirs[0]];
  return first === undefined || second === undefined ? undefined : { [a.name]: first, [b.name]: second };
}

/** The same end while its pluto ran. */
function running(end: PairEnd): PairEnd {
  return { ...end, host: { ...end.host, state: { ...end.host.state, pluto: 'running' } } };
}

/** The conns of a host that ask by themselves from their loading on: `auto=start`, as far as they are for the peer. */
export function startersOf(end: PairEnd, peer: Address): readonly Candidate[] {
  if (!isRunning(end.host)) return [];
  return candidatesOf(end.host, end.address, peer).filter(
    ({ conn, entry }) => entry === undefined && conn.meaning('auto') === 'start',
  );
}
