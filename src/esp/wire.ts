/** The largest packet as it lies on the wire, header by header. */
import type { Family } from '../net/address.ts';
import { backParts, type EspWrapping, frontParts, innerMtu } from './mtu.ts';
import { headerBytes, type MtuPart, sumBytes } from './part.ts';

/** A part of a packet, and whose it is. */
export interface WirePart extends MtuPart {
  readonly of: 'ipsec' | 'overlay' | 'packet';
}

const familyName: Readonly<Record<Family, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

/**
 * The largest packet that fits into a link, in the order of the wire; the bytes add up to its length there.
 *
 * In transport mode the IP header of what is protected stays in front of ESP: with an overlay that is the overlay's own.
 *
 * @param overlay - the overlay's headers, its IP header first; empty without one
 */
export function wireParts(wrapping: EspWrapping, linkMtu: number, overlay: readonly MtuPart[]): readonly WirePart[] {
  const front = frontParts(wrapping).map((part) => ({ ...part, of: 'ipsec' as const }));
  const back = backParts(wrapping).map((part) => ({ ...part, of: 'ipsec' as const }));
  const headers = overlay.map((part) => ({ ...part, of: 'overlay' as const }));
  const rest = innerMtu(wrapping, linkMtu) - sumBytes(overlay);
  const what = overlay.length > 0 ? 'packet in the overlay' : 'packet';
  if (wrapping.mode === 'tunnel') return [...front, ...headers, { name: what, bytes: rest, of: 'packet' }, ...back];
  const [first, ...others] = headers;
  if (first !== undefined) return [first, ...front, ...others, { name: what, bytes: rest, of: 'packet' }, ...back];
  const own = headerBytes[wrapping.outer];
  return [
    { name: `the packet's own ${familyName[wrapping.outer]} header`, bytes: own, of: 'packet' },
    ...front,
    { name: 'rest of the packet', bytes: rest - own, of: 'packet' },
    ...back,
  ];
}
