/**
 * Whether a host that has several conns for a peer answers it with the one that was asked for. Pluto begins with one of them,
 * while it knows no more than the address, and changes to another for the ID and the packets that the peer names then.
 *
 * @see libreswan `programs/pluto/ikev2_host_pair.c`, `peer_id.c` (`connections.c` in 4.x) and `ikev2_ts.c` of v4.3, v4.10 and v5.2
 */
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts';
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
 * `verify/unreachable-conn`: what the peer asks for is found from the conn with which pluto begins. `%fromcert` of that conn
 * becomes the subject of the peer, and no conn whose ID is `%fromcert` still has the same ID. Up to 4.15 its `esp=` and `pfs=`
 * answer every further Child SA. Its `ike=` answers whatever the peer begins with, so that the first packet decides: a warning.
 *
 * @param own the conns of the answering host for the peer, in the order of loading
 * @param asked the conns of the peer, each with the one of the answering host that it is for
 */
export function unreachableConns(
  own: readonly Covering[],
  asked: readonly (readonly [asking: Covering, answering: Covering])[],
): readonly Diagnostic[] {
  const begun = firstToAnswer(own, asked);
  if (begun === undefined) return [];
  return asked.flatMap(([asking, answering]) => {
    const { conn } = answering;
    const isOld = !atLeast(conn.host.release, '5.0');
    if (answering === begun || answering.key === begun.key)
      return isFromCertificate(conn) && hasStrangers(answering) ? [unreachable(conn, undefined, 'id')] : [];
    if (isFromCertificate(conn)) return [unreachable(conn, begun.conn, 'id')];
    if (isOld && haveNoEspInCommon(asking.conn, begun.conn)) return [unreachable(conn, begun.conn, 'esp')];
    if (isOld && haveNoPfsInCommon(asking.conn, begun.conn)) return [unreachable(conn, begun.conn, 'pfs')];
    return haveNoIkeInCommon(asking.conn, begun.conn) ? [unreachable(conn, begun.conn, 'ike')] : [];
  });
}

/** The conn for the ID of the peer, else one for whatever ID; of several up to 4.15 the one loaded last, then the first. */
function firstToAnswer(
  own: readonly Covering[],
  asked: readonly (readonly [Covering, Covering])[],
): Covering | undefined {
  const ordered = atLeast(own[0]?.conn.host.release ?? '5.0', '5.0') ? own : own.toReversed();
  const isAsked = (one: Covering): boolean => asked.some(([, answering]) => answering.key === one.key);
  return ordered.find((one) => isAsked(one) && !isFromCertificate(one.conn)) ?? ordered[0];
}

function isFromCertificate(conn: Conn): boolean {
  return conn.writtenFor('remote', 'id')?.value === '%fromcert';
}

/** A list of subnets makes several conns, which up to 4.3 do not know that they are one; from 4.4 to 4.9 it is not known. */
function hasStrangers({ conn, key }: Covering): boolean {
  return !atLeast(conn.host.release, '4.10') && key.includes('\n');
}

const reasons = {
  id: ['the ID of the peer has replaced %fromcert there, and there alone', 'write the ID of the peer'],
  ike: ['ike= there has nothing in common with what is asked for', 'write the same ike='],
  esp: ['esp= there has nothing in common with what is asked for', 'write the same esp='],
  pfs: ['pfs= there, or the group in esp=, is not the one that is asked for', 'write the same pfs= and esp='],
} as const;

function unreachable(conn: Conn, begun: Conn | undefined, why: keyof typeof reasons): Diagnostic {
  const [reason, hint] = reasons[why];
  const isOpen = why === 'ike' || (begun === undefined && atLeast(conn.host.release, '4.4'));
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
