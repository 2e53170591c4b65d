/** How long SAs live, and how long before their end they are replaced. */
import { atLeast } from '../../../release.ts';
import type { ResolvedConn } from '../resolved.ts';
import { lost, neverNegotiates, none, type Rule } from './rule.ts';

const largestInt = 2n ** 31n - 1n;
/** Seconds: the most that libreswan keeps an SA. */
const longest = 86_400n;
const usualMargin = 540n;

function secondsOf(conn: ResolvedConn, keyword: string): bigint | undefined {
  const value = conn.settings.get(keyword)?.value;
  return value === undefined || !/^[0-9]+(?:\.[0-9]+)?$/.test(value)
    ? undefined
    : BigInt(Math.floor(Number(value) / 1000));
}

/** From 5.0 the margin with its fuzz must leave some of the longest lifetime. */
export const rekeyMargin: Rule = (conn, release) => {
  if (!atLeast(release, '5.0') || neverNegotiates(conn)) return none;
  const setting = conn.settings.get('rekeymargin');
  const fuzzSetting = conn.settings.get('rekeyfuzz');
  const percent = fuzzSetting?.value ?? '100%';
  const written = /^[0-9]+%$/.test(percent) ? BigInt(percent.slice(0, -1)) : 100n;
  const blamed = setting ?? fuzzSetting;
  const isHuge = written > largestInt - 100n;
  if (isHuge && !atLeast(release, '5.3') && fuzzSetting !== undefined)
    return lost(fuzzSetting, release, 'rekeyfuzz= is far too large');
  const fuzz = isHuge ? 100n : written;
  const margin = secondsOf(conn, 'rekeymargin') ?? usualMargin;
  if (blamed === undefined) return none;
  if (margin > largestInt / (100n + fuzz)) return lost(blamed, release, 'rekeymargin= is far too large');
  const needed = (margin * (100n + fuzz)) / 100n;
  return needed > longest
    ? lost(blamed, release, `rekeymargin= with rekeyfuzz= must be at most ${longest} s, not ${needed} s`)
    : none;
};
