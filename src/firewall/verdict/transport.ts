/** What a filter sees behind the IP header of a packet of the mesh: its protocol, and its ports or what stands there. */
import { headerOf, type Packet } from './packet.ts';
import type { Condition, PortRange } from './rule-set.ts';

/**
 * `undefined` where it cannot be told.
 *
 * @see Linux, net/ipv6/netfilter/ip6_tables.c ip6_packet_match, and include/net/netfilter/nf_tables_ipv6.h, which stops at AH
 */
export function protocolMatches(
  { numbers, negated, behindAh }: Condition & { readonly kind: 'protocol' },
  { service, family }: Packet,
): boolean | undefined {
  if (service !== 'ah' || family === 'ipv4' || behindAh !== true) {
    return numbers.includes(headerOf(service).protocol) !== negated;
  }
  // Whatever the hosts talk, but neither AH nor ESP.
  return numbers.every((number) => number === 50 || number === 51) ? negated : undefined;
}

/**
 * IKE and NAT-T have the same port at both ends, unless a NAT changes the far one. Of ESP the bytes where a port would stand are
 * half of its SPI, which is random: a share of them so small or so large that an SA hardly ever meets it counts as none or all.
 */
export function portMatches(
  { ranges, negated, anyProtocol, end, of }: Condition & { readonly kind: 'port' },
  { service, family, original }: Packet,
): boolean | undefined {
  const { source, destination } = headerOf(service);
  if (source !== undefined && destination !== undefined) {
    if (end === 'either') return (inPorts(ranges, source) || inPorts(ranges, destination)) !== negated;
    const isTurned = of !== undefined && (of === 'original') !== original;
    return inPorts(ranges, (end === 'source') === isTurned ? destination : source) !== negated;
  }
  if (anyProtocol !== true) return false;
  if (service === 'ah') return family === 'ipv4' && end === 'destination' ? inPorts(ranges, 0) !== negated : undefined;
  const share = ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0) / 65536;
  if (share > 0.99) return !negated;
  return share < 0.01 ? negated : undefined;
}

function inPorts(ranges: readonly PortRange[], port: number): boolean {
  return ranges.some(([from, to]) => from <= port && port <= to);
}
