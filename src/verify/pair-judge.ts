/** Judges conns and pairs of conns. Each combination of numbers is judged once; a mesh of a million conns has few. */
import { type Diagnostic, diagnostic, hasError } from '../diagnostic.ts';
import { checkAddresses, type PairAddresses } from './checks/addresses.ts';
import { authenticationOf, checkAuthby, checkKeyKind } from './checks/authby.ts';
import { checkAuthority } from './checks/authority.ts';
import type { ConnCheck, ExpectationCheck, Surroundings, TermCheck } from './checks/check.ts';
import { checkCrossing } from './checks/crossing.ts';
import { checkAlike, checkPlan } from './checks/differs.ts';
import { checkEncapsulation } from './checks/encapsulation.ts';
import { checkOwnEnd, checkPeerEnd } from './checks/ends.ts';
import { checkIds } from './checks/ids.ts';
import { checkIkeVersion } from './checks/ike-version.ts';
import { checkLifetimes } from './checks/lifetimes.ts';
import { checkLoaded } from './checks/loaded.ts';
import { checkNickname } from './checks/nickname.ts';
import { checkPfs } from './checks/pfs.ts';
import { checkPlaintext } from './checks/plaintext.ts';
import { checkProposals } from './checks/proposals.ts';
import { checkSharedKey, useSharedKey } from './checks/psk.ts';
import { checkRefused } from './checks/refused.ts';
import { checkType } from './checks/type.ts';
import { type Conn, type ConnSource, connOf, initialOf, type Side } from './conn.ts';
import type { ConnTable } from './conn-table.ts';
import type { HostCertificate } from './evidence.ts';
import { newMemo, newNumbering } from './memo.ts';
import type { SharedKeys } from './shared-keys.ts';
import type { WordList } from './words.ts';

/** Of one conn, in the order in which they report. A new check is a new file and a line here. */
const connChecks: readonly ConnCheck[] = [
  checkRefused,
  checkLoaded,
  checkPlaintext,
  checkNickname,
  checkKeyKind,
  checkLifetimes,
  checkPlan,
  checkOwnEnd,
];

/** Of what the two ends have in common. */
const termChecks: readonly TermCheck[] = [
  checkIkeVersion,
  checkAuthby,
  checkType,
  checkProposals,
  checkEncapsulation,
  checkPfs,
  checkCrossing,
  checkAlike,
];

/** Of what one end expects of the other. */
const expectationChecks: readonly ExpectationCheck[] = [checkIds, checkAuthority, checkPeerEnd];

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

export interface JudgeSource extends ConnSource {
  readonly now: Date;
  /** Certificates of all hosts. */
  readonly certificates: Surroundings['certificates'];
  readonly lost: readonly (readonly Diagnostic[])[];
  readonly addresses: PairAddresses;
  readonly plannedEnds: Surroundings['plannedEnds'];
  readonly keysOf: (conn: Conn) => SharedKeys | undefined;
}

/** What a conn expects is shown, can not be told, or there is something to say. */
type Expectation = 'clean' | 'unknown' | 'findings';

/** The local end of a host's conns. */
interface LocalEnd {
  readonly local: WordList;
  readonly trust: number;
  readonly shown: number;
}

const good: PairOutcome = { findings: [], unknown: undefined, mirrored: true };

