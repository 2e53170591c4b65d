/** Proves or refutes a mesh from what its hosts have, host by host, so that no more than one host's files are held at once. */
import { type Diagnostic, hasError } from '../diagnostics/diagnostic.ts';
import { newFindingList } from '../diagnostics/findings.ts';
import { newConnTable } from '../hosts/conns/conn-table.ts';
import { type HostConn, noOthers, type Origin } from '../hosts/conns/host-conn.ts';
import { newLayouts } from '../hosts/conns/keyword-positions.ts';
import { newVocabulary, type Word } from '../hosts/conns/line-table.ts';
import { newHostReader } from '../hosts/conns/read-conns.ts';
import type { HostEvidence } from '../hosts/evidence.ts';
import { readSharedKeys, type SharedKeys } from '../hosts/facts/psk-digests.ts';
import { releases } from '../libreswan/release.ts';
import type { MeshNode } from '../mesh/mesh.ts';
import { readAddress } from '../net/address.ts';
import type { Rendering } from '../render/prepare.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { SignatureAnswers } from '../x509/check-signatures.ts';
import { alwaysAsked, askedOf, type OptionalFact, optionalFacts } from './asked.ts';
import { checkGroupConns } from './checks/group/conns.ts';
import { checkGroupTargets } from './checks/group/targets.ts';
import { replacedConns } from './checks/host/duplicates.ts';
import { checkFilter } from './checks/host/filter.ts';
import { hostChecks } from './checks/host/index.ts';
import { checkPlutoStatus } from './checks/host/pluto-status.ts';
import type { ConnSource } from './conn.ts';
import { dropEchoes } from './drop-redundant.ts';
import type { Host } from './host.ts';
import { judgePlan, judgeWhatIsThere } from './pairs/explicit-pairs.ts';
import { judgeGroups } from './pairs/group-pairs.ts';
import { type HostGroups, readGroups } from './pairs/host-groups.ts';
import { newPairJudge } from './pairs/memoized-judge.ts';
import { judgeOthers } from './pairs/other-conns.ts';
import { surveyOf } from './pairs/peer-index.ts';
import { endsByPlan, type HostPlan, meshPlan } from './pairs/plan.ts';
import { newTakenPackets } from './pairs/routed.ts';
import { judgeShown, rfc3339, shownCertificates, validityOf } from './pairs/shown-certificates.ts';
import type { Proof, Score } from './pairs/verification-state.ts';
import type { Verification } from './verification.ts';

export interface VerifyOptions {
  /** The plan to verify against; without it the hosts are verified against each other. */
  readonly rendering?: Rendering;
  readonly now: Date;
  /** Days before the end of a certificate from which on that is a finding; 30 when omitted, 0 for never. */
  readonly expiryWarning?: number;
  /** Facts that must be there: where one was not gathered, the pairs of the host are `unknown`. */
  readonly require?: readonly OptionalFact[];
  /** Without a plan: `full` where every pair of hosts must have conns, else those that one of the two has are judged. */
  readonly expect?: 'full';
}

/** A verification that is under way. */
export interface MeshVerification {
  /**
   * Reads one host. Nothing of its files is kept.
   *
   * @param facts what is wrong with the facts of the host
   */
  readonly add: (evidence: HostEvidence, facts?: readonly Diagnostic[]) => void;
  /** Every certificate that was added, authorities included: what to ask a verifier about (`checkSignatures`). */
  readonly certificates: () => readonly Certificate[];
  /** Judges what was added. Without signatures no pair with certificates is proven, and `x509/signature-not-checked` says so. */
  readonly finish: (signatures?: SignatureAnswers) => Verification;
}

/**
 * Begins a verification.
 *
 * Codes: `verify/…`, and those of `checkCertificate` for the certificates of the evidence.
 *
 * @example
 * const verification = startVerification({ rendering, now });
 * for (const host of hosts) verification.add(host);
 * const signatures = await checkSignatures(verification.certificates(), webCryptoVerifier(crypto.subtle));
 * verification.finish(signatures).consistent // 'yes'
 */
