/** What one end protects is of the families of what the other end protects. */
import type { Family } from '../../../../net/address.ts';
import { atLeast, type Release } from '../../../release.ts';
import type { ResolvedConn, ResolvedSetting } from '../resolved.ts';
import { hostFamilyOf } from './addresses.ts';
import { childEndOf, familiesOf } from './child-end.ts';
import { lost, none, type Rule, sides } from './rule.ts';

interface EndFamilies {
  readonly families: ReadonlySet<Family>;
  readonly setting: ResolvedSetting | undefined;
}

/** The families of an end: of its subnets, else of its pool, else of its address. */
function endFamilies(conn: ResolvedConn, side: 'left' | 'right', release: Release): EndFamilies {
  const { subnets, pools } = childEndOf(conn, side, release);
  const { settings } = conn;
  const subnet = settings.get(`${side}subnet`) ?? settings.get(`${side}subnets`) ?? settings.get(`${side}sourceip`);
  if (subnets.length > 0) return { families: familiesOf(subnets), setting: subnet };
  if (pools.length > 0 && atLeast(release, '5.0'))
    return { families: familiesOf(pools), setting: settings.get(`${side}addresspool`) };
  return { families: new Set([hostFamilyOf(conn, release)]), setting: settings.get(side) };
}

/** Both ends have the same families. */
export const families: Rule = (conn, release) => {
  const left = endFamilies(conn, 'left', release);
  const right = endFamilies(conn, 'right', release);
  // Lists are put together in pairs, and the first pair decides.
  if (sides.some((side) => conn.settings.has(`${side}subnets`))) return pairsOf(conn, release);
  const isSame =
    left.families.size === right.families.size && [...left.families].every((one) => right.families.has(one));
  const against = againstClientFamily(conn, release, [...left.families, ...right.families]);
  if (against.length > 0) return against;
  if (isSame) return none;
  const blamed = sides.map((side) => conn.settings.get(`${side}subnet`) ?? conn.settings.get(`${side}addresspool`));
  const setting = blamed[1] ?? blamed[0] ?? right.setting ?? left.setting;
  const other = setting === right.setting ? left.setting : right.setting;
  return setting === undefined
    ? none
    : lost(setting, release, `${setting.keyword}= must be of the family of ${other?.keyword}=${other?.value}`);
};

/** `clientaddrfamily=`, from 5.0 to 5.2. */
function againstClientFamily(conn: ResolvedConn, release: Release, of: readonly Family[]): ReturnType<Rule> {
  const setting = conn.settings.get('clientaddrfamily');
  if (setting?.value === undefined || !atLeast(release, '5.0') || atLeast(release, '5.3')) return none;
  return of.every((family) => family === setting.value)
    ? none
    : lost(setting, release, `clientaddrfamily=${setting.value} conflicts with what an end protects`);
}

/**
 * A conn of lists is one conn for each pair, until the first that is refused. From 5.0 pairs of two families are passed
 * over, but for an end without a list, which has its address.
 */
function pairsOf(conn: ResolvedConn, release: Release): ReturnType<Rule> {
  const [left = [], right = []] = sides.map((side) =>
    childEndOf(conn, side, release).subnets.map(({ family }) => family),
  );
  const own = (side: 'left' | 'right'): readonly Family[] => {
    const { pools } = childEndOf(conn, side, release);
    return pools.length > 0 ? pools.map(({ family }) => family) : [hostFamilyOf(conn, release)];
  };
  const pairs = (left.length === 0 ? [undefined] : left).flatMap((a) =>
    (right.length === 0 ? [undefined] : right).map((b) => [a, b] as const),
  );
  const isTried = ([a, b]: (typeof pairs)[number]): boolean =>
    !atLeast(release, '5.0') || a === undefined || b === undefined || a === b;
  const first = pairs.find(isTried);
  const setting = conn.settings.get('rightsubnets') ?? conn.settings.get('leftsubnets');
  if (setting === undefined) return none;
  const [a, b] = first ?? [];
  const lefts = a === undefined ? own('left') : [a];
  const rights = b === undefined ? own('right') : [b];
  const isSame = lefts.length === rights.length && lefts.every((family) => rights.includes(family));
  const against = againstClientFamily(conn, release, [...lefts, ...rights]);
  if (against.length > 0) return against;
  return first !== undefined && isSame
    ? none
    : lost(setting, release, `${setting.keyword}= must begin with a subnet of the family of the other end`);
}
