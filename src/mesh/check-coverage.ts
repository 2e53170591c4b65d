import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import type { Mesh } from './mesh.ts';

/** `mesh/address-not-covered`: an explicit conn protects the one address of each end; what flows from and to others is plaintext. */
export function checkCoverage(mesh: Mesh): readonly Diagnostic[] {
  if (mesh.mode !== 'explicit') return [];
  return mesh.nodes.flatMap((node) =>
    node.otherAddresses.map((address, i) =>
      diagnostic(
        'mesh/address-not-covered',
        valueAt('nodes', node.name, 'otherAddresses', i),
        `traffic from and to ${address} of ${node.name} is not encrypted: an explicit conn covers the address of the node alone`,
        { hint: 'bind what must be secret to the address of the node' },
      ),
    ),
  );
}
