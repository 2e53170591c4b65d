import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { KeyExchangeName } from '../../../libreswan/proposal/algorithm.ts';
import { atLeast } from '../../../libreswan/release.ts';
import type { Conn } from '../../conn.ts';
import { otherEnd, type PairCheck } from '../check.ts';
import { writeLine } from '../write-line.ts';
import { offeredEsp, offeredIke } from './offers.ts';

/**
 * `verify/pfs-differs`: both ends make new key material for every SA, or neither, and with the same Diffie-Hellman groups; a
 * difference shows at the first renewal, and the SA is lost.
 */
export const checkPfs: PairCheck = (a, b, { blame, remember }) => {
  if (a.meaning('pfs') !== b.meaning('pfs')) {
    const [bad, good] = blame(a, b, 'pfs') === a ? [a, b] : [b, a];
    return [
      diagnostic(
        'verify/pfs-differs',
        bad.placeOf('pfs'),
        `pfs must be that of the other end, ${good.meaning('pfs')}`,
        {
          ...writeLine(bad, 'pfs', good.meaning('pfs')),
          related: [otherEnd(good, 'pfs')],
        },
      ),
    ];
  }
  if (a.meaning('pfs') !== 'yes' || (a.written('esp') === undefined && b.written('esp') === undefined)) return [];
  const key = [a, b]
    .flatMap((conn) => [
      conn.host.kind,
      conn.written('esp')?.id,
      conn.written('ike')?.id,
      conn.written('pfs-rekey-workaround')?.id,
    ])
    .join(' ');
  return remember(`pfs ${key}`, () => isLost(a, b) || isLost(b, a)) ? [groupsDiffer(a, b)] : [];
};

/** Whether a first renewal fails of what one end initiated. */
function isLost(initiator: Conn, responder: Conn): boolean {
  return areApart(initiator, responder, renewalGroups);
}

/** Whether a further Child SA of two conns fails for its groups, or for `pfs=`. */
export function haveNoPfsInCommon(initiator: Conn, responder: Conn): boolean {
  if (initiator.meaning('pfs') !== responder.meaning('pfs')) return true;
  return initiator.meaning('pfs') === 'yes' && areApart(initiator, responder, groupsOf);
}

/** Whether two ends have no group in common, where both are known. */
function areApart(initiator: Conn, responder: Conn, groups: typeof groupsOf): boolean {
  const chosen = chosenGroup(initiator, responder);
  const [mine, theirs] = [groups(initiator, chosen), groups(responder, chosen)];
  return mine !== undefined && theirs !== undefined && !mine.some((group) => theirs.includes(group));
}

/** `undefined` where nobody knows. */
function chosenGroup(initiator: Conn, responder: Conn): KeyExchangeName | undefined {
  const offered = offeredIke(initiator)?.proposals.flatMap(({ dh }) => dh) ?? [];
  const own = offeredIke(responder)?.proposals.flatMap(({ dh }) => dh) ?? [];
  return own.find((group) => offered.includes(group));
}

/**
 * The groups with which the first SA is renewed, whoever asks for that. From 4.6 on it is the group of the IKE SA, whatever
 * `esp=` says; 5.0 asks for those in `esp=` again, but for `pfs-rekey-workaround=yes`.
 *
 * @see libreswan `programs/pluto/ikev2_proposals.c` (get_v2_CREATE_CHILD_SA_rekey_child_proposals) of v4.10 and v5.2
 */
function renewalGroups(conn: Conn, chosen: KeyExchangeName | undefined): readonly KeyExchangeName[] | undefined {
  const { release } = conn.host;
  const isOfIke = atLeast(release, '5.0') ? conn.meaning('pfs-rekey-workaround') === 'yes' : atLeast(release, '4.6');
  if (!isOfIke) return groupsOf(conn, chosen);
  return chosen === undefined ? undefined : [chosen];
}

/** Those in `esp=`; without one there it is that of the IKE SA, which the responder chose. */
function groupsOf(conn: Conn, chosen: KeyExchangeName | undefined): readonly KeyExchangeName[] | undefined {
  const written = offeredEsp(conn)?.proposals.flatMap(({ dh }) => dh) ?? [];
  if (written.length > 0) return written;
  return chosen === undefined ? undefined : [chosen];
}

function groupsDiffer(a: Conn, b: Conn): Diagnostic {
  const [bad, good] = (offeredEsp(a)?.proposals.some(({ dh }) => dh.length > 0) ?? false) ? [a, b] : [b, a];
  return diagnostic(
    'verify/pfs-differs',
    bad.placeOf('esp'),
    'esp= must have a Diffie-Hellman group in common with the other end; without one there, and in 4.6 to 4.15, it is that of the IKE SA',
    { hint: 'leave the group out on both ends, or write the one of the IKE SA', related: [otherEnd(good, 'esp')] },
  );
}
