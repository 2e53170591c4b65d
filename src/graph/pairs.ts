/** Hosts and what every two of them are for each other: what the pictures of a mesh are drawn from. */
import type { PairVerdict, VerdictWord } from '../verify/verification.ts';
import type { Tone } from './drawing/drawing.ts';

/** A verdict; two hosts that are to be linked and were not looked at; or two of which nothing is asked. */
export type PairState = VerdictWord | 'planned' | 'not-linked';

export interface PictureHost {
  readonly name: string;
  /** Hosts of one role are drawn as one where there are too many. */
  readonly role?: string;
  readonly addresses: readonly string[];
}

/** What two hosts are for each other, and why. */
export interface PicturePair extends Pick<PairVerdict, 'pair'> {
  readonly state: PairState;
  readonly reason?: string;
}

/** A mesh as its pictures need it. */
export interface PairsValue {
  readonly title: string;
  /** In the order in which they are drawn. */
  readonly hosts: readonly PictureHost[];
  /** Two families of one pair may stand here both: the worse is drawn. */
  readonly pairs: Iterable<PicturePair>;
  /** What all other pairs are. */
  readonly rest: PairState;
}

/** The states that somebody has to look at, the worst first. */
export const faultStates: readonly ['broken', 'one-sided', 'unknown'] = ['broken', 'one-sided', 'unknown'];

/** The worst last. */
const states: readonly PairState[] = ['not-linked', 'consistent', 'planned', 'unknown', 'one-sided', 'broken'];

export const stateTones: Readonly<Record<PairState, Tone>> = {
  'not-linked': 'faint',
  consistent: 'good',
  planned: 'plain',
  unknown: 'open',
  'one-sided': 'half',
  broken: 'bad',
};

/** A pair that somebody has to look at, by the numbers of its hosts. */
export interface Fault {
  readonly a: number;
  readonly b: number;
  readonly state: PairState;
  readonly reason: string;
}

/** The states of all pairs, by the numbers of hosts. */
export interface PairTable {
  readonly size: number;
  readonly stateAt: (a: number, b: number) => PairState;
  /** Pairs that are broken, one-sided or unknown, in the order of the hosts, one at a time: there may be half a million. */
  readonly faults: () => Iterable<Fault>;
  readonly faultCount: number;
  /** Pairs of a host in a state. */
  readonly countOf: (host: number, state: PairState) => number;
  readonly total: (state: PairState) => number;
}

/** Looks up every pair once, so that a picture of 2,000 hosts takes no longer than their verification. */
export function pairTable({ hosts, pairs, rest }: PairsValue): PairTable {
  const size = hosts.length;
  const numbers = new Map(hosts.map(({ name }, i) => [name, i]));
  const ranks = new Map(states.map((state, i) => [state, i]));
  const cells = new Uint8Array(size * size).fill(states.indexOf(rest));
  // Where a pair is listed: the number of its reason, and 1 more.
  const reasons = new Map<string, number>();
  const reasonAt = new Uint32Array(size * size);
  for (const {
    pair: [one, other],
    state,
    reason = '',
  } of pairs) {
    const [i, j] = [numbers.get(one), numbers.get(other)];
    if (i === undefined || j === undefined || i === j) continue;
    const place = i < j ? i * size + j : j * size + i;
    const rank = ranks.get(state) ?? 0;
    if (reasonAt[place] !== 0 && rank <= (cells[place] ?? 0)) continue;
    let number = reasons.get(reason);
    if (number === undefined) {
      number = reasons.size;
      reasons.set(reason, number);
    }
    reasonAt[place] = number + 1;
    cells[i * size + j] = rank;
    cells[j * size + i] = rank;
  }
  const counts = states.map(() => new Uint32Array(size));
  for (let a = 0; a < size; a += 1)
    for (let b = 0; b < size; b += 1) {
      const count = a === b ? undefined : counts[cells[a * size + b] ?? 0];
      if (count !== undefined) count[a] = (count[a] ?? 0) + 1;
    }
  const texts = [...reasons.keys()];
  const stateAt = (a: number, b: number): PairState => states[cells[a * size + b] ?? 0] ?? rest;
  const total = (state: PairState): number =>
    (counts[states.indexOf(state)]?.reduce((sum, own) => sum + own, 0) ?? 0) / 2;
  function* faults(): Generator<Fault> {
    for (let a = 0; a < size; a += 1)
      for (let b = a + 1; b < size; b += 1) {
        const state = stateAt(a, b);
        if (isFault(state)) yield { a, b, state, reason: texts[(reasonAt[a * size + b] ?? 0) - 1] ?? '' };
      }
  }
  return {
    size,
    stateAt,
    faults,
    faultCount: faultStates.reduce((sum, state) => sum + total(state), 0),
    countOf: (host, state) => counts[states.indexOf(state)]?.[host] ?? 0,
    total,
  };
}

/** The first faults of a table. */
export function firstFaults({ faults }: PairTable, most: number): readonly Fault[] {
  const some: Fault[] = [];
  for (const fault of faults()) {
    if (some.length === most) break;
    some.push(fault);
  }
  return some;
}

/** Whether somebody has to look at a pair in this state. */
export function isFault(state: PairState): boolean {
  return faultStates.some((fault) => fault === state);
}

/** The worse of two states. */
export function worse(a: PairState, b: PairState): PairState {
  return states.indexOf(a) > states.indexOf(b) ? a : b;
}

/** Hosts with a pair that somebody has to look at, those with the most and the worst first. */
export function worstHosts(table: PairTable): readonly number[] {
  const weight = (host: number): number =>
    table.countOf(host, 'broken') * 4 + table.countOf(host, 'one-sided') * 2 + table.countOf(host, 'unknown');
  return Array.from({ length: table.size }, (_, i) => i)
    .filter((host) => weight(host) > 0)
    .sort((a, b) => weight(b) - weight(a) || a - b);
}

/** `3 broken, 1 unknown, 41 consistent`. */
export function countsText(table: PairTable): string {
  const shown = statesOf(table);
  return shown.length === 0 ? 'no pairs' : shown.map((state) => `${table.total(state)} ${state}`).join(', ');
}

/** The states that occur, the worst first. */
export function statesOf(table: PairTable): readonly PairState[] {
  return [...states].reverse().filter((state) => table.total(state) > 0);
}

/** The names without the domain that all of them share. */
export function shortNames(hosts: readonly PictureHost[]): readonly string[] {
  const [first, ...others] = hosts.map(({ name }) => name);
  if (first === undefined || others.length === 0) return hosts.map(({ name }) => name);
  const domains = [...first].flatMap((character, i) => (character === '.' && i > 0 ? [first.slice(i)] : []));
  const shared = domains.find((domain) => others.every((name) => name.length > domain.length && name.endsWith(domain)));
  return hosts.map(({ name }) => (shared === undefined ? name : name.slice(0, -shared.length)));
}
