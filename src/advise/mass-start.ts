import type { Advice } from './advice.ts';

/** What the kernel books for a datagram of up to about 1,700 bytes: a buffer of 2,048 bytes and its description of 256. */
const booked = 2048 + 256;

/** net.core.rmem_default, bytes. */
const usual = 212_992;

/** What pluto's socket has to hold where all peers begin at once. */
export function socketBuffer({ peers }: { readonly peers: number }): Advice {
  const bytes = peers * booked;
  const holds = Math.floor(usual / booked);
  return {
    topic: 'socket-buffer',
    of: 'a start of all hosts at once',
    value: bytes,
    unit: 'bytes',
    text:
      bytes > usual
        ? `the first packets of ${peers} peers need ${bytes} bytes, and a socket holds ${holds} of them as Linux comes: write ike-socket-bufsize=${bytes} into config setup, or the rest is sent again`
        : `the first packets of ${peers} peers need ${bytes} bytes, and a socket holds ${holds} of them as Linux comes`,
    formula: `${peers} peers × ${booked} bytes`,
    source:
      'ipsec.conf(5), ike-socket-bufsize; Linux include/linux/skbuff.h (SKB_TRUESIZE), v6.1; socket(7), rmem_default',
  };
}

/** How often SAs are replaced. @param lifetime and margin: seconds; fuzz: per cent */
export function rekeys(of: {
  readonly peers: number;
  readonly pairs: number;
  readonly ike: number;
  readonly child: number;
  readonly margin: number;
  readonly fuzz: number;
}): Advice {
  const { peers, pairs, ike, child, margin, fuzz } = of;
  const mean = (lifetime: number): number => Math.max(1, lifetime - margin * (1 + fuzz / 200));
  const perPair = 86_400 / mean(ike) + 86_400 / mean(child);
  const value = Math.round(perPair * pairs);
  const host = Math.round(perPair * peers);
  const perSecond = (value / 86_400).toPrecision(2);
  return {
    topic: 'rekeys',
    of: `${pairs} pairs`,
    value,
    unit: 'exchanges/day',
    text: `SAs are replaced ${value} times a day in the mesh (${perSecond} a second), ${host} times on each host`,
    formula: `${pairs} pairs × (86400 / ${mean(ike)} s + 86400 / ${mean(child)} s)`,
    source: 'ipsec.conf(5), ikelifetime, salifetime, rekeymargin and rekeyfuzz',
  };
}

/** What the conns of a host take of pluto's memory. */
export function plutoMemory({ conns }: { readonly conns: number }): Advice {
  const each = 17_000;
  return {
    topic: 'memory',
    of: 'pluto on one host',
    value: conns * each,
    unit: 'bytes',
    text: `${conns} conns take ${Math.round((conns * each) / 1e5) / 10} MB of pluto's memory before any is up, and about a second to load each thousand; policy groups need none for each peer`,
    formula: `${conns} conns × ${each} bytes`,
    source: 'docs/scale.md, measured on libreswan 4.10 and 5.2',
  };
}
