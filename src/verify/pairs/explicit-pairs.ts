/** Which pairs of hosts are judged: those of the inventory, or those that the hosts themselves have. */
import { diagnostic, textAt } from '../../diagnostics/diagnostic.ts';
import type { Mesh, MeshNode } from '../../mesh/mesh.ts';
import { commonFamilies, linkedNodes, pairsOf } from '../../mesh/peerings.ts';
import { type Family, families } from '../../net/address.ts';
import type { Host } from '../host.ts';
import type { PairKey } from '../verification.ts';
import { missingHost } from './missing.ts';
import { type HostPair, judgePair } from './pair-verdict.ts';
import { compare, type Proof, type Score } from './verification-state.ts';

/**
 * Judges every pair that the inventory links.
 *
 * @param proven hosts of which it is known that every pair of two of them is consistent and raises no finding
 */
export function judgePlan(proof: Proof, score: Score, mesh: Mesh, proven: ReadonlySet<Host>): void {
  score.hosts = mesh.nodes.map(({ name }) => name);
  score.judged = () => plannedPairs(mesh);
  const byNode = new Map(proof.hosts.map((host) => [host.node, host]));
  const [good, open] = [new Set<MeshNode>(), new Set<MeshNode>()];
  for (const node of mesh.nodes) {
    const host = byNode.get(node);
    (host !== undefined && proven.has(host) ? good : open).add(node);
  }
  for (const family of families) {
    const count = [...good].filter(({ addresses }) => addresses[family] !== undefined).length;
    const conns = count * (count - 1);
    score.expected += conns;
    score.found += conns;
    score.mirrored += conns;
  }
  for (const node of mesh.nodes) if (!byNode.has(node)) proof.findings.add(missingHost(node));
  for (const first of mesh.nodes) {
    const a = byNode.get(first);
    for (const second of good.has(first) ? open : linkedNodes(mesh, first)) {
      if (first.name > second.name) continue;
      const b = byNode.get(second);
      for (const family of commonFamilies(first, second)) {
        decide(proof, score, { a, b, names: [first.name, second.name], family, isPlanned: true });
      }
    }
  }
}

function* plannedPairs(mesh: Mesh): Generator<PairKey> {
  for (const { first, second, family } of pairsOf(mesh)) yield { pair: [first.node.name, second.node.name], family };
}

/** A pair of hosts in canonical order. */
type Linked = readonly [a: Host, b: Host, family: Family];

/**
 * Judges every pair that some host has a conn for.
 *
 * @param isFull whether the mesh is said to be a full one: then every pair of hosts is judged
 */
export function judgeWhatIsThere(proof: Proof, score: Score, isFull: boolean): void {
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
  const all = isFull ? filledUp(pairs, sorted) : pairs;
  score.hosts = sorted.map(({ name }) => name);
  score.judged = namesOfPairs(all, score.hosts, rankOf);
  for (const [a, b, family] of all) decide(proof, score, { a, b, names: [a.name, b.name], family, isPlanned: false });
  absentPairs(proof, all, rankOf);
}

/** The pairs for whoever asks later, as numbers: as many as a mesh of 1,000 hosts has are a few megabytes. */
function namesOfPairs(
  pairs: readonly Linked[],
  names: readonly string[],
  rankOf: (host: Host) => number,
): () => Generator<PairKey> {
  const cells = new Int32Array(pairs.length * 3);
  for (const [i, [a, b, family]] of pairs.entries()) cells.set([rankOf(a), rankOf(b), families.indexOf(family)], i * 3);
  return function* () {
    for (let at = 0; at < cells.length; at += 3) {
      const [a, b, family] = [
        names[cells[at] as number],
        names[cells[at + 1] as number],
        families[cells[at + 2] as number],
      ];
      if (a !== undefined && b !== undefined && family !== undefined) yield { pair: [a, b], family };
    }
  };
}

/** Every pair of the hosts, in each family in which some pair has conns; IPv4 where none has. */
function filledUp(pairs: readonly Linked[], sorted: readonly Host[]): readonly Linked[] {
  const found = new Set(pairs.map(([, , family]) => family));
  const asked = families.filter((family) => found.has(family) || (found.size === 0 && family === 'ipv4'));
  const following = (i: number): readonly Host[] => sorted.slice(i + 1);
  return sorted.flatMap((a, i) => following(i).flatMap((b) => asked.map((family): Linked => [a, b, family])));
}

/**
 * `verify/absent-pairs`: hosts of which neither has a conn for the other. Without an inventory nobody knows whether they
 * should: a hub and its spokes are no fault.
 */
function absentPairs(proof: Proof, pairs: readonly Linked[], rankOf: (host: Host) => number): void {
  const count = proof.hosts.length;
  const keyOf = (a: Host, b: Host): number => rankOf(a) * count + rankOf(b);
  const present = new Set(pairs.map(([a, b]) => keyOf(a, b)));
  const met = new Set<Host>();
  for (const [a, b] of pairs) met.add(a).add(b);
  const linked = [...met].sort((a, b) => rankOf(a) - rankOf(b));
  const absent = (linked.length * (linked.length - 1)) / 2 - present.size;
  if (absent <= 0) return;
  for (const [i, a] of linked.entries()) {
    const b = linked.slice(i + 1).find((other) => !present.has(keyOf(a, other)));
    if (b === undefined) continue;
    const pairsAre = absent === 1 ? 'one pair of hosts has' : `${absent} pairs of hosts have`;
    proof.findings.add(
      diagnostic(
        'verify/absent-pairs',
        textAt(proof.homeOf(a), 1, 1),
        `${pairsAre} no conn for each other, for example ${a.name} and ${b.name}`,
        { hint: 'verify with the inventory, or with --expect full, to hear whether they should' },
      ),
    );
    return;
  }
}

function decide(proof: Proof, score: Score, pair: HostPair): void {
  score.expected += 2;
  const verdict = judgePair(proof, score, pair);
  if (verdict !== undefined) score.verdicts.push(verdict);
}
