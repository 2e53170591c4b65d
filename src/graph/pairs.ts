/** Hosts and what every two of them are for each other: what the pictures of a mesh are drawn from. */
import type { PairVerdict, VerdictWord } from '../verify/verification.ts';
import type { Tone } from './drawing/drawing.ts';

/** A verdict; two hosts that are to be linked and were not looked at; two of which nothing is asked; or consistent or unlinked. */
export type PairState = VerdictWord | 'planned' | 'not-linked' | 'not-listed';

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
  readonly pairs: readonly PicturePair[];
  /** What all other pairs are. */
  readonly rest: PairState;
}

/** The worst last. */
const states: readonly PairState[] = [
  'not-linked',
  'not-listed',
  'consistent',
  'planned',
  'unknown',
  'one-sided',
  'broken',
];

export const stateTones: Readonly<Record<PairState, Tone>> = {
  'not-linked': 'faint',
  'not-listed': 'faint',
  consistent: 'good',
  planned: 'plain',
  unknown: 'open',
  'one-sided': 'half',
  broken: 'bad',
};

/** The states of all pairs, by the numbers of hosts. */
export interface PairTable {
  readonly size: number;
  readonly stateAt: (a: number, b: number) => PairState;
  /** Pairs that are broken, one-sided or unknown, in the order in which they came. */
  readonly faults: readonly {
    readonly a: number;
    readonly b: number;
    readonly state: PairState;
    readonly reason: string;
  }[];
  /** Pairs of a host in a state. */
  readonly countOf: (host: number, state: PairState) => number;
  readonly total: (state: PairState) => number;
}

export function pairTable({ hosts, pairs, rest }: PairsValue): PairTable {
  const size = hosts.length;
  const numbers = new Map(hosts.map(({ name }, i) => [name, i]));
  const cells = new Uint8Array(size * size).fill(states.indexOf(rest));
  const reasons = new Map<number, string>();
  const listed = new Set<number>();
  for (const { pair, state, reason = '' } of pairs) {
    const [a, b] = pair.map((name) => numbers.get(name));
    if (a === undefined || b === undefined || a === b) continue;
    const [place, other] = [Math.min(a, b) * size + Math.max(a, b), Math.max(a, b) * size + Math.min(a, b)];
    const rank = states.indexOf(state);
    if (listed.has(place) && rank <= (cells[place] ?? 0)) continue;
    listed.add(place);
    cells[place] = rank;
    cells[other] = rank;
    reasons.set(place, reason);
  }
  const counts = states.map(() => new Uint32Array(size));
  const totals = states.map(() => 0);
  for (let a = 0; a < size; a += 1)
    for (let b = 0; b < size; b += 1) {
      if (a === b) continue;
      const rank = cells[a * size + b] ?? 0;
      const count = counts[rank];
      if (count !== undefined) count[a] = (count[a] ?? 0) + 1;
      if (a < b) totals[rank] = (totals[rank] ?? 0) + 1;
    }
  const stateAt = (a: number, b: number): PairState => states[cells[a * size + b] ?? 0] ?? rest;
  return {
    size,
    stateAt,
    faults: [...reasons]
      .map(([place, reason]) => {
        const [a, b] = [Math.floor(place / size), place % size];
        return { a, b, state: stateAt(a, b), reason };
      })
      .filter(({ state }) => isFault(state)),
    countOf: (host, state) => counts[states.indexOf(state)]?.[host] ?? 0,
    total: (state) => totals[states.indexOf(state)] ?? 0,
  };
}

/** Whether somebody has to look at a pair in this state. */
export function isFault(state: PairState): boolean {
  return state === 'broken' || state === 'one-sided' || state === 'unknown';
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
  const shown = [...states].reverse().filter((state) => table.total(state) > 0);
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
