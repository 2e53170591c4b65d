import type { Diagnostic, ValuePath } from './diagnostic.ts';

/**
 * The findings in the order of the input: as their places follow one another in `root`. A key that is not there comes
 * after those that are. Findings of one place, and those in texts, keep their order.
 */
export function inInputOrder(root: unknown, findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const positions = new Map<object, ReadonlyMap<string, number>>();
  const position = (value: object, key: string | number): number => {
    let known = positions.get(value);
    if (known === undefined) {
      known = new Map(Object.keys(value).map((name, i) => [name, i]));
      positions.set(value, known);
    }
    return known.get(String(key)) ?? known.size;
  };
  const rank = (path: ValuePath): readonly number[] => {
    const ranks: number[] = [];
    let value: unknown = root;
    for (const key of path) {
      if (typeof value !== 'object' || value === null) break;
      ranks.push(position(value, key));
      value = (value as Record<string | number, unknown>)[key];
    }
    return ranks;
  };
  return findings
    .map((finding) => ({ finding, ranks: finding.at.kind === 'value' ? rank(finding.at.path) : [] }))
    .sort((a, b) => compareRanks(a.ranks, b.ranks))
    .map(({ finding }) => finding);
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
