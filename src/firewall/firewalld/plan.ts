import { type Diagnostic, diagnostic, type Place, type Result, settle, valueAt } from '../../diagnostics/diagnostic.ts';
import type { Address, Family } from '../../net/address.ts';
import { badInterfaces } from '../bad-name.ts';
import { type Door, type HostFilter, type Service, services } from '../host-filter.ts';

/** What firewalld has to be told: one service of our own, and a rich rule for each family in the zone of each interface. */
export interface FirewalldPlan {
  /** As firewalld writes them, such as `500/udp`. */
  readonly ports: readonly string[];
  /** As firewalld writes them, such as `esp`. */
  readonly protocols: readonly string[];
  readonly entries: readonly FirewalldEntry[];
}

/** A family that is let in. */
export interface FirewalldEntry {
  readonly family: Family;
  readonly interfaces: readonly string[];
  /** Only these; absent: anybody. */
  readonly peers?: readonly Address[];
}

/**
 * The statement as firewalld can say it: services, IP sets and rich rules. Its direct rules are deprecated and are not used.
 *
 * Fails with `firewall/inexpressible` for `requireEsp`, an MSS clamp, AH over IPv6, and doors that differ in services or
 * peers; `firewall/bad-name`.
 *
 * @see firewalld.richlanguage(5), firewalld.direct(5), firewalld.service(5)
 */
export function firewalldPlan(filter: HostFilter, at: Place = valueAt()): Result<FirewalldPlan> {
  const findings = [...badInterfaces(filter, at), ...inexpressible(filter, at)];
  return settle(() => {
    const wanted = filter.doors[0]?.services ?? [];
    const families = [...new Set(filter.doors.map((door) => door.family))];
    return {
      ports: wanted.flatMap((service) => portOf(service)),
      protocols: wanted.filter((service) => portOf(service).length === 0),
      entries: families.map((family) => {
        const doors = filter.doors.filter((door) => door.family === family);
        const peers = doors[0]?.peers;
        return {
          family,
          interfaces: doors.flatMap((door) => door.interface ?? []),
          ...(peers === undefined ? {} : { peers: [...new Set(peers)].sort() }),
        };
      }),
    };
  }, findings);
}

function portOf(service: Service): readonly string[] {
  const { port } = services[service];
  return port === undefined ? [] : [`${port}/udp`];
}

function inexpressible(filter: HostFilter, at: Place): readonly Diagnostic[] {
  const refuse = (what: string, hint: string): Diagnostic =>
    diagnostic('firewall/inexpressible', at, `firewalld must be able to say what is wanted, and it cannot ${what}`, {
      hint,
    });
  const servicesOf = ({ services: list }: Door) => [...list].sort().join();
  const peersOf = ({ family, peers }: Door) =>
    `${family} ${peers === undefined ? 'anybody' : [...peers].sort().join()}`;
  const byFamily = new Set(filter.doors.map((door) => door.family)).size;
  return [
    ...(filter.doors.every((door) => door.interface !== undefined)
      ? []
      : [
          refuse(
            'open a port without knowing the zone, which the interface tells',
            'write network: { interface: … }, or interface: at the node',
          ),
        ]),
    ...(filter.requireEsp === undefined
      ? []
      : [
          refuse(
            'tell what came through IPsec from what did not',
            'use the back end nftables beside it for requireEsp',
          ),
        ]),
    ...((filter.mssClamps ?? []).length === 0
      ? []
      : [refuse('clamp the segments of TCP through IPsec alone', 'use the back end nftables beside it for the clamp')]),
    ...(filter.doors.some((door) => door.family === 'ipv6' && door.services.includes('ah'))
      ? [refuse('let AH in over IPv6, where it steps over AH as an extension header', 'use ESP, or another back end')]
      : []),
    ...(new Set(filter.doors.map(servicesOf)).size > 1
      ? [refuse('open other services on another interface of the same zone', 'give every interface the same services')]
      : []),
    ...(new Set(filter.doors.map(peersOf)).size > byFamily
      ? [refuse('admit other peers on another interface of the same zone', 'give every interface the same peers')]
      : []),
  ];
}
