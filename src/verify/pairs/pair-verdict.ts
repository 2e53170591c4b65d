/** What becomes of two hosts that have, or should have, conns for one another. */
import { type Diagnostic, hasError } from '../../diagnostics/diagnostic.ts';
import { type Family, readAddress } from '../../net/address.ts';
import { connOf } from '../conn.ts';
import type { Host } from '../host.ts';
import type { PairVerdict, VerdictWord } from '../verification.ts';
import type { PairOutcome, RowFacts } from './memoized-judge.ts';
import { missingConn } from './missing.ts';
import { refutesNothing } from './refuted.ts';
import { matchConns } from './several.ts';
import { type Proof, type Score, wordOf } from './verification-state.ts';

/** Findings that as warnings say that something cannot be told. */
const untold: readonly string[] = [
  'verify/unmatched-id',
  'verify/address-mismatch',
  'verify/no-common-proposal',
  'verify/nss-unknown',
  'x509/signature-not-checked',
  'x509/name-constraints-not-checked',
  'verify/unreachable-conn',
];

/** Two hosts in canonical order; `undefined` where there is no folder of one. */
export interface HostPair {
  readonly a: Host | undefined;
  readonly b: Host | undefined;
  readonly names: readonly [string, string];
  readonly family: Family;
  readonly isPlanned: boolean;
}

/** The verdict on two hosts in one family; `undefined` where they are consistent. */
export function judgePair(
  proof: Proof,
  score: Score,
  { a, b, names, family, isPlanned }: HostPair,
): PairVerdict | undefined {
  const { survey, findings, answers, source, judge } = proof;
  const { table } = source;
  const forth = a === undefined || b === undefined ? -1 : survey.rowFor(a.index, b.index, family);
  const back = a === undefined || b === undefined ? -1 : survey.rowFor(b.index, a.index, family);
  const say = (verdict: VerdictWord, reason: string, numbers: readonly number[]): PairVerdict => ({
    pair: names,
    family,
    verdict,
    reason,
    findings: numbers,
  });
  if (a === undefined || b === undefined) return say('unknown', 'not-collected', []);
  const stopped = (): readonly number[] => [a, b].flatMap(({ index }) => answers[index]?.errors ?? []);
  if (a.reading.fatal.length > 0 || b.reading.fatal.length > 0) return say('broken', 'configuration-lost', stopped());
  if ((forth < 0 || back < 0) && (a.reading.unread.length > 0 || b.reading.unread.length > 0))
    return say('broken', 'not-included', stopped());
  if (forth < 0 && back < 0) {
    const numbers = [
      findings.add(missingConn(proof, a, b, family, undefined)),
      findings.add(missingConn(proof, b, a, family, undefined)),
    ];
    return say('broken', 'missing-conn', numbers);
  }
  if (forth < 0 || back < 0) {
    const [without, other, row] = forth < 0 ? [a, b, back] : [b, a, forth];
    const conn = connOf(source, row, survey.sideOf(row), -1);
    const own = judge.judgeConn(row, factsOf(proof, row, isPlanned, other, without, family));
    if (!own.some(({ severity }) => severity === 'error')) score.found += 1;
    const numbers = [missingConn(proof, without, other, family, conn), ...own].map((finding) => findings.add(finding));
    return say('one-sided', 'missing-conn', numbers);
  }
  const outcome = judgeConns(proof, a, b, family, isPlanned);
  if (table.get(forth, 'lost') === 0) score.found += 1;
  if (table.get(back, 'lost') === 0) score.found += 1;
  if (outcome.mirrored) score.mirrored += 2;
  const numbers = outcome.findings.map((finding) => findings.add(finding));
  const worst = outcome.findings.find(({ severity }) => severity === 'error');
  const unsure = outcome.findings.find(
    ({ code, severity }) => code === 'verify/unknown-id' || (severity === 'warning' && untold.includes(code)),
  );
  if (worst !== undefined) return say('broken', wordOf(worst), numbers);
  if (unsure === undefined && outcome.unknown === undefined && isQuiet(proof, a) && isQuiet(proof, b)) return undefined;
  const off = byFacts(proof, a, b, family);
  if (off.length > 0) return say('broken', wordOf(findings.at(off[0] as number)), [...numbers, ...off]);
  const refuted = filtered(proof, 'refuted', [forth, back], [a, b]);
  if (refuted[0] !== undefined) return say('broken', wordOf(refuted[0]), [...numbers, ...refuted.map(findings.add)]);
  if (unsure !== undefined) return say('unknown', wordOf(unsure), numbers);
  if (outcome.unknown !== undefined) return say('unknown', outcome.unknown, numbers);
  const doubted = filtered(proof, 'doubted', [forth, back], [a, b]);
  if (doubted[0] !== undefined) return say('unknown', wordOf(doubted[0]), doubted.map(findings.add));
  const lacking = lackingOf(proof, a, b);
  return lacking === undefined ? undefined : say('unknown', lacking, []);
}

