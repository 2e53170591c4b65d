import type { Advice } from './advice.ts';
import { wireBytesOf } from './ethernet.ts';

/** How much of a link is left for the packets inside a tunnel, of the largest size. @param transform as `swanmesh mtu` names it */
export function goodput(of: {
  readonly linkMtu: number;
  readonly tunnelMtu: number;
  readonly transform: string;
}): Advice {
  const { linkMtu, tunnelMtu, transform } = of;
  const wire = wireBytesOf(linkMtu);
  const percent = Math.round((tunnelMtu / wire) * 1000) / 10;
  const plain = Math.round((linkMtu / wire) * 1000) / 10;
  return {
    topic: 'goodput',
    of: transform,
    value: percent,
    unit: 'percent',
    text: `${percent} % of the link is left for packets in the tunnel, ${plain} % without IPsec: ${linkMtu - tunnelMtu} bytes of each full packet`,
    formula: `${tunnelMtu} / ${wire} bytes`,
    source: 'RFC 4303 §2; IEEE 802.3 §3.1.1 and §4.4.2',
  };
}

/** What one core has to encrypt where a host sends to a single peer: one SA is one core's at a time. */
export function oneCore(of: {
  readonly linkSpeed: number;
  readonly linkMtu: number;
  readonly tunnelMtu: number;
  readonly peers: number;
}): Advice {
  const { linkSpeed, linkMtu, tunnelMtu, peers } = of;
  const wire = wireBytesOf(linkMtu);
  const bits = Math.round((linkSpeed * tunnelMtu) / wire);
  return {
    topic: 'one-core',
    of: 'a flow to one peer',
    value: bits,
    unit: 'bits/s',
    text: `one core has to encrypt ${gigabits(bits)} Gbit/s to fill the link to one peer, for an SA is one core's at a time; ${peers * 2} SAs of a host, to ${peers} peers, spread over its cores`,
    formula: `${linkSpeed} bits/s × ${tunnelMtu} / ${wire} bytes`,
    source: 'RFC 9611 §1',
  };
}

function gigabits(bits: number): number {
  return Math.round(bits / 1e7) / 100;
}
