import fc from 'fast-check';
import type { Door, HostFilter, Service } from '../../src/firewall/host-filter.ts';
import {
  type Address,
  addressFromBytes,
  type Family,
  families,
  familyOf,
  hostPrefix,
  type Prefix,
} from '../../src/net/address.ts';

/** An address of a host: 10.0.0.0/16, or fd00::/112. */
export function hostAddress(family: Family): fc.Arbitrary<Address> {
  return fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 254 })).map(([a, b]) => {
    const bytes = family === 'ipv4' ? [10, 0, a, b] : [0xfd, ...Array.from({ length: 13 }, () => 0), a, b];
    return addressFromBytes(Uint8Array.from(bytes)) as Address;
  });
}

/** What a host has to let in, with the addresses that the mesh has it talk from and to. */
export interface FilterCase {
  readonly filter: HostFilter;
  readonly own: Readonly<Partial<Record<Family, Address>>>;
  readonly peers: readonly Address[];
}

/** Statements of every shape: one family or both, one interface or two, with and without peers, AH, NAT-T, requireEsp and a clamp. */
export function filterCase(): fc.Arbitrary<FilterCase> {
  return fc
    .record({
      chosen: fc.subarray([...families], { minLength: 1 }),
      interfaces: fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9._@-]{0,14}$/), { minLength: 1, maxLength: 2 }),
      more: fc.subarray<Service>(['ah', 'nat-t']),
      ipv4: fc.uniqueArray(hostAddress('ipv4'), { minLength: 2, maxLength: 6 }),
      ipv6: fc.uniqueArray(hostAddress('ipv6'), { minLength: 2, maxLength: 6 }),
      onlyPeers: fc.boolean(),
      requireEsp: fc.boolean(),
      exempt: fc.uniqueArray(fc.constantFrom('192.0.2.1', '192.0.2.9', '2001:db8::1'), { maxLength: 2 }),
      clamp: fc.boolean(),
    })
    .map(({ chosen, interfaces, more, ipv4, ipv6, onlyPeers, requireEsp, exempt, clamp }) => {
      const addresses = chosen.flatMap((family) => (family === 'ipv4' ? ipv4 : ipv6));
      const own = Object.fromEntries(chosen.map((family) => [family, addresses.find((a) => familyOf(a) === family)]));
      const peers = addresses.filter((address) => !Object.values(own).includes(address));
      const services: readonly Service[] = (['esp', 'ah', 'ike', 'nat-t'] as const).filter(
        (service) => service === 'esp' || service === 'ike' || more.includes(service),
      );
      const doors = chosen.flatMap((family) =>
        interfaces.map(
          (name): Door => ({
            interface: name,
            family,
            services,
            ...(onlyPeers ? { peers: peers.filter((peer) => familyOf(peer) === family) } : {}),
          }),
        ),
      );
      const filter: HostFilter = {
        doors,
        ...(requireEsp
          ? {
              requireEsp: {
                peers: addresses,
                own: Object.values(own) as Address[],
                exempt: exempt.map((address) => hostPrefix(address as Address)) as Prefix[],
                ah: more.includes('ah'),
              },
            }
          : {}),
        ...(clamp ? { mssClamps: chosen.map((family) => ({ family, bytes: 1398 })) } : {}),
      };
      return { filter, own: own as FilterCase['own'], peers };
    });
}
