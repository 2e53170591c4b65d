/** Walks a rule set with packets of the mesh and says what becomes of them, and which rule decides. */
import type { Place } from '../../diagnostics/diagnostic.ts';
import type { Address, Family } from '../../net/address.ts';
import type { Service } from '../host-filter.ts';
import { matchAll, type Packet, type Peers, peersOf } from './match.ts';
import type { BaseChain, Rule, RuleSet } from './rule-set.ts';

/** What has to pass between a host and its peers in one family. */
export interface Need {
  readonly family: Family;
  /** The interface that has the local address. */
  readonly interface: string;
  readonly local: Address;
  readonly peers: readonly Address[];
  readonly services: readonly Service[];
}

/** A rule, or the policy of a chain, and where it stands. */
export interface Decider {
  readonly at: Place;
  readonly text: string;
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
}

/** Rules looked at for one packet, before we call a rule set too tangled to judge. */
const budget = 200_000;

/**
 * Whether IKE and ESP pass, for each service, direction and peer. First packets and later ones (`NEW` and `ESTABLISHED`
 * of conntrack) must both pass.
 *
 * @example judgeRules(ruleSet, need).filter(({ answer }) => answer !== 'yes') // what stands in the way
 */
export function judgeRules(rules: RuleSet, need: Need): readonly Verdict[] {
  const peers = peersOf([...new Set(need.peers)]);
  const mayBeUntracked = [...rules.chains.values()].some((chain) =>
    chain.some(({ action }) => action.kind === 'untrack'),
  );
  return need.services.flatMap((service) =>
    (['in', 'out'] as const).flatMap((direction) => {
      const runs = (['new', 'established'] as const).map((state) => {
        const { family, local } = need;
        return pass(
          rules,
          { direction, interface: need.interface, family, local, service, state, mayBeUntracked },
          peers,
        );
      });
      return [...peers.keys()].map((peer): Verdict => {
        const outcome = worst(runs.map((run) => run(peer)));
        return { peer, family: need.family, service, direction, ...outcome };
      });
    }),
  );
}

type Outcome = Pick<Verdict, 'answer' | 'rule'>;

const order = { no: 0, 'cannot-tell': 1, yes: 2 } as const;

function worst(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce((a, b) => (order[b.answer] < order[a.answer] ? b : a));
}

/** What one packet of each peer comes to, through every chain of its way. */
function pass(rules: RuleSet, packet: Packet, peers: Peers): (peer: Address) => Outcome {
  const ledgers = rules.hooks[packet.direction]
    .filter((base) => base.families.includes(packet.family))
    .filter((base) => base.interface === undefined || base.interface === packet.interface)
    .map((base) => walkBase(rules, base, packet, peers));
  return (peer) => {
    const outcomes = ledgers.map((ledger) => outcomeOf(ledger, peer));
    const through = outcomes.filter(({ rule }) => rule !== undefined);
    const last = through[through.length - 1] ?? { answer: 'yes' as const };
    const decisive = outcomes.length === 0 ? last : worst(outcomes);
    const outcome = decisive.answer === 'yes' ? last : decisive;
    return outcome.answer === 'yes' && rules.incomplete ? { ...outcome, answer: 'cannot-tell' } : outcome;
  };
}

/** What may become of each peer's packet in one base chain. */
interface Ledger {
  readonly accepted: Map<Address, Decider>;
  readonly dropped: Map<Address, Decider>;
  /** The first rule of which we could not tell whether it matches, or what it does. */
  readonly doubted: Map<Address, Decider>;
  steps: number;
}

function outcomeOf({ accepted, dropped, doubted }: Ledger, peer: Address): Outcome {
  const [yes, no, doubt] = [accepted.get(peer), dropped.get(peer), doubted.get(peer)];
  if (no === undefined) return { answer: 'yes', ...(yes === undefined ? {} : { rule: yes }) };
  if (yes === undefined) return { answer: 'no', rule: no };
  return { answer: 'cannot-tell', rule: doubt ?? no };
}

function walkBase(rules: RuleSet, base: BaseChain, packet: Packet, peers: Peers): Ledger {
  const ledger: Ledger = { accepted: new Map(), dropped: new Map(), doubted: new Map(), steps: 0 };
  const left = walk(rules, base.chain, packet, peers, ledger, 0);
  const policy: Decider = { at: base.at, text: base.text };
  note(base.policy === 'accept' ? ledger.accepted : ledger.dropped, left, policy);
  return ledger;
}

/** Goes through a chain and gives the peers whose packets may come back from it. */
function walk(rules: RuleSet, chain: string, packet: Packet, peers: Peers, ledger: Ledger, depth: number): Peers {
  const back = new Map<Address, bigint>();
  const current = new Map(peers);
  for (const rule of rules.chains.get(chain) ?? []) {
    if (current.size === 0) break;
    ledger.steps += 1;
    if (ledger.steps > budget || depth > 100) {
      undecided(ledger, current, rule);
      return new Map([...back, ...current]);
    }
    if (rule.action.kind === 'pass' || rule.action.kind === 'untrack') continue;
    const { yes, maybe } = matchAll(rule.conditions, packet, current);
    if (yes.size + maybe.size === 0) continue;
    note(ledger.doubted, maybe, rule);
    const gone = act(rule, maybe.size === 0 ? yes : new Map([...yes, ...maybe]));
    // What matched may be `current` itself, so it is gone through before anything is taken away.
    for (const peer of [...gone.keys()].filter((one) => yes.has(one))) current.delete(peer);
  }
  for (const [peer, number] of current) back.set(peer, number);
  return back;

  /** Does what the rule does with the packets that it matches, and gives those that do not go on to the next rule. */
  function act(rule: Rule, matched: Peers): Peers {
    switch (rule.action.kind) {
      case 'accept':
        note(ledger.accepted, matched, rule);
        return matched;
      case 'drop':
        note(ledger.dropped, matched, rule);
        return matched;
      case 'return':
        for (const [peer, number] of matched) back.set(peer, number);
        return matched;
      case 'jump': {
        const returned = walk(rules, rule.action.chain, packet, matched, ledger, depth + 1);
        return without(matched, [...returned.keys()]);
      }
      case 'goto':
        for (const [peer, number] of walk(rules, rule.action.chain, packet, matched, ledger, depth + 1))
          back.set(peer, number);
        return matched;
      default:
        undecided(ledger, matched, rule);
        return new Map();
    }
  }
}

/** It may be accepted, dropped or neither. */
function undecided(ledger: Ledger, peers: Peers, rule: Rule): void {
  for (const map of [ledger.accepted, ledger.dropped, ledger.doubted]) note(map, peers, rule);
}

function note(map: Map<Address, Decider>, peers: Peers, { at, text }: Decider): void {
  const decider: Decider = { at, text };
  for (const peer of peers.keys()) if (!map.has(peer)) map.set(peer, decider);
}

function without(peers: Peers, leaving: readonly Address[]): Peers {
  if (leaving.length === 0) return peers;
  const left = new Map(peers);
  for (const peer of leaving) left.delete(peer);
  return left;
}
