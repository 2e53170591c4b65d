/** Judges conns and pairs of conns. Each combination of numbers is judged once; a mesh of a million conns has few. */
import { type Diagnostic, hasError } from '../../diagnostics/diagnostic.ts';
import type { WordList } from '../../hosts/conns/line-table.ts';
import { newMemo, newNumbering, newPacking } from '../../hosts/conns/memo.ts';
import type { SharedKeys } from '../../hosts/facts/psk-digests.ts';
import type { Certificate } from '../../x509/certificate.ts';
import { issuerAndSerial } from '../../x509/check-serials.ts';
import { proofOf } from '../checks/pair/authentication.ts';
import { checkSharedKey } from '../checks/pair/psk.ts';
import { type Conn, connOf, type Side } from '../conn.ts';
import { acceptedBy } from './accepted-by.ts';
import { certificateOf } from './certificate-of.ts';
import { isOwnWord } from './local-side.ts';
import { newMirrors } from './mirrored.ts';
import { newPairFindings, type PairFindingsSource } from './pair-checks.ts';
import { serialClashes } from './serial-clashes.ts';

/** What is known of a row beside the row. */
export interface RowFacts {
  readonly side: Side;
  /** What the plan has for it; -1 where there is none. */
  readonly planned: WordList | -1;
}

/** What a pair comes to. */
export interface PairOutcome {
  readonly findings: readonly Diagnostic[];
  /** Why it cannot be told whether the pair works, where no finding says so. */
  readonly unknown: string | undefined;
  readonly mirrored: boolean;
}

export interface PairJudge {
  /** As far as certificates go, what is wrong between two conns of groups, which are left of whoever the CA has certified. */
  readonly judgeCertificates: (a: number, b: number) => PairOutcome;
  /** The certificates that conns were seen to show. */
  readonly shown: () => readonly Certificate[];
  readonly judge: (a: number, factsA: RowFacts, b: number, factsB: RowFacts) => PairOutcome;
  /** The findings of one conn alone. */
  readonly judgeConn: (row: number, facts: RowFacts) => readonly Diagnostic[];
}

export interface JudgeSource extends PairFindingsSource {
  readonly keysOf: (conn: Conn) => SharedKeys | undefined;
}

/** What became of what a conn expects. */
interface Expectation {
  readonly hasFindings: boolean;
  /** Why it cannot be told whether it is shown. */
  readonly open: string | undefined;
}

/** The local end of a host's conns. */
interface LocalEnd {
  readonly trust: number;
  readonly shown: number;
  /** Whether it says its ID. */
  readonly hasId: boolean;
}

const good: PairOutcome = { findings: [], unknown: undefined, mirrored: true };

