/** A pair of hosts as data: what each of the two has. */
import type { DebianRelease } from '../support/debian/release-tools.ts';
import { certificateDer, type DatabaseEntry, type FilledEntry } from './certificates.ts';

/**
 * What one host has. In all texts `{N}` is a name that is the pair's alone, `{P}` the first three octets of its addresses
 * (`{P}.1`, `{P}.11`, `{P}.65` are a's, `{P}.2`, `{P}.12`, `{P}.97` are b's), `{A}` and `{B}` the first address of each,
 * `{A6}` and `{B6}` the same in IPv6.
 */
export interface Side {
  readonly release: DebianRelease;
  /** Conns; their names begin with `{N}`. */
  readonly conf: string;
  readonly secrets?: string;
  readonly database?: readonly DatabaseEntry[];
  /** Lines of `config setup`. Such a pair has daemons of its own. */
  readonly setup?: string;
}

export interface Pair {
  readonly a: Side;
  readonly b: Side;
  /** Whether its secrets would be taken for other pairs as well: it is played alone. */
  readonly alone?: boolean;
}

/** A pair with its addresses and names. */
export interface Placed {
  readonly pair: Pair;
  readonly number: number;
  readonly fill: (text: string) => string;
}

export function place(pair: Pair, number: number): Placed {
  const network = `10.${100 + (number >> 8)}.${number & 255}`;
  const words: Readonly<Record<string, string>> = {
    N: `p${number}`,
    P: network,
    A: `${network}.1`,
    B: `${network}.2`,
    A6: `fd00:${(number + 1).toString(16)}::1`,
    B6: `fd00:${(number + 1).toString(16)}::2`,
  };
  return { pair, number, fill: (text) => text.replace(/\{(\w+)\}/g, (whole, word) => words[word] ?? whole) };
}

/** The addresses of a host, with prefix lengths. */
export function addressesOf({ fill }: Placed, host: 'a' | 'b'): readonly string[] {
  const ends =
    host === 'a'
      ? ['{P}.1/24', '{P}.11/24', '{P}.65/24', '{A6}/64']
      : ['{P}.2/24', '{P}.12/24', '{P}.97/24', '{B6}/64'];
  return ends.map(fill);
}

export function entriesOf({ pair, fill }: Placed, host: 'a' | 'b'): readonly FilledEntry[] {
  return (pair[host].database ?? []).map((entry) => ({
    ...entry,
    nickname: fill(entry.nickname),
    der: certificateDer(entry.certificate, fill),
  }));
}
