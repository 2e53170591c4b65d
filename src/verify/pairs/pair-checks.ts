/** What there is to say of a conn, of the two conns of a pair, and of what one expects of the other. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ConnTable } from '../../hosts/conns/conn-table.ts';
import type { WordList } from '../../hosts/conns/line-table.ts';
import { lostConn } from '../../hosts/conns/lost-conn.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { checkCertificate } from '../../x509/check-certificate.ts';
import type { Surroundings } from '../checks/check.ts';
import { connChecks } from '../checks/conn/index.ts';
import { checkAddresses, type PairAddresses } from '../checks/pair/addresses.ts';
import { signs } from '../checks/pair/authentication.ts';
import { pairChecks } from '../checks/pair/index.ts';
import { type ChainJudging, isRefusal, judgeChain } from '../checks/peer/chain.ts';
import { certificateChecks, peerChecks } from '../checks/peer/index.ts';
import { type Conn, type ConnSource, initialOf } from '../conn.ts';
import { certificateOf } from './certificate-of.ts';

export interface PairFindingsSource extends ConnSource {
  readonly judging: ChainJudging;
  /** Certificates of all hosts. */
  readonly certificates: Surroundings['certificates'];
  /** What the readers say of conns that they lost. */
  readonly lost: readonly (readonly Diagnostic[])[];
  readonly addresses: PairAddresses;
  readonly plannedEnds: Surroundings['plannedEnds'];
  /** How many conns that are in no row have each list of common lines. */
  readonly beside?: () => ReadonlyMap<WordList, number>;
}

export interface PairFindings {
  /** @param lost the number of what the readers say of the conn; 0 is nothing */
  readonly ofConn: (conn: Conn, lost: number) => readonly Diagnostic[];
  readonly ofAddresses: (a: Conn, b: Conn) => readonly Diagnostic[];
  readonly ofTerms: (a: Conn, b: Conn) => readonly Diagnostic[];
  readonly ofExpectation: (expecting: Conn, other: Conn) => readonly Diagnostic[];
  /** What is not known of what the other end proves itself with, in one word; `undefined` where nothing is left open. */
  readonly openQuestion: (expecting: Conn, other: Conn) => string | undefined;
  /** Of what an end expects, what depends on certificates alone. */
  readonly ofCertificates: (expecting: Conn, other: Conn) => readonly Diagnostic[];
}

export function newPairFindings(source: PairFindingsSource): PairFindings {
  const { table, vocabulary } = source;
  let frequency: ReadonlyMap<WordList, number> | undefined;
  const answers = new Map<string, boolean>();
  const surroundings: Surroundings = {
    now: source.judging.now,
    certificates: source.certificates,
    certificateOf: shownBy,
    chainOf: (expecting, other, certificate) => judgeChain(expecting, other, certificate, source.judging),
    remember: (key, make) => {
      const known = answers.get(key) ?? make();
      answers.set(key, known);
      return known;
    },
    planned,
    plannedEnds: source.plannedEnds,
    blame,
  };
  return {
    ofConn,
    ofAddresses: (a, b) => checkAddresses(a, b, source.addresses),
    ofTerms: (a, b) => pairChecks.flatMap((check) => check(a, b, surroundings)),
    ofExpectation: (expecting, other) => peerChecks.flatMap((check) => check(expecting, other, surroundings)),
    ofCertificates: (expecting, other) => certificateChecks.flatMap((check) => check(expecting, other, surroundings)),
    openQuestion: (expecting, other) => {
      if (!signs(other)) return undefined;
      if (shownBy(other) === undefined) return 'no-certificate';
      if (expecting.host.evidence.authorities === undefined) return 'no-authority';
      if (expecting.host.lacksLists) return 'no-revocation-list';
      return source.judging.signatures === undefined ? 'signature-not-checked' : undefined;
    },
  };

  function shownBy(conn: Conn): Certificate | undefined {
    return certificateOf(conn, source.judging.now)?.certificate;
  }

  function ofConn(conn: Conn, lostBy: number): readonly Diagnostic[] {
    const lost = lostConn(source.lost[lostBy] ?? []);
    if (lost.length > 0) return lost;
    const certificate = signs(conn) ? shownBy(conn) : undefined;
    const ofCertificate =
      certificate === undefined ? [] : checkCertificate(certificate, { ...source.judging, role: 'host', usages: [] });
    return [...connChecks.flatMap((check) => check(conn, surroundings)), ...ofCertificate.filter(isRefusal)];
  }

  function planned(conn: Conn, name: string): string | undefined {
    const { plan } = conn;
    if (plan === -1) return undefined;
    const word = vocabulary.find(plan, name);
    return word === undefined ? initialOf(name, conn.host) : word.meaning;
  }

  function blame(a: Conn, b: Conn, name: string): Conn {
    const isOff = (conn: Conn): boolean => conn.plan !== -1 && planned(conn, name) !== conn.meaning(name);
    if (isOff(a) !== isOff(b)) return isOff(a) ? a : b;
    frequency ??= frequencies(table, source.beside?.());
    return (frequency.get(a.both) ?? 0) <= (frequency.get(b.both) ?? 0) ? a : b;
  }
}

/** How many conns have each list of common lines: the rarer is the more likely to be wrong. */
function frequencies(
  table: ConnTable,
  beside: ReadonlyMap<WordList, number> = new Map(),
): ReadonlyMap<WordList, number> {
  const counts = new Map<WordList, number>(beside);
  for (let row = 0; row < table.size(); row += 1) {
    const both = table.get(row, 'both');
    counts.set(both, (counts.get(both) ?? 0) + 1);
  }
  return counts;
}
