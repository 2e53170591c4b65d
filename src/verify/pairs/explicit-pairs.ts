/** Which pairs of hosts are judged: those of the inventory, or those that the hosts themselves have. */
import type { Mesh } from '../../mesh/mesh.ts';
import { commonFamilies, linkedNodes } from '../../mesh/peerings.ts';
import type { Family } from '../../net/address.ts';
import type { Host } from '../host.ts';
import { missingHost } from './missing.ts';
import { type HostPair, judgePair } from './pair-verdict.ts';
import { compare, type Proof, type Score } from './verification-state.ts';

/** Judges every pair that the inventory links. */
export function judgePlan(proof: Proof, score: Score, mesh: Mesh): void {
  const byNode = new Map(proof.hosts.map((host) => [host.node, host]));
  for (const node of mesh.nodes) if (!byNode.has(node)) proof.findings.add(missingHost(node));
  for (const first of mesh.nodes) {
    const a = byNode.get(first);
    for (const second of linkedNodes(mesh, first)) {
      if (first.name > second.name) continue;
      const b = byNode.get(second);
      for (const family of commonFamilies(first, second)) {
        decide(proof, score, { a, b, names: [first.name, second.name], family, isPlanned: true });
      }
    }
  }
}

/** A pair of hosts in canonical order. */
type Linked = readonly [a: Host, b: Host, family: Family];

/** Judges every pair that some host has a conn for, and those that are missing in a mesh that is nearly full. */
export function judgeWhatIsThere(proof: Proof, score: Score): void {
  const { source, survey, hosts } = proof;
  const { table } = source;
  const sorted = [...hosts].sort((a, b) => compare(a.name, b.name));
  const rank = new Int32Array(hosts.length);
  for (const [i, { index }] of sorted.entries()) rank[index] = i;
  const rankOf = ({ index }: Host): number => rank[index] as number;
  const pairs: Linked[] = [];
  for (let row = 0; row < table.size(); row += 1) {
    const peer = hosts[survey.peerOf(row)];
    const host = hosts[table.get(row, 'host')] as Host;
    if (peer === undefined) continue;
    const family = survey.familyOfRow(row);
    if (survey.rowFor(host.index, peer.index, family) !== row) continue;
    // A pair that both have conns for comes up twice.
    const isFirst = rankOf(host) < rankOf(peer);
    if (isFirst) pairs.push([host, peer, family]);
    else if (survey.rowFor(peer.index, host.index, family) < 0) pairs.push([peer, host, family]);
  }
  pairs.sort(([a, b], [c, d]) => rankOf(a) - rankOf(c) || rankOf(b) - rankOf(d));
  for (const [a, b, family] of pairs) decide(proof, score, { a, b, names: [a.name, b.name], family, isPlanned: false });
  missingLinks(proof, score, pairs, rankOf);
}

/** Where most hosts have conns for one another, those that have none are missing one another. */
function missingLinks(proof: Proof, score: Score, pairs: readonly Linked[], rankOf: (host: Host) => number): void {
  const count = proof.hosts.length;
  const keyOf = (a: Host, b: Host): number => rankOf(a) * count + rankOf(b);
  const present = new Set(pairs.map(([a, b]) => keyOf(a, b)));
  const met = new Set<Host>();
  for (const [a, b] of pairs) met.add(a).add(b);
  const linked = [...met].sort((a, b) => rankOf(a) - rankOf(b));
  const most = (linked.length * (linked.length - 1)) / 2;
  if (present.size === most || present.size * 2 < most) return;
  for (const [i, a] of linked.entries()) {
    for (const b of linked.slice(i + 1)) {
      if (present.has(keyOf(a, b))) continue;
      decide(proof, score, { a, b, names: [a.name, b.name], family: 'ipv4', isPlanned: false });
    }
  }
}

function decide(proof: Proof, score: Score, pair: HostPair): void {
  score.expected += 2;
  const verdict = judgePair(proof, score, pair);
  if (verdict !== undefined) score.verdicts.push(verdict);
}
