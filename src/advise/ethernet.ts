/**
 * What an Ethernet frame takes of the link beside its IP packet, in bytes: preamble and start 8, addresses and type 14, checksum 4,
 * gap between frames 12.
 *
 * @see IEEE 802.3 §3.1.1 and §4.4.2
 */
const beside = 8 + 14 + 4 + 12;

/** The smallest payload of a frame, in bytes. @see IEEE 802.3 §3.2.8 */
export const smallestPayload = 46;

/** The bytes that an IP packet takes of an Ethernet link. */
export function wireBytesOf(packet: number): number {
  return Math.max(packet, smallestPayload) + beside;
}

/** Packets of a size that a link carries in a second, one way. @param linkSpeed bits per second */
export function packetsPerSecond(linkSpeed: number, packet: number): number {
  return linkSpeed / (wireBytesOf(packet) * 8);
}
