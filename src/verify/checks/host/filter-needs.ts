import type { Service } from '../../../firewall/host-filter.ts';
import type { Need } from '../../../firewall/verdict/judge.ts';
import type { HostConn } from '../../../hosts/conns/host-conn.ts';
import { isLoaded } from '../../../hosts/conns/is-loaded.ts';
import type { Vocabulary } from '../../../hosts/conns/line-table.ts';
import { type Address, familyOf, readAddress } from '../../../net/address.ts';
import { isOwnWord } from '../../pairs/local-side.ts';

/**
 * What has to pass the packet filter of a host for the conns that it loads: an entry for each own address and each choice of services.
 * Conns without IPsec, with ports of their own for IKE, or to whoever asks, say nothing about peers.
 *
 * @param own the host's addresses, where they are known; else the left end is taken for the host's
 */
export function needsOfConns(
  conns: readonly HostConn[],
  own: readonly Address[],
  interfaces: ReadonlyMap<Address, string> | undefined,
  vocabulary: Vocabulary,
): readonly Need[] {
  const needs = new Map<string, { need: Omit<Need, 'peers'>; peers: Set<Address> }>();
  for (const conn of conns) {
    const ends = endsOf(conn, own);
    if (ends === undefined || !usesIpsec(conn, vocabulary)) continue;
    const services = servicesOf(conn, vocabulary);
    const { local, peer } = ends;
    const name = interfaces?.get(local);
    const key = `${local} ${services.join(' ')}`;
    const known = needs.get(key) ?? {
      need: { family: familyOf(local), local, services, ...(name === undefined ? {} : { interface: name }) },
      peers: new Set(),
    };
    needs.set(key, known);
    known.peers.add(peer);
  }
  return [...needs.values()].map(({ need, peers }) => ({ ...need, peers: [...peers] }));
}

interface Ends {
  readonly local: Address;
  readonly peer: Address;
}

function endsOf({ leftAddress, rightAddress }: HostConn, own: readonly Address[]): Ends | undefined {
  const [left, right] = [leftAddress?.value ?? '', rightAddress?.value ?? ''];
  for (const [near, far] of [
    [left, right],
    [right, left],
  ] as const) {
    const [local, peer] = [readAddress(near), readAddress(far)];
    if (peer === undefined || own.includes(peer)) continue;
    if (local !== undefined && (own.length === 0 || own.includes(local))) return { local, peer };
    const [only, ...more] = own.filter((address) => familyOf(address) === familyOf(peer));
    if (isOwnWord(near) && only !== undefined && more.length === 0) return { local: only, peer };
  }
  return undefined;
}

function usesIpsec({ lost, left, right, both }: HostConn, vocabulary: Vocabulary): boolean {
  if (lost.length > 0 || !isLoaded(both, vocabulary)) return false;
  const type = vocabulary.find(both, 'type')?.meaning ?? 'tunnel';
  const ports = [left, right].some((side) => vocabulary.find(side, 'ikeport') !== undefined);
  return (type === 'tunnel' || type === 'transport') && !ports;
}

function servicesOf({ both }: HostConn, vocabulary: Vocabulary): readonly Service[] {
  const [encapsulation, phase2] = [vocabulary.find(both, 'encapsulation'), vocabulary.find(both, 'phase2')];
  const protocol: Service = phase2?.meaning === 'ah' ? 'ah' : 'esp';
  return [
    ...(encapsulation?.meaning === 'yes' ? [] : [protocol]),
    'ike',
    ...(encapsulation?.meaning === 'no' ? [] : (['nat-t'] as const)),
  ];
}
