/** Which conn of one host goes with which of another, where either has more than one for the other. */
import { append } from '../../bytes/append.ts';
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts';
import { mirrorOf, selectorKey } from '../../mesh/precedence.ts';
import { type Conn, connOf } from '../conn.ts';
import { type Covering, shadowedConns, unreachableConns } from './answering.ts';
import { isEncrypting } from './routed.ts';
import { repeatsSubnets, selectorsOf } from './selectors.ts';
import type { Proof } from './verification-state.ts';

/** The conns of two hosts for each other. */
export interface Matching {
  /** Rows whose packets are the same, seen from either end. */
  readonly pairs: readonly (readonly [a: number, b: number])[];
  /** What is wrong with the rows beside them. */
  readonly findings: readonly Diagnostic[];
}

/**
 * Matches the conns of two hosts; the pairs are empty where the hosts have nothing in common.
 *
 * `verify/shadowed-conn` and `verify/unreachable-conn`: each host answers the other with the conn that was asked for.
 * `verify/address-mismatch`: what a conn covers is covered at the other end too.
 */
export function matchConns(proof: Proof, rowsA: readonly number[], rowsB: readonly number[]): Matching {
  const [a, b] = [coveringOf(proof, rowsA), coveringOf(proof, rowsB)];
  const findings: Diagnostic[] = [...shadowedConns(a, b), ...shadowedConns(b, a)];
  const [firstA, firstB] = [firstOfEach(a), firstOfEach(b)];
  const matched: (readonly [Covering, Covering])[] = [];
  const met = new Set<number>();
  for (const one of firstA) {
    const mirror = mirrorKey(one.conn);
    const other = firstB.find(({ key }) => key === mirror);
    if (other === undefined) continue;
    matched.push([one, other]);
    met.add(one.row).add(other.row);
  }
  if (matched.length === 0) return { pairs: [], findings };
  const turned = matched.map(([one, other]) => [other, one] as const);
  append(findings, [...unreachableConns(a, turned), ...unreachableConns(b, matched)]);
  const alone = [...firstA, ...firstB].filter(({ row }) => !met.has(row));
  append(
    findings,
    alone.map(({ conn }) => withoutOther(conn, firstA.some((each) => each.conn === conn) ? firstB : firstA)),
  );
  return { pairs: matched.map(([one, other]) => [one.row, other.row]), findings };
}

/** The conns that are loaded and encrypt, and of which the addresses are known. */
function coveringOf(proof: Proof, rows: readonly number[]): readonly Covering[] {
  const { source, survey, lost } = proof;
  const live = rows
    .filter((row) => (lost[source.table.get(row, 'lost')] ?? []).length === 0)
    .map((row) => ({ row, conn: connOf(source, row, survey.sideOf(row), -1) }))
    .filter(({ conn }) => conn.meaning('auto') !== undefined && conn.meaning('auto') !== 'ignore');
  const encrypting = live.filter(({ conn }) => isEncrypting(conn));
  return encrypting
    .map(({ row, conn }) => ({ row, conn, key: keyOf(conn, false), repeats: repeatsSubnets(conn) }))
    .filter(({ key }) => key !== '');
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
