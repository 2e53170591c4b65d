/** What a line of a log comes from: one row of a table for each kind of line. */

import type { Severity } from '../diagnostics/codes.ts';

/** Where what has to be changed is: on the host whose log it is, on its peer, or on either. */
export type Side = 'here' | 'peer' | 'either';

/** One kind of line, and what is behind it. */
export interface LogCause {
  /** Stable, such as `peer-rejects-authentication`. */
  readonly id: string;
  /**
   * What such a line says: fragments in their order, what is between them may be anything. A kind that releases word
   * differently has several.
   */
  readonly says: readonly (readonly string[])[];
  readonly severity: Severity;
  /** Why the line is there: one sentence. */
  readonly cause: string;
  /** What to change, or what to ask next: one sentence. */
  readonly change: string;
  readonly side: Side;
  /** Settings of the conn in which the fault may be, the likeliest first. */
  readonly keywords?: readonly string[];
  /**
   * What the line tells of the failure: its reason; a symptom, which another line may explain; or only that it ended here.
   * Of the lines about one conn those that tell most are shown.
   */
  readonly tells: 'reason' | 'symptom' | 'end';
  /** A counter, which says something where it is above 0. */
  readonly counts?: true;
  /** A file of libreswan and its tag, or a document of the kernel. */
  readonly source: string;
}

/** The fields of a row that most rows do not need. */
export type CauseExtras = Partial<Pick<LogCause, 'severity' | 'side' | 'keywords' | 'tells' | 'counts'>>;

/** A row: `says` as text, where ` … ` stands for anything. */
export function cause(
  id: string,
  says: string | readonly string[],
  why: string,
  change: string,
  source: string,
  extras: CauseExtras = {},
): LogCause {
  const wordings = typeof says === 'string' ? [says] : says;
  return {
    id,
    says: wordings.map((wording) => wording.split('…')),
    severity: 'error',
    cause: why,
    change,
    side: 'here',
    tells: 'reason',
    source,
    ...extras,
  };
}
