import { type Diagnostic, diagnostic, textAt } from '../../../diagnostics/diagnostic.ts';
import { writeValue } from '../../../diagnostics/fix.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import { addresses } from '../../../hosts/facts/addresses.ts';
import { links } from '../../../hosts/facts/links.ts';
import type { MeshNode } from '../../../mesh/mesh.ts';
import type { Host } from '../../host.ts';

/**
 * `verify/mtu`: the link of the host is as wide as the inventory plans. A smaller one drops packets that the tunnel MTU was
 * reckoned for; a larger one is harmless.
 */
export function checkLinkMtu({ node, name }: Host, evidence: HostEvidence): readonly Diagnostic[] {
  const gathered = links.read(evidence);
  if (gathered === undefined || node === undefined) return [];
  const { value: known, findings } = gathered;
  if (known === undefined) return findings;
  const link = node.interface ?? interfaceOf(node, evidence);
  if (link === undefined) return [];
  const found = known.find(link);
  if (found === undefined)
    return [
      diagnostic(
        'verify/mtu',
        textAt(known.file, 1, 1),
        `${name} has no interface ${link}, which the inventory names`,
        {
          hint: 'write the interface of the address into the inventory',
        },
      ),
    ];
  if (found.mtu >= node.linkMtu) return [];
  return [
    diagnostic(
      'verify/mtu',
      found.at,
      `link ${link} of ${name} has an MTU of ${found.mtu}, but the inventory says ${node.linkMtu}`,
      {
        hint: `write linkMtu: ${found.mtu} for the node, and set the MTU that "swanmesh mtu" then gives`,
        fix: writeValue(['nodes', node.name, 'linkMtu'], found.mtu, false),
      },
    ),
  ];
}

/** The interface that has an address of the node, where the inventory names none. */
function interfaceOf(node: MeshNode, evidence: HostEvidence): string | undefined {
  const own = addresses.read(evidence)?.value;
  return Object.values(node.addresses).flatMap((address) => own?.interfaces.get(address) ?? [])[0];
}
