import type { Advice } from './advice.ts';
import { packetsPerSecond, wireBytesOf } from './ethernet.ts';

const most = 2 ** 32;

/**
 * How long the sequence numbers of one SA without ESN last on a full link: the kernel then drops what it should send, until the SA is
 * replaced.
 *
 * @param linkSpeed bits per second
 * @param packet bytes of each packet on the wire, from the outer IP header on
 * @param lifetime seconds after which an SA is replaced anyhow
 * @example sequenceNumbers({ linkSpeed: 10e9, packet: 1500, lifetime: 28_800, release: '4.3' }).value // 5285
 */
export function sequenceNumbers(of: {
  readonly linkSpeed: number;
  readonly packet: number;
  readonly lifetime: number;
  readonly release: string;
}): Advice {
  const { linkSpeed, packet, lifetime, release } = of;
  const seconds = Math.round(most / packetsPerSecond(linkSpeed, packet));
  const text =
    seconds < lifetime
      ? `without ESN the sequence numbers of one SA last ${seconds} s on a full link, less than its lifetime of ${lifetime} s; then nothing is sent: write esn: "yes", or a salifetime below`
      : `without ESN the sequence numbers of one SA last ${seconds} s on a full link, and the SA is replaced after ${lifetime} s`;
  return {
    topic: 'sequence-numbers',
    of: `libreswan ${release}, packets of ${packet} bytes`,
    value: seconds,
    unit: 'seconds',
    text,
    formula: `2^32 × ${wireBytesOf(packet)} bytes × 8 / ${linkSpeed} bits/s`,
    source: 'RFC 4303 §3.3.3; Linux net/xfrm/xfrm_replay.c (xfrm_replay_overflow), v6.1',
  };
}
