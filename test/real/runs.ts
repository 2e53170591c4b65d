/** Which case runs on which releases. */
import type { RealCase, ReleaseSet } from './case.ts';

export const releaseSets: readonly ReleaseSet[] = ['4.3', '4.10', '5.2', 'mixed'];

export interface Run {
  readonly real: RealCase;
  readonly releases: ReleaseSet;
}

/** Every case on every set of releases that can say it. */
export function allRuns(cases: readonly RealCase[]): readonly Run[] {
  return cases.flatMap((real) => setsOf(real).map((releases) => ({ real, releases })));
}

/** Few runs of the cases that are always run, and few of the large ones: neither leaves a set of releases to the other. */
export function fewRuns(cases: readonly RealCase[]): readonly Run[] {
  return [...spread(cases.filter(({ large }) => !large)), ...spread(cases.filter(({ large }) => large))];
}

/**
 * Every case once, and every group on every set of releases: the cases of a group take the sets in turn, those that have the
 * least choice first, and a set that none has taken goes to the case that has run least. Each group begins with another set,
 * so that not every first case is on 4.3.
 */
function spread(cases: readonly RealCase[]): readonly Run[] {
  const groups = [...new Set(cases.map(({ group }) => group))];
  return groups.flatMap((group, offset) => {
    const members = cases.filter((real) => real.group === group);
    const left = releaseSets.map((_, index) => releaseSets[(index + offset) % releaseSets.length] ?? 'mixed');
    const taken = new Map(members.map((real): [RealCase, ReleaseSet[]] => [real, []]));
    const take = (real: RealCase, releases: ReleaseSet): void => {
      taken.get(real)?.push(releases);
      if (left.includes(releases)) left.splice(left.indexOf(releases), 1);
    };
    const narrowFirst = members.toSorted((one, other) => setsOf(one).length - setsOf(other).length);
    for (const [index, real] of narrowFirst.entries()) {
      const allowed = setsOf(real);
      take(real, left.find((set) => allowed.includes(set)) ?? allowed[(index + offset) % allowed.length] ?? 'mixed');
    }
    for (const releases of [...left]) {
      const [least] = members
        .filter((real) => setsOf(real).includes(releases))
        .toSorted((one, other) => (taken.get(one)?.length ?? 0) - (taken.get(other)?.length ?? 0));
      if (least !== undefined) take(least, releases);
    }
    return members.flatMap((real) => (taken.get(real) ?? []).map((releases): Run => ({ real, releases })));
  });
}

/** So that two guests end at about the same time: what waits longest begins first, everything else in its order. */
export function longestFirst(runs: readonly Run[]): readonly Run[] {
  return runs.toSorted((one, other) => (other.real.waits ?? 0) - (one.real.waits ?? 0));
}

function setsOf(real: RealCase): readonly ReleaseSet[] {
  return real.releases ?? releaseSets;
}
