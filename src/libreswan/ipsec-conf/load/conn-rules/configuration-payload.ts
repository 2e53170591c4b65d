/** Who gives addresses, and who is given them: `modecfg…`, `cat=`, `addresspool=`. */
import { shown } from '../../../../bytes/shown.ts';
import { readPlutoAddress } from '../../../address/pluto-address.ts';
import { partsOf } from '../../../address/pluto-range.ts';
import { atLeast } from '../../../release.ts';
import type { ResolvedConn, ResolvedSetting } from '../resolved.ts';
import { readHost } from './addresses.ts';
import { ikeVersionOf, isOn, lost, neverNegotiates, none, otherSide, type Rule, sides } from './rule.ts';

/** Roles that exclude each other, from 5.0; opportunistic conns may be both. */
export const roles: Rule = (conn, release) => {
  if (!atLeast(release, '5.0')) return none;
  const isOppo = sides.some((side) => /^%oppo/i.test(conn.settings.get(side)?.value ?? ''));
  if (isOppo) return none;
  const unread = neverNegotiates(conn) && atLeast(release, '5.4');
  const on = (keyword: string): boolean => !unread && isOn(conn, keyword);
  const has = (keyword: string): boolean => conn.settings.has(keyword);
  for (const side of sides) {
    const other = otherSide(side);
    const clashes: readonly (readonly [string, string, boolean])[] = [
      [`${side}modecfgserver`, `${side}modecfgclient`, on(`${side}modecfgserver`) && on(`${side}modecfgclient`)],
      [`${side}modecfgserver`, `${side}cat`, on(`${side}modecfgserver`) && on(`${side}cat`)],
      [`${side}modecfgclient`, `${other}cat`, on(`${side}modecfgclient`) && on(`${other}cat`)],
      [`${side}modecfgserver`, `${side}addresspool`, on(`${side}modecfgserver`) && has(`${side}addresspool`)],
      [`${side}modecfgclient`, `${other}addresspool`, on(`${side}modecfgclient`) && has(`${other}addresspool`)],
      [`${side}cat`, `${other}addresspool`, on(`${side}cat`) && has(`${other}addresspool`)],
    ];
    const [first, second] = clashes.find(([, , isClash]) => isClash) ?? [];
    const setting = conn.settings.get(first ?? '');
    if (setting !== undefined) return lost(setting, release, `${first}= and ${second}= exclude each other`);
  }
  for (const name of ['modecfgserver', 'modecfgclient', 'cat']) {
    const setting = conn.settings.get(`right${name}`);
    if (setting !== undefined && on(`left${name}`) && on(`right${name}`))
      return lost(setting, release, `left${name}=yes and right${name}=yes exclude each other`);
  }
  const both = bothServe(conn, on);
  return both === undefined ? none : lost(both, release, 'both ends would give addresses, or both be given them');
};

/** A pool makes its end a client and the other a server. */
function bothServe(conn: ResolvedConn, on: (keyword: string) => boolean): ResolvedSetting | undefined {
  for (const side of sides) {
    const other = otherSide(side);
    const pool = conn.settings.get(`${side}addresspool`);
    if (pool === undefined) continue;
    if (on(`${side}modecfgserver`) || on(`${other}modecfgclient`)) return pool;
  }
  return undefined;
}

/** `modecfgdns=`: addresses of name servers. */
export const nameServers: Rule = (conn, release) => {
  const dns = conn.settings.get('modecfgdns');
  if (dns?.value === undefined || neverNegotiates(conn) || !atLeast(release, '4.10')) return none;
  const family = ikeVersionOf(conn, release) === 1 ? ('ipv4' as const) : undefined;
  const stranger = partsOf(dns.value).find((part) => readPlutoAddress(part, family) === undefined);
  return stranger === undefined ? none : lost(dns, release, `modecfgdns= must be addresses, not ${shown(stranger)}`);
};

/** Opportunistic conns need IKEv2. */
export const opportunistic: Rule = (conn, release) => {
  const oppo = sides.map((side) => conn.settings.get(side)).find((end) => /^%oppo/i.test(end?.value ?? ''));
  if (oppo === undefined || !atLeast(release, '4.3') || readHost(oppo.value, release).kind !== 'group') return none;
  return ikeVersionOf(conn, release) === 1 ? lost(oppo, release, 'an opportunistic conn needs IKEv2') : none;
};
