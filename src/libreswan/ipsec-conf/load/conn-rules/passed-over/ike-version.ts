/** What the version of IKE of a conn does not know. */
import { ikeVersionOf, neverNegotiates, type Rule } from '../rule.ts';
import { bothSides, type PassedOver, passedOver } from './row.ts';

const isV1: PassedOver['holds'] = (conn, _, release) => ikeVersionOf(conn, release) === 1 && !neverNegotiates(conn);
const isV2: PassedOver['holds'] = (conn, _, release) => ikeVersionOf(conn, release) === 2 && !neverNegotiates(conn);
const isWritten: PassedOver['holds'] = (_, { line }) => line.value !== '';

const rows: readonly PassedOver[] = [
  // lib/libipsecconf/starterwhack.c at v4.10; programs/pluto/connections.c at v5.2 and v5.3, extract.c at v5.4.
  {
    keywords: ['dpdtimeout'],
    since: '4.10',
    until: '5.0',
    holds: (conn, setting, release) => setting.value !== undefined && ikeVersionOf(conn, release) === 2,
    because: 'with IKEv2, which gives up after retransmit-timeout=',
    hint: 'take the line out, or set retransmit-timeout=',
  },
  {
    keywords: ['dpdtimeout'],
    since: '5.0',
    holds: isV2,
    because: 'with IKEv2, which gives up after retransmit-timeout=',
    hint: 'take the line out, or set retransmit-timeout=',
  },
  {
    keywords: ['ikepad'],
    since: '5.2',
    holds: (conn, setting, release) => setting.value !== undefined && ikeVersionOf(conn, release) === 2,
    because: 'with IKEv2',
  },
  {
    keywords: ['fragmentation'],
    since: '5.2',
    holds: (conn, setting, release) => setting.value === 'force' && isV2(conn, setting, release),
    because: 'beyond yes with IKEv2',
    hint: 'write fragmentation=yes',
  },
  {
    keywords: ['xauthby', 'xauthfail', ...bothSides('xauthserver', 'xauthclient')],
    since: '5.4',
    holds: isV2,
    because: 'with IKEv2',
  },
  { keywords: bothSides('cat'), since: '5.2', holds: isV1, because: 'with IKEv1' },
  { keywords: ['send-redirect', 'accept-redirect'], since: '5.2', holds: isV1, because: 'with IKEv1' },
  { keywords: ['ppk'], since: '5.2', holds: isV1, because: 'with IKEv1' },
  {
    keywords: ['modecfgdomains'],
    since: '4.10',
    holds: (conn, setting, release) =>
      isV1(conn, setting, release) && isWritten(conn, setting, release) && /[, ]/.test(setting.value?.trim() ?? ''),
    because: 'beyond its first domain with IKEv1',
  },
];

/** What a version of IKE passes over. */
export const ofTheOtherVersion: Rule = passedOver(rows);
