/** Bits, pairs and marks that a release leaves out of what an end protects. */
import { shown } from '../../../../../bytes/shown.ts';
import type { Family } from '../../../../../net/address.ts';
import { atLeast, type Release } from '../../../../release.ts';
import type { ResolvedConn } from '../../resolved.ts';
import { hostFamilyOf } from '../addresses.ts';
import { childEndOf, familiesOf } from '../child-end.ts';
import { at, none, otherSide, type Rule, sides } from '../rule.ts';

/** From 5.0 bits behind the prefix of `leftsubnet=` are taken for zero; up to 4.15 those of `leftsubnets=`. */
const zeroedBits: Rule = (conn, release) =>
  sides.flatMap((side) => {
    const keyword = atLeast(release, '5.0') ? `${side}subnet` : `${side}subnets`;
    const setting = conn.settings.get(keyword);
    if (setting?.value === undefined || conn.settings.has(`${side}addresspool`)) return none;
    const { subnets } = childEndOf(conn, side, release);
    if (!subnets.some(({ isLoose }) => isLoose)) return none;
    const message = `${keyword}= must have no bits behind its prefix, not ${shown(setting.value)}; ${release} takes them for zero`;
    return at(setting, 'libreswan/no-effect', message, undefined, 'warning');
  });

/** From 5.0 a pair of two families is passed over, and one that the address of an end refuses ends the list. */
const pairs: Rule = (conn, release) => {
  if (!atLeast(release, '5.0') || !sides.some((side) => conn.settings.has(`${side}subnets`))) return none;
  return sides.flatMap((side) => {
    const own = conn.settings.get(`${side}subnets`);
    if (own === undefined) return none;
    const others = familiesAgainst(conn, otherSide(side), release);
    const { subnets } = childEndOf(conn, side, release);
    const alone = subnets.some(({ family }) => !others.has(family));
    if (alone) {
      const message = `${own.keyword}= must be of families that the other end has; ${release} leaves out what is not`;
      return at(own, 'libreswan/no-effect', message, undefined, 'warning');
    }
    // Two families at both ends are meant: that the mixed pairs are left out is worth a word at most.
    return familiesOf(subnets).size > 1 && side === 'left'
      ? at(own, 'libreswan/no-effect', `${release} leaves out the pairs of two families`, undefined, 'info')
      : none;
  });
};

/** The families of an end as the other end meets them. */
function familiesAgainst(conn: ResolvedConn, side: 'left' | 'right', release: Release): ReadonlySet<Family> {
  const { subnets, pools } = childEndOf(conn, side, release);
  if (subnets.length > 0) return familiesOf(subnets);
  return pools.length > 0 ? familiesOf(pools) : new Set([hostFamilyOf(conn, release)]);
}

/** What is left out of subnets. */
export const reducedSubnets: readonly Rule[] = [zeroedBits, pairs];
