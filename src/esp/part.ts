import type { Family } from '../net/address.ts';

/** One header, trailer or field of a packet, with its length. */
export interface MtuPart {
  readonly name: string;
  readonly bytes: number;
}

/** Bytes of an IP header without options or extension headers (RFC 791 §3.1, RFC 8200 §3). */
export const headerBytes: Readonly<Record<Family, number>> = { ipv4: 20, ipv6: 40 };

/** All bytes of the parts together. */
export function sumBytes(parts: readonly MtuPart[]): number {
  return parts.reduce((sum, part) => sum + part.bytes, 0);
}

/** Whether whole packets are wrapped (`tunnel`), or only what follows their IP header (`transport`). */
export type IpsecMode = 'tunnel' | 'transport';
