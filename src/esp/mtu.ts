/**
 * How much of a link's MTU IPsec leaves: the arithmetic of the Linux kernel, every byte named.
 *
 * @see RFC 4303 §2 (ESP), RFC 3948 §2.1 (UDP encapsulation), RFC 4302 §2 (AH); `xfrm_state_mtu` in the kernel's
 * `net/xfrm/xfrm_state.c`
 */
import type { Family } from '../net/address.ts';
import { ahParts } from './ah.ts';
import { headerBytes, type IpsecMode, type MtuPart, sumBytes } from './part.ts';
import type { EspTransform } from './transform.ts';

export type { IpsecMode } from './part.ts';

/** How packets between two hosts are wrapped. */
export interface EspWrapping {
  readonly mode: IpsecMode;
  /** The family of the hosts' addresses: of the IP header on the wire. */
  readonly outer: Family;
  readonly transform: EspTransform;
  /** Whether ESP rides in UDP (NAT traversal, `encapsulation=yes`): 8 bytes more. */
  readonly udpEncapsulation: boolean;
}

const padLengthAndNextHeader = 2;

/** What stands before the encrypted part: in tunnel mode a new IP header, perhaps UDP, the ESP header and the IV; of AH all that it adds. */
export function frontParts({ mode, outer, transform, udpEncapsulation }: EspWrapping): readonly MtuPart[] {
  if (transform.protocol === 'ah') return ahParts({ mode, outer, integrity: transform });
  const parts: MtuPart[] = [];
  if (mode === 'tunnel') parts.push({ name: outerHeaderName(outer), bytes: headerBytes[outer] });
  if (udpEncapsulation) parts.push({ name: 'UDP header', bytes: 8 });
  parts.push({ name: 'ESP header', bytes: 8 });
  if (transform.iv > 0) parts.push({ name: 'IV', bytes: transform.iv });
  return parts;
}

function outerHeaderName(family: Family): string {
  return family === 'ipv4' ? 'outer IPv4 header' : 'outer IPv6 header';
}

/** What follows the packet, padding apart. */
export function backParts({ transform }: EspWrapping): readonly MtuPart[] {
  if (transform.protocol === 'ah') return [];
  return [
    { name: 'pad length and next header', bytes: padLengthAndNextHeader },
    { name: 'ICV', bytes: transform.icv },
  ];
}

/** In transport mode the packet's own IP header stays outside of what is padded and encrypted. */
function ownHeader({ mode, outer }: EspWrapping): number {
  return mode === 'transport' ? headerBytes[outer] : 0;
}

/**
 * The largest packet, in bytes from its IP header on, that fits into a link MTU when wrapped so. Total: for a link that
 * is smaller than the wrapping the number is small or negative.
 *
 * @param linkMtu - largest IP packet on the wire, in bytes, without the link's own header
 * @example innerMtu({ mode: 'tunnel', outer: 'ipv4', transform: aesCbcSha2, udpEncapsulation: false }, 1500) // 1438
 */
export function innerMtu(wrapping: EspWrapping, linkMtu: number): number {
  const { block, icv, protocol } = wrapping.transform;
  if (protocol === 'ah') return linkMtu - sumBytes(frontParts(wrapping));
  const own = ownHeader(wrapping);
  const room = linkMtu - sumBytes(frontParts(wrapping)) - icv - own;
  return Math.floor(room / block) * block + own - padLengthAndNextHeader;
}

/**
 * The smallest link MTU into which a packet of `inner` bytes fits when wrapped so: the length of the IP packet on the
 * wire. The inverse of {@link innerMtu}.
 */
export function wireBytes(wrapping: EspWrapping, inner: number): number {
  const { block, icv, protocol } = wrapping.transform;
  if (protocol === 'ah') return inner + sumBytes(frontParts(wrapping));
  const own = ownHeader(wrapping);
  const padded = Math.ceil((inner - own + padLengthAndNextHeader) / block) * block;
  return sumBytes(frontParts(wrapping)) + own + padded + icv;
}

/**
 * The bytes that are no longer there for the packet, in the order of the wire; they add up to
 * `linkMtu - innerMtu(wrapping, linkMtu)`. The last part, where there is one, is what stays unused because the
 * encrypted part grows by whole blocks.
 */
export function overheadParts(wrapping: EspWrapping, linkMtu: number): readonly MtuPart[] {
  const unused = linkMtu - wireBytes(wrapping, innerMtu(wrapping, linkMtu));
  const parts = [...frontParts(wrapping), ...backParts(wrapping)];
  return unused > 0 ? [...parts, { name: 'unused, less than a block', bytes: unused }] : parts;
}