export function newPairJudge(source: JudgeSource): PairJudge {
  const { table, vocabulary } = source;
  const findings = newPairFindings(source);
  const areMirrored = newMirrors(table, vocabulary);
  const cleanConns = newMemo<boolean>();
  const cleanTerms = newMemo<boolean>();
  const usesSecret = newMemo<boolean>();
  /** Whether a list says an ID of the left (0) or the right (1). */
  const says = newMemo<boolean>();
  const expectations = newMemo<Expectation>();
  const ends = newMemo<LocalEnd>();
  // Numbers of lists and texts beside one another; a run of more than these is numbered, not mixed up.
  const [byPlan, byKind, byLocal, byAddress] = [
    newPacking(2 ** 21),
    newPacking(2 ** 6),
    newPacking(2 ** 26),
    newPacking(2 ** 26),
  ];
  const certified = newMemo<PairOutcome>();
  const shown = new Map<string, Certificate>();
  const clashes = serialClashes(source.hosts);
  const asking = newNumbering();
  const showing = newNumbering();

  return {
    judge,
    judgeCertificates,
    judgeConn: (row, facts) => {
      endOf(row, facts, facts.side);
      return connIsClean(row, facts) ? [] : connFindings(row, facts);
    },
    shown: () => [...shown.values()],
  };

  function judgeCertificates(a: number, b: number): PairOutcome {
    const facts: RowFacts = { side: 'left', planned: -1 };
    const ways = [
      [a, b],
      [b, a],
    ] as const;
    const all = ways.map(([from, to]) => {
      const trust = asking.get(endOf(from, facts, 'left').trust, table.get(from, 'both'));
      const asked = asking.get(byAddress.get(trust, 0), table.get(from, 'right'));
      const answer = showing.get(-endOf(to, facts, 'left').shown - 1, table.get(to, 'both'));
      return certified.get(asked, answer, (): PairOutcome => {
        const [x, y] = [viewOf(from, facts), viewOf(to, facts)];
        return { findings: findings.ofCertificates(x, y), unknown: findings.openQuestion(x, y), mirrored: true };
      });
    });
    return {
      findings: all.flatMap((one) => one.findings),
      unknown: all.find((one) => one.unknown !== undefined)?.unknown,
      mirrored: true,
    };
  }

  function judge(a: number, factsA: RowFacts, b: number, factsB: RowFacts): PairOutcome {
    const mirrored = areMirrored(a, factsA.side, b, factsB.side);
    const cleanA = connIsClean(a, factsA);
    const cleanB = connIsClean(b, factsB);
    const cleanBoth = termsAreClean(a, factsA, b, factsB);
    const clean = mirrored && cleanA && cleanB && cleanBoth;
    const forth = expectation(a, factsA, b, factsB);
    const back = expectation(b, factsB, a, factsA);
    const secret = provesBySecret(a, factsA) || provesBySecret(b, factsB);
    const shared = secret ? checkSharedKey(viewOf(a, factsA), viewOf(b, factsB), source.keysOf) : [];
    if (shared !== 'unknown' && shared.length > 0) return { findings: shared, unknown: undefined, mirrored };
    const unknown = forth.open ?? back.open ?? (shared === 'unknown' ? 'no-secrets' : undefined);
    if (clean && !forth.hasFindings && !back.hasFindings)
      return unknown === undefined ? good : { findings: [], unknown, mirrored };
    const [x, y] = [viewOf(a, factsA), viewOf(b, factsB)];
    const own = [
      ...(cleanA ? [] : findings.ofConn(x, table.get(a, 'lost'))),
      ...(cleanB ? [] : findings.ofConn(y, table.get(b, 'lost'))),
    ];
    // A certificate that is not there says nothing about the rest; everything else would be told twice.
    if (hasError(own.filter(({ code }) => code !== 'verify/nickname'))) return { findings: own, unknown, mirrored };
    const addresses = mirrored ? [] : findings.ofAddresses(x, y);
    // Two conns that are not for one another say nothing about one another.
    if (hasError(addresses)) return { findings: [...own, ...addresses], unknown, mirrored: false };
    const all = [
      ...own,
      ...addresses,
      ...(cleanBoth ? [] : findings.ofTerms(x, y)),
      ...(forth.hasFindings ? findings.ofExpectation(x, y) : []),
      ...(back.hasFindings ? findings.ofExpectation(y, x) : []),
    ];
    return { findings: once(all), unknown: unknown ?? lookedUp(x, y), mirrored: !hasError(all) };
  }

  /** An own address that is looked up on the host, and that nobody else tells of. */
  function lookedUp(x: Conn, y: Conn): string | undefined {
    const isOpen = (conn: Conn, other: Conn): boolean =>
      isOwnWord(conn.localAddress) && !source.addresses.isOwn(conn, other.remoteAddress);
    return isOpen(x, y) || isOpen(y, x) ? 'address-unknown' : undefined;
  }

  function connFindings(row: number, facts: RowFacts): readonly Diagnostic[] {
    return findings.ofConn(viewOf(row, facts), table.get(row, 'lost'));
  }

  function viewOf(row: number, { side, planned: plan }: RowFacts): Conn {
    return connOf(source, row, side, plan);
  }

  function connIsClean(row: number, facts: RowFacts): boolean {
    if (table.get(row, 'lost') !== 0) return false;
    const host = table.get(row, 'host');
    const local = table.get(row, facts.side);
    const key = byPlan.get(table.get(row, 'both'), facts.planned + 1);
    return cleanConns.get(key, byLocal.get(host, local), () => connFindings(row, facts).length === 0);
  }

  function termsAreClean(a: number, factsA: RowFacts, b: number, factsB: RowFacts): boolean {
    const [keyA, keyB] = [termKey(a, factsA), termKey(b, factsB)];
    return cleanTerms.get(keyA, keyB, () => findings.ofTerms(viewOf(a, factsA), viewOf(b, factsB)).length === 0);
  }

  function termKey(row: number, facts: RowFacts): number {
    return byKind.get(byPlan.get(table.get(row, 'both'), facts.planned + 1), kindOf(row));
  }

  function kindOf(row: number): number {
    return source.hosts[table.get(row, 'host')]?.kind ?? 0;
  }

  function expectation(from: number, factsFrom: RowFacts, to: number, factsTo: RowFacts): Expectation {
    const [mine, far] = factsFrom.side === 'left' ? (['left', 'right'] as const) : (['right', 'left'] as const);
    const remote = table.get(from, far);
    // Without an ID the address is the ID, and the answer depends on it.
    const hasId = says.get(remote, far === 'left' ? 0 : 1, () => vocabulary.find(remote, `${far}id`) !== undefined);
    const address = hasId ? 0 : addressOf(from, far);
    const trust = endOf(from, factsFrom, mine).trust;
    const end = endOf(to, factsTo, factsTo.side);
    // What both ends have in common says how the other signs, and what it sends beside its certificate.
    const own = showing.get(-end.shown - 1, table.get(to, 'both'));
    const shown = end.hasId ? own : showing.get(-own - 1, addressOf(to, factsTo.side));
    const asked = asking.get(byAddress.get(asking.get(trust, table.get(from, 'both')), address), remote);
    return expectations.get(asked, shown, () => {
      const [x, y] = [viewOf(from, factsFrom), viewOf(to, factsTo)];
      return { hasFindings: findings.ofExpectation(x, y).length > 0, open: findings.openQuestion(x, y) };
    });
  }

  function provesBySecret(row: number, facts: RowFacts): boolean {
    const ofBoth = byKind.get(table.get(row, 'both'), kindOf(row));
    return usesSecret.get(ofBoth, table.get(row, facts.side), () => proofOf(viewOf(row, facts)) === 'secret');
  }

  function addressOf(row: number, side: Side): number {
    return table.get(row, side === 'left' ? 'leftAddress' : 'rightAddress');
  }

  /** What the local end of a row trusts and shows, by numbers. */
  function endOf(row: number, facts: RowFacts, side: Side): LocalEnd {
    const host = table.get(row, 'host');
    const local = table.get(row, side);
    return ends.get(host, local, () => {
      const certificate = certificateOf(viewOf(row, facts), source.judging.now)?.certificate;
      if (certificate !== undefined) shown.set(certificate.fingerprintSha256, certificate);
      return {
        trust: trustOf(row, facts),
        shown: showing.get(host, local),
        hasId: vocabulary.find(local, `${side}id`) !== undefined,
      };
    });
  }

  /**
   * A number for what an expectation depends on at the own end: the release, `leftauth=`, the CA for `%same`, the authorities
   * and revocation lists of the database, and what of it another host's certificate is mixed up with.
   */
  function trustOf(row: number, facts: RowFacts): number {
    const conn = viewOf(row, facts);
    const { kind, evidence } = conn.host;
    const mixedUp = evidence.certificates
      .filter(({ certificate }) => clashes.has(issuerAndSerial(certificate)))
      .map(({ certificate }) => certificate.fingerprintSha256);
    const auth = conn.writtenFor('local', 'auth')?.value ?? '';
    const issuer = certificateOf(conn, source.judging.now)?.certificate.issuer.derHex ?? '';
    return vocabulary.text(JSON.stringify([kind, auth, issuer, mixedUp, acceptedBy(evidence)]));
  }
}

/** What holds of both directions is told once. */
function once(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const told = new Map(
    findings.map((finding) => [JSON.stringify([finding.code, finding.at, finding.message]), finding]),
  );
  return [...told.values()];
}
