/** A policy-group file as a tree: every character of it in one of the entries, and what pluto makes of each line. */
import type { Encoding } from '../../bytes/source-text.ts';
import type { TextPlace } from '../../diagnostics/diagnostic.ts';
import type { Prefix } from '../../net/address.ts';
import type { Release } from '../release.ts';

/** A policy-group file as one release reads it; the file's name is that of the group conn. */
export interface PolicyGroupFile {
  readonly kind: 'policy-group-file';
  readonly file: string;
  readonly release: Release;
  readonly encoding: Encoding;
  readonly entries: readonly GroupEntry[];
}

/** One part of a policy-group file; the sources of all entries together are the file. */
export type GroupEntry = GroupTrivia | GroupLine;

/** Blank lines and comments. */
export interface GroupTrivia {
  readonly kind: 'trivia';
  readonly source: string;
}

/**
 * What becomes of a line: its targets are `read`; it is `ignored`; it `stops` the reading, so that it and everything behind
 * it is not there; or it is `lost` behind such a line.
 */
export type LineFate = 'read' | 'ignored' | 'stops' | 'lost';

/** A line with something on it, and the indented lines that go on with it. */
export interface GroupLine {
  readonly kind: 'line';
  readonly at: TextPlace;
  readonly source: string;
  readonly fate: LineFate;
  /** What the line says, also where it is lost; up to 3.23 it may be more than one target. */
  readonly targets: readonly GroupTarget[];
  readonly faults: readonly GroupFault[];
}

/** A network that a group is for, and, from 3.25 on, the one protocol and the ports. */
export interface GroupTarget {
  readonly prefix: Prefix;
  readonly traffic?: GroupTraffic | undefined;
}

/** The part of the traffic that an entry is for. */
export interface GroupTraffic {
  /** The IP protocol number, 1 to 255, neither ESP (50) nor AH (51). */
  readonly protocol: number;
  /** The port of this host, 0 for any. */
  readonly sourcePort: number;
  /** The port of the remote host, 0 for any. */
  readonly destinationPort: number;
}

/** What is wrong with a line, and where. */
export interface GroupFault {
  readonly kind:
    | 'not-a-prefix'
    | 'host-bits'
    | 'ambiguous'
    | 'quoted'
    | 'family'
    | 'protocol'
    | 'port'
    | 'missing-port'
    | 'garbage'
    | 'indented'
    | 'overflow';
  readonly at: TextPlace;
  /** The words as they stand there. */
  readonly text: string;
}
