/** What the page of a verification is made of. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Excerpt } from '../../diagnostics/excerpt.ts';
import type { PairsValue } from '../../graph/pairs.ts';
import type { PacketValue } from '../../graph/pictures/packet.ts';
import type { MtuClass } from '../../mesh/mtu.ts';
import type { Verification } from '../../verify/verification.ts';

/** A finding with what people need to see of its source. */
export interface ShownFinding extends Diagnostic {
  /** The host in whose files it is. */
  readonly host?: string;
  readonly excerpt?: Excerpt;
}

/** Everything that the page shows. */
export interface PageSource {
  /** The version of swanmesh. */
  readonly swanmesh: string;
  readonly verification: Omit<Verification, 'findings' | 'judged'>;
  readonly pairs: PairsValue;
  readonly findings: readonly ShownFinding[];
  /** With an inventory: the kinds of pairs by their MTU, and the packet of the smallest. */
  readonly mtu?: { readonly classes: readonly MtuClass[]; readonly packet?: PacketValue };
}
