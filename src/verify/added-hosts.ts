/** The hosts of a verification, read one after the other: numbers and facts are kept of them, and no file. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { FindingList } from '../diagnostics/findings.ts';
import { newConnTable } from '../hosts/conns/conn-table.ts';
import { type HostConn, noOthers, type Origin } from '../hosts/conns/host-conn.ts';
import { newLayouts } from '../hosts/conns/keyword-positions.ts';
import { newVocabulary, type Word } from '../hosts/conns/line-table.ts';
import { newHostReader } from '../hosts/conns/read-conns.ts';
import type { HostEvidence } from '../hosts/evidence.ts';
import type { MeshNode } from '../mesh/mesh.ts';
import { readAddress } from '../net/address.ts';
import type { Rendering } from '../render/prepare.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { RevocationList } from '../x509/revocation/revocation-list.ts';
import { newPlannedHosts } from './as-planned/planned-host.ts';
import type { Candidate } from './as-planned/prove-plan.ts';
import { replacedConns } from './checks/host/duplicates.ts';
import { insistsOnLists } from './checks/host/setup.ts';
import type { ConnSource } from './conn.ts';
import type { Host } from './host.ts';
import { answersOf, type HostAnswers } from './pairs/host-answers.ts';

/** What was read so far. */
export interface AddedHosts {
  readonly source: ConnSource;
  /** By the index of a host. */
  readonly answers: readonly HostAnswers[];
  /** Why rows are not loaded, by the numbers in the table. */
  readonly lost: readonly (readonly Diagnostic[])[];
  /** The hosts that are as planned, of which no conn is in the table yet. */
  readonly candidates: readonly Candidate[];
  readonly add: (gathered: HostEvidence) => void;
  /** Puts conns of a host into the table. */
  readonly addConns: (host: Host, conns: readonly HostConn[]) => void;
  /** Every certificate, authorities included, each once. */
  readonly certificates: () => readonly Certificate[];
  readonly lists: () => readonly RevocationList[];
}

export function newAddedHosts(
  { rendering, readsAll }: { readonly rendering: Rendering | undefined; readonly readsAll: boolean },
  findings: FindingList,
): AddedHosts {
  const vocabulary = newVocabulary();
  const layouts = newLayouts();
  const read = newHostReader(vocabulary, layouts);
  const table = newConnTable();
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

  return {
    source: { table, vocabulary, layouts, hosts, origins },
    answers,
    lost,
    candidates,
    add,
    addConns: ({ index }, conns) => {
      for (const conn of conns) addConn(index, conn);
    },
    certificates,
    lists: () => [...revocationLists.values()],
  };

  function add(gathered: HostEvidence): void {
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
}
