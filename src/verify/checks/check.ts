/** What a check is: a pure function of one conn, or of the two conns of a pair, that gives its findings. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Word } from '../../hosts/conns/line-table.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { Conn } from '../conn.ts';
import type { Host } from '../host.ts';

/** What checks may ask beyond the conns. */
export interface Surroundings {
  /** The time at which certificates must be valid. */
  readonly now: Date;
  /** The certificate that the local end of a conn shows; `undefined` where nobody knows. */
  readonly certificateOf: (conn: Conn) => Certificate | undefined;
  /** What is wrong with the chain of a certificate for the host of a conn, when the other conn's host shows it. */
  readonly chainOf: (expecting: Conn, other: Conn, certificate: Certificate) => readonly Diagnostic[];
  /** Hosts that have a certificate with this subject, attribute or name: for IDs that fit more than one. */
  readonly certificates: readonly { readonly host: Host; readonly certificate: Certificate }[];
  /** An answer that depends on the key alone, for what takes long to find out. */
  readonly remember: (key: string, make: () => boolean) => boolean;
  /** Which of the two ends is to blame for a difference in a keyword: that which is not as planned, or not as most others. */
  readonly blame: (a: Conn, b: Conn, name: string) => Conn;
  /**
   * What the plan has of the ends of a conn, by keyword without its side; `undefined` without a plan. Without the other conn
   * only the own end can be told.
   */
  readonly plannedEnds: (
    conn: Conn,
    other?: Conn,
  ) => Readonly<Record<'local' | 'remote', ReadonlyMap<string, Word>>> | undefined;
  /** What the plan says about a keyword of both ends; `undefined` without a plan. */
  readonly planned: (conn: Conn, name: string) => string | undefined;
}

/** Looks at one conn. It may depend on what both ends have in common, on the local end and on the host. */
export type ConnCheck = (conn: Conn, surroundings: Surroundings) => readonly Diagnostic[];

/** Looks at the two conns of a pair; once a pair, in any order. It may depend on what both ends have in common alone. */
export type PairCheck = (a: Conn, b: Conn, surroundings: Surroundings) => readonly Diagnostic[];

/** Looks at what a conn expects of the other end, and what that shows. Once for each direction. */
export type PeerCheck = (expecting: Conn, other: Conn, surroundings: Surroundings) => readonly Diagnostic[];

/** The other end of a finding. */
export function otherEnd(
  other: Conn,
  name: string,
): { readonly at: ReturnType<Conn['placeOf']>; readonly message: string } {
  return { at: other.placeOf(name), message: `the other end, on ${other.host.name}` };
}
