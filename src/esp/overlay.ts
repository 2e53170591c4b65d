/**
 * Tunnels of a software-defined network on top of ESP: the pod's packet rides in a VXLAN or Geneve packet between hosts,
 * and that packet is what IPsec protects.
 */
import type { Family } from '../net/address.ts';
import { headerBytes, type MtuPart } from './part.ts';

/** One overlay: what it puts between its own outer IP header and the packet that it carries. */
export interface Overlay {
  readonly name: string;
  /** The headers behind the outer IP header, outermost first. */
  readonly headers: readonly MtuPart[];
  /** The family of the overlay's own IP header; without it, the family of the hosts' addresses. */
  readonly family?: Family;
}

const ethernet: MtuPart = { name: 'inner Ethernet header', bytes: 14 };
const udp: MtuPart = { name: 'UDP header', bytes: 8 };

/**
 * VXLAN with an inner Ethernet header without VLAN tag: 30 bytes behind the IP header.
 *
 * @see RFC 7348 §5
 */
export const vxlan: Overlay = {
  name: 'vxlan',
  headers: [udp, { name: 'VXLAN header', bytes: 8 }, ethernet],
};

/**
 * Geneve with `optionBytes` of options, a multiple of 4 from 0 to 252: 30 bytes and the options behind the IP header.
 * OVN carries 8 bytes of options, which makes 38 (58 with an IPv4 header).
 *
 * @see RFC 8926 §3.4
 */
export function geneve(optionBytes = 0): Overlay {
  const header: MtuPart = { name: 'Geneve header', bytes: 8 };
  const options: MtuPart = { name: 'Geneve options', bytes: optionBytes };
  return { name: 'geneve', headers: optionBytes === 0 ? [udp, header, ethernet] : [udp, header, options, ethernet] };
}

/** Any other overlay; `bytes` is all that lies between its outer IP header and the packet that it carries. */
export function customOverlay(name: string, bytes: number): Overlay {
  return { name, headers: [{ name: `${name} headers`, bytes }] };
}

/**
 * The headers that an overlay adds, its own IP header first.
 *
 * @param hosts - the family of the addresses that the hosts speak to each other with
 */
export function overlayParts(overlay: Overlay, hosts: Family): readonly MtuPart[] {
  const family = overlay.family ?? hosts;
  return [
    { name: `${overlay.name} ${family === 'ipv4' ? 'IPv4' : 'IPv6'} header`, bytes: headerBytes[family] },
    ...overlay.headers,
  ];
}
