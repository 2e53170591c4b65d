import { readSourceText } from '../../../bytes/source-text.ts';
import { type Diagnostic, diagnostic, textAt } from '../../../diagnostics/diagnostic.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import { readInterfaces } from '../../../hosts/facts/links.ts';
import type { Family } from '../../../net/address.ts';
import type { Host } from '../../host.ts';

const path = 'facts/addresses.json';

/** `verify/unreadable-fact`: the addresses are what `ip -j addr` prints. */
export function checkAddressFact(_: Host, { files, show }: HostEvidence): readonly Diagnostic[] {
  const content = files.get(path);
  if (content === undefined) return [];
  const file = show(path);
  return readInterfaces(readSourceText(content).text, file).kind === 'failed'
    ? [diagnostic('verify/unreadable-fact', textAt(file, 1, 1), 'the file must be what "ip -j addr" prints')]
    : [];
}

/**
 * `verify/host-address`: the host has the address of the inventory, on the interface of the inventory: a conn whose own address
 * the host lacks is never loaded, and the rules of the packet filter stand on the interface.
 */
export function checkHostAddress(
  { node, name }: Host,
  { files, show }: HostEvidence,
  family: Family,
): readonly Diagnostic[] {
  const [content, address] = [files.get(path), node?.addresses[family]];
  if (node === undefined || content === undefined || address === undefined) return [];
  const file = show(path);
  const interfaces = readInterfaces(readSourceText(content).text, file);
  if (interfaces.kind === 'failed') return [];
  const real = interfaces.value.get(address);
  if (real !== undefined && (node.interface === undefined || real === node.interface)) return [];
  const at = textAt(file, 1, 1);
  if (real !== undefined)
    return [
      diagnostic(
        'verify/host-address',
        at,
        `${address} of ${name} must be on ${node.interface}, as the inventory says, and is on ${real}`,
        { severity: 'warning', hint: `write interface: ${real} for the node` },
      ),
    ];
  return [
    diagnostic(
      'verify/host-address',
      at,
      `${name} must have the address ${address} of the inventory, and no interface has it`,
      { hint: 'correct the inventory, or give the host its address' },
    ),
  ];
}
