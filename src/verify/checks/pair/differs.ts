import { shown } from '../../../bytes/shown.ts';
import { diagnostic } from '../../../diagnostics/diagnostic.ts';
import { type ConnCheck, otherEnd, type PairCheck } from '../check.ts';

/** Keywords of which the value is part of what the mesh promises, whether they are written or not. */
const promised: readonly string[] = [
  'authby',
  'compress',
  'encapsulation',
  'esn',
  'esp',
  'failureshunt',
  'ike',
  'keyexchange',
  'negotiationshunt',
  'pfs',
  'phase2',
  'replay-window',
  'sha2-truncbug',
  'type',
];

/** Keywords that each host may choose for itself, or that are judged by what they come to. */
export const free: ReadonlySet<string> = new Set([
  ...['auto', 'ikev2', 'dpddelay', 'dpdtimeout', 'dpdaction', 'keyingtries', 'rekeymargin', 'rekeyfuzz'],
  ...['retransmit-interval', 'retransmit-timeout', 'initial-contact', 'connalias', 'nflog', 'ikepad'],
  ...['hostaddrfamily', 'connaddrfamily', 'clientaddrfamily'],
]);

/**
 * Keywords with which a conn protects other packets than those between the two addresses, or meets its peer elsewhere: what
 * the plan does not have of them lets plaintext through or keeps the SA from coming up. Those of one end without their side.
 */
export const narrowing: ReadonlySet<string> = new Set([
  ...['mark', 'mark-in', 'mark-out', 'vti-interface', 'ipsec-interface', 'sec-label', 'policy-label', 'phase2', 'ppk'],
  ...['enable-tcp', 'tcp-remoteport', 'protoport', 'subnets', 'addresspool', 'ikeport', 'cert', 'rsasigkey'],
  ...['xauthserver', 'xauthclient', 'modecfgserver', 'modecfgclient'],
]);

/** What both ends have to write alike though nobody else looks at it. */
const alike: readonly string[] = [
  'compress',
  'enable-tcp',
  'esn',
  'phase2',
  'policy-label',
  'sec-label',
  'sha2-truncbug',
];

/**
 * `verify/differs`: what the mesh promises is as the inventory plans it; an error where the conn would protect other packets.
 * Other checks say more where the difference does harm in another way.
 */
export const checkPlan: ConnCheck = (conn, { planned }) => {
  if (planned(conn, 'auto') === undefined) return [];
  return [...new Set([...conn.names(), ...promised])].flatMap((name) => {
    const [is, wanted] = [conn.meaning(name), planned(conn, name)];
    if (is === wanted || free.has(name)) return [];
    return [
      diagnostic(
        'verify/differs',
        conn.placeOf(name),
        `${name} must be ${shown(wanted ?? 'left out')} by the inventory, not ${shown(is ?? 'left out')}`,
        {
          hint: 're-render the host, or change the inventory',
          ...(narrowing.has(name) ? { severity: 'error' as const } : {}),
        },
      ),
    ];
  });
};

/** `verify/differs`: without a plan, what both ends have to write alike is alike. */
export const checkAlike: PairCheck = (a, b, { blame, planned }) =>
  alike.flatMap((name) => {
    const meanings = [a.meaning(name), b.meaning(name)];
    // An end that takes either has chosen nothing.
    if (planned(a, 'auto') !== undefined || meanings[0] === meanings[1] || meanings.includes('either')) return [];
    const [bad, good] = blame(a, b, name) === a ? [a, b] : [b, a];
    return [
      diagnostic(
        'verify/differs',
        bad.placeOf(name),
        `${name} must be that of the other end, ${shown(good.meaning(name) ?? 'left out')}`,
        {
          related: [otherEnd(good, name)],
          hint: 'write the same on both ends',
          ...(narrowing.has(name) ? { severity: 'error' as const } : {}),
        },
      ),
    ];
  });
