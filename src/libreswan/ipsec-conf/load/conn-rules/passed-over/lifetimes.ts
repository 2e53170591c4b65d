/** Lifetimes that a release lengthens, shortens, or fits its margin into. */
import { atLeast } from '../../../../release.ts';
import type { ResolvedConn } from '../../resolved.ts';
import { at, neverNegotiates, none, type Rule } from '../rule.ts';

/** Seconds. */
const longest = 86_400;
const usualLifetime = 28_800;
const usualMargin = 540;

function secondsOf(conn: ResolvedConn, keyword: string): number | undefined {
  const value = conn.settings.get(keyword)?.value;
  return value === undefined ? undefined : Number(value) / 1000;
}

/** At most a day, and from 5.0 more than the margin with its fuzz. */
const bounds: Rule = (conn, release) => {
  if (!atLeast(release, '4.3') || neverNegotiates(conn)) return none;
  return ['ikelifetime', 'salifetime'].flatMap((keyword) => {
    const setting = conn.settings.get(keyword);
    const seconds = secondsOf(conn, keyword);
    // Up to 4.15 a lifetime of nothing is the longest.
    const isNothing = keyword === 'ikelifetime' && seconds === 0 && !atLeast(release, '5.0');
    if (setting !== undefined && seconds !== undefined && (isNothing || Math.floor(seconds) > longest))
      return at(
        setting,
        'libreswan/no-effect',
        `${setting.line.keyword}= has no effect beyond ${longest} s; ${release} takes that`,
        'write 24h or less',
        'warning',
      );
    if (!atLeast(release, '5.0')) return none;
    const needed = neededSeconds(conn);
    if (Math.floor(seconds ?? usualLifetime) >= needed) return none;
    const blamed = setting ?? conn.settings.get('rekeymargin') ?? conn.settings.get('rekeyfuzz');
    if (blamed === undefined) return none;
    const message = `${setting?.line.keyword ?? keyword}= must be longer than rekeymargin= with rekeyfuzz=; ${release} takes ${needed} s`;
    return at(blamed, 'libreswan/no-effect', message, undefined, 'warning');
  });
};

/** The margin with its fuzz. */
function neededSeconds(conn: ResolvedConn): number {
  const margin = Math.floor(secondsOf(conn, 'rekeymargin') ?? usualMargin);
  const percent = /^([0-9]+)%$/.exec(conn.settings.get('rekeyfuzz')?.value ?? '100%')?.[1] ?? '100';
  return Math.floor((margin * (100 + Number(percent))) / 100);
}

/** Up to 4.15 a margin that is no shorter than the lifetime is cut to half of it. */
const halvedMargin: Rule = (conn, release) => {
  if (atLeast(release, '5.0') || !atLeast(release, '4.3') || neverNegotiates(conn)) return none;
  const setting = conn.settings.get('salifetime') ?? conn.settings.get('rekeymargin');
  if (setting === undefined) return none;
  const lifetime = lifetimeUpTo4(conn);
  const margin = secondsOf(conn, 'rekeymargin') ?? usualMargin;
  if (margin < lifetime) return none;
  const message = `salifetime= must be longer than rekeymargin=; ${release} takes ${Math.floor(lifetime / 2)} s for the margin`;
  return at(setting, 'libreswan/no-effect', message, undefined, 'warning');
};

function lifetimeUpTo4(conn: ResolvedConn): number {
  return secondsOf(conn, 'salifetime') ?? usualLifetime;
}

/** What becomes of lifetimes. */
export const boundedLifetimes: readonly Rule[] = [bounds, halvedMargin];
