/** Walks a rule set with the packets of many peers at once. Where a rule may match, both ways are gone. */
import { append } from '../../bytes/append.ts';
import type { Address } from '../../net/address.ts';
import { type Decider, note } from './ledger.ts';
import { anyMark, markOf } from './mark.ts';
import { matchAll } from './match.ts';
import type { Flow, State } from './packet.ts';
import { type Stop, stopsOf } from './path.ts';
import type { Action, BaseChain, Rule, Step } from './rule-set.ts';
import { translate } from './translate.ts';
import type { Walk } from './walk-state.ts';

/** Rules looked at for one packet, before we call a rule set too tangled to judge. */
const budget = 200_000;

/** Goes the whole way, and gives what arrives at its end. */
export function walkAll(walk: Walk, flows: readonly Flow[]): readonly Flow[] {
  return stopsOf(walk.rules, walk.packet).reduce(
    (now, stop) => (now.length === 0 ? now : meet(walk, stop, now)),
    flows,
  );
}

function meet(walk: Walk, stop: Stop, flows: readonly Flow[]): readonly Flow[] {
  const { make, packet } = walk;
  switch (stop.kind) {
    case 'conntrack':
      for (const { state, peers } of flows) {
        if (state.tracking === 'none') for (const peer of peers.keys()) walk.ledger.seen.add(peer);
      }
      return changed(flows, (state) => (state.tracking === 'none' ? make({ ...state, tracking: 'tracked' }) : state));
    case 'chain':
      return walkBase(walk, stop.base, flows);
    case 'translate': {
      // Later packets of a connection get what the first one got, and meet no chain.
      if (packet.state === 'established') {
        const isSource = stop.bases[0]?.hook === (packet.direction === 'in' ? 'input' : 'postrouting');
        return changed(flows, (state) =>
          isSource && state.otherSource !== undefined && state.tracking === 'tracked'
            ? make({ ...state, hasOtherSource: true })
            : state,
        );
      }
      const done: Flow[] = [];
      let left = flows;
      for (const base of stop.bases) {
        const apart = (flow: Flow) => flow.state.translated || flow.state.tracking !== 'tracked';
        append(done, left.filter(apart));
        left = walkBase(
          walk,
          base,
          left.filter((flow) => !apart(flow)),
        );
      }
      return changed([...done, ...left], (state) => (state.translated ? make({ ...state, translated: false }) : state));
    }
  }
}

function changed(flows: readonly Flow[], change: (state: State) => State): readonly Flow[] {
  return merged(flows.map(({ state, peers }) => ({ state: change(state), peers })));
}

/** Flows in the same state are one. */
function merged(flows: readonly Flow[]): readonly Flow[] {
  if (flows.length === 1 && flows[0]?.peers.size !== 0) return flows;
  const byState = new Map<State, Flow>();
  for (const flow of flows) {
    if (flow.peers.size === 0) continue;
    const known = byState.get(flow.state);
    if (known === undefined) byState.set(flow.state, flow);
    else for (const [peer, number] of flow.peers) known.peers.set(peer, number);
  }
  return [...byState.values()];
}

/** Where the packets of one chain, or of all that it leads to, leave it. */
interface Exits {
  /** Accepted: they go on behind the base chain. */
  readonly accepted: Flow[];
  /** They come back from the chain. */
  readonly back: Flow[];
}

function walkBase(walk: Walk, base: BaseChain, flows: readonly Flow[]): readonly Flow[] {
  const exits: Exits = { accepted: [], back: [] };
  // The last base chain that accepts is the one that let the packet pass.
  const deciders = new Map<Address, Decider>();
  const left = walkChain({ ...walk, deciders, depth: 0 }, base.chain, flows, exits);
  const policy: Decider = { at: base.at, text: base.text };
  const passed = [...exits.accepted];
  for (const flow of left) {
    if (base.policy === 'accept') {
      note(deciders, flow.peers.keys(), policy);
      passed.push(flow);
    } else note(walk.ledger.dropped, flow.peers.keys(), policy);
  }
  for (const [peer, decider] of deciders) walk.ledger.accepted.set(peer, decider);
  return merged(passed);
}

interface ChainWalk extends Walk {
  readonly deciders: Map<Address, Decider>;
  readonly depth: number;
}

