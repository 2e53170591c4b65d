/** UDP encapsulation of ESP, which both ends of a pair must agree on. */

import type { Setting } from '../libreswan/ipsec-conf/syntax/document.ts';
import { atLeast, newest, type ReleaseRange } from '../libreswan/release.ts';
import type { Encapsulation } from './mesh.ts';

/** What holds for a pair: the stricter wish where the other end leaves it open; `undefined` where they contradict each other. */
export function pairEncapsulation(a: Encapsulation, b: Encapsulation): Encapsulation | undefined {
  if (a === b || b === 'auto') return a;
  return a === 'auto' ? b : undefined;
}

/** `auto` is the default and needs no line; up to 3.18 the keyword is `forceencaps`. */
export function encapsulationSettings(value: Encapsulation, releases: ReleaseRange): readonly Setting[] {
  if (value === 'auto') return [];
  const keyword = atLeast(newest(releases), '3.19') ? 'encapsulation' : 'forceencaps';
  return [{ keyword, value }];
}
