/** Which AH transform two hosts come to use, and which they would accept (`phase2=ah`). */
import { append } from '../../bytes/append.ts';
import { diagnostic, failed, ok, type Place, type Result, valueAt } from '../../diagnostics/diagnostic.ts';
import { ahTransforms } from '../../esp/ah.ts';
import type { EspTransform, IntegrityName } from '../../esp/transform.ts';
import type { Release, ReleaseRange } from '../release.ts';
import { holdsAt, type Spans } from '../spans.ts';
import { findAlgorithm, integrities, takes } from './algorithm.ts';
import type { PairTransforms } from './select.ts';

/** What `ipsec algparse -v2 ah` of 4.3, 4.10, 5.2 and 5.4 prints; where the last of 4.x ends is taken to be 5.0. */
const defaults: Spans<readonly IntegrityName[]> = [
  ['HMAC_SHA2_512_256', 'HMAC_SHA2_256_128', 'HMAC_SHA1_96'],
  ['5.0', ['HMAC_SHA2_512_256', 'HMAC_SHA2_256_128']],
];

/**
 * The integrity algorithms that a value of `ah=` offers, the first preferred; `undefined` where the release refuses the value.
 *
 * @param value absent: what the release offers itself
 * @example ahOffers('sha2_256,sha1', '4.10') // ['HMAC_SHA2_256_128', 'HMAC_SHA1_96']
 */
export function ahOffers(value: string | undefined, release: Release): readonly IntegrityName[] | undefined {
  if (value === undefined) return holdsAt(defaults, release);
  const names = value.split(/[,+]/).map((word) => {
    // A group behind an algorithm is that of the Child SA.
    const row = findAlgorithm(integrities, word.replace(/[;-](?:dh|modp|ecp)[a-z0-9_]*$/i, ''));
    return row === undefined || !takes(row, 'esp', release) ? 'NONE' : row.name;
  });
  const known = names.filter((name) => name !== 'NONE');
  return known.length < names.length ? undefined : [...new Set(known)];
}

/** An end of a pair: the releases that it may run, and what `ah=` says. */
export interface AhEnd {
  readonly releases: ReleaseRange;
  readonly ah?: string;
}

/**
 * What two hosts select and would accept with AH: the responder takes the first of its own that the initiator offers.
 *
 * Fails with `libreswan/no-common-proposal`.
 */
export function pairAhTransforms(a: AhEnd, b: AhEnd, at: Place = valueAt()): Result<PairTransforms> {
  const [selected, accepted]: [EspTransform[], EspTransform[]] = [[], []];
  let apart = false;
  for (const one of a.releases)
    for (const other of b.releases) {
      const [mine, theirs] = [ahOffers(a.ah, one) ?? [], ahOffers(b.ah, other) ?? []];
      const forward = rowsOf(mine.filter((name) => theirs.includes(name)));
      const backward = rowsOf(theirs.filter((name) => mine.includes(name)));
      if (forward[0] === undefined || backward[0] === undefined) apart = true;
      else selected.push(forward[0], backward[0]);
      append(accepted, forward);
    }
  const [first, ...others] = unique(selected);
  const [any, ...more] = unique(accepted);
  if (!apart && first !== undefined && any !== undefined)
    return ok({ selected: [first, ...others], accepted: [any, ...more] });
  const message = 'the two ends must offer an integrity algorithm of AH in common, or no SA comes up';
  return failed(diagnostic('libreswan/no-common-proposal', at, message, { hint: 'write the same ah= for both' }));
}

function rowsOf(names: readonly IntegrityName[]): readonly EspTransform[] {
  return names.flatMap((name) => ahTransforms.find((row) => row.name === `AH-${name}`) ?? []);
}

function unique(transforms: readonly EspTransform[]): readonly EspTransform[] {
  return [...new Map(transforms.map((transform) => [transform.name, transform])).values()];
}
