/**
 * Judges the hosts that are as planned by kinds. Of each kind two stand for all: what is asked of a pair of hosts is asked of each of
 * the two with one that stands for the other, by the same judge, in the same words; so a pair of which both answers are good is good.
 * Only those conns are read that such a question, or a host that is not as planned, asks for.
 */
import type { HostConn } from '../../hosts/conns/host-conn.ts';
import type { WordList } from '../../hosts/conns/line-table.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { commonFamilies, positionOf } from '../../mesh/peerings.ts';
import type { Address, Family } from '../../net/address.ts';
import type { Host } from '../host.ts';
import { factsOf, isQuiet } from '../pairs/pair-verdict.ts';
import { serialClashes } from '../pairs/serial-clashes.ts';
import type { Proof } from '../pairs/verification-state.ts';
import type { ClassOf } from './plan-classes.ts';
import type { PlannedHost } from './planned-host.ts';

/** A host that is as planned, among those of the run. */
export interface Candidate extends Pick<PlannedHost, 'node' | 'layout' | 'connsFor'> {
  readonly host: Host;
}

export interface PlanSource extends Pick<Proof, 'answers' | 'lackingOf' | 'hosts'> {
  readonly mesh: Mesh;
  readonly classOf: ClassOf | undefined;
  readonly add: (host: Host, conns: readonly HostConn[]) => void;
  /** How many hosts have an address. */
  readonly ownersOf: (address: Address) => number;
  /** Makes everything ready to judge the conns that were added; `beside` counts those that are as planned and were not. */
  readonly assemble: (beside: (lines: CommonLines) => ReadonlyMap<WordList, number>) => Proof;
}

/** What both ends have in common in the conn of a host for another. */
export type CommonLines = (from: Host, to: Host, family: Family) => WordList;

/** What can be judged, and the hosts among which every pair is consistent without a finding. */
export interface PlanProof {
  readonly proof: Proof;
  readonly proven: ReadonlySet<Host>;
}

/** A candidate at work. */
interface Member extends Candidate {
  readonly position: number;
  readonly className: string;
  /** Positions of the peers for which its conns are in the table. */
  readonly added: Set<number>;
}

/** Two hosts that stand for those of their class that are between them in the order of the mesh. */
interface Deputies {
  readonly first: Member;
  readonly last: Member;
}

/** So often are those set aside whose pairs are not all good; then every conn is read. */
const mostRounds = 4;

export function provePlan(candidates: readonly Candidate[], source: PlanSource): PlanProof {
  const members = candidates
    .map((candidate): Member => {
      const { host, node, layout } = candidate;
      const known = source.classOf?.(host, node);
      const className = known === undefined ? '' : `${layout} ${known}`;
      return { ...candidate, className, position: positionOf(source.mesh, node), added: new Set() };
    })
    .sort((a, b) => a.position - b.position);
  let open = isClear(source) ? members.filter((one) => isFit(one, source)) : [];
  let deputies: ReadonlyMap<string, Deputies> = new Map();
  for (let round = 0; round < mostRounds; round += 1) {
    const chosen = chooseDeputies(open, deputies);
    const standIns = new Set([...chosen.values()].flatMap(({ first, last }) => [first, last]));
    const rest = open.filter((one) => !standIns.has(one) && chosen.has(one.className));
    if (rest.length * 2 < members.length) break;
    addConns(members, new Set(rest), source);
    const proof = source.assemble((survey) => countsOf(rest, chosen, survey));
    const { failed, unfit } = ask(rest, chosen, proof);
    if (failed.size === 0 && unfit.size === 0) return { proof, proven: new Set(rest.map(({ host }) => host)) };
    deputies = new Map([...chosen].filter(([, { first, last }]) => !unfit.has(first) && !unfit.has(last)));
    open = rest.filter((one) => !failed.has(one));
  }
  addConns(members, new Set(), source);
  return { proof: source.assemble(() => new Map()), proven: new Set() };
}

/** Whether it is known of each host which addresses are its own, and no certificate can be taken for another. */
function isClear({ hosts, classOf }: PlanSource): boolean {
  return (
    classOf !== undefined &&
    hosts.every(({ evidence }) => evidence.addresses.length > 0) &&
    serialClashes(hosts).size === 0
  );
}

/** Whether no fact of a host has to do with any of its pairs, and its addresses are its own alone. */
function isFit({ host, className }: Member, source: PlanSource): boolean {
  const answers = source.answers[host.index];
  const isAlone = host.evidence.addresses.every((address) => source.ownersOf(address) === 1);
  return (
    className !== '' &&
    isAlone &&
    answers !== undefined &&
    answers.kernel === undefined &&
    answers.groups === undefined &&
    isQuiet(source, host)
  );
}

