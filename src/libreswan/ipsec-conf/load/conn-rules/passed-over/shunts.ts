/** What conns that never negotiate do not need. */
import { neverNegotiates, type Rule } from '../rule.ts';
import { bothSides, type PassedOver, passedOver } from './row.ts';

const holds: PassedOver['holds'] = (conn) => neverNegotiates(conn);
const because = 'on a conn that never negotiates';

/** From 5.2, where the keyword is read at all. */
const from52 = [
  ...['phase2', 'pfs', 'rekey', 'reauth', 'encapsulation', 'esn', 'fragmentation', 'mobike', 'narrowing', 'compress'],
  ...['session-resumption', 'intermediate', 'require-id-on-certificate', 'mark', 'mark-in', 'mark-out'],
  ...['vti-interface', 'vti-routing', 'vti-shared', 'nic-offload', 'enable-tcp', 'decap-dscp', 'encap-dscp'],
  ...['nopmtudisc', 'overlapip', 'accept-redirect', 'aggressive', 'sha2-truncbug', 'nm-configured', 'pam-authorize'],
  ...['modecfgpull', 'modecfgdns', 'modecfgdomains', 'modecfgbanner', 'ms-dh-downgrade', 'pfs-rekey-workaround'],
  ...['iptfs', 'iptfs-fragmentation', ...bothSides('updown', 'interface-ip')],
];
const from53 = [
  ...['keyexchange', 'ikev2', 'rekeyfuzz', 'replay-window', 'reqid', 'tfc', 'nflog', 'cisco-unity'],
  ...['cisco-split', 'remote-peer-type', 'send-no-esp-tfc', 'share-lease'],
  ...bothSides('id', 'sendcert', 'auth', 'autheap', 'ikeport', 'vti', 'xauthserver', 'xauthclient', 'username'),
  ...bothSides('groundhog'),
];
const from54 = [
  ...['failureshunt', 'negotiationshunt', 'ppk', 'tcp-remoteport', 'send-redirect', 'ikepad', 'ignore-peer-dns'],
  ...['reject-simultaneous-ike-auth', 'clones', 'send-supported-auth-methods'],
  ...bothSides('updown-config', 'modecfgserver', 'modecfgclient', 'cat'),
];

/** By running each release on every keyword; the texts are of `programs/pluto/connections.c` (4.3 to 5.3), `extract.c` (5.4). */
const rows: readonly PassedOver[] = [
  { keywords: ['ike'], since: '4.3', holds, because },
  { keywords: ['esp'], since: '4.3', until: '5.3', holds, because },
  {
    keywords: ['enable-tcp'],
    since: '4.10',
    until: '5.2',
    holds: (conn, setting) => neverNegotiates(conn) && (setting.value ?? 'no') !== 'no',
    because,
  },
  { keywords: from52, since: '5.2', holds, because },
  { keywords: ['keyingtries'], since: '5.2', until: '5.3', holds, because },
  { keywords: from53, since: '5.3', holds, because },
  { keywords: from54, since: '5.4', holds, because },
];

/** What a conn that never negotiates passes over. */
export const ofShunts: Rule = passedOver(rows);
