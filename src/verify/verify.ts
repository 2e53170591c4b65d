/** Proves or refutes a mesh from what its hosts have, host by host, so that no more than one host's files are held at once. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { newFindingList } from '../diagnostics/findings.ts';
import { newConnTable } from '../hosts/conns/conn-table.ts';
import { type HostConn, noOthers, type Origin } from '../hosts/conns/host-conn.ts';
import { newLayouts } from '../hosts/conns/keyword-positions.ts';
import { newVocabulary, type Word, type WordList } from '../hosts/conns/line-table.ts';
import { newHostReader } from '../hosts/conns/read-conns.ts';
import type { HostEvidence } from '../hosts/evidence.ts';
import type { MeshNode } from '../mesh/mesh.ts';
import { readAddress } from '../net/address.ts';
import type { Rendering } from '../render/prepare.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { SignatureAnswers } from '../x509/check-signatures.ts';
import type { RevocationList } from '../x509/revocation/revocation-list.ts';
import { newClasses } from './as-planned/plan-classes.ts';
import { newPlannedHosts } from './as-planned/planned-host.ts';
import { type Candidate, type CommonLines, ownersOf, provePlan } from './as-planned/prove-plan.ts';
import type { OptionalFact } from './asked.ts';
import { checkFolders } from './checks/folders.ts';
import { replacedConns } from './checks/host/duplicates.ts';
import { insistsOnLists } from './checks/host/setup.ts';
import { checkSharedFiles, type SharedFolder } from './checks/shared-files.ts';
import type { ConnSource } from './conn.ts';
import type { Host } from './host.ts';
import { judgePlan, judgeWhatIsThere } from './pairs/explicit-pairs.ts';
import { judgeGroups } from './pairs/group-pairs.ts';
import { answersOf, type HostAnswers } from './pairs/host-answers.ts';
import { judgeListsInStep } from './pairs/lists-in-step.ts';
import { newPairJudge } from './pairs/memoized-judge.ts';
import { judgeOthers } from './pairs/other-conns.ts';
import { surveyOf } from './pairs/peer-index.ts';
import { endsByPlan, type HostPlan, meshPlan } from './pairs/plan.ts';
import { newTakenPackets } from './pairs/routed.ts';
import { judgeShown, shownCertificates, validityOf } from './pairs/shown-certificates.ts';
import { newSubnetLists } from './pairs/subnet-lists.ts';
import type { Proof, Score } from './pairs/verification-state.ts';
import { reportOf } from './report.ts';
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
  /** The hosts of the manifest, where the tree is what `render` wrote: each of them has a folder, and nobody else. */
  readonly rendered?: readonly string[];
  /** What the hosts of such a tree share. */
  readonly shared?: SharedFolder;
  /**
   * Whether every conn of every host is read. If omitted, the conns of a host whose file has the very bytes that render writes are
   * those of the plan: they are read where something else asks for them. The answer is the same.
   */
  readonly readsAll?: boolean;
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
  /** Every revocation list that was added, to ask a verifier about too. */
  readonly lists: () => readonly RevocationList[];
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
 * const verifier = webCryptoVerifier(crypto.subtle);
 * const signatures = await checkSignatures(verification.certificates(), verifier, verification.lists());
 * verification.finish(signatures).consistent // 'yes'
 */
