/**
 * What several settings of one conn together come to in a release: conns that pluto refuses, settings without effect.
 *
 * @see libreswan `confread.c` (`load_conn`, `validate_end`, up to 4.15), `programs/pluto/connections.c`; runs of every release
 */
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Release } from '../../release.ts';
import { authenticationRules } from './conn-rules/authentication.ts';
import { bothEndsRules, endRules } from './conn-rules/ends.ts';
import { negotiationRules } from './conn-rules/negotiation.ts';
import type { ResolvedConn } from './resolved.ts';
import type { Setup } from './setup.ts';

const rulesOfSettings = [...authenticationRules, ...endRules, ...negotiationRules];
const rules = [...rulesOfSettings, ...bothEndsRules];

/**
 * What is wrong with the settings of a conn taken together, for a release. An error means that the release does not load the
 * conn, but for `libreswan/no-effect`: there it loads it without the setting.
 */
export function checkConn(conn: ResolvedConn, release: Release, setup: Setup): readonly Diagnostic[] {
  return rules.flatMap((rule) => rule(conn, release, setup));
}

/** The same without what is asked of both ends together, for who looks at the ends where he knows both hosts. */
export function checkSettings(conn: ResolvedConn, release: Release, setup: Setup): readonly Diagnostic[] {
  return rulesOfSettings.flatMap((rule) => rule(conn, release, setup));
}

/** What is asked of one end by itself. */
export function checkEnd(conn: ResolvedConn, release: Release, setup: Setup): readonly Diagnostic[] {
  return endRules.flatMap((rule) => rule(conn, release, setup));
}
