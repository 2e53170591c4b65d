/** Lists of findings: each fault once, in a known order, with the same number in every list that is merged. */
import type { Diagnostic, Place, Severity } from './diagnostic.ts';

/**
 * When two findings are one: `sentence`, where code, place and sentence are the same; `place`, where code and place are, as
 * one line is met by many pairs.
 */
export type Sameness = 'sentence' | 'place';

/** Findings in the order in which they were made, each once, however often its cause was met. */
export interface FindingList {
  /** Gives the number of the finding in {@link FindingList.all}. */
  readonly add: (finding: Diagnostic) => number;
  readonly addAll: (findings: readonly Diagnostic[]) => void;
  /** The finding with a number, as it was added first. */
  readonly at: (number: number) => Diagnostic;
  /** @param counted whether a sentence says how often the finding was met again */
  readonly all: (counted?: 'counted') => readonly Diagnostic[];
}

/** What is missing has no place of its own, so there the sentence tells one from another. */
const placeless: ReadonlySet<string> = new Set([
  'verify/missing-conn',
  'verify/missing-target',
  'verify/host-address',
  'verify/leftover-host',
  'verify/missing-host',
]);

/** An empty list. */
export function newFindingList(sameness: Sameness = 'sentence'): FindingList {
  const numbers = new Map<string, number>();
  const findings: Diagnostic[] = [];
  const met: number[] = [];
  const add = (finding: Diagnostic): number => {
    const key = keyOf(finding, sameness);
    const known = numbers.get(key);
    if (known !== undefined) {
      met[known] = (met[known] as number) + 1;
      return known;
    }
    numbers.set(key, findings.length);
    met.push(1);
    return findings.push(finding) - 1;
  };
  return {
    add,
    addAll: (some) => {
      for (const finding of some) add(finding);
    },
    at: (number) => findings[number] as Diagnostic,
    all: (counted) => (counted === undefined ? [...findings] : findings.map((one, i) => again(one, met[i] as number))),
  };
}

const weight: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

const ending = / \(and \d+ more by the same line\)$/;

function again(finding: Diagnostic, times: number): Diagnostic {
  return times === 1 ? finding : { ...finding, message: `${finding.message} (and ${times - 1} more by the same line)` };
}

function keyOf({ code, at, message }: Diagnostic, sameness: Sameness): string {
  const isPlaced = sameness === 'place' && !placeless.has(code);
  return `${code} ${placeKey(at)} ${isPlaced ? '' : message.replace(ending, '')}`;
}

function placeKey(at: Place): string {
  return at.kind === 'text' ? `${at.line}:${at.column} ${at.file}` : JSON.stringify(at.path);
}

/** Several lists of findings as one, each finding once: in the words of the list that takes it most seriously, of equals the first. */
export function mergeFindings(
  sameness: Sameness,
  ...lists: readonly (readonly Diagnostic[])[]
): {
  readonly findings: readonly Diagnostic[];
  /** For each list the numbers that its findings have in the merged one. */
  readonly numbers: readonly (readonly number[])[];
} {
  const merged = newFindingList(sameness);
  const numbers = lists.map((list) => list.map(merged.add));
  const findings = [...merged.all()];
  for (const [i, list] of lists.entries())
    for (const [j, finding] of list.entries()) {
      const number = numbers[i]?.[j] as number;
      if (weight[finding.severity] > weight[(findings[number] as Diagnostic).severity]) findings[number] = finding;
    }
  return { findings, numbers };
}

/** Findings in texts, in the order of the files and of their lines; others before them. */
export function inFileOrder(files: readonly string[], findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const rank = new Map<string, number>();
  for (const file of files) if (!rank.has(file)) rank.set(file, rank.size);
  return findings
    .map((finding) => ({ finding, at: finding.at.kind === 'text' ? finding.at : undefined }))
    .sort(
      (a, b) =>
        (rank.get(a.at?.file ?? '') ?? 0) - (rank.get(b.at?.file ?? '') ?? 0) ||
        (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
        (a.at?.column ?? 0) - (b.at?.column ?? 0),
    )
    .map(({ finding }) => finding);
}
