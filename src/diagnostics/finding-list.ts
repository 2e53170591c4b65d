/** The findings of a run: one for a fault, however many pairs it is met in. */
import type { Diagnostic, Place } from './diagnostic.ts';

export interface FindingList {
  /** Gives the number of the finding in {@link FindingList.all}. */
  readonly add: (finding: Diagnostic) => number;
  readonly all: () => readonly Diagnostic[];
}

/** What is missing has no place of its own, so there the sentence tells one from another. */
const placeless: ReadonlySet<string> = new Set(['verify/missing-conn', 'verify/missing-target', 'verify/host-address']);

/** Findings of one code at one place are one finding. */
export function newFindingList(): FindingList {
  const numbers = new Map<string, number>();
  const findings: Diagnostic[] = [];
  const met: number[] = [];
  return {
    add: (finding) => {
      const key = `${finding.code} ${placeKey(finding.at)} ${placeless.has(finding.code) ? finding.message : ''}`;
      const known = numbers.get(key);
      if (known !== undefined) {
        met[known] = (met[known] as number) + 1;
        return known;
      }
      numbers.set(key, findings.length);
      findings.push(finding);
      met.push(1);
      return findings.length - 1;
    },
    all: () =>
      findings.map((finding, i) => {
        const more = (met[i] as number) - 1;
        return more === 0 ? finding : { ...finding, message: `${finding.message} (and ${more} more by the same line)` };
      }),
  };
}

function placeKey(at: Place): string {
  return at.kind === 'text' ? `${at.line}:${at.column} ${at.file}` : JSON.stringify(at.path);
}
