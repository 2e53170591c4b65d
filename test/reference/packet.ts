/**
 * Packets built byte by byte, slowly and plainly, from the RFCs alone: what the arithmetic of src/esp must agree with.
 * Nothing is encrypted; every byte that a real packet has is there.
 */
import type { EspTransform } from '../../src/esp/transform.ts';
import type { Family } from '../../src/net/address.ts';

/** An IPv4 (RFC 791) or IPv6 (RFC 8200) packet around a payload. */
export function ipPacket(family: Family, protocol: number, payload: readonly number[]): number[] {
  if (family === 'ipv4') {
    const length = 20 + payload.length;
    const header = [0x45, 0, length >> 8, length & 255, 0, 0, 0x40, 0, 64, protocol, 0, 0];
    return [...header, 192, 0, 2, 1, 192, 0, 2, 2, ...payload];
  }
  const header = [0x60, 0, 0, 0, payload.length >> 8, payload.length & 255, protocol, 64];
  const address = (last: number): number[] => [0x20, 0x01, 0x0d, 0xb8, ...new Array<number>(11).fill(0), last];
  return [...header, ...address(1), ...address(2), ...payload];
}

/** A packet of exactly `length` bytes, header included. */
export function packetOf(family: Family, length: number): number[] {
  const header = family === 'ipv4' ? 20 : 40;
  return ipPacket(family, 17, new Array<number>(length - header).fill(0xaa));
}

/** A UDP datagram (RFC 768). */
export function udp(port: number, payload: readonly number[]): number[] {
  const length = 8 + payload.length;
  return [port >> 8, port & 255, port >> 8, port & 255, length >> 8, length & 255, 0, 0, ...payload];
}

/** What ESP makes of a packet (RFC 4303 §2), as it leaves on the wire. */
export function espPacket(
  packet: readonly number[],
  options: { mode: 'tunnel' | 'transport'; outer: Family; transform: EspTransform; udpEncapsulation: boolean },
): number[] {
  const { mode, outer, transform, udpEncapsulation } = options;
  const own = outer === 'ipv4' ? 20 : 40;
  const payload = mode === 'tunnel' ? [...packet] : packet.slice(own);
  const nextHeader = mode === 'tunnel' ? ((packet[0] ?? 0) >> 4 === 4 ? 4 : 41) : 17;
  const padding: number[] = [];
  while ((payload.length + padding.length + 2) % transform.block !== 0) padding.push(padding.length + 1);
  const spiAndSequence = [0xc0, 0xff, 0xee, 0x01, 0, 0, 0, 1];
  const iv = new Array<number>(transform.iv).fill(0x11);
  const icv = new Array<number>(transform.icv).fill(0x22);
  const esp = [...spiAndSequence, ...iv, ...payload, ...padding, padding.length, nextHeader, ...icv];
  return udpEncapsulation ? ipPacket(outer, 17, udp(4500, esp)) : ipPacket(outer, 50, esp);
}

/** What AH makes of a packet (RFC 4302 §2): IPv4 aligned to 32 bits, IPv6 to 64. */
export function ahPacket(
  packet: readonly number[],
  options: { mode: 'tunnel' | 'transport'; outer: Family; icv: number },
): number[] {
  const { mode, outer, icv } = options;
  const ah = [17, 0, 0, 0, 0xc0, 0xff, 0xee, 0x01, 0, 0, 0, 1, ...new Array<number>(icv).fill(0x22)];
  while (ah.length % (outer === 'ipv4' ? 4 : 8) !== 0) ah.push(0);
  ah[1] = ah.length / 4 - 2;
  return ipPacket(outer, 51, [...ah, ...(mode === 'tunnel' ? packet : packet.slice(outer === 'ipv4' ? 20 : 40))]);
}

/** A packet in a VXLAN (RFC 7348 §5) or Geneve (RFC 8926 §3) packet between hosts. */
export function overlayPacket(
  packet: readonly number[],
  options: { hosts: Family; kind: 'vxlan' | 'geneve'; optionBytes: number },
): number[] {
  const { hosts, kind, optionBytes } = options;
  const etherType = (packet[0] ?? 0) >> 4 === 4 ? [0x08, 0x00] : [0x86, 0xdd];
  const frame = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, ...etherType, ...packet];
  const header =
    kind === 'vxlan'
      ? [0x08, 0, 0, 0, 0, 0, 42, 0]
      : [optionBytes / 4, 0, 0x65, 0x58, 0, 0, 42, 0, ...new Array<number>(optionBytes).fill(0)];
  return ipPacket(hosts, 17, udp(kind === 'vxlan' ? 4789 : 6081, [...header, ...frame]));
}
