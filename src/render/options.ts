import type { Diagnostic } from '../diagnostic.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** The keywords of `ipsec.options`, against every release that will read them. */
export function checkOptions(_mesh: Mesh): readonly Diagnostic[] {
  return [];
}