/** Whether no fact of a host says anything about any of its pairs, and none that must be there is missing. */
export function isQuiet({ answers, lackingOf: lacks }: Pick<Proof, 'answers' | 'lackingOf'>, host: Host): boolean {
  const own = answers[host.index];
  if (own === undefined) return lacks(host) === undefined;
  const { refuted, filter } = own;
  return refutesNothing(refuted) && filter.refuted.size === 0 && filter.doubted.size === 0 && lacks(host) === undefined;
}

/** Why a pair is unknown of which a fact must be there and was not gathered: `no-status` and the like. */
export function lackingOf(proof: Proof, ...hosts: readonly Host[]): string | undefined {
  const fact = hosts.map(proof.lackingOf).find((one) => one !== undefined);
  return fact === undefined ? undefined : `no-${fact}`;
}

/** The errors by which the facts of two hosts refute a pair: about the hosts, their addresses, and their conns for each other. */
function byFacts({ answers, survey, source }: Proof, a: Host, b: Host, family: Family): readonly number[] {
  const { table, vocabulary } = source;
  const ways = [
    [a, b],
    [b, a],
  ] as const;
  const found = ways.flatMap(([host, peer]) => {
    const own = answers[host.index]?.refuted;
    if (own === undefined || refutesNothing(own)) return [];
    const conns = own.conns.size === 0 ? [] : survey.rowsFor(host.index, peer.index, family);
    const ofConns = conns.flatMap((row) => own.conns.get(vocabulary.textOf(table.get(row, 'name'))) ?? []);
    return [...own.all, ...own.families[family], ...ofConns];
  });
  return [...new Set(found)];
}

/** What the packet filters of the two say about one another; the address of the peer is the one that the conn names. */
function filtered(
  { answers, source, survey }: Proof,
  kind: 'refuted' | 'doubted',
  rows: readonly number[],
  hosts: readonly Host[],
): readonly Diagnostic[] {
  return hosts.flatMap(({ index }, i) => {
    const said = answers[index]?.filter[kind];
    if (said === undefined || said.size === 0) return [];
    const row = rows[i] as number;
    const far = survey.sideOf(row) === 'left' ? 'rightAddress' : 'leftAddress';
    const text = source.vocabulary.textOf(source.table.get(row, far));
    return said.get(readAddress(text) ?? text) ?? [];
  });
}

/** What the conns of two hosts for each other come to; most pairs have one on each. */
function judgeConns(proof: Proof, a: Host, b: Host, family: Family, isPlanned: boolean): PairOutcome {
  const { survey, judge } = proof;
  const [rowsA, rowsB] = [survey.rowsFor(a.index, b.index, family), survey.rowsFor(b.index, a.index, family)];
  const judgeRows = (forth: number, back: number): PairOutcome =>
    judge.judge(
      forth,
      factsOf(proof, forth, isPlanned, a, b, family),
      back,
      factsOf(proof, back, isPlanned, b, a, family),
    );
  const isOneEach = rowsA.length === 1 && rowsB.length === 1;
  const beside = [...proof.takenPackets(a, rowsA), ...proof.takenPackets(b, rowsB)];
  const isSimple = isOneEach && ![...rowsA, ...rowsB].some(proof.listsSubnets);
  // Nearly always; then nothing is put together.
  if (isSimple && beside.length === 0) return judgeRows(rowsA[0] as number, rowsB[0] as number);
  const { pairs, findings } = isSimple ? { pairs: [], findings: [] } : matchConns(proof, rowsA, rowsB);
  const [first, ...more] = pairs.length > 0 ? pairs : [[rowsA[0] as number, rowsB[0] as number] as const];
  const outcomes = [first as readonly [number, number], ...more].map(([forth, back]) => judgeRows(forth, back));
  const all = [...outcomes.flatMap((outcome) => outcome.findings), ...findings, ...beside];
  return {
    findings: all,
    unknown: outcomes.find(({ unknown }) => unknown !== undefined)?.unknown,
    mirrored: outcomes.every(({ mirrored }) => mirrored) && !hasError([...findings, ...beside]),
  };
}

/** What is known of a row of a host for another beside the row. */
export function factsOf(
  { survey, plans }: Pick<Proof, 'survey' | 'plans'>,
  row: number,
  isPlanned: boolean,
  local: Host,
  remote: Host,
  family: Family,
): RowFacts {
  const side = survey.sideOf(row);
  const plan = isPlanned && remote.node !== undefined ? plans[local.index]?.(remote.node, family) : undefined;
  return { side, planned: plan ?? -1 };
}
