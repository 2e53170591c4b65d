/** Which pairs of hosts are judged: those of the inventory, or those that the hosts themselves have. */
import type { Mesh } from '../mesh/mesh.ts';
import { commonFamilies, linkedNodes } from '../mesh/peerings.ts';
import type { Family } from '../net/address.ts';
import type { Host } from './host.ts';
import { type HostPair, judgePair } from './judge-pair.ts';
import { missingHost } from './missing.ts';
import { compare, type Proof, type Score } from './proof.ts';

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

/** Judges every pair that some host has a conn for, and those that are missing in a mesh that is nearly full. */
export function judgeWhatIsThere(proof: Proof, score: Score): void {
  const { source, survey, hosts } = proof;
  const { table } = source;
  const linked = new Set<Host>();
  const pairs: [Host, Host, Family][] = [];
  for (let row = 0; row < table.size(); row += 1) {
    const peer = hosts[survey.peerOf(row)];
    const host = hosts[table.get(row, 'host')] as Host;
    if (peer === undefined) continue;
    const family = survey.familyOfRow(row);
    linked.add(host).add(peer);
    const forth = survey.rowFor(host.index, peer.index, family);
    const back = survey.rowFor(peer.index, host.index, family);
    if (forth === row && (back < 0 || host.name < peer.name)) pairs.push([host, peer, family]);
  }
  pairs.sort(([a, b], [c, d]) => {
    const [x, y] = [ordered(a, b), ordered(c, d)];
    return compare(x[0], y[0]) || compare(x[1], y[1]);
  });
  for (const [a, b, family] of pairs) {
    const [x, y] = a.name < b.name ? [a, b] : [b, a];
    decide(proof, score, { a: x, b: y, names: [x.name, y.name], family, isPlanned: false });
  }
  missingLinks(proof, score, [...linked], pairs);
}

/** Where most hosts have conns for one another, those that have none are missing one another. */
function missingLinks(
  proof: Proof,
  score: Score,
  linked: readonly Host[],
  pairs: readonly (readonly [Host, Host, Family])[],
): void {
  const present = new Set(pairs.map(([a, b]) => ordered(a, b).join(' ')));
  const most = (linked.length * (linked.length - 1)) / 2;
  if (present.size === most || present.size * 2 < most) return;
  const sorted = [...linked].sort((a, b) => compare(a.name, b.name));
  for (const [i, a] of sorted.entries()) {
    for (const b of sorted.slice(i + 1)) {
      if (present.has(`${a.name} ${b.name}`)) continue;
      decide(proof, score, { a, b, names: [a.name, b.name], family: 'ipv4', isPlanned: false });
    }
  }
}

function decide(proof: Proof, score: Score, pair: HostPair): void {
  score.expected += 2;
  const verdict = judgePair(proof, score, pair);
  if (verdict !== undefined) score.verdicts.push(verdict);
}

/** The names of two hosts in canonical order. */
function ordered(a: Host, b: Host): readonly [string, string] {
  return a.name < b.name ? [a.name, b.name] : [b.name, a.name];
}
