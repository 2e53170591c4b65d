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

/**
 * Every case once, and every group on every set of releases: the cases of a group take the sets in turn, and a set that
 * none has taken goes to the first case that can have it. Each group begins with another set, so that not every first
 * case is on 4.3.
 */
export function fewRuns(cases: readonly RealCase[]): readonly Run[] {
  const groups = [...new Set(cases.map(({ group }) => group))];
  return groups.flatMap((group, offset) => {
    const members = cases.filter((real) => real.group === group);
    const left = releaseSets.map((_, index) => releaseSets[(index + offset) % releaseSets.length] ?? 'mixed');
    const runs = members.map((real, index): Run => {
      const allowed = setsOf(real);
      const releases =
        left.find((set) => allowed.includes(set)) ?? allowed[(index + offset) % allowed.length] ?? 'mixed';
      if (left.includes(releases)) left.splice(left.indexOf(releases), 1);
      return { real, releases };
    });
    const more = left.flatMap((releases): readonly Run[] => {
      const real = members.find((candidate) => setsOf(candidate).includes(releases));
      return real === undefined ? [] : [{ real, releases }];
    });
    return [...runs, ...more];
  });
}

function setsOf(real: RealCase): readonly ReleaseSet[] {
  return real.releases ?? releaseSets;
}
