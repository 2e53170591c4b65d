/**
 * What several settings of one conn together come to in a release: conns that pluto refuses, settings without effect.
 *
 * @see libreswan `confread.c` (`load_conn`, `validate_end`, up to 4.15), `programs/pluto/connections.c` (up to 5.3),
 *   `extract.c` (5.4); runs of every release
 */
import type { Diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { Release } from '../../release.ts';
import { addressPools } from './conn-rules/address-pools.ts';
import { addressRules } from './conn-rules/addresses.ts';
import { authenticationRules } from './conn-rules/authentication.ts';
import { childModeRules } from './conn-rules/child-mode.ts';
import { nameServers, opportunistic, roles } from './conn-rules/configuration-payload.ts';
import { families } from './conn-rules/families.ts';
import { interfaceAddresses, ipsecInterface } from './conn-rules/interfaces.ts';
import { identityRules, keyRules } from './conn-rules/keys.ts';
import { rekeyMargin } from './conn-rules/lifetimes.ts';
import { marks } from './conn-rules/marks.ts';
import { negotiationRules } from './conn-rules/negotiation.ts';
import { numberRanges, replayWindow, tcpPort } from './conn-rules/numbers.ts';
import { passedOverRules } from './conn-rules/passed-over/index.ts';
import { protoports } from './conn-rules/protoports.ts';
import { refusedValues } from './conn-rules/refused-values.ts';
import { sourceAddresses } from './conn-rules/source-addresses.ts';
import { subnetRules } from './conn-rules/subnets.ts';
import type { ResolvedConn } from './resolved.ts';
import type { Setup } from './setup.ts';

const rulesOfSettings = [
  refusedValues,
  ...authenticationRules,
  ...keyRules,
  interfaceAddresses,
  ...subnetRules,
  sourceAddresses,
  protoports,
  addressPools,
  numberRanges,
  replayWindow,
  tcpPort,
  ...childModeRules,
  rekeyMargin,
  marks,
  ipsecInterface,
  roles,
  nameServers,
  ...negotiationRules,
];
const rules = [...rulesOfSettings, ...addressRules, opportunistic, families, ...identityRules, ...passedOverRules];

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

/** Whether a finding about a conn means that the release does not load it. */
export function losesConn({ code, severity }: Diagnostic): boolean {
  return severity === 'error' && code !== 'libreswan/no-effect';
}
