/**
 * Which subjects admit which, by asking every pair: what `findTooWide` finds without asking them all.
 */
import { dnAttribute } from '../../src/libreswan/identity/dn-der.ts';
import type { TooWide } from '../../src/libreswan/identity/overlapping-subjects.ts';
import type { Name } from '../../src/x509/name.ts';

/** An attribute of printable ASCII under the key that NSS compares. */
function key(attribute: Name['rdns'][number][number]): string {
  const { oid, contents } = dnAttribute(attribute);
  return `${oid} ${contents.toLowerCase()}`;
}

/** For names of printable characters, on releases from 4.10: every pair, one by one. */
export function tooWideSlowly(names: readonly Name[]): readonly TooWide[] {
  const sets = names.map((name) => new Set(name.rdns.flat().map(key)));
  const isSame = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && isIn(a, b);
  const isIn = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].every((each) => b.has(each));
  return sets.flatMap((set, wide): TooWide[] => {
    const first = sets.findIndex((other) => isSame(set, other));
    if (first !== wide || set.size === 0) return [];
    const others = sets.map((_, i) => i).filter((i) => i !== wide);
    const same = others.filter((i) => isSame(set, sets[i] as Set<string>));
    const larger = others.filter((i) => isIn(set, sets[i] as Set<string>) && !same.includes(i));
    return [
      { how: 'same' as const, members: same },
      { how: 'contained' as const, members: larger },
    ].flatMap(({ how, members: [example, ...more] }) =>
      example === undefined ? [] : [{ wide, how, example, count: 1 + more.length }],
    );
  });
}
