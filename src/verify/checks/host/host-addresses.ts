import { type Diagnostic, diagnostic, textAt } from '../../../diagnostics/diagnostic.ts';
import { writeValue } from '../../../diagnostics/fix.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import { addresses } from '../../../hosts/facts/addresses.ts';
import type { Family } from '../../../net/address.ts';
import type { Host } from '../../host.ts';

/** `verify/unreadable-fact`: the addresses are what `ip -j addr` prints. */
export function checkAddressFact(_: Host, evidence: HostEvidence): readonly Diagnostic[] {
  return addresses.read(evidence)?.findings ?? [];
}

/**
 * `verify/host-address`: the host has the address of the inventory, on the interface of the inventory: a conn whose own address
 * the host lacks is never loaded, and the rules of the packet filter stand on the interface.
 */
export function checkHostAddress({ node, name }: Host, evidence: HostEvidence, family: Family): readonly Diagnostic[] {
  const [own, address] = [addresses.read(evidence)?.value, node?.addresses[family]];
  if (node === undefined || own === undefined || address === undefined) return [];
  const real = own.interfaces.get(address);
  if (real !== undefined && (node.interface === undefined || real === node.interface)) return [];
  const at = textAt(own.file, 1, 1);
  if (real !== undefined)
    return [
      diagnostic(
        'verify/host-address',
        at,
        `${address} of ${name} is on ${real}, but the inventory says ${node.interface}`,
        {
          severity: 'warning',
          hint: `write interface: ${real} for the node`,
          fix: writeValue(['nodes', node.name, 'interface'], real, false),
        },
      ),
    ];
  return [
    diagnostic('verify/host-address', at, `no interface of ${name} has ${address}, which the inventory gives it`, {
      hint: 'correct the inventory, or give the host its address',
    }),
  ];
}
