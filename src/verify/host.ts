/** A host of the run, as the checks see it. */
import type { Release } from '../libreswan/release.ts';
import type { MeshNode } from '../mesh/mesh.ts';
import type { HostEvidence } from './evidence.ts';
import type { HostReading } from './read-host.ts';

export interface Host {
  readonly index: number;
  readonly name: string;
  readonly release: Release;
  readonly evidence: HostEvidence;
  readonly reading: Omit<HostReading, 'conns'>;
  /** The node of the inventory, where there is one. */
  readonly node: MeshNode | undefined;
  /** A number for what release and platform make of what is not written. */
  readonly kind: number;
}