export function startVerification({
  rendering,
  now,
  expiryWarning,
  require = [],
  expect,
}: VerifyOptions): MeshVerification {
  const vocabulary = newVocabulary();
  const layouts = newLayouts();
  const read = newHostReader(vocabulary, layouts);
  const table = newConnTable();
  const findings = newFindingList('place');
  const hosts: Host[] = [];
  const origins: (readonly Origin[])[] = [noOthers];
  const lost: (readonly Diagnostic[])[] = [[]];
  const kinds = new Map<string, number>();
  const nodes = new Map<string, MeshNode>(rendering?.mesh.nodes.map((node) => [node.name, node]));
  /** By the number of a line: the number of the address in it. */
  const addresses: number[] = [];
  let lastFile = { file: '', id: 0 };
  const hostErrors: (readonly number[])[] = [];
  const filters: Proof['filters'][number][] = [];
  const keys: (SharedKeys | undefined)[] = [];
  const notAsked: (readonly OptionalFact[])[] = [];
  const askedSomewhere = new Set<OptionalFact>();
  const groups: (HostGroups | undefined)[] = [];

  return { add, certificates, finish };

  function add(evidence: HostEvidence, facts: readonly Diagnostic[] = []): void {
    for (const finding of facts) findings.add(finding);
    const node = nodes.get(evidence.name);
    const { conns, ...reading } = read(evidence.files, evidence.release, evidence.show);
    const kind = `${evidence.release} ${node?.platform ?? ''}`;
    if (!kinds.has(kind)) kinds.set(kind, kinds.size);
    const index = hosts.length;
    const { files: _, ...kept } = evidence;
    const host: Host = {
      index,
      name: evidence.name,
      release: evidence.release,
      evidence: { ...kept, files: new Map() },
      reading,
      node,
      kind: kinds.get(kind) as number,
    };
    hosts.push(host);
    const signs = rendering === undefined ? showsCertificates(conns) : rendering.mesh.auth === 'certificate';
    const { asked, left } = askedOf(evidence, { isPlanned: node !== undefined, signs });
    notAsked.push(left);
    for (const fact of asked) askedSomewhere.add(fact);
    const found: Diagnostic[] = hostChecks.flatMap((check) => check(host, evidence, rendering));
    const { findings: ofFilter, ...filtered } = checkFilter(host, conns, evidence, rendering, vocabulary);
    filters.push(filtered);
    found.push(...ofFilter);
    keys.push(readSharedKeys(evidence));
    const ofGroups = readGroups(conns, evidence, vocabulary);
    groups.push(ofGroups);
    found.push(...(ofGroups?.findings ?? []));
    const groupConns = checkGroupConns(host, conns, evidence, rendering, { vocabulary, layouts });
    found.push(...groupConns.ofPairs, ...checkPlutoStatus(conns, evidence, vocabulary));
    const numbers = found.map((finding) => findings.add(finding));
    hostErrors.push(numbers.filter((_, i) => found[i]?.severity === 'error'));
    for (const finding of [...groupConns.ofOthers, ...checkGroupTargets(host, evidence, rendering)])
      findings.add(finding);
    const replaced = replacedConns(conns);
    for (const conn of conns) {
      const by = replaced.get(conn);
      addConn(index, by === undefined ? conn : { ...conn, lost: [by] });
    }
    for (const finding of replaced.values()) findings.add(finding);
  }

  /** Whether some conn of a host shows a certificate. */
  function showsCertificates(conns: readonly HostConn[]): boolean {
    return conns.some(({ left, right }) =>
      [left, right].some((list) => ['leftcert', 'rightcert'].some((name) => vocabulary.find(list, name) !== undefined)),
    );
  }

  function addConn(host: number, conn: HostConn): void {
    if (conn.leftAddress === undefined && conn.rightAddress === undefined) return;
    if (conn.lost.length > 0) lost.push(conn.lost);
    if (origins[origins.length - 1] !== conn.others && conn.others.length > 0) origins.push(conn.others);
    table.add({
      host,
      name: conn.nameId,
      file: fileOf(conn.own.file),
      line: conn.own.line,
      layout: conn.own.layout,
      others: conn.others.length === 0 ? 0 : origins.length - 1,
      leftAddress: addressOf(conn.leftAddress),
      rightAddress: addressOf(conn.rightAddress),
      left: conn.left,
      right: conn.right,
      both: conn.both,
      lost: conn.lost.length === 0 ? 0 : lost.length - 1,
    });
  }

  /** A host's conns stand in few files, one after the other. */
  function fileOf(file: string): number {
    if (lastFile.file !== file) lastFile = { file, id: vocabulary.text(file) };
    return lastFile.id;
  }

  function addressOf(word: Word | undefined): number {
    if (word === undefined) return 0;
    const known = addresses[word.id];
    if (known !== undefined) return known;
    const id = vocabulary.text(readAddress(word.value) ?? word.value);
    addresses[word.id] = id;
    return id;
  }

  function certificates(): readonly Certificate[] {
    const all = hosts.flatMap(({ evidence }) => [...evidence.certificates, ...(evidence.authorities ?? [])]);
    return [...new Map(all.map(({ certificate }) => [certificate.fingerprintSha256, certificate])).values()];
  }

  function finish(signatures?: SignatureAnswers): Verification {
    const judging = {
      now,
      ...(expiryWarning === undefined ? {} : { expiryWarning }),
      ...(signatures === undefined ? {} : { signatures }),
    };
    const source: ConnSource = { table, vocabulary, layouts, hosts, origins };
    const survey = surveyOf(table, vocabulary, hosts);
    const ofHosts = hosts.flatMap((host) =>
      host.evidence.certificates.map(({ certificate }): { host: Host; certificate: Certificate } => ({
        host,
        certificate,
      })),
    );
    const judge = newPairJudge({
      ...source,
      judging,
      certificates: ofHosts,
      lost,
      keysOf: ({ host }) => keys[host.index],
      plannedEnds: rendering === undefined ? () => undefined : endsByPlan(rendering, vocabulary),
      addresses: {
        isOwn: (conn, address) => survey.own[conn.host.index]?.has(vocabulary.text(address)) ?? false,
        outvoted: (conn, address) =>
          rendering === undefined &&
          survey.votes(vocabulary.text(address)) > 1 &&
          !survey.own[conn.host.index]?.has(vocabulary.text(address)),
      },
    });
    const homes = new Map<number, string>();
    for (let row = table.size() - 1; row >= 0; row -= 1)
      if (survey.peerOf(row) >= 0) homes.set(table.get(row, 'host'), vocabulary.textOf(table.get(row, 'file')));
    const proof: Proof = {
      rendering,
      hosts,
      source,
      survey,
      judge,
      takenPackets: newTakenPackets({ source, survey, lost }),
      findings,
      hostErrors,
      filters,
      lacking: notAsked.map((facts) => require.find((fact) => facts.includes(fact))),
      groups,
      plans: rendering === undefined ? [] : hostPlans(rendering),
      lost,
      homeOf: ({ index, evidence }) =>
        homes.get(index) ?? evidence.show(`etc/ipsec.d/${rendering?.mesh.name ?? 'mesh'}.conf`),
    };
    const score: Score = { expected: 0, found: 0, mirrored: 0, verdicts: [], outside: [] };
    if (rendering?.mesh.mode === 'opportunistic') judgeGroups(proof, score, rendering.mesh);
    else if (rendering !== undefined) judgePlan(proof, score, rendering.mesh);
    else judgeWhatIsThere(proof, score, expect === 'full');
    judgeOthers(proof, score, require.includes('files'));
    const validity = shownCertificates(hosts, judge.shown());
    for (const finding of judgeShown(validity, judging)) findings.add(finding);
    return reportOf(score, validity.map(validityOf));
  }

  function reportOf({ verdicts, outside, ...counts }: Score, validity: Verification['validity']): Verification {
    const all = dropEchoes(findings.all('counted'));
    const words = new Set(verdicts.map(({ verdict }) => verdict));
    const no = words.has('broken') || words.has('one-sided') || hasError(all.findings);
    const left = leftOut(outside);
    const lacks = left.some(({ fact }) => require.includes(fact));
    return {
      time: rfc3339(now),
      releases: releases.filter((release) => hosts.some((host) => host.release === release)),
      asked: [...alwaysAsked, ...optionalFacts.filter((fact) => askedSomewhere.has(fact))],
      notAsked: left,
      nodes: rendering?.mesh.nodes.length ?? hosts.length,
      ...counts,
      proved: counts.expected / 2 - verdicts.length,
      consistent: no ? 'no' : words.has('unknown') || counts.expected === 0 || lacks ? 'unknown' : 'yes',
      verdicts: verdicts.map((verdict) => ({ ...verdict, findings: all.renumber(verdict.findings) })),
      validity,
      findings: all.findings,
    };
  }

  function leftOut(outside: Score['outside']): Verification['notAsked'] {
    const seen = new Map(outside.map((one) => [one.host, one]));
    return [
      ...hosts.flatMap(({ name }, i) => (notAsked[i] ?? []).map((fact) => ({ host: name, fact }))),
      ...seen.values(),
    ];
  }

  function hostPlans(of: Rendering): readonly (HostPlan | undefined)[] {
    const plan = meshPlan(of, vocabulary);
    return hosts.map(({ node, release }) => (node === undefined ? undefined : plan(node, release)));
  }
}
