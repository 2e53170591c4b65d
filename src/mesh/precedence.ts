/**
 * Which of a host's conns takes a packet. Pluto gives every policy a number that grows with what it covers; the kernel
 * takes, of those that fit a packet, the one with the lowest, and of two alike the one that was there first.
 *
 * @see libreswan `programs/pluto/kernel.c` (calculate_sa_prio, calculate_kernel_priority) of v4.3, v4.10 and v5.2
 */
import { atLeast, type Release } from '../libreswan/release.ts';
import { type Address, addressOf, contains, familyOf, type Prefix, prefixLength } from '../net/address.ts';

/** What a conn covers, as its own host sees it. */
export interface Selector {
  readonly source: Prefix;
  readonly destination: Prefix;
  /** The number of a protocol; 0 is every one. */
  readonly protocol: number;
  /** 0 is every one. */
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** A packet that leaves a host. */
export interface Packet {
  readonly source: Address;
  readonly destination: Address;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/**
 * How a policy came to be: of a conn between two hosts, or of an entry of a group that negotiates, negotiates with whoever comes
 * (`authby=null`), or never does.
 */
export type Origin = 'conn' | 'negotiating-group' | 'anonymous-group' | 'never-negotiating-group';

/** What decides the number of a policy. */
export interface PolicySource {
  readonly selector: Selector;
  readonly origin: Origin;
  /** What is done with a packet: `encrypt` negotiates, the other two never do. */
  readonly action: 'encrypt' | 'pass' | 'block';
  /** The protocol that the conn has for the other end, which the kernel is not told; 0 or absent is every one. */
  readonly peerProtocol?: number;
  /** `priority=`; absent or 0 where pluto reckons. */
  readonly priority?: number;
}

const bases: Readonly<Record<Origin, number>> = {
  conn: 1,
  'negotiating-group': 2,
  'never-negotiating-group': 2,
  'anonymous-group': 3,
};

/**
 * The number that pluto gives the kernel; the lower wins. A port weighs more than a protocol, that more than any prefix,
 * and the own prefix more than the other. From 5.3 `priority=` is ignored where nothing is negotiated.
 *
 * The numbers are those of 4.3, and of 4.10 and later. In between it is not known which of the two a release has; the
 * order is the same.
 *
 * @example kernelPriority({ selector: hostToHost, origin: 'conn', action: 'encrypt' }, '4.10') // 1753281 between two IPv4 hosts
 */
export function kernelPriority({ selector, origin, action, priority = 0 }: PolicySource, release: Release): number {
  const isHeard = action === 'encrypt' || !atLeast(release, '5.3');
  if (priority !== 0 && isHeard) return priority;
  const open =
    (selector.sourcePort === 0 ? 0x40000 : 0) +
    (selector.destinationPort === 0 ? 0x40000 : 0) +
    (selector.protocol === 0 ? 0x20000 : 0);
  const [source, destination] = [prefixLength(selector.source), prefixLength(selector.destination)];
  const base = bases[origin] * 0x100000 + open;
  if (atLeast(release, '4.10')) {
    const isInstance = origin === 'never-negotiating-group' && !atLeast(release, '5.0');
    return base + (128 - source) * 0x200 + (128 - destination) * 2 + (isInstance ? 0 : 1);
  }
  const isInstance = origin === 'never-negotiating-group';
  return base + 0x5fffe - source * 0x200 - destination * 2 + (isInstance ? 1 : 0);
}

/** Whether a policy with this selector fits a packet. */
export function covers(selector: Selector, packet: Packet): boolean {
  return (
    contains(selector.source, packet.source) &&
    contains(selector.destination, packet.destination) &&
    [0, packet.protocol].includes(selector.protocol) &&
    [0, packet.sourcePort].includes(selector.sourcePort) &&
    [0, packet.destinationPort].includes(selector.destinationPort)
  );
}

/**
 * The policy that takes a packet; `undefined` where none fits, and it leaves as if there were no IPsec. Two with one
 * selector are never both in the kernel: pluto refuses the later; from 5.0 one that encrypts takes the place of one that
 * never negotiates. Where only the protocol of the other end differs, pluto takes them for two, and the later replaces the
 * earlier.
 *
 * @param policies in the order of loading
 */
export function policyFor<P extends PolicySource>(
  packet: Packet,
  policies: readonly P[],
  release: Release,
): P | undefined {
  let best: { readonly policy: P; readonly number: number } | undefined;
  for (const policy of installed(policies, release)) {
    if (!covers(policy.selector, packet)) continue;
    const number = kernelPriority(policy, release);
    if (best === undefined || number < best.number) best = { policy, number };
  }
  return best?.policy;
}

/** Of the policies with one selector the one that is in the kernel. */
function installed<P extends PolicySource>(policies: readonly P[], release: Release): Iterable<P> {
  const kept = new Map<string, P>();
  for (const policy of policies) {
    const key = selectorKey(policy.selector);
    const known = kept.get(key);
    const displaces =
      (known?.peerProtocol ?? 0) !== (policy.peerProtocol ?? 0) ||
      (atLeast(release, '5.0') && known?.action !== 'encrypt' && policy.action === 'encrypt');
    if (known === undefined || displaces) kept.set(key, policy);
  }
  return kept.values();
}

/** A text that two selectors have in common only if they are the same. */
export function selectorKey({ source, destination, protocol, sourcePort, destinationPort }: Selector): string {
  return [source, destination, protocol, sourcePort, destinationPort].join(' ');
}

/** What the other end of a conn covers, if it is the mirror of this one. */
export function mirrorOf({ source, destination, protocol, sourcePort, destinationPort }: Selector): Selector {
  return {
    source: destination,
    destination: source,
    protocol,
    sourcePort: destinationPort,
    destinationPort: sourcePort,
  };
}

/** What two selectors both cover; `undefined` where there is nothing. */
export function commonSelector(a: Selector, b: Selector): Selector | undefined {
  const [source, destination] = [narrower(a.source, b.source), narrower(a.destination, b.destination)];
  const protocol = common(a.protocol, b.protocol);
  const [sourcePort, destinationPort] = [
    common(a.sourcePort, b.sourcePort),
    common(a.destinationPort, b.destinationPort),
  ];
  if (source === undefined || destination === undefined || protocol === undefined) return undefined;
  if (sourcePort === undefined || destinationPort === undefined) return undefined;
  return { source, destination, protocol, sourcePort, destinationPort };
}

/**
 * Some packet that a selector covers; where it leaves protocol or port open, one that nobody names. Not IKE, whose packets
 * pass by every policy.
 */
export function packetIn(selector: Selector): Packet {
  const { protocol, sourcePort, destinationPort } = selector;
  return {
    source: addressOf(selector.source),
    destination: addressOf(selector.destination),
    protocol: protocol === 0 ? 253 : protocol,
    sourcePort: sourcePort === 0 ? 40000 : sourcePort,
    destinationPort: destinationPort === 0 ? 40009 : destinationPort,
  };
}

function narrower(a: Prefix, b: Prefix): Prefix | undefined {
  if (familyOf(a) !== familyOf(b)) return undefined;
  if (contains(a, addressOf(b)) && prefixLength(a) <= prefixLength(b)) return b;
  return contains(b, addressOf(a)) && prefixLength(b) <= prefixLength(a) ? a : undefined;
}

function common(a: number, b: number): number | undefined {
  return a === 0 ? b : b === 0 || a === b ? a : undefined;
}
