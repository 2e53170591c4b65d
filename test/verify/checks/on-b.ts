/** What verify finds on host b of a rendered mesh of a, b and c when one of its files is another or is put there. */
import type { DiagnosticCode } from '../../../src/diagnostics/codes.ts';
import { goodCluster, type TestInventory, testInventory } from '../../support/cluster.ts';
import { lazy } from '../../support/lazy.ts';
import { edited, type Rendered, verifyTree, withTree } from '../tree.ts';
import { told } from './found.ts';

/** The meshes that the cases start from. */
export const meshOf = (more: Partial<TestInventory> = {}): (() => Rendered) =>
  lazy(() => withTree(goodCluster({ ...testInventory(), ...more })));

/** The findings of a code after an edit of a file of b, which begins empty where it was not there. */
export function foundOnB(
  code: DiagnosticCode,
  { cluster, tree }: Rendered,
  path: string,
  edit: (text: string) => string,
): readonly string[] {
  const damaged = edited(tree, 'b', path, edit);
  return told(code, verifyTree(damaged, cluster).findings, damaged);
}
