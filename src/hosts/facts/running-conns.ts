/** What `ipsec status` tells of the conns that pluto has. */
import { type Address, readAddress } from '../../net/address.ts';

/** A conn, or an instance of one, as pluto has it. */
export interface RunningConn {
  /** The name without the number of an instance and without that of a pair of subnets. */
  readonly name: string;
  /** What the line says of the two ends: it has the peer's address. */
  readonly ends: string;
  /** Whether a policy of it is in the kernel. */
  readonly isRouted: boolean;
  /** Whether it has an SA. */
  readonly isUp: boolean;
}

/** What pluto has; `isRunning` is false where it did not answer. */
export interface RunningPluto {
  readonly isRunning: boolean;
  readonly conns: readonly RunningConn[];
}

/**
 * Reads the text of `ipsec status`. Up to 4.15 a line is `000 "c": A...B; erouted; eroute owner: #2`, from 5.0
 * `000 "c": A...B; routed-tunnel; my_ip=…`; `"c"[1]` is an instance, `"c/1x0"` a pair of subnets.
 *
 * @example readRunningPluto('000 "b": 10.0.0.1...10.0.0.2; erouted; eroute owner: #2\n').conns[0]?.isUp // true
 * @see ipsec-status(8); libreswan `programs/pluto/connections.c` of v4.10, `show.c` of v5.2
 */
export function readRunningPluto(text: string): RunningPluto {
  const conns = text.split('\n').flatMap((line): readonly RunningConn[] => {
    const match = /^(?:000 )?"([^"]+)"(?:\[\d+\])?[^:]*: ([^;]*\.\.\.[^;]*); ([a-z -]+);/i.exec(line);
    if (match === null) return [];
    const [, listed = '', ends = '', routing = ''] = match;
    const isUp = routing === 'erouted' || routing === 'routed-tunnel';
    const name = listed.replace(/\/\d+x\d+$/, '').replace(/#.*/, '');
    return [{ name, ends, isRouted: !routing.startsWith('unrouted'), isUp }];
  });
  return { isRunning: conns.length > 0 || /^(?:000 )?Total IPsec connections/m.test(text), conns };
}

/**
 * Whether one of the ends of a conn has an address.
 *
 * @param ends as {@link RunningConn} has them
 */
export function isEnd(ends: string, address: Address): boolean {
  return ends.split(/[^0-9A-Fa-f.:]+|\.{3}/).some((word) => readAddress(word) === address);
}
