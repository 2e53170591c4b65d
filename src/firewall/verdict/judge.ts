/** Walks a rule set with packets of the mesh and says what becomes of them, and which rule decides. */
import type { Address, Family } from '../../net/address.ts';
import { type Service, services } from '../host-filter.ts';
import { type Decider, type Ledger, newLedger } from './ledger.ts';
import { anyMark, eitherMark, type Mark, noMark } from './mark.ts';
import {
  type Flow,
  type Packet,
  peersOf,
  type State,
  type StateMaker,
  stateMaker,
  type Traffic,
  untouched,
} from './packet.ts';
import { hasTie } from './path.ts';
import type { RuleSet } from './rule-set.ts';
import { walkAll } from './walk.ts';

export type { Decider } from './ledger.ts';

/** What has to pass between a host and its peers in one family. */
export interface Need {
  readonly family: Family;
  /** The interface that has the local address; absent where it is not known. */
  readonly interface?: string;
  readonly local: Address;
  readonly peers: readonly Address[];
  readonly services: readonly Service[];
}

/** What becomes of one service's packets from (`in`) or to (`out`) one peer. */
export interface Verdict {
  readonly peer: Address;
  readonly family: Family;
  readonly service: Service;
  readonly direction: 'in' | 'out';
  /** `cannot-tell` where it hangs on something that we do not understand. Never a guess. */
  readonly answer: 'yes' | 'no' | 'cannot-tell';
  /** The rule that decides: the one that drops, that we do not understand, or that accepts last. Absent where no chain is in the way. */
  readonly rule?: Decider;
  /** Of `cannot-tell`: the match or action that is not interpreted, such as `limit` or `set`. */
  readonly reason?: string;
  /** The rule that gives what passes another source address, under which the peer does not know the host. */
  readonly otherSource?: Decider;
}

/**
 * Whether IKE and ESP pass, for each service, direction and peer. First packets (`NEW` of conntrack) must pass, and later ones
 * (`ESTABLISHED`) of the connections that those begin, from either end.
 *
 * @example judgeRules(ruleSet, need).filter(({ answer }) => answer !== 'yes') // what stands in the way
 */
export function judgeRules(rules: RuleSet, need: Need): readonly Verdict[] {
  const verdicts = judgeOneOrder(rules, need);
  if (!hasTie(rules, need.family)) return verdicts;
  const others = judgeOneOrder({ ...rules, kernelFirst: true }, need);
  return verdicts.map((verdict, i) => inEitherOrder(verdict, others[i]));
}

/** What holds whichever of a chain and conntrack comes first, where both have one priority. */
function inEitherOrder<V extends Pick<Verdict, 'answer' | 'reason'>>(verdict: V, other: V | undefined): V {
  if (other === undefined || other.answer === verdict.answer) return verdict;
  return { ...verdict, answer: 'cannot-tell', reason: 'the priority of conntrack' };
}

function judgeOneOrder(rules: RuleSet, need: Need): readonly Verdict[] {
  const peers = peersOf([...new Set(need.peers)]);
  return need.services.flatMap((service) => {
    const make = stateMaker();
    const first = (direction: 'in' | 'out') => {
      const packet: Packet = { ...common(need, service), direction, state: 'new', original: true };
      return runWith(rules, packet, make, [{ state: make(untouched), peers: new Map(peers) }]);
    };
    const firsts = { in: first('in'), out: first('out') };
    return (['in', 'out'] as const).flatMap((direction) => {
      const other = firsts[direction === 'in' ? 'out' : 'in'];
      const runs = [firsts[direction], ...laterRuns(rules, need, service, make, direction, firsts[direction], other)];
      return [...peers.keys()].map((peer): Verdict => {
        const outcome = worst(runs.map(({ ledger, arrived }) => outcomeOf(rules, ledger, arrived, peer)));
        return {
          peer,
          family: need.family,
          service,
          direction,
          ...unlessInTheWay(outcome, other, peer, direction, service),
        };
      });
    });
  });
}

/** A packet of the hosts' own programs on its way through one host's filter. */
export interface TrafficNeed {
  readonly family: Family;
  /** The interface that has the local address; absent where it is not known. */
  readonly interface?: string;
  readonly local: Address;
  readonly peer: Address;
  readonly traffic: Traffic;
  /** `in` comes from the peer, `out` goes to it. */
  readonly direction: 'in' | 'out';
  /** Whether it answers a packet that has passed: conntrack knows its connection. */
  readonly isAnswer: boolean;
}

/**
 * Whether a packet of the hosts' own programs passes the filter, and by which rule. Of ICMP an echo and its answer are meant.
 *
 * @example judgeTraffic(rules, { family: 'ipv4', local, peer, traffic: { protocol: 1, secured: false }, direction: 'out', isAnswer: false }).answer // 'no' with requireEsp
 */
export function judgeTraffic(rules: RuleSet, need: TrafficNeed): Pick<Verdict, 'answer' | 'rule' | 'reason'> {
  const verdict = trafficInOneOrder(rules, need);
  if (!hasTie(rules, need.family)) return verdict;
  return inEitherOrder(verdict, trafficInOneOrder({ ...rules, kernelFirst: true }, need));
}

