/** Whether the rules of a host open the interface that has its address. */
import { type Diagnostic, diagnostic, type Place, valueAt } from '../diagnostics/diagnostic.ts';
import type { Address } from '../net/address.ts';
import type { Door } from './host-filter.ts';

/**
 * `firewall/wrong-interface` for every door whose interface is not the one that has the host's address, and for an address
 * that no interface has.
 *
 * @param addresses the host's addresses that the mesh uses
 * @param at the place of the interface in the inventory
 */
export function checkInterfaces(
  doors: readonly Door[],
  addresses: readonly Address[],
  interfaces: ReadonlyMap<Address, string>,
  at: Place = valueAt(),
): readonly Diagnostic[] {
  return addresses.flatMap((address) => {
    const family = address.includes(':') ? 'ipv6' : 'ipv4';
    const own = doors.filter((door) => door.family === family);
    const opened = own.flatMap((door) => door.interface ?? []);
    const real = interfaces.get(address);
    // A door without an interface opens them all.
    if (real !== undefined && (opened.includes(real) || opened.length < own.length)) return [];
    const message =
      real === undefined
        ? `address ${address} must be on an interface of the host, and is on none`
        : `the rules must open ${JSON.stringify(real)}, which has ${address}, not ${opened.join(', ') || 'nothing'}`;
    return [
      diagnostic('firewall/wrong-interface', at, message, {
        hint: 'write the interface of the address into the inventory',
      }),
    ];
  });
}
