/** What a conn covers, as numbers: for which packets its host has a policy. */
import { readPort, readProtocol } from '../../libreswan/policy-group/traffic.ts';
import type { Selector } from '../../mesh/precedence.ts';
import { type Address, hostPrefix, maskedPrefix, type Prefix, readAddress } from '../../net/address.ts';
import type { Conn } from '../conn.ts';

/**
 * The selectors of a conn, one for each pair of subnets that it names; none where an address of it is not known. The
 * protocol is the one of the own end: pluto gives the kernel no other.
 *
 * @param own what stands for an own address that is looked up on the host, such as `%defaultroute`
 */
export function selectorsOf(conn: Conn, own?: Address): readonly Selector[] {
  const local = prefixesOf(conn, 'local', readAddress(conn.localAddress) ?? own);
  const remote = prefixesOf(conn, 'remote', readAddress(conn.remoteAddress));
  const [mine, theirs] = [trafficOf(conn, 'local'), trafficOf(conn, 'remote')];
  return local.flatMap((source) =>
    remote.map((destination) => ({
      source,
      destination,
      protocol: mine.protocol,
      sourcePort: mine.port,
      destinationPort: theirs.port,
    })),
  );
}

/** The protocol of the other end, by which pluto tells two conns apart and the kernel does not. */
export function peerProtocolOf(conn: Conn): number {
  return trafficOf(conn, 'remote').protocol;
}

/** Whether a subnet of an end is written twice, in one list or in the list and beside it: pluto makes two conns of it. */
export function repeatsSubnets(conn: Conn): boolean {
  return (['local', 'remote'] as const).some((end) => {
    const all = subnetsOf(conn, end);
    return new Set(all).size < all.length;
  });
}

function prefixesOf(conn: Conn, end: 'local' | 'remote', address: Address | undefined): readonly Prefix[] {
  const subnets = subnetsOf(conn, end);
  if (subnets.length > 0) return [...new Set(subnets)];
  return address === undefined ? [] : [hostPrefix(address)];
}

function subnetsOf(conn: Conn, end: 'local' | 'remote'): readonly Prefix[] {
  const [single, list] = [conn.writtenFor(end, 'subnet')?.value, conn.writtenFor(end, 'subnets')?.value];
  const texts = [...(single === undefined ? [] : [single]), ...(list ?? '').split(/[\s,{}"]+/)];
  return texts.flatMap((text) => (text === '' ? [] : (prefixOf(text) ?? [])));
}

function prefixOf(text: string): Prefix | undefined {
  const address = readAddress(text);
  return address === undefined ? maskedPrefix(text) : hostPrefix(address);
}

/** `udp/1701`, `17/1701`, `tcp`, `6/%any`; what cannot be read covers everything. */
function trafficOf(conn: Conn, end: 'local' | 'remote'): { readonly protocol: number; readonly port: number } {
  const [protocol = '', port = ''] = (conn.writtenFor(end, 'protoport')?.value ?? '').split('/');
  return { protocol: readProtocol(protocol) ?? protocolNamed(protocol), port: readPort(port) ?? portNamed(port) };
}

const protocols: Readonly<Record<string, number>> = { gre: 47, esp: 50, ah: 51, 'ipv6-icmp': 58, sctp: 132 };
const ports: Readonly<Record<string, number>> = { l2tp: 1701, ssh: 22, http: 80, https: 443, domain: 53, ntp: 123 };

const protocolNamed = (name: string): number => protocols[name.toLowerCase()] ?? 0;
const portNamed = (name: string): number => ports[name.toLowerCase()] ?? 0;
