/** Two hosts side by side as they load their files: the conns of each, seen from the host, and the entries of its policy groups. */
import type { TextPlace } from '../diagnostics/diagnostic.ts';
import { textAt } from '../diagnostics/diagnostic.ts';
import { newConnTable } from '../hosts/conns/conn-table.ts';
import { type HostConn, noOthers, type Origin } from '../hosts/conns/host-conn.ts';
import { newLayouts } from '../hosts/conns/keyword-positions.ts';
import { newVocabulary } from '../hosts/conns/line-table.ts';
import { newHostReader } from '../hosts/conns/read-conns.ts';
import type { HostEvidence } from '../hosts/evidence.ts';
import { readSharedKeys, type SharedKeys } from '../hosts/facts/psk-digests.ts';
import type { GroupTarget } from '../libreswan/policy-group/document.ts';
import { parsePolicyGroup } from '../libreswan/policy-group/parse.ts';
import { newestRelease, type Release } from '../libreswan/release.ts';
import { type GroupAction, groupActionOf } from '../mesh/group-action.ts';
import { type Address, readAddress } from '../net/address.ts';
import { replacedConns } from '../verify/checks/host/duplicates.ts';
import { insistsOnLists } from '../verify/checks/host/setup.ts';
import { type Conn, type ConnSource, connOf } from '../verify/conn.ts';
import type { Host } from '../verify/host.ts';
import { newPairFindings, type PairFindings } from '../verify/pairs/pair-checks.ts';
import { surveyOf } from '../verify/pairs/peer-index.ts';
import type { HostState, TrafficState } from './traffic-state.ts';

/** An entry of a policy group. */
export interface GroupEntry {
  readonly target: GroupTarget;
  readonly at: TextPlace;
}

/** The conn of a policy group with its entries. */
export interface GroupConn {
  readonly conn: Conn;
  readonly action: GroupAction;
  readonly entries: readonly GroupEntry[];
}

/** One of the two hosts. */
export interface LoadedHost {
  readonly state: HostState;
  readonly release: Release;
  readonly own: readonly Address[];
  /** Conns that pluto takes from the files, whatever their `auto=`, in the order of the files. */
  readonly conns: readonly Conn[];
  readonly groups: readonly GroupConn[];
  /** Why it loads nothing. */
  readonly fatal: TextPlace | undefined;
}

/** The two hosts, and what their conns come to. */
export interface LoadedHosts {
  readonly hosts: readonly LoadedHost[];
  readonly findings: PairFindings;
  readonly keysOf: (conn: Conn) => SharedKeys | undefined;
}

/** Reads the files of some hosts, few of them. */
export function loadHosts(states: readonly HostState[], { now, signatures }: TrafficState): LoadedHosts {
  const vocabulary = newVocabulary();
  const layouts = newLayouts();
  const read = newHostReader(vocabulary, layouts);
  const table = newConnTable();
  const origins: (readonly Origin[])[] = [noOthers];
  const hosts: Host[] = [];
  const keys: (SharedKeys | undefined)[] = [];
  const rows: { readonly host: number; readonly row: number }[] = [];
  for (const { evidence } of states) {
    if (evidence === undefined) continue;
    const { conns, ...reading } = read(evidence.files, evidence.release, evidence.show);
    const index = hosts.length;
    hosts.push({
      index,
      name: evidence.name,
      release: evidence.release,
      evidence,
      reading,
      node: undefined,
      insistsOnLists: insistsOnLists(evidence),
      lacksLists: evidence.lists === undefined && insistsOnLists(evidence),
      kind: index,
    });
    keys.push(readSharedKeys(evidence));
    const replaced = replacedConns(conns);
    for (const conn of conns) {
      if (conn.leftAddress === undefined || conn.rightAddress === undefined) continue;
      if (conn.lost.length > 0 || replaced.has(conn)) continue;
      rows.push({ host: index, row: addRow(index, conn) });
    }
  }
  const source: ConnSource = { table, vocabulary, layouts, hosts, origins };
  const survey = surveyOf(table, vocabulary, hosts);
  const isOwn = (conn: Conn, address: string): boolean =>
    survey.own[conn.host.index]?.has(vocabulary.text(address)) ?? false;
  const findings = newPairFindings({
    ...source,
    judging: { now, ...(signatures === undefined ? {} : { signatures }) },
    certificates: hosts.flatMap((host) => host.evidence.certificates.map(({ certificate }) => ({ host, certificate }))),
    lost: [[]],
    addresses: { isOwn, outvoted: () => false },
    plannedEnds: () => undefined,
  });
  const loaded = states.map((state): LoadedHost => {
    const index = hosts.findIndex(({ name }) => name === state.evidence?.name);
    const host = hosts[index];
    const told = [...(survey.own[index] ?? [])].flatMap((id) => readAddress(vocabulary.textOf(id)) ?? []);
    const own = state.addresses.length > 0 ? state.addresses : told;
    const release = host?.release ?? newestRelease;
    if (host === undefined || state.evidence === undefined)
      return { state, release, own, conns: [], groups: [], fatal: undefined };
    const [fatal] = host.reading.fatal;
    const place = fatal?.at.kind === 'text' ? fatal.at : undefined;
    if (fatal !== undefined)
      return {
        state,
        release,
        own,
        conns: [],
        groups: [],
        fatal: place ?? textAt(state.evidence.show('etc/ipsec.conf'), 1, 1),
      };
    const views = rows
      .filter((each) => each.host === index)
      .map(({ row }) => connOf(source, row, survey.sideOf(row), -1));
    return {
      state,
      release,
      own,
      conns: views.filter((conn) => !isGroupWord(conn.remoteAddress) && !isGroupWord(conn.localAddress)),
      groups: groupsOf(views, state.evidence),
      fatal: undefined,
    };
  });
  return { hosts: loaded, findings, keysOf: ({ host }) => keys[host.index] };

  function addRow(host: number, conn: HostConn): number {
    if (conn.others.length > 0) origins.push(conn.others);
    const address = (word: HostConn['leftAddress']): number =>
      word === undefined ? 0 : vocabulary.text(readAddress(word.value) ?? word.value);
    return table.add({
      host,
      name: conn.nameId,
      file: vocabulary.text(conn.own.file),
      line: conn.own.line,
      layout: conn.own.layout,
      others: conn.others.length === 0 ? 0 : origins.length - 1,
      leftAddress: address(conn.leftAddress),
      rightAddress: address(conn.rightAddress),
      left: conn.left,
      right: conn.right,
      both: conn.both,
      lost: 0,
    });
  }
}

function isGroupWord(text: string): boolean {
  return text === '%group' || text === '%opportunisticgroup';
}

function groupsOf(conns: readonly Conn[], { files, release, show }: HostEvidence): readonly GroupConn[] {
  return conns.flatMap((conn): readonly GroupConn[] => {
    if (!isGroupWord(conn.remoteAddress)) return [];
    const path = `etc/ipsec.d/policies/${conn.name}`;
    const file = parsePolicyGroup(files.get(path) ?? '', release, show(path));
    const entries = file.entries.flatMap((entry) =>
      entry.kind === 'line' && entry.fate === 'read' ? entry.targets.map((target) => ({ target, at: entry.at })) : [],
    );
    return [{ conn, action: groupActionOf(conn.meaning), entries }];
  });
}