export function newPairJudge(source: JudgeSource): PairJudge {
  const { table, vocabulary } = source;
  const frequency = frequencies(table);
  const answers = new Map<string, boolean>();
  const surroundings: Surroundings = {
    now: source.now,
    certificates: source.certificates,
    certificateOf: (conn) => certificateOf(conn)?.certificate,
    remember: (key, make) => {
      const known = answers.get(key) ?? make();
      answers.set(key, known);
      return known;
    },
    planned,
    plannedEnds: source.plannedEnds,
    blame,
  };
  const cleanConns = newMemo<boolean>();
  const cleanTerms = newMemo<boolean>();
  const usesSecret = newMemo<boolean>();
  const expectations = newMemo<Expectation>();
  const trusts = newMemo<number>();
  const asking = newNumbering();
  const showing = newNumbering();
  const plain = new Map<WordList, boolean>();
  const lastConns: { readonly key: number; readonly local: WordList; readonly clean: boolean }[] = [];
  const lastEnds: LocalEnd[] = [];
  const lastExpectations: { readonly shown: number; readonly answer: Expectation }[] = [];
  let lastTerms = { a: -1, b: -1, clean: false };

  return { judge, judgeConn: (row, facts) => (connIsClean(row, facts) ? [] : connFindings(viewOf(row, facts), row)) };

  function judge(a: number, factsA: RowFacts, b: number, factsB: RowFacts): PairOutcome {
    const mirrored = areMirrored(a, factsA.side, b, factsB.side);
    const cleanA = connIsClean(a, factsA);
    const cleanB = connIsClean(b, factsB);
    const cleanBoth = termsAreClean(a, factsA, b, factsB);
    const clean = mirrored && cleanA && cleanB && cleanBoth;
    const forth = expectation(a, factsA, b, factsB);
    const back = expectation(b, factsB, a, factsA);
    const secret = usesSecret.get(table.get(a, 'both'), table.get(b, 'both'), () =>
      useSharedKey(viewOf(a, factsA), viewOf(b, factsB)),
    );
    const shared = secret ? checkSharedKey(viewOf(a, factsA), viewOf(b, factsB), source.keysOf) : [];
    if (shared !== 'unknown' && shared.length > 0) return { findings: shared, unknown: undefined, mirrored };
    const unknown =
      forth === 'unknown' || back === 'unknown' ? 'no-certificate' : shared === 'unknown' ? 'no-secrets' : undefined;
    if (clean && forth !== 'findings' && back !== 'findings')
      return unknown === undefined ? good : { findings: [], unknown, mirrored };
    const [x, y] = [viewOf(a, factsA), viewOf(b, factsB)];
    const own = [...(cleanA ? [] : connFindings(x, a)), ...(cleanB ? [] : connFindings(y, b))];
    // A certificate that is not there says nothing about the rest; everything else would be told twice.
    if (hasError(own.filter(({ code }) => code !== 'verify/nickname'))) return { findings: own, unknown, mirrored };
    const addresses = mirrored ? [] : checkAddresses(x, y, source.addresses);
    // Two conns that are not for one another say nothing about one another.
    if (hasError(addresses)) return { findings: [...own, ...addresses], unknown, mirrored: false };
    const findings = [
      ...own,
      ...addresses,
      ...(cleanBoth ? [] : termChecks.flatMap((check) => check(x, y, surroundings))),
      ...(forth === 'findings' ? expectationFindings(x, y) : []),
      ...(back === 'findings' ? expectationFindings(y, x) : []),
    ];
    return { findings, unknown, mirrored: !hasError(findings) };
  }

  function viewOf(row: number, { side, planned: plan }: RowFacts): Conn {
    return connOf(source, row, side, plan);
  }

  function connIsClean(row: number, facts: RowFacts): boolean {
    if (table.get(row, 'lost') !== 0) return false;
    const host = table.get(row, 'host');
    const local = table.get(row, facts.side);
    const key = table.get(row, 'both') * 0x200000 + (facts.planned + 1);
    // A host's conns are nearly always alike, so the last answer for the host is nearly always the answer.
    const last = lastConns[host];
    if (last !== undefined && last.key === key && last.local === local) return last.clean;
    const clean = cleanConns.get(
      key,
      host * 0x4000000 + local,
      () => connFindings(viewOf(row, facts), row).length === 0,
    );
    lastConns[host] = { key, local, clean };
    return clean;
  }

  function connFindings(conn: Conn, row: number): readonly Diagnostic[] {
    const lost = (source.lost[table.get(row, 'lost')] ?? []).map(
      ({ code, severity, at, message, hint, related }): Diagnostic =>
        diagnostic(code === 'verify/duplicate-conn' ? code : 'verify/conn-lost', at, message, {
          severity,
          ...(hint === undefined ? {} : { hint }),
          ...(related === undefined ? {} : { related }),
        }),
    );
    if (lost.length > 0) return lost;
    const certificate = certificateOf(conn);
    return [...connChecks.flatMap((check) => check(conn, surroundings)), ...(certificate?.findings ?? [])];
  }

  function termsAreClean(a: number, factsA: RowFacts, b: number, factsB: RowFacts): boolean {
    const [keyA, keyB] = [termKey(a, factsA), termKey(b, factsB)];
    if (lastTerms.a === keyA && lastTerms.b === keyB) return lastTerms.clean;
    const clean = cleanTerms.get(keyA, keyB, () => {
      const [x, y] = [viewOf(a, factsA), viewOf(b, factsB)];
      return termChecks.every((check) => check(x, y, surroundings).length === 0);
    });
    lastTerms = { a: keyA, b: keyB, clean };
    return clean;
  }

  function termKey(row: number, facts: RowFacts): number {
    return (table.get(row, 'both') * 0x200000 + facts.planned + 1) * 64 + kindOf(row);
  }

  function kindOf(row: number): number {
    return source.hosts[table.get(row, 'host')]?.kind ?? 0;
  }

  function expectation(from: number, factsFrom: RowFacts, to: number, factsTo: RowFacts): Expectation {
    const [mine, far] = factsFrom.side === 'left' ? (['left', 'right'] as const) : (['right', 'left'] as const);
    const remote = table.get(from, far);
    // Without an ID the address is the ID, and the answer depends on it.
    const hasId = vocabulary.find(remote, `${far}id`) !== undefined;
    const address = hasId ? 0 : table.get(from, far === 'right' ? 'rightAddress' : 'leftAddress');
    const trust = endOf(from, factsFrom, mine).trust;
    const shown = endOf(to, factsTo, factsTo.side).shown;
    const asked = asking.get(asking.get(trust, table.get(from, 'both')) * 0x4000000 + address, remote);
    const last = lastExpectations[asked];
    if (last !== undefined && last.shown === shown) return last.answer;
    const answer = expectations.get(asked, shown, () => {
      const [x, y] = [viewOf(from, factsFrom), viewOf(to, factsTo)];
      if (expectationFindings(x, y).length > 0) return 'findings';
      return isProven(x, y) ? 'clean' : 'unknown';
    });
    lastExpectations[asked] = { shown, answer };
    return answer;
  }

  /** What the local end of a row trusts and shows, by numbers. */
  function endOf(row: number, facts: RowFacts, side: Side): LocalEnd {
    const host = table.get(row, 'host');
    const local = table.get(row, side);
    const last = lastEnds[host];
    if (last?.local === local) return last;
    const trust = trusts.get(host, local, () => trustOf(row, facts));
    const end = { local, trust, shown: showing.get(host, local) };
    lastEnds[host] = end;
    return end;
  }

  /** A number for what an expectation depends on at the own end: the CA for `%same`, those that the host trusts, `leftauth=`. */
  function trustOf(row: number, facts: RowFacts): number {
    const conn = viewOf(row, facts);
    const trusted = conn.host.evidence.authorities.map(({ fingerprintSha256 }) => fingerprintSha256).sort();
    const auth = conn.writtenFor('local', 'auth')?.value ?? '';
    return vocabulary.text([auth, certificateOf(conn)?.certificate.issuer.derHex ?? '', ...trusted].join(' '));
  }

  function expectationFindings(x: Conn, y: Conn): readonly Diagnostic[] {
    return expectationChecks.flatMap((check) => check(x, y, surroundings));
  }

  /** With certificates nothing is proven as long as the certificate of the other end is not known. */
  function isProven(expecting: Conn, other: Conn): boolean {
    const kinds = authenticationOf(expecting);
    return !(kinds.includes('rsa') || kinds.includes('ecdsa')) || certificateOf(other) !== undefined;
  }

  function certificateOf(conn: Conn): HostCertificate | undefined {
    const { certificates } = conn.host.evidence;
    const written = conn.writtenFor('local', 'cert')?.value;
    if (written === undefined) return undefined;
    const nickname = written.startsWith('pkcs11:') ? undefined : written.replace(/^NSS Certificate DB:/, '');
    const named = certificates.find((each) => each.nickname !== undefined && each.nickname === nickname);
    if (named !== undefined) return named;
    const unnamed = certificates.filter((each) => each.nickname === undefined);
    const [only, more] = unnamed.length > 0 ? unnamed : certificates;
    return more === undefined ? only : undefined;
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
    return (frequency.get(a.both) ?? 0) <= (frequency.get(b.both) ?? 0) ? a : b;
  }

  function areMirrored(a: number, sideA: Side, b: number, sideB: Side): boolean {
    const address = (row: number, side: Side): number =>
      table.get(row, side === 'left' ? 'leftAddress' : 'rightAddress');
    const far = (side: Side): Side => (side === 'left' ? 'right' : 'left');
    return (
      address(a, sideA) === address(b, far(sideB)) &&
      address(b, sideB) === address(a, far(sideA)) &&
      [table.get(a, 'left'), table.get(a, 'right'), table.get(b, 'left'), table.get(b, 'right')].every(hasAddressAlone)
    );
  }

  function hasAddressAlone(list: WordList): boolean {
    const known = plain.get(list);
    if (known !== undefined) return known;
    const answer = !vocabulary
      .wordsOf(list)
      .some(({ name }) => /^(left|right)(subnets?|protoport|ikeport)$/.test(name));
    plain.set(list, answer);
    return answer;
  }
}

/** How many rows have each list of common lines: the rarer is the more likely to be wrong. */
function frequencies(table: ConnTable): ReadonlyMap<WordList, number> {
  const counts = new Map<WordList, number>();
  for (let row = 0; row < table.size(); row += 1) {
    const both = table.get(row, 'both');
    counts.set(both, (counts.get(both) ?? 0) + 1);
  }
  return counts;
}
