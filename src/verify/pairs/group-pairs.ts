/** Judges the pairs of an opportunistic mesh. */
import { shown } from '../../bytes/shown.ts';
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts';
import { isLoaded } from '../../hosts/conns/is-loaded.ts';
import { groupHostOf } from '../../mesh/groups.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { commonFamilies } from '../../mesh/peerings.ts';
import { type Policy, type PolicyTable, policyIn, policyTable } from '../../mesh/policy-for.ts';
import type { Family } from '../../net/address.ts';
import { checkGroupPair, type GroupEnd } from '../checks/group/pair.ts';
import { connOf } from '../conn.ts';
import type { Host } from '../host.ts';
import type { PairKey, PairVerdict, VerdictWord } from '../verification.ts';
import type { PairOutcome } from './memoized-judge.ts';
import { missingGroups, missingHost } from './missing.ts';
import { lackingOf } from './pair-verdict.ts';
import { type Proof, type Score, wordOf } from './verification-state.ts';

/** An opportunistic mesh has no conn for a pair: what two hosts do is decided by each one's groups. */
export function judgeGroups(proof: Proof, score: Score, mesh: Mesh): void {
  const byNode = new Map(proof.hosts.map((host) => [host.node, host]));
  score.hosts = mesh.nodes.map(({ name }) => name);
  score.judged = () => everyPair(mesh);
  for (const node of mesh.nodes) if (!byNode.has(node)) proof.findings.add(missingHost(node));
  const ofConns = groupConnFindings(proof);
  const own = proof.hosts.map(({ index }) => [...(proof.answers[index]?.errors ?? []), ...(ofConns.get(index) ?? [])]);
  const [first] = mesh.nodes;
  const rows = groupRows(proof);
  const plan = first === undefined ? undefined : policyTable(groupHostOf(mesh, first));
  for (const [i, one] of mesh.nodes.entries()) {
    for (const other of mesh.nodes.slice(i + 1)) {
      for (const family of commonFamilies(one, other)) {
        score.expected += 2;
        const [a, b] = [endOf(proof, byNode.get(one), family), endOf(proof, byNode.get(other), family)];
        const verdict = judgeGroupPair(proof, score, { a, b, pair: [one.name, other.name], family, plan, own, rows });
        if (verdict !== undefined) score.verdicts.push(verdict);
      }
    }
  }
}

function* everyPair({ nodes }: Mesh): Generator<PairKey> {
  for (const [i, one] of nodes.entries())
    for (const other of nodes.slice(i + 1))
      for (const family of commonFamilies(one, other)) yield { pair: [one.name, other.name], family };
}

/** A host with its groups, or the host alone where it has none. */
function endOf({ answers }: Proof, host: Host | undefined, family: Family): GroupEnd | Host | undefined {
  const address = host?.node?.addresses[family];
  const of = host === undefined ? undefined : answers[host.index]?.groups;
  return host === undefined || address === undefined || of === undefined ? host : { host, groups: of, address };
}

interface GroupPair {
  readonly a: GroupEnd | Host | undefined;
  readonly b: GroupEnd | Host | undefined;
  readonly pair: readonly [string, string];
  readonly family: Family;
  /** What the inventory has each host do. */
  readonly plan: PolicyTable | undefined;
  /** By the index of a host: the numbers of the findings about itself. */
  readonly own: readonly (readonly number[])[];
  readonly rows: GroupRows;
}