/** Goes through a chain, takes apart the flows that it is given, and gives what comes back from it. */
function walkChain(walk: ChainWalk, chain: string, flows: readonly Flow[], exits: Exits): readonly Flow[] {
  const { ledger, rules } = walk;
  const back: Flow[] = [];
  const inner: Exits = { accepted: exits.accepted, back };
  let current = flows;
  for (const rule of rules.chains.get(chain) ?? []) {
    if (current.length === 0) break;
    ledger.steps += 1;
    if (ledger.steps > budget || walk.depth > 100) {
      for (const flow of current) undecided(walk, flow.peers.keys(), rule, 'more rules than can be followed');
      break;
    }
    const more = current.flatMap((flow) => takeStep(walk, rule, 0, flow, inner));
    if (more.length > 0 || current.some(({ peers }) => peers.size === 0)) current = merged([...current, ...more]);
  }
  return merged([...back, ...current]);
}

/**
 * One step of a rule with one flow. Takes the peers out of the flow that do not go on to the next rule in their state, and gives
 * those that do in another one.
 */
function takeStep(walk: ChainWalk, rule: Rule, index: number, flow: Flow, exits: Exits): readonly Flow[] {
  const step = rule.steps[index];
  if (step === undefined) return [];
  return takeOne(walk, rule, step, flow, exits, (rest) => takeStep(walk, rule, index + 1, rest, exits));
}

function takeOne(
  walk: ChainWalk,
  rule: Rule,
  { conditions, action }: Step,
  flow: Flow,
  exits: Exits,
  goOn: (flow: Flow) => readonly Flow[],
): readonly Flow[] {
  const { state } = flow;
  const { yes, maybe, what = 'match' } = matchAll(conditions, walk.packet, state, flow.peers);
  if (yes.size + maybe.size === 0) return [];
  if (maybe.size > 0) note(walk.ledger.doubted, maybe.keys(), { at: rule.at, text: rule.text, what });
  const matched: Flow = { state, peers: new Map([...yes, ...maybe]) };
  for (const peer of [...yes.keys()]) flow.peers.delete(peer);
  return act(walk, rule, action, matched, exits, goOn);
}

/** Does what the rule does, and gives those that go on to the next rule. */
function act(
  walk: ChainWalk,
  rule: Rule,
  action: Action,
  matched: Flow,
  exits: Exits,
  goOn: (flow: Flow) => readonly Flow[],
): readonly Flow[] {
  const { ledger, make, deciders } = walk;
  const { state, peers } = matched;
  switch (action.kind) {
    case 'accept':
      note(deciders, peers.keys(), decider(rule));
      exits.accepted.push(matched);
      return [];
    case 'drop':
      note(ledger.dropped, peers.keys(), decider(rule));
      return [];
    case 'return':
      exits.back.push(matched);
      return [];
    case 'jump':
      return walkChain({ ...walk, depth: walk.depth + 1 }, action.chain, [matched], exits);
    case 'goto':
      append(exits.back, walkChain({ ...walk, depth: walk.depth + 1 }, action.chain, [matched], exits));
      return [];
    case 'branch': {
      const more = action.branches.flatMap((branch) => takeOne(walk, rule, branch, matched, exits, goOn));
      return action.complete ? more : [...more, matched];
    }
    case 'translate':
      return translate(walk, rule, action.to, matched, (flow) => {
        note(deciders, flow.peers.keys(), decider(rule));
        exits.accepted.push(flow);
      });
    case 'unknown':
      undecided(walk, peers.keys(), rule, action.what);
      // It may have been accepted, or go on.
      exits.accepted.push({ state, peers: new Map(peers) });
      note(deciders, peers.keys(), decider(rule));
      return [matched, ...goOn(matched)];
    case 'untrack':
    case 'mark':
    case 'pass': {
      const next = { state: make(after(action, state)), peers };
      return [next, ...goOn(next)];
    }
  }
}

function after(action: Action, state: State): State {
  if (action.kind === 'untrack') return state.tracking === 'none' ? { ...state, tracking: 'untracked' } : state;
  if (action.kind !== 'mark') return state;
  const { of, to } = action;
  if (to !== 'unknown' && to.connection !== 0 && state.tracking !== 'tracked') return state;
  const mark = to === 'unknown' ? anyMark : markOf(to, state.mark, state.connectionMark);
  if (of === 'packet') return { ...state, mark };
  return state.tracking === 'tracked' ? { ...state, connectionMark: mark } : state;
}

function decider({ at, text }: Decider): Decider {
  return { at, text };
}

/** It may be dropped or not. */
function undecided({ ledger }: Walk, peers: Iterable<Address>, { at, text }: Decider, what: string): void {
  const all = [...peers];
  note(ledger.dropped, all, { at, text });
  note(ledger.doubted, all, { at, text, what });
}
