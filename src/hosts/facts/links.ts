import {
  type Diagnostic,
  diagnostic,
  failed,
  ok,
  type Place,
  type Result,
  textAt,
  valueAt,
} from '../../diagnostics/diagnostic.ts';
import type { Door } from '../../firewall/host-filter.ts';
import { type Address, readAddress } from '../../net/address.ts';

/**
 * Which interface has which address, from what `ip -j address` writes.
 *
 * Fails with `firewall/unreadable`.
 *
 * @param file its name, for findings
 * @example readInterfaces('[{"ifname":"eth0","addr_info":[{"local":"10.0.0.1"}]}]', 'addresses.json') // 10.0.0.1 → eth0
 */
export function readInterfaces(text: string, file: string): Result<ReadonlyMap<Address, string>> {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    root = undefined;
  }
  if (!Array.isArray(root)) {
    return failed(
      diagnostic('firewall/unreadable', textAt(file, 1, 1), 'the file must be what ip -j address writes', {
        severity: 'error',
      }),
    );
  }
  const found = new Map<Address, string>();
  for (const link of root) {
    if (!isRecord(link) || typeof link.ifname !== 'string' || !Array.isArray(link.addr_info)) continue;
    for (const entry of link.addr_info) {
      const address = isRecord(entry) && typeof entry.local === 'string' ? readAddress(entry.local) : undefined;
      if (address !== undefined) found.set(address, link.ifname);
    }
  }
  return ok(found);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

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
