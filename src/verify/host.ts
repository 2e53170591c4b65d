/** A host of the run, as the checks see it. */

import type { HostReading } from '../hosts/conns/read-conns.ts';
import type { HostEvidence } from '../hosts/evidence.ts';
import type { Release } from '../libreswan/release.ts';
import type { MeshNode } from '../mesh/mesh.ts';

export interface Host {
  readonly index: number;
  readonly name: string;
  readonly release: Release;
  readonly evidence: HostEvidence;
  readonly reading: Omit<HostReading, 'conns'>;
  /** The node of the inventory, where there is one. */
  readonly node: MeshNode | undefined;
  /** Whether it refuses certificates of whose issuer it has no current revocation list. */
  readonly insistsOnLists: boolean;
  /** Whether it does, and nobody says which lists it has. */
  readonly lacksLists: boolean;
  /** A number for what release and platform make of what is not written. */
  readonly kind: number;
}
