/** `leftaddresspool=`: addresses that an end is given. */
import { shown } from '../../../../bytes/shown.ts';
import { isPrefix, readPlutoPool } from '../../../address/pluto-range.ts';
import { atLeast, type Release } from '../../../release.ts';
import type { ResolvedConn, ResolvedSetting } from '../resolved.ts';
import { isVirtual } from './child-end.ts';
import { at, ikeVersionOf, lost, none, type Rule, sides } from './rule.ts';

/** `leftaddresspool=`: addresses that the end is given. */
export const addressPools: Rule = (conn, release) => {
  const [left, right] = sides.map((side) => conn.settings.get(`${side}addresspool`));
  if (left !== undefined && right !== undefined && atLeast(release, '4.10') && readable(release, left, right))
    return lost(right, release, 'leftaddresspool= and rightaddresspool= exclude each other');
  return sides.flatMap((side) => poolFault(conn, side, release));
};

function readable(release: Release, ...pools: readonly ResolvedSetting[]): boolean {
  return pools.every(
    ({ value = '' }) => readPlutoPool(value) !== undefined || (value.includes(',') && atLeast(release, '5.0')),
  );
}

function poolFault(conn: ResolvedConn, side: 'left' | 'right', release: Release): ReturnType<Rule> {
  const pool = conn.settings.get(`${side}addresspool`);
  if (pool?.value === undefined || !atLeast(release, '4.3')) return none;
  const subnet = conn.settings.get(`${side}subnet`);
  const excluded =
    conn.settings.get(`${side}subnets`) ??
    (subnet !== undefined && !isVirtual(subnet.value ?? '') ? subnet : undefined);
  if (excluded !== undefined) {
    const because = `${excluded.keyword}= and ${side}addresspool= exclude each other`;
    if (atLeast(release, '5.0')) return lost(pool, release, because);
    if (excluded === subnet)
      return at(pool, 'libreswan/no-effect', `${because}; ${release} complains, and loads the conn at start`);
  }
  const parts = atLeast(release, '5.0') ? pool.value.split(/[, ]/) : [pool.value];
  const ranges = parts.map((part) => (part === '' ? undefined : readPlutoPool(part)));
  const because = `${side}addresspool= must be a range such as 10.0.0.10-10.0.0.99, not ${shown(pool.value)}`;
  if (!ranges.every((range) => range !== undefined)) {
    if (atLeast(release, '5.0')) return lost(pool, release, because);
    return at(pool, 'libreswan/no-effect', `${because}; ${release} loads the conn without it`, undefined, 'error');
  }
  const all = ranges.filter((range) => range !== undefined);
  if (all.some(({ from }) => from === 0n)) {
    const zero = `${side}addresspool= must not begin at address zero`;
    return atLeast(release, '4.10')
      ? lost(pool, release, zero)
      : at(pool, 'libreswan/no-effect', `${zero}; ${release} loads the conn without it`, undefined, 'error');
  }
  if (!atLeast(release, '5.0'))
    return all.every((range) => range.family === 'ipv4' || isPrefix(range))
      ? none
      : at(pool, 'libreswan/no-effect', `${because}; ${release} loads the conn without it`, undefined, 'error');
  if (new Set(all.map(({ family }) => family)).size < all.length)
    return lost(pool, release, `${side}addresspool= takes one range of a family`);
  const sixes = all.filter(({ family }) => family === 'ipv6');
  if (sixes.length > 0 && ikeVersionOf(conn, release) === 1)
    return lost(pool, release, 'IKEv1 gives no IPv6 addresses');
  return sixes.every(isPrefix) ? none : lost(pool, release, `${side}addresspool= must be a prefix where it is IPv6`);
}
