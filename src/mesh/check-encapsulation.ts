import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { writeValue } from '../diagnostics/fix.ts';
import type { Mesh } from './mesh.ts';
import { linkedNodes } from './peerings.ts';

/**
 * `mesh/encapsulation-conflict`: two linked nodes do not ask for opposites. Where one says yes or no and the other leaves it
 * open, the first decides; reported once for each node that says no, with one of those that say yes.
 */
export function checkEncapsulation(mesh: Mesh): readonly Diagnostic[] {
  if (!mesh.nodes.some(({ encapsulation }) => encapsulation === 'yes')) return [];
  return mesh.nodes
    .filter(({ encapsulation }) => encapsulation === 'no')
    .flatMap((node) => {
      const other = linkedNodes(mesh, node).find(({ encapsulation }) => encapsulation === 'yes');
      if (other === undefined) return [];
      return [
        diagnostic(
          'mesh/encapsulation-conflict',
          valueAt('nodes', node.name, 'encapsulation'),
          `${node.name} forbids UDP encapsulation and must not be linked to ${other.name}, which requires it`,
          {
            hint: 'write auto for one of them',
            fix: writeValue(['nodes', node.name, 'encapsulation'], 'auto', false),
            related: [{ at: valueAt('nodes', other.name, 'encapsulation'), message: 'the other end' }],
          },
        ),
      ];
    });
}
