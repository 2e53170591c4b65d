/** A host's conns as pluto gets them, and what it makes of the files that they stand in. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Layout } from './keyword-positions.ts';
import type { Word, WordList } from './line-table.ts';

/** A section from which a conn takes lines. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly layout: Layout;
}

/** A conn as pluto gets it. */
export interface HostConn {
  readonly name: string;
  /** The number of the name. */
  readonly nameId: number;
  readonly own: Origin;
  /** The other sections from which it takes lines. Shared by conns that have the same. */
  readonly others: readonly Origin[];
  readonly leftAddress: Word | undefined;
  readonly rightAddress: Word | undefined;
  readonly left: WordList;
  readonly right: WordList;
  readonly both: WordList;
  /** Why the host does not load it; empty where it does. */
  readonly lost: readonly Diagnostic[];
}

/** What a host's configuration comes to. */
export interface HostConns {
  readonly conns: readonly HostConn[];
  /** Why the host loads nothing at all; empty where it does. */
  readonly fatal: readonly Diagnostic[];
  /** Lines that the release reads as something else, or as nothing. */
  readonly misread: readonly Diagnostic[];
}

/** No section beside its own. */
export const noOthers: readonly Origin[] = [];
