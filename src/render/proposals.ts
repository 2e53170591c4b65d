import type { Diagnostic } from '../diagnostic.ts';
import type { ReleaseRange } from '../libreswan/release.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** The proposals of the mesh in the spelling of each range of releases in it. */
export interface MeshProposals {
  readonly esp: (releases: ReleaseRange) => string | undefined;
  readonly ike: (releases: ReleaseRange) => string | undefined;
  readonly findings: readonly Diagnostic[];
}

export function readMeshProposals(mesh: Mesh): MeshProposals {
  return { esp: () => mesh.ipsec.esp, ike: () => mesh.ipsec.ike, findings: [] };
}