/** The first and the last of each class; a class that has deputies keeps them. */
function chooseDeputies(open: readonly Member[], known: ReadonlyMap<string, Deputies>): ReadonlyMap<string, Deputies> {
  const chosen = new Map<string, { first: Member; last: Member }>();
  for (const one of open) {
    const own = chosen.get(one.className);
    if (own === undefined) chosen.set(one.className, { first: one, last: one });
    else own.last = one;
  }
  return new Map([...chosen].map(([name, own]) => [name, known.get(name) ?? own]));
}

/** Reads the conns of every member for everybody but those who are left out, and all conns of the others. */
function addConns(members: readonly Member[], out: ReadonlySet<Member>, { mesh, add }: PlanSource): void {
  const outside = new Set([...out].map(({ position }) => position));
  const inside = mesh.nodes.flatMap((_, position) => (outside.has(position) ? [] : [position]));
  const all = mesh.nodes.map((_, position) => position);
  for (const one of members) {
    const peers = (out.has(one) ? inside : all).filter((peer) => peer !== one.position && !one.added.has(peer));
    if (peers.length === 0) continue;
    for (const peer of peers) one.added.add(peer);
    add(one.host, one.connsFor(peers));
  }
}

/** Of each class the positions between which its members are. */
function spansOf(members: readonly Member[]): ReadonlyMap<string, { readonly from: number; readonly to: number }> {
  const spans = new Map<string, { from: number; to: number }>();
  for (const { className, position } of members) {
    const span = spans.get(className);
    if (span === undefined) spans.set(className, { from: position, to: position });
    else span.to = position;
  }
  return spans;
}

/** Asks the judge of every pair of a member and a deputy, and says whose pairs are not good, or which deputy's. */
function ask(
  rest: readonly Member[],
  deputies: ReadonlyMap<string, Deputies>,
  proof: Proof,
): { readonly failed: ReadonlySet<Member>; readonly unfit: ReadonlySet<Member> } {
  const failed = new Set<Member>();
  const unfit = new Set<Member>();
  for (const [name, { from, to }] of spansOf(rest)) {
    const { first, last } = deputies.get(name) as Deputies;
    for (const [deputy, asked] of [
      [first, rest.filter(({ position }) => from < position)],
      [last, rest.filter(({ position }) => position < to)],
    ] as const) {
      const bad = asked.filter((one) => !(deputy === first ? isGood(proof, first, one) : isGood(proof, one, last)));
      if (bad.length * 2 > asked.length) unfit.add(deputy);
      else for (const one of bad) failed.add(one);
    }
  }
  return { failed, unfit };
}

function isGood(proof: Proof, a: Member, b: Member): boolean {
  const { survey, judge } = proof;
  return commonFamilies(a.node, b.node).every((family) => {
    const [forth, back] = [
      survey.rowsFor(a.host.index, b.host.index, family),
      survey.rowsFor(b.host.index, a.host.index, family),
    ];
    const [row, other] = [forth[0], back[0]];
    if (row === undefined || other === undefined || forth.length > 1 || back.length > 1) return false;
    const { findings, unknown, mirrored } = judge.judge(
      row,
      factsOf(proof, row, true, a.host, b.host, family),
      other,
      factsOf(proof, other, true, b.host, a.host, family),
    );
    return findings.length === 0 && unknown === undefined && mirrored;
  });
}

/** How many conns that members have for one another have each list of common lines; none of them is in the table. */
function countsOf(
  rest: readonly Member[],
  deputies: ReadonlyMap<string, Deputies>,
  rows: CommonLines,
): ReadonlyMap<WordList, number> {
  const counts = new Map<WordList, number>();
  const before = new Map<string, number>();
  const count = (from: Member, to: Member, times: number): void => {
    for (const family of commonFamilies(from.node, to.node)) {
      const list = rows(from.host, to.host, family);
      counts.set(list, (counts.get(list) ?? 0) + times);
    }
  };
  for (const { className } of rest) {
    const { last } = deputies.get(className) as Deputies;
    for (const [name, times] of before) {
      const { first } = deputies.get(name) as Deputies;
      count(first, last, times);
      count(last, first, times);
    }
    before.set(className, (before.get(className) ?? 0) + 1);
  }
  return counts;
}

/** How many hosts have an address. */
export function ownersOf(hosts: readonly Host[]): PlanSource['ownersOf'] {
  const counts = new Map<Address, number>();
  for (const { evidence } of hosts)
    for (const address of new Set(evidence.addresses)) counts.set(address, (counts.get(address) ?? 0) + 1);
  return (address) => counts.get(address) ?? 0;
}
