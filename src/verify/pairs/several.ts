/** Which conn of one host goes with which of another, where either has more than one for the other. */
import { append } from '../../bytes/append.ts';
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts';
import { atLeast } from '../../libreswan/release.ts';
import { mirrorOf, selectorKey } from '../../mesh/precedence.ts';
import { type Conn, connOf } from '../conn.ts';
import { isEncrypting } from './routed.ts';
import { selectorsOf } from './selectors.ts';
import type { Proof } from './verification-state.ts';

/** The conns of two hosts for each other. */
export interface Matching {
  /** Rows whose packets are the same, seen from either end. */
  readonly pairs: readonly (readonly [a: number, b: number])[];
  /** What is wrong with the rows beside them. */
  readonly findings: readonly Diagnostic[];
}

/** A conn with a text for all that it covers. */
interface Covering {
  readonly row: number;
  readonly conn: Conn;
  readonly key: string;
}

/**
 * Matches the conns of two hosts; the pairs are empty where the hosts have nothing in common.
 *
 * `verify/shadowed-conn`: of two conns for the same packets the later is never routed; up to 4.15 pluto answers the peer with
 * it all the same, and fails. `verify/address-mismatch`: what a conn covers is covered at the other end too.
 */
export function matchConns(proof: Proof, rowsA: readonly number[], rowsB: readonly number[]): Matching {
  const [a, b] = [coveringOf(proof, rowsA), coveringOf(proof, rowsB)];
  const findings: Diagnostic[] = [...shadowed(a, b), ...shadowed(b, a)];
  const [firstA, firstB] = [firstOfEach(a), firstOfEach(b)];
  const pairs: (readonly [number, number])[] = [];
  const met = new Set<number>();
  for (const one of firstA) {
    const mirror = mirrorKey(one.conn);
    const other = firstB.find(({ key }) => key === mirror);
    if (other === undefined) continue;
    pairs.push([one.row, other.row]);
    met.add(one.row).add(other.row);
  }
  if (pairs.length === 0) return { pairs, findings };
  const alone = [...firstA, ...firstB].filter(({ row }) => !met.has(row));
  append(
    findings,
    alone.map(({ conn }) => withoutOther(conn, firstA.some((each) => each.conn === conn) ? firstB : firstA)),
  );
  return { pairs, findings };
}

/** The conns that are loaded and encrypt, and of which the addresses are known. */
function coveringOf(proof: Proof, rows: readonly number[]): readonly Covering[] {
  const { source, survey, lost } = proof;
  const live = rows
    .filter((row) => (lost[source.table.get(row, 'lost')] ?? []).length === 0)
    .map((row) => ({ row, conn: connOf(source, row, survey.sideOf(row), -1) }))
    .filter(({ conn }) => conn.meaning('auto') !== undefined && conn.meaning('auto') !== 'ignore');
  const encrypting = live.filter(({ conn }) => isEncrypting(conn));
  return encrypting.map(({ row, conn }) => ({ row, conn, key: keyOf(conn, false) })).filter(({ key }) => key !== '');
}

function keyOf(conn: Conn, mirrored: boolean): string {
  return selectorsOf(conn)
    .map((selector) => selectorKey(mirrored ? mirrorOf(selector) : selector))
    .sort()
    .join('\n');
}

const mirrorKey = (conn: Conn): string => keyOf(conn, true);

function firstOfEach(conns: readonly Covering[]): readonly Covering[] {
  return conns.filter(({ key }, i) => conns.findIndex((each) => each.key === key) === i);
}

/** @param others the conns of the peer, which say by which IDs it goes */
function shadowed(conns: readonly Covering[], others: readonly Covering[]): readonly Diagnostic[] {
  return conns.flatMap(({ conn, key }) => {
    const first = conns.find((each) => each.key === key)?.conn;
    if (first === undefined || first === conn) return [];
    const { release } = conn.host;
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

function withoutOther(conn: Conn, others: readonly Covering[]): Diagnostic {
  const [other] = others;
  return diagnostic(
    'verify/address-mismatch',
    conn.at,
    `the packets of conn ${conn.name} must be those of a conn at the other end too; pluto asks for an SA that the other end refuses`,
    {
      hint: 'write the same subnets, protocols and ports on both ends, or remove the conn',
      ...(other === undefined
        ? {}
        : { related: [{ at: other.conn.at, message: `a conn at the other end, on ${other.conn.host.name}` }] }),
    },
  );
}
