/** Judges conns and pairs of conns. Each combination of numbers is judged once; a mesh of a million conns has few. */
import { type Diagnostic, hasError } from '../../diagnostics/diagnostic.ts';
import type { WordList } from '../../hosts/conns/line-table.ts';
import { newMemo, newNumbering, newPacking } from '../../hosts/conns/memo.ts';
import type { SharedKeys } from '../../hosts/facts/psk-digests.ts';
import { checkSharedKey, useSharedKey } from '../checks/pair/psk.ts';
import { type Conn, connOf, type Side } from '../conn.ts';
import { certificateOf } from './certificate-of.ts';
import { isOwnWord } from './local-side.ts';
import { newMirrors } from './mirrored.ts';
import { newPairFindings, type PairFindingsSource } from './pair-checks.ts';

/** What is known of a row beside the row. */
export interface RowFacts {
  readonly side: Side;
  /** What the plan has for it; -1 where there is none. */
  readonly planned: WordList | -1;
}

/** What a pair comes to. */
export interface PairOutcome {
  readonly findings: readonly Diagnostic[];
  /** Why it can not be told whether the pair works, where no finding says so. */
  readonly unknown: string | undefined;
  readonly mirrored: boolean;
}

export interface PairJudge {
  readonly judge: (a: number, factsA: RowFacts, b: number, factsB: RowFacts) => PairOutcome;
  /** The findings of one conn alone. */
  readonly judgeConn: (row: number, facts: RowFacts) => readonly Diagnostic[];
}

export interface JudgeSource extends PairFindingsSource {
  readonly keysOf: (conn: Conn) => SharedKeys | undefined;
}

/** What a conn expects is shown, can not be told, or there is something to say. */
type Expectation = 'clean' | 'unknown' | 'findings';

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
  const expectations = newMemo<Expectation>();
  const ends = newMemo<LocalEnd>();
  // Numbers of lists and texts beside one another; a run of more than these is numbered, not mixed up.
  const [byPlan, byKind, byLocal, byAddress] = [
    newPacking(2 ** 21),
    newPacking(2 ** 6),
    newPacking(2 ** 26),
    newPacking(2 ** 26),
  ];
  const asking = newNumbering();
  const proving = newNumbering();
  const showing = newNumbering();

  return { judge, judgeConn: (row, facts) => (connIsClean(row, facts) ? [] : connFindings(row, facts)) };

  function judge(a: number, factsA: RowFacts, b: number, factsB: RowFacts): PairOutcome {
    const mirrored = areMirrored(a, factsA.side, b, factsB.side);
    const cleanA = connIsClean(a, factsA);
    const cleanB = connIsClean(b, factsB);
    const cleanBoth = termsAreClean(a, factsA, b, factsB);
    const clean = mirrored && cleanA && cleanB && cleanBoth;
    const forth = expectation(a, factsA, b, factsB);
    const back = expectation(b, factsB, a, factsA);
    const secret = usesSecret.get(provingKey(a, factsA), provingKey(b, factsB), () =>
      useSharedKey(viewOf(a, factsA), viewOf(b, factsB)),
    );
    const shared = secret ? checkSharedKey(viewOf(a, factsA), viewOf(b, factsB), source.keysOf) : [];
    if (shared !== 'unknown' && shared.length > 0) return { findings: shared, unknown: undefined, mirrored };
    const unknown =
      forth === 'unknown' || back === 'unknown' ? 'no-certificate' : shared === 'unknown' ? 'no-secrets' : undefined;
    if (clean && forth !== 'findings' && back !== 'findings')
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
      ...(forth === 'findings' ? findings.ofExpectation(x, y) : []),
      ...(back === 'findings' ? findings.ofExpectation(y, x) : []),
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
    const hasId = vocabulary.find(remote, `${far}id`) !== undefined;
    const address = hasId ? 0 : addressOf(from, far);
    const trust = endOf(from, factsFrom, mine).trust;
    const end = endOf(to, factsTo, factsTo.side);
    // What it proves itself with is in the lines that both ends have.
    const own = showing.get(-end.shown - 1, table.get(to, 'both'));
    const shown = end.hasId ? own : showing.get(-own - 1, addressOf(to, factsTo.side));
    const asked = asking.get(byAddress.get(asking.get(trust, table.get(from, 'both')), address), remote);
    return expectations.get(asked, shown, () => {
      const [x, y] = [viewOf(from, factsFrom), viewOf(to, factsTo)];
      if (findings.ofExpectation(x, y).length > 0) return 'findings';
      return findings.isProven(y) ? 'clean' : 'unknown';
    });
  }

  /** A number for what an end proves itself with. */
  function provingKey(row: number, facts: RowFacts): number {
    return proving.get(table.get(row, 'both'), table.get(row, facts.side));
  }

  function addressOf(row: number, side: Side): number {
    return table.get(row, side === 'left' ? 'leftAddress' : 'rightAddress');
  }

  /** What the local end of a row trusts and shows, by numbers. */
  function endOf(row: number, facts: RowFacts, side: Side): LocalEnd {
    const host = table.get(row, 'host');
    const local = table.get(row, side);
    return ends.get(host, local, () => ({
      trust: trustOf(row, facts),
      shown: showing.get(host, local),
      hasId: vocabulary.find(local, `${side}id`) !== undefined,
    }));
  }

  /** A number for what an expectation depends on at the own end: the CA for `%same`, those that the host trusts, `leftauth=`. */
  function trustOf(row: number, facts: RowFacts): number {
    const conn = viewOf(row, facts);
    const trusted = conn.host.evidence.authorities.map(({ fingerprintSha256 }) => fingerprintSha256).sort();
    const auth = conn.writtenFor('local', 'auth')?.value ?? '';
    return vocabulary.text([auth, certificateOf(conn)?.certificate.issuer.derHex ?? '', ...trusted].join(' '));
  }
}

/** What holds of both directions is told once. */
function once(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const told = new Map(
    findings.map((finding) => [JSON.stringify([finding.code, finding.at, finding.message]), finding]),
  );
  return [...told.values()];
}
