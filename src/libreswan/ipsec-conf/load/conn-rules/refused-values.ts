/** Values that pluto cannot read: they cost the conn where pluto reads them at all. */

import { atLeast, type Release } from '../../../release.ts';
import type { ResolvedConn, ResolvedSetting } from '../resolved.ts';
import { refusedFinding } from '../setting-finding.ts';
import { ikeVersionOf, isOn, neverNegotiates, type Rule } from './rule.ts';

/** What pluto reads of a conn that never negotiates. */
const readAlways =
  /^(?:type|auto|hostaddrfamily|(?:left|right)(?:|nexthop|protoport|subnets?|sourceip|addresspool|cert|ckaid)|.*key)$/;

/** Whether pluto reads the value of a keyword of this conn. */
function isRead(conn: ResolvedConn, { keyword }: ResolvedSetting, release: Release): boolean {
  if (keyword.endsWith('groundhog') && !atLeast(release, '5.3')) return true;
  if (neverNegotiates(conn) && !readAlways.test(keyword)) return false;
  const version = ikeVersionOf(conn, release);
  const hasBoth = conn.settings.has('dpddelay') && conn.settings.has('dpdtimeout');
  if (keyword === 'dpddelay') return version === 2 || hasBoth;
  if (keyword === 'dpdtimeout') return version === 1 && hasBoth;
  if (/^iptfs-(?!fragmentation)/.test(keyword)) return isOn(conn, 'iptfs');
  if (keyword === 'accept-redirect') return version === 2;
  // Slips of the programs: the fault is forgotten before it is looked at.
  if (keyword === 'compress') return !atLeast(release, '5.4');
  if (keyword === 'sendca') return atLeast(release, '5.4');
  if (keyword.endsWith('groundhog')) return release !== '5.3';
  return true;
}

/** From 5.2, for the keywords that pluto reads itself. */
export const refusedValues: Rule = (conn, release) =>
  [...conn.settings.values()].flatMap((setting) =>
    setting.refused !== undefined && isRead(conn, setting, release) ? [refusedFinding(setting, release)] : [],
  );
