/** Findings for other programs: what is reported, and what a format makes of it. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/** What was found, and by what. */
export interface Report {
  /** Findings with places in files as far as these are known, as `correlate` gives them. */
  readonly findings: readonly Diagnostic[];
  /** What was asked, such as `verify`: the name of the suite in JUnit's report. */
  readonly command: string;
  /** Version of swanmesh. */
  readonly swanmesh: string;
}

/** A format that is a JSON document. */
export interface JsonFormat {
  readonly kind: 'json';
  readonly document: (report: Report) => unknown;
}

/** A format that is lines of text. Whatever a finding quotes is escaped for the format, and nothing in it moves a cursor. */
export interface TextFormat {
  readonly kind: 'text';
  readonly text: (report: Report) => string;
}

/** A format of reports: a file in `formats/` and a line in `formats/index.ts`. */
export type ReportFormat = (JsonFormat | TextFormat) & {
  /** The word of `--format`. */
  readonly name: string;
  /** Whose it is, in a few words, for help. */
  readonly description: string;
};