function judgeGroupPair(proof: Proof, score: Score, of: GroupPair): PairVerdict | undefined {
  const { findings } = proof;
  const { a, b, pair, family, plan, own } = of;
  const say = (verdict: VerdictWord, reason: string, numbers: readonly number[]): PairVerdict => ({
    pair,
    family,
    verdict,
    reason,
    findings: numbers,
  });
  if (a === undefined || b === undefined) return say('unknown', 'not-collected', []);
  const [hostA, hostB] = [a, b].map((end) => ('host' in end ? end.host : end)) as [Host, Host];
  const before = [hostA, hostB].flatMap(({ index }) => own[index] ?? []);
  if (hostA.reading.fatal.length > 0 || hostB.reading.fatal.length > 0)
    return say('broken', 'configuration-lost', before);
  if (!('host' in a) || !('host' in b)) {
    const without = [a, b].flatMap((end) => ('host' in end ? [] : [end]));
    return say('broken', 'missing-conn', [
      ...before,
      ...without.map((host) => findings.add(missingGroups(proof, host))),
    ]);
  }
  score.found += 2;
  const planned = plan === undefined ? undefined : policyIn(plan, b.address);
  const back = plan === undefined ? undefined : policyIn(plan, a.address);
  const both =
    planned?.kind === 'group' && back?.kind === 'group' && planned.action === back.action ? planned.action : undefined;
  const faults = [...checkGroupPair(a, b, both), ...connsBeside(proof, hostA, hostB, family)];
  const numbers = faults.map((finding) => findings.add(finding));
  const fault = faults.find(({ severity }) => severity === 'error');
  if (fault !== undefined) return say('broken', wordOf(fault), [...before, ...numbers]);
  const [doubt] = faults;
  if (doubt !== undefined) return say('unknown', wordOf(doubt), [...before, ...numbers]);
  const errors = before.map(findings.at).filter(({ severity }) => severity === 'error');
  // That a line differs says less than what is wrong with it.
  const broken = errors.find(({ code }) => code !== 'verify/differs') ?? errors[0];
  if (broken !== undefined) return say('broken', wordOf(broken), before);
  const outcome = judgeGroupCertificates(proof, a, b, of.rows);
  const told = outcome.findings.map((finding) => findings.add(finding));
  const refused = outcome.findings.find(({ severity }) => severity === 'error');
  if (refused !== undefined) return say('broken', wordOf(refused), told);
  const unsure = outcome.findings[0];
  if (unsure !== undefined) return say('unknown', wordOf(unsure), told);
  if (outcome.unknown !== undefined) return say('unknown', outcome.unknown, []);
  score.mirrored += 2;
  const lacking = lackingOf(proof, hostA, hostB);
  return lacking === undefined ? undefined : say('unknown', lacking, []);
}

/** Whether each of two hosts takes the certificate of the other, by the conns of the groups in which each has the other. */
function judgeGroupCertificates({ judge }: Proof, a: GroupEnd, b: GroupEnd, rows: GroupRows): PairOutcome {
  const [forth, back] = [policyIn(a.groups.table, b.address), policyIn(b.groups.table, a.address)];
  const [rowA, rowB] = [negotiated(a, forth, rows), negotiated(b, back, rows)];
  return rowA === undefined || rowB === undefined
    ? { findings: [], unknown: undefined, mirrored: true }
    : judge.judgeCertificates(rowA, rowB);
}

function negotiated({ host }: GroupEnd, policy: Policy, rows: GroupRows): number | undefined {
  if (policy.kind !== 'group' || policy.action === 'clear' || policy.action === 'drop') return undefined;
  return rows.get(host)?.get(policy.group);
}

/** The rows of the conns of groups, by host and name. */
type GroupRows = ReadonlyMap<Host, ReadonlyMap<string, number>>;

function groupRows({ survey, source, hosts }: Proof): GroupRows {
  const { table, vocabulary } = source;
  const rows = new Map<Host, Map<string, number>>(hosts.map((host) => [host, new Map()]));
  for (const row of survey.strays)
    rows.get(hosts[table.get(row, 'host')] as Host)?.set(vocabulary.textOf(table.get(row, 'name')), row);
  return rows;
}

/**
 * `verify/shadowed-conn`: no conn for one host stands beside the groups, which its longer prefix wins over. What two such conns
 * come to is not said here.
 */
function connsBeside({ survey, source }: Proof, a: Host, b: Host, family: Family): readonly Diagnostic[] {
  const { table, vocabulary } = source;
  const rows = [
    { host: a, peer: b },
    { host: b, peer: a },
  ].flatMap(({ host, peer }) => {
    const row = survey.rowFor(host.index, peer.index, family);
    const isThere = row >= 0 && table.get(row, 'lost') === 0 && isLoaded(table.get(row, 'both'), vocabulary);
    return isThere ? [{ conn: connOf(source, row, survey.sideOf(row), -1), host, peer }] : [];
  });
  return rows.map(({ conn, host, peer }) =>
    diagnostic(
      'verify/shadowed-conn',
      conn.at,
      `the groups must decide what ${host.name} does with ${peer.name}, and conn ${shown(conn.name)} is for ${peer.name} alone`,
      {
        severity: rows.length > 1 ? 'warning' : 'error',
        hint: 'remove the conn: it wins over the groups',
      },
    ),
  );
}

/** The findings of the conns of each host's groups, as far as they are about the host itself, by its index. */
function groupConnFindings({ survey, source, judge, findings }: Proof): ReadonlyMap<number, readonly number[]> {
  const numbers = new Map<number, number[]>();
  for (const row of survey.strays) {
    const conn = connOf(source, row, 'left', -1);
    if (conn.remoteAddress !== '%opportunisticgroup') continue;
    const own = numbers.get(conn.host.index) ?? [];
    numbers.set(conn.host.index, own);
    for (const finding of judge.judgeConn(row, { side: 'left', planned: -1 }))
      if (finding.code !== 'verify/plaintext-possible') own.push(findings.add(finding));
  }
  return numbers;
}