export function startVerification({
  rendering,
  now,
  expiryWarning,
  require = [],
  expect,
  rendered,
  shared,
  readsAll = false,
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
  const answers: HostAnswers[] = [];
  const asPlanned = rendering === undefined || readsAll ? undefined : newPlannedHosts(rendering, read);
  const candidates: Candidate[] = [];
  const revocationLists = new Map<string, RevocationList>();

  return { add, certificates, lists: () => [...revocationLists.values()], finish };

  function add(gathered: HostEvidence, facts: readonly Diagnostic[] = []): void {
    for (const finding of facts) findings.add(finding);
    const node = nodes.get(gathered.name);
    const planned = node === undefined ? undefined : asPlanned?.(node, gathered);
    const evidence = planned?.evidence ?? gathered;
    const { conns, ...reading } =
      planned === undefined ? read(evidence.files, evidence.release, evidence.show) : { conns: [], ...planned.reading };
    const insists = insistsOnLists(evidence);
    const lacksLists = insists && evidence.lists === undefined && rendering?.mesh.crls === undefined;
    const kind = JSON.stringify([evidence.release, node?.platform, insists, lacksLists]);
    if (!kinds.has(kind)) kinds.set(kind, kinds.size);
    const index = hosts.length;
    const { files: _, hasBytes: __, ...kept } = evidence;
    const host: Host = {
      index,
      name: evidence.name,
      release: evidence.release,
      evidence: { ...kept, files: new Map(), ...sharedLists(kept) },
      reading,
      node,
      insistsOnLists: insists,
      lacksLists,
      kind: kinds.get(kind) as number,
    };
    hosts.push(host);
    answers.push(answersOf(host, { conns, evidence, rendering, vocabulary, layouts }, findings.add));
    if (planned !== undefined)
      candidates.push({ host, node: planned.node, layout: planned.layout, connsFor: planned.connsFor });
    const replaced = replacedConns(conns);
    for (const conn of conns) {
      const by = replaced.get(conn);
      addConn(index, by === undefined ? conn : { ...conn, lost: [by] });
    }
    for (const finding of replaced.values()) findings.add(finding);
  }

  /** All hosts have the same lists, as a rule: each is kept once. */
  function sharedLists({ lists }: Pick<HostEvidence, 'lists'>): Pick<HostEvidence, 'lists'> {
    return lists === undefined ? {} : { lists: lists.map(keptList) };
  }

  function keptList(list: RevocationList): RevocationList {
    const kept = revocationLists.get(list.fingerprintSha256) ?? list;
    revocationLists.set(list.fingerprintSha256, kept);
    return kept;
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
    const ofHosts = hosts.flatMap((host) =>
      host.evidence.certificates.map(({ certificate }): { host: Host; certificate: Certificate } => ({
        host,
        certificate,
      })),
    );
    const lackingOf: Proof['lackingOf'] = ({ index }) => require.find((fact) => answers[index]?.left.includes(fact));
    const { proof, proven } =
      rendering === undefined || candidates.length === 0
        ? { proof: assemble(() => new Map()), proven: new Set<Host>() }
        : provePlan(candidates, {
            mesh: rendering.mesh,
            hosts,
            answers,
            lackingOf,
            classOf: newClasses(rendering),
            add: (host, conns) => {
              for (const conn of conns) addConn(host.index, conn);
            },
            ownersOf: ownersOf(hosts),
            assemble,
          });
    const score: Score = { expected: 0, found: 0, mirrored: 0, verdicts: [], hosts: [], judged: () => [], outside: [] };
    if (rendering?.mesh.mode === 'opportunistic') judgeGroups(proof, score, rendering.mesh);
    else if (rendering !== undefined) judgePlan(proof, score, rendering.mesh, proven);
    else judgeWhatIsThere(proof, score, expect === 'full');
    judgeOthers(proof, score, require.includes('files'));
    for (const finding of checkFolders(hosts, { rendering, rendered })) findings.add(finding);
    if (shared !== undefined) for (const finding of checkSharedFiles(shared)) findings.add(finding);
    const validity = shownCertificates(hosts, proof.judge.shown());
    for (const finding of judgeShown(validity, judging)) findings.add(finding);
    const planned = rendering?.mesh.crls?.lists;
    const lists = judgeListsInStep(hosts, validity, { ...judging, ...(planned === undefined ? {} : { planned }) });
    for (const finding of lists) findings.add(finding);
    return reportOf(score, {
      hosts,
      answers,
      findings: findings.all('counted'),
      validity: validity.map(validityOf),
      nodes: rendering?.mesh.nodes.length ?? hosts.length,
      now,
      require,
    });

    function assemble(beside: (lines: CommonLines) => ReadonlyMap<WordList, number>): Proof {
      const survey = surveyOf(table, vocabulary, hosts);
      const judge = newPairJudge({
        ...source,
        judging,
        certificates: ofHosts,
        lost,
        beside: () => beside((from, to, family) => table.get(survey.rowFor(from.index, to.index, family), 'both')),
        keysOf: ({ host }) => answers[host.index]?.keys,
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
      return {
        rendering,
        hosts,
        source,
        survey,
        judge,
        takenPackets: newTakenPackets({ source, survey, lost, answers }),
        listsSubnets: newSubnetLists(source),
        answers,
        lackingOf,
        findings,
        plans: rendering === undefined ? [] : hostPlans(rendering),
        lost,
        homeOf: ({ index, evidence }) =>
          homes.get(index) ?? evidence.show(`etc/ipsec.d/${rendering?.mesh.name ?? 'mesh'}.conf`),
      };
    }
  }

  function hostPlans(of: Rendering): readonly (HostPlan | undefined)[] {
    const plan = meshPlan(of, vocabulary);
    return hosts.map(({ node, release }) => (node === undefined ? undefined : plan(node, release)));
  }
}
