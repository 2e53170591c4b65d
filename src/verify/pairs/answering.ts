/**
 * Whether a host that has several conns for a peer answers it with the one that was asked for. Pluto begins with one of them,
 * while it knows no more than the address, and changes to another for the ID and the packets that the peer names then.
 *
 * @see libreswan `programs/pluto/ikev2_host_pair.c`, `peer_id.c` (`connections.c` in 4.x) and `ikev2_ts.c` of v4.3, v4.10 and v5.2
 */
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts';
import { isUnsetId } from '../../libreswan/identity/unset-id.ts';
import { atLeast } from '../../libreswan/release.ts';
import { haveNoPfsInCommon } from '../checks/pair/pfs.ts';
import { haveNoEspInCommon, haveNoIkeInCommon } from '../checks/pair/proposals.ts';
import type { Conn } from '../conn.ts';

/** A conn with a text for all that it covers. */
export interface Covering {
  readonly row: number;
  readonly conn: Conn;
  readonly key: string;
  /** Whether it covers something twice. */
  readonly repeats: boolean;
}

/**
 * `verify/shadowed-conn`: of two conns for the same packets the later is never routed; up to 4.15 pluto answers the peer with
 * it all the same, and fails.
 *
 * @param conns of one host for the other, in the order of loading
 * @param others the conns of the peer, which say by which IDs it goes
 */
export function shadowedConns(conns: readonly Covering[], others: readonly Covering[]): readonly Diagnostic[] {
  return conns.flatMap(({ conn, key, repeats }) => {
    const { release } = conn.host;
    const first = conns.find((each) => each.key === key)?.conn;
    if (first === undefined || first === conn) return repeats ? [repeated(conn)] : [];
    const isHarmless = asksForAnother(conn, first, others) || (areAlike(conn, first) && atLeast(release, '5.0'));
    return [
      diagnostic(
        'verify/shadowed-conn',
        conn.at,
        isHarmless
          ? `one conn must be for the same packets, and ${JSON.stringify(first.name)} is too`
          : `one conn must be for the same packets, and ${JSON.stringify(first.name)} is too; ${release} answers the other end with either`,
        {
          severity: isHarmless ? 'warning' : 'error',
          hint: 'remove one of the two: only the first is routed',
          related: [{ at: first.at, message: 'the other conn' }],
        },
      ),
    ];
  });
}

function repeated(conn: Conn): Diagnostic {
  const { release } = conn.host;
  const isHarmless = atLeast(release, '5.0');
  const costs = isHarmless ? '' : `; ${release} answers the other end with either, and routes only the first`;
  return diagnostic(
    'verify/shadowed-conn',
    conn.at,
    `conn ${conn.name} must have each subnet once: one that is there twice, in a list or beside it, makes two conns${costs}`,
    {
      severity: isHarmless ? 'warning' : 'error',
      hint: 'leave the subnet out of the list, or out of what is beside it',
    },
  );
}

/** A conn for an ID that the peer does not have is never taken. */
function asksForAnother(conn: Conn, first: Conn, others: readonly Covering[]): boolean {
  const [one, other] = [conn, first].map((each) => each.writtenFor('remote', 'id')?.value);
  if (one === other || one === '%fromcert') return false;
  if (other !== '%fromcert') return true;
  return one !== undefined && others.length > 0 && others.every((each) => !mayGoBy(each.conn, one));
}

/** Whether an end may go by an ID: it sends the one that it says, and the subject of its certificate where it says `%fromcert`. */
function mayGoBy(conn: Conn, id: string): boolean {
  const own = conn.writtenFor('local', 'id')?.value;
  if (own === undefined) return true;
  return own === '%fromcert' ? id.includes('=') : own === id;
}

function areAlike(a: Conn, b: Conn): boolean {
  return a.local === b.local && a.remote === b.remote && a.both === b.both;
}

/**
 * `verify/unreachable-conn`: what the peer asks for is found from the conn with which pluto begins, among those that have the same
 * IDs. `%fromcert` of that conn becomes the ID of the peer, and no conn whose ID is `%fromcert` still has the same. Up to 4.15
 * its `esp=` and `pfs=` answer every further Child SA. Its `ike=` answers whatever the peer begins with, so that the first packet
 * decides: a warning.
 *
 * @param own the conns of the answering host for the peer, in the order of loading
 * @param asked the conns of the peer, each with the one of the answering host that it is for
 */
