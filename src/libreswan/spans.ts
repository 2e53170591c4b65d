import { atLeast, type Release, type ReleaseRange } from './release.ts';

/**
 * A fact that changes with the release: what holds from the first release of the table on, then what holds from each
 * named release on, oldest first.
 *
 * @example ['32', ['4.6', '128']] // 32 up to 4.5, 128 from 4.6
 */
export type Spans<T> = readonly [T, ...(readonly [Release, T])[]];

/** What holds for a release. */
export function holdsAt<T>(spans: Spans<T>, release: Release): T {
  const [first, ...changes] = spans;
  let value = first;
  for (const [since, next] of changes) {
    if (!atLeast(release, since)) break;
    value = next;
  }
  return value;
}

/** The first release of the range for which the fact is another than for the oldest, or `undefined`. */
export function firstChange<T>(spans: Spans<T>, range: ReleaseRange): Release | undefined {
  const value = holdsAt(spans, range[0]);
  return range.find((release) => holdsAt(spans, release) !== value);
}
