/** Everything that was gathered, ready to be judged, and what the judging comes to. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { FindingList } from '../../diagnostics/findings.ts';
import type { Rendering } from '../../render/prepare.ts';
import type { NotAsked, OptionalFact } from '../asked.ts';
import type { ConnSource } from '../conn.ts';
import type { Host } from '../host.ts';
import type { PairKey, PairVerdict } from '../verification.ts';
import type { HostAnswers } from './host-answers.ts';
import type { PairJudge } from './memoized-judge.ts';
import type { Survey } from './peer-index.ts';
import type { HostPlan } from './plan.ts';

/**
 * Looks for packets that a host's conns for a peer should encrypt and another of its conns takes.
 *
 * @param rows the host's conns for the peer
 */
export type TakenPackets = (host: Host, rows: readonly number[]) => readonly Diagnostic[];

/** What the judges of pairs work on. */
export interface Proof {
  readonly rendering: Rendering | undefined;
  readonly hosts: readonly Host[];
  readonly source: ConnSource;
  readonly survey: Survey;
  readonly judge: PairJudge;
  /** Packets of a host that a conn beside those of a pair takes. */
  readonly takenPackets: TakenPackets;
  /** Whether a row has a list of subnets, of which pluto makes as many conns. */
  readonly listsSubnets: (row: number) => boolean;
  readonly findings: FindingList;
  /** By the index of a host. */
  readonly answers: readonly HostAnswers[];
  /** A fact that a host must have and that was not gathered. */
  readonly lackingOf: (host: Host) => OptionalFact | undefined;
  readonly plans: readonly (HostPlan | undefined)[];
  /** Why rows are not loaded, by the numbers in the table. */
  readonly lost: readonly (readonly Diagnostic[])[];
  /** The file in which a conn that is missing on a host would be: that of its other conns for the mesh. */
  readonly homeOf: (host: Host) => string;
}

/** What was counted and decided so far. */
export interface Score {
  expected: number;
  found: number;
  mirrored: number;
  readonly verdicts: PairVerdict[];
  /** Names of the hosts of the mesh, in canonical order. */
  hosts: readonly string[];
  /** The pairs that were judged. */
  judged: () => Iterable<PairKey>;
  /** Hosts outside the tree for which one inside has a conn. */
  readonly outside: NotAsked[];
}

/** The code of a finding without its room. */
export function wordOf({ code }: Diagnostic): string {
  return code.slice(code.indexOf('/') + 1);
}

/** By code units. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
