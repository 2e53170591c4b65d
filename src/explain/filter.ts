/** What a host's packet filter does to packets of its programs, and to IKE and ESP. */
import type { Place } from '../diagnostics/diagnostic.ts';
import type { HostFilter, Service } from '../firewall/host-filter.ts';
import { type FilterFacts, readHostRules } from '../firewall/host-rules.ts';
import { judgeRules, judgeTraffic } from '../firewall/verdict/judge.ts';
import type { Traffic } from '../firewall/verdict/packet.ts';
import type { RuleSet } from '../firewall/verdict/rule-set.ts';
import { type Address, contains, familyOf } from '../net/address.ts';
import type { HostState } from './traffic-state.ts';

/** What the filter says, by which rule. */
export interface FilterAnswer {
  readonly answer: 'yes' | 'no' | 'cannot-tell';
  readonly text?: string;
  readonly at?: Place;
  /** Whether the sender is told in a way that also a TCP connection notices. */
  readonly rejects: boolean;
}

/** The rules of facts that were read before. */
const known: WeakMap<FilterFacts, RuleSet> = new WeakMap();

function rulesOf(facts: FilterFacts): RuleSet {
  const rules = known.get(facts) ?? readHostRules(facts).value.rules;
  known.set(facts, rules);
  return rules;
}

const passes: FilterAnswer = { answer: 'yes', rejects: false };

/** A packet of a program, seen from the host whose filter it meets. */
export interface FilteredPacket {
  readonly local: Address;
  readonly peer: Address;
  readonly traffic: Traffic;
  readonly direction: 'in' | 'out';
  readonly isAnswer: boolean;
}

/** Whether a packet of a program passes. */
export function passesFilter({ filter }: HostState, packet: FilteredPacket): FilterAnswer {
  if (filter === undefined) return passes;
  if (filter.kind === 'planned') return passesPlan(filter.filter, filter.at, packet);
  const { local, peer, traffic, direction, isAnswer } = packet;
  const name = filter.interfaces?.get(local);
  const family = familyOf(local);
  const { answer, rule, reason } = judgeTraffic(rulesOf(filter.facts), {
    family,
    local,
    peer,
    traffic,
    direction,
    isAnswer,
    ...(name === undefined ? {} : { interface: name }),
  });
  return {
    answer,
    rejects: /\breject\b/i.test(rule?.text ?? ''),
    ...(rule === undefined ? {} : { at: rule.at, text: reason === undefined ? rule.text : `${rule.text} (${reason})` }),
  };
}

/** Our own statement lets everything pass but plaintext from and to peers. */
function passesPlan({ requireEsp }: HostFilter, at: Place, { peer, local, traffic }: FilteredPacket): FilterAnswer {
  if (requireEsp === undefined || traffic.secured) return passes;
  const { peers, own, exempt } = requireEsp;
  const isPeer = peers.includes(peer) && !own.includes(peer) && local !== peer;
  if (!isPeer || exempt.some((prefix) => contains(prefix, peer))) return passes;
  return { answer: 'no', at, text: 'requireEsp: plaintext from and to peers is dropped', rejects: false };
}

/** Whether a service passes the filter of a host from and to a peer, or one way alone. */
export function passesService(
  { filter }: HostState,
  local: Address,
  peer: Address,
  service: Extract<Service, 'ike' | 'esp'>,
  direction?: 'in' | 'out',
): FilterAnswer {
  if (filter === undefined || filter.kind === 'planned') return passes;
  const name = filter.interfaces?.get(local);
  const all = judgeRules(rulesOf(filter.facts), {
    family: familyOf(local),
    local,
    peers: [peer],
    services: [service],
    ...(name === undefined ? {} : { interface: name }),
  });
  const verdicts = all.filter((verdict) => direction === undefined || verdict.direction === direction);
  const bad = verdicts.find(({ answer }) => answer === 'no') ?? verdicts.find(({ answer }) => answer === 'cannot-tell');
  if (bad === undefined) return passes;
  return {
    answer: bad.answer,
    rejects: false,
    ...(bad.rule === undefined ? {} : { at: bad.rule.at, text: `${bad.service}: ${bad.rule.text}` }),
  };
}