function trafficInOneOrder(rules: RuleSet, need: TrafficNeed): Pick<Verdict, 'answer' | 'rule' | 'reason'> {
  const { family, local, peer, traffic, direction, isAnswer, interface: name } = need;
  const packet: Packet = {
    ...(name === undefined ? {} : { interface: name }),
    family,
    local,
    service: traffic,
    direction,
    state: isAnswer ? 'established' : 'new',
    original: !isAnswer,
  };
  const make = stateMaker();
  const { ledger, arrived } = runWith(rules, packet, make, [
    { state: make(untouched), peers: new Map(peersOf([peer])) },
  ]);
  return outcomeOf(rules, ledger, arrived, peer);
}

function common({ interface: name, family, local }: Need, service: Service) {
  return { ...(name === undefined ? {} : { interface: name }), family, local, service };
}

/** Later packets of connections that this direction began, and answers to those that the other one did. */
function laterRuns(
  rules: RuleSet,
  need: Need,
  service: Service,
  make: StateMaker,
  direction: 'in' | 'out',
  own: Run,
  other: Run,
): readonly Run[] {
  if (!rules.tracked.includes(need.family)) return [];
  const packet: Packet = { ...common(need, service), direction, state: 'established', original: true };
  // The answers to what was given another source do not come to this address.
  const answered = other.arrived.filter(({ state }) => state.otherSource === undefined);
  // A connection is established when conntrack has seen an answer, whatever becomes of that.
  const begun = own.arrived.map(({ state, peers }) => ({
    state,
    peers: new Map([...peers].filter(([peer]) => other.ledger.seen.has(peer))),
  }));
  return [runLater(rules, packet, make, begun), runLater(rules, { ...packet, original: false }, make, answered)];
}

/**
 * Where packets of the other direction are translated, those of this one look to conntrack like the packets before that translation
 * turned round, and have to make way: on its way out IKE gets another source port, ESP has none to change.
 */
function unlessInTheWay(
  outcome: Outcome,
  { ledger }: Run,
  peer: Address,
  direction: 'in' | 'out',
  service: Service,
): Outcome {
  const by = ledger.moved.get(peer);
  if (direction === 'out' && services[service].port !== undefined) return outcome;
  if (outcome.answer !== 'yes' || by === undefined) return outcome;
  return { ...outcome, answer: 'cannot-tell', rule: by, reason: 'address translation' };
}

interface Run {
  readonly ledger: Ledger;
  readonly arrived: readonly Flow[];
}

function runWith(rules: RuleSet, packet: Packet, make: StateMaker, flows: readonly Flow[]): Run {
  const ledger = newLedger();
  return { ledger, arrived: walkAll({ rules, packet, ledger, make }, flows) };
}

/** Later packets of the connections that began with what arrived; each may change the connection's mark for the next. */
function runLater(rules: RuleSet, packet: Packet, make: StateMaker, firsts: readonly Flow[]): Run {
  const tracked = firsts.filter(({ state }) => state.tracking === 'tracked');
  let mark = marksOf(tracked) ?? noMark;
  for (let round = 0; ; round += 1) {
    const run = runWith(rules, packet, make, later(make, tracked, mark));
    const next = eitherMark(mark, marksOf(run.arrived) ?? mark);
    if (next.bits === mark.bits && next.unknown === mark.unknown) return run;
    mark = round < 2 ? next : anyMark;
  }
}

/** What is known of the connections' marks. */
function marksOf(flows: readonly Flow[]): Mark | undefined {
  const marks = flows.map(({ state }) => state.connectionMark);
  return marks.length === 0 ? undefined : marks.reduce(eitherMark);
}

/** The state in which later packets of the connections set out: what the kernel keeps with the connection. */
function later(make: StateMaker, flows: readonly Flow[], mark: Mark): readonly Flow[] {
  const starts = new Map<State, Map<Address, bigint>>();
  for (const { state, peers } of flows) {
    const { otherSource } = state;
    const start = make({ ...untouched, connectionMark: mark, ...(otherSource === undefined ? {} : { otherSource }) });
    starts.set(start, new Map([...(starts.get(start) ?? []), ...peers]));
  }
  return [...starts].map(([state, peers]) => ({ state, peers }));
}

type Outcome = Pick<Verdict, 'answer' | 'rule' | 'reason' | 'otherSource'>;

const order = { no: 0, 'cannot-tell': 1, yes: 2 } as const;

function worst(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((a, b) => (order[b.answer] < order[a.answer] ? b : a));
}

function outcomeOf(
  rules: RuleSet,
  { accepted, dropped, doubted }: Ledger,
  arrived: readonly Flow[],
  peer: Address,
): Outcome {
  const [yes, no, doubt] = [accepted.get(peer), dropped.get(peer), doubted.get(peer)];
  const arrives = arrived.filter(({ peers }) => peers.has(peer));
  if (no !== undefined && arrives.length === 0) return { answer: 'no', rule: no };
  const others = arrives.flatMap(({ state }) => state.otherSource?.by ?? []);
  const [other] = others.length === arrives.length ? others : [];
  const told = { ...(yes === undefined ? {} : { rule: yes }), ...(other === undefined ? {} : { otherSource: other }) };
  if (no !== undefined) return { ...told, answer: 'cannot-tell', rule: doubt ?? no, reason: doubt?.what ?? 'unknown' };
  if (others[0] !== undefined && other === undefined)
    return { answer: 'cannot-tell', rule: others[0], reason: 'address translation' };
  return rules.incomplete ? { ...told, answer: 'cannot-tell', reason: 'unreadable rule' } : { ...told, answer: 'yes' };
}