export function unreachableConns(
  own: readonly Covering[],
  asked: readonly (readonly [asking: Covering, answering: Covering])[],
): readonly Diagnostic[] {
  return asked.flatMap(([asking, answering]) => {
    const begun = firstToAnswer(own, asking.conn);
    const { conn } = answering;
    const isOld = !atLeast(conn.host.release, '5.0');
    if (begun === undefined || answering.key === begun.key)
      return isFromCertificate(conn) && hasStrangers(answering) ? [unreachable(conn, undefined, 'certified')] : [];
    if (isFromCertificate(conn)) return [unreachable(conn, begun.conn, 'certified')];
    if (!haveSameIds(begun.conn, conn, idOf(asking.conn, 'local'))) return [unreachable(conn, begun.conn, 'id')];
    if (haveOtherNames(begun.conn, conn)) return [unreachable(conn, begun.conn, 'name')];
    if (authorityFor(begun.conn) !== authorityFor(conn)) return [unreachable(conn, begun.conn, 'authority')];
    if (isOld && haveNoEspInCommon(asking.conn, begun.conn)) return [unreachable(conn, begun.conn, 'esp')];
    if (isOld && haveNoPfsInCommon(asking.conn, begun.conn)) return [unreachable(conn, begun.conn, 'pfs')];
    return haveNoIkeInCommon(asking.conn, begun.conn) ? [unreachable(conn, begun.conn, 'ike')] : [];
  });
}

/** The conn for the ID that the peer sends, else one for whatever ID; of several up to 4.15 the one loaded last, then the first. */
function firstToAnswer(own: readonly Covering[], asking: Conn): Covering | undefined {
  const ordered = atLeast(own[0]?.conn.host.release ?? '5.0', '5.0') ? own : own.toReversed();
  const sent = idOf(asking, 'local');
  return (
    ordered.find(({ conn }) => !isFromCertificate(conn) && idOf(conn, 'remote') === sent) ??
    ordered.find(({ conn }) => isFromCertificate(conn)) ??
    ordered[0]
  );
}

/** The ID of an end as pluto compares it; the subject of a certificate is whatever name fits it. */
function idOf(conn: Conn, end: 'local' | 'remote'): string {
  const written = conn.writtenFor(end, 'id')?.value;
  const address = end === 'local' ? conn.localAddress : conn.remoteAddress;
  const text = written === undefined || isUnsetId(written) ? address : written;
  return text === '%fromcert' || text.includes('=') ? 'DN' : text.toLowerCase();
}

/** Whether a conn has the IDs of the one with which pluto began, where the peer has sent an ID. */
function haveSameIds(begun: Conn, conn: Conn, sent: string): boolean {
  const peer = isFromCertificate(begun) ? sent : idOf(begun, 'remote');
  return peer === idOf(conn, 'remote') && idOf(begun, 'local') === idOf(conn, 'local');
}

/** Whether both have a name for the peer, each another one: which of them holds the other decides, and that is not asked. */
function haveOtherNames(one: Conn, other: Conn): boolean {
  const [a, b] = [one, other].map((conn) => conn.writtenFor('remote', 'id')?.value ?? '');
  return a !== b && idOf(one, 'remote') === 'DN' && idOf(other, 'remote') === 'DN' && a !== '%fromcert';
}

/** The authority that the peer must have; which of two conns answers where they differ, depends on the kind of its key too. */
function authorityFor(conn: Conn): string | undefined {
  const written = conn.writtenFor('remote', 'ca')?.value;
  return written === '%any' ? undefined : written;
}

function isFromCertificate(conn: Conn): boolean {
  return conn.writtenFor('remote', 'id')?.value === '%fromcert';
}

/** A list of subnets makes several conns, which up to 4.3 do not know that they are one; from 4.4 to 4.9 it is not known. */
function hasStrangers({ conn, key }: Covering): boolean {
  return !atLeast(conn.host.release, '4.10') && key.includes('\n');
}

const reasons = {
  id: ['the IDs there are others', 'write the same IDs'],
  name: ['the name of the peer there is another', 'write the same IDs'],
  authority: ['the authority of the peer there is another', 'write the same authority'],
  certified: ['the ID of the peer has replaced %fromcert there, and there alone', 'write the ID of the peer'],
  ike: ['ike= there has nothing in common with what is asked for', 'write the same ike='],
  esp: ['esp= there has nothing in common with what is asked for', 'write the same esp='],
  pfs: ['pfs= there, or the group in esp=, is not the one that is asked for', 'write the same pfs= and esp='],
} as const;

/** Of these the order of packets decides, or what was not asked. */
const open: readonly (keyof typeof reasons)[] = ['ike', 'name', 'authority'];

function unreachable(conn: Conn, begun: Conn | undefined, why: keyof typeof reasons): Diagnostic {
  const [reason, hint] = reasons[why];
  const isOpen = open.includes(why) || (begun === undefined && atLeast(conn.host.release, '4.4'));
  const first = begun === undefined ? 'another of its subnets' : `conn ${begun.name}`;
  return diagnostic(
    'verify/unreachable-conn',
    conn.at,
    `conn ${conn.name} must be within reach of ${first}, with which ${conn.host.release} answers first: ${reason}`,
    {
      severity: isOpen ? 'warning' : 'error',
      hint: `${hint} in ${begun === undefined ? 'the conn' : 'both conns'}`,
      ...(begun === undefined ? {} : { related: [{ at: begun.at, message: 'the conn that answers first' }] }),
    },
  );
}
