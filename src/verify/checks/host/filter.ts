import { type Diagnostic, hasError, textAt } from '../../../diagnostics/diagnostic.ts';
import { findObstacles, type Obstacle } from '../../../firewall/check-rules.ts';
import { type FactFile, readHostRules } from '../../../firewall/host-rules.ts';
import { entryStarts } from '../../../firewall/nftables/entry-starts.ts';
import type { HostConn } from '../../../hosts/conns/host-conn.ts';
import type { Vocabulary } from '../../../hosts/conns/line-table.ts';
import type { HostEvidence } from '../../../hosts/evidence.ts';
import { addresses } from '../../../hosts/facts/addresses.ts';
import { filter } from '../../../hosts/facts/filter.ts';
import { filterNeeds } from '../../../mesh/host-filter.ts';
import type { Rendering } from '../../../render/prepare.ts';
import type { Host } from '../../host.ts';
import { needsOfConns } from './filter-needs.ts';

/** What the packet filter of a host comes to. */
export interface FilterReport {
  readonly findings: readonly Diagnostic[];
  /** By the address of a peer: what keeps a pair from talking, and what may. */
  readonly refuted: ReadonlyMap<string, readonly Diagnostic[]>;
  readonly doubted: ReadonlyMap<string, readonly Diagnostic[]>;
}

const nothing: FilterReport = { findings: [], refuted: new Map(), doubted: new Map() };

/**
 * `firewall/blocked` and its kin: the packet filter that the host has lets IKE and ESP from and to its peers pass. Its peers are those
 * of the inventory; without one, those of its conns.
 */
export function checkFilter(
  { node }: Host,
  conns: readonly HostConn[],
  evidence: HostEvidence,
  rendering: Rendering | undefined,
  vocabulary: Vocabulary,
): FilterReport {
  const facts = filter.read(evidence)?.value;
  if (facts === undefined) return nothing;
  const interfaces = addresses.read(evidence)?.value?.interfaces;
  const needs =
    node === undefined || rendering === undefined
      ? needsOfConns(conns, evidence.addresses, interfaces, vocabulary)
      : filterNeeds(rendering.mesh, node, interfaces);
  if (needs.length === 0) return nothing;
  const { value: rules, findings: ofRules } = readHostRules(facts);
  const place = placesIn(facts.nft);
  const obstacles = findObstacles(rules, needs).map((one) => ({ ...one, finding: place(one.finding) }));
  const all = [...ofRules.map(place), ...obstacles.map(({ finding }) => finding)];
  const needed = obstacles.filter(({ isNeeded }) => isNeeded);
  return {
    findings: hasError(all) ? all.filter(({ severity }) => severity === 'error') : all,
    refuted: byPeer(needed.filter(({ finding }) => finding.severity === 'error')),
    doubted: byPeer(needed.filter(({ finding }) => finding.code === 'firewall/cannot-tell')),
  };
}

function byPeer(obstacles: readonly Obstacle[]): ReadonlyMap<string, readonly Diagnostic[]> {
  const found = new Map<string, Diagnostic[]>();
  for (const { finding, peers } of obstacles)
    for (const peer of peers) found.set(peer, [...(found.get(peer) ?? []), finding]);
  return found;
}

/** nft's JSON is one line, and its rules have paths: each is told with the column where it begins. */
function placesIn(nft: FactFile | undefined): (finding: Diagnostic) => Diagnostic {
  const starts = nft === undefined ? [] : entryStarts(nft.text);
  return (finding) => {
    const { at } = finding;
    if (nft === undefined || at.kind === 'text') return finding;
    const start = starts[Number(at.path[1])] ?? 0;
    const before = nft.text.slice(0, start).split('\n');
    return { ...finding, at: textAt(nft.file, before.length, (before[before.length - 1]?.length ?? 0) + 1) };
  };
}
