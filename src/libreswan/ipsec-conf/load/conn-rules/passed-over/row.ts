/** Settings that a release passes over, most of them with a word in its log. */
import type { Diagnostic } from '../../../../../diagnostics/diagnostic.ts';
import { atLeast, type Release } from '../../../../release.ts';
import type { ResolvedConn, ResolvedSetting } from '../../resolved.ts';
import { idle, type Rule } from '../rule.ts';

/** One way in which a setting comes to nothing. */
export interface PassedOver {
  /** Keywords, with their side. */
  readonly keywords: readonly string[];
  /** From a release, and up to before another. */
  readonly since: Release;
  readonly until?: Release;
  readonly holds: (conn: ResolvedConn, setting: ResolvedSetting, release: Release) => boolean;
  /** Why, after "has no effect". */
  readonly because: string;
  readonly hint?: string;
}

/** The keywords of both ends. */
export function bothSides(...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [`left${name}`, `right${name}`]);
}

/** One rule for a table: a finding for each setting that the release passes over. */
export function passedOver(rows: readonly PassedOver[]): Rule {
  return (conn, release) =>
    rows.flatMap(({ keywords, since, until, holds, because, hint }): readonly Diagnostic[] => {
      if (!atLeast(release, since) || (until !== undefined && atLeast(release, until))) return [];
      return keywords.flatMap((keyword) => {
        const setting = conn.settings.get(keyword);
        if (setting === undefined || !holds(conn, setting, release)) return [];
        const message = `${setting.line.keyword}= has no effect ${because}; ${release} passes over it`;
        return idle(setting, message, hint);
      });
    });
}
