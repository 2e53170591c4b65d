import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import type { KeyExchangeName } from '../../../libreswan/proposal/algorithm.ts';
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
  const key = [a, b].flatMap((conn) => [conn.host.kind, conn.written('esp')?.id, conn.written('ike')?.id]).join(' ');
  if (remember(`pfs ${key}`, () => areApart(a, b) || areApart(b, a))) return [groupsDiffer(a, b)];
  return remember(`pfs open ${key}`, () => isOpen(a, b) || isOpen(b, a)) ? [groupUntold(a, b)] : [];
};

/**
 * Whether a renewal fails of what one end initiated. Without a group in `esp=` an end takes that of the IKE SA, which the
 * responder chose.
 */
function areApart(initiator: Conn, responder: Conn): boolean {
  const chosen = chosenGroup(initiator, responder);
  const [mine, theirs] = [groupsOf(initiator, chosen), groupsOf(responder, chosen)];
  return mine !== undefined && theirs !== undefined && !mine.some((group) => theirs.includes(group));
}

/**
 * Whether the group of the IKE SA is none of those in `esp=`, between unlike releases: 4.10 against 5.2 renews with the former
 * what 5.2 wants with the latter, and 4.3 against 5.2 does not.
 */
function isOpen(initiator: Conn, responder: Conn): boolean {
  if (initiator.host.release === responder.host.release) return false;
  const chosen = chosenGroup(initiator, responder);
  const written = [initiator, responder].map((conn) => offeredEsp(conn)?.proposals.flatMap(({ dh }) => dh) ?? []);
  return chosen !== undefined && written.every((groups) => groups.length > 0 && !groups.includes(chosen));
}

function groupUntold(a: Conn, b: Conn): Diagnostic {
  return diagnostic(
    'verify/pfs-differs',
    a.placeOf('esp'),
    'the group in esp= should be the one of the IKE SA between unlike releases, or left out, to tell whether a renewal succeeds',
    { severity: 'warning', hint: 'leave the group out of esp=', related: [otherEnd(b, 'esp')] },
  );
}

/** `undefined` where nobody knows. */
function chosenGroup(initiator: Conn, responder: Conn): KeyExchangeName | undefined {
  const offered = offeredIke(initiator)?.proposals.flatMap(({ dh }) => dh) ?? [];
  const own = offeredIke(responder)?.proposals.flatMap(({ dh }) => dh) ?? [];
  return own.find((group) => offered.includes(group));
}

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
    'esp= must have a Diffie-Hellman group in common with the other end; without one there it is that of the IKE SA',
    { hint: 'write the same esp= on both ends, or leave the group out', related: [otherEnd(good, 'esp')] },
  );
}
