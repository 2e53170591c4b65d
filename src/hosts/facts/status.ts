/** What the running pluto of a host has. */
import { type TextPlace, textAt } from '../../diagnostics/diagnostic.ts';
import { type Fact, textFact } from './fact.ts';

/** What `ipsec status` lists. */
export interface DaemonStatus {
  /** The beginning of the list. */
  readonly at: TextPlace;
  readonly text: string;
  /** Whether pluto answered. */
  readonly isRunning: boolean;
  /** By the name of the conn. */
  readonly conns: ReadonlyMap<string, ConnState>;
}

/** A conn that pluto has loaded. */
export interface ConnState {
  readonly at: TextPlace;
  readonly unrouted: boolean;
}

export const status: Fact<DaemonStatus> = textFact({
  subject: 'running daemon',
  askedOf: 'all',
  path: 'facts/status.txt',
  read: ({ file, text }) => {
    const conns = statesIn(text, file);
    const isRunning = conns.size > 0 || /^(?:000 )?Total IPsec connections/m.test(text);
    return { value: { at: textAt(file, 1, 1), text, isRunning, conns }, findings: [] };
  },
});

/**
 * The first line of each conn: `000 "c": 172.16.0.2<172.16.0.2>[…]...172.16.0.3; unrouted; eroute owner: #0` up to 4.15,
 * without the number from 5.0. An instance (`"c"[1]`) routes for its conn. A conn with lists of subnets is as many, `c/1x0`
 * and the like, and never listed by its own name.
 */
function statesIn(text: string, file: string): ReadonlyMap<string, ConnState> {
  const found = new Map<string, ConnState>();
  for (const [i, line] of text.split('\n').entries()) {
    const match = /^(?:000 )?"([^"]+)"(?:\[\d+\])?: [^;]*; ([a-z -]+);/.exec(line);
    if (match === null) continue;
    const [, listedAs = '', routing = ''] = match;
    const name = listedAs.replace(/\/\d+x\d+$/, '');
    const known = found.get(name);
    const unrouted = routing === 'unrouted';
    // Of instances one is enough; of the pairs of subnets each has to be routed.
    const counts = known === undefined || (name === listedAs ? known.unrouted : unrouted);
    if (counts) found.set(name, { at: textAt(file, i + 1, 1), unrouted });
  }
  return found;
}
