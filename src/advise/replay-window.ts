import type { Advice } from './advice.ts';
import { packetsPerSecond, wireBytesOf } from './ethernet.ts';

/** By how much packets may overtake one another, between the queues of network cards, before the receiver takes them for replayed. */
export function replayWindow(of: {
  readonly linkSpeed: number;
  readonly packet: number;
  readonly window: number;
  readonly release: string;
}): Advice {
  const { linkSpeed, packet, window, release } = of;
  const seconds = window / packetsPerSecond(linkSpeed, packet);
  const microseconds = Math.round(seconds * 1e7) / 10;
  const wanted = Math.ceil(packetsPerSecond(linkSpeed, packet) / 1000);
  return {
    topic: 'replay-window',
    of: `libreswan ${release}, packets of ${packet} bytes`,
    value: Number(seconds.toPrecision(3)),
    unit: 'seconds',
    text: `a replay window of ${window} packets drops what is later than ${microseconds} µs on a full link; for 1 ms write replay-window: "${wanted}"`,
    formula: `${window} × ${wireBytesOf(packet)} bytes × 8 / ${linkSpeed} bits/s`,
    source: 'RFC 4303 §3.4.3; ipsec.conf(5), replay-window',
  };
}
