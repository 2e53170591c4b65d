import { atLeast, type Release } from './release.ts';

/**
 * A fact that changes with the release: what holds from the first release of the table on, then what holds from each
 * named release on, oldest first.
 *
 * @example ['32', ['4.6', '128']] // up to 4.5 it is 32, from 4.6 on 128
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
