/**
 * AH (`phase2=ah`): integrity without encryption. Nothing is padded but the header itself, so every byte of the link counts.
 *
 * @see RFC 4302 §2, §3.3.3.2.1; the kernel's `net/ipv4/ah4.c`, `net/ipv6/ah6.c`
 */
import type { Family } from '../net/address.ts';
import { headerBytes, type IpsecMode, type MtuPart, sumBytes } from './part.ts';
import { type EspIntegrity, type EspTransform, espIntegrities } from './transform.ts';

/** How packets between two hosts are wrapped with AH. It cannot ride in UDP: no NAT on the way. */
export interface AhWrapping {
  readonly mode: IpsecMode;
  /** The family of the hosts' addresses. */
  readonly outer: Family;
  readonly integrity: Pick<EspIntegrity, 'icv'>;
}

/**
 * What AH takes, in the order of the wire. The AH header is a multiple of 4 bytes under IPv4 (libreswan asks the kernel
 * for what the RFC says, `XFRM_STATE_ALIGN4`) and of 8 under IPv6.
 */
export function ahParts({ mode, outer, integrity }: AhWrapping): readonly MtuPart[] {
  const unit = outer === 'ipv4' ? 4 : 8;
  const padding = -(12 + integrity.icv) & (unit - 1);
  const parts: MtuPart[] = [
    { name: 'AH header', bytes: 12 },
    { name: 'ICV', bytes: integrity.icv },
  ];
  if (padding > 0) parts.push({ name: 'AH padding', bytes: padding });
  if (mode === 'transport') return parts;
  return [{ name: outer === 'ipv4' ? 'outer IPv4 header' : 'outer IPv6 header', bytes: headerBytes[outer] }, ...parts];
}

/** The integrity algorithms alone, in the shape of transforms of ESP. */
export const ahTransforms: readonly EspTransform[] = espIntegrities.map(({ name, icv, source }) => ({
  name: `AH-${name}`,
  iv: 0,
  block: 1,
  icv,
  source: `RFC 4302 §2; ${source}`,
  protocol: 'ah',
}));

/**
 * The largest packet that fits into a link MTU with AH; add what AH takes for the inverse.
 *
 * @example ahInnerMtu({ mode: 'tunnel', outer: 'ipv4', integrity: sha1 }, 1500) // 1456
 */
export function ahInnerMtu(wrapping: AhWrapping, linkMtu: number): number {
  return linkMtu - sumBytes(ahParts(wrapping));
}
