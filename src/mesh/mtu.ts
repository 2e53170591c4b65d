/**
 * The MTU of every pair of a mesh, reckoned once for each kind of pair: a mesh of 1,000 nodes has half a million pairs and
 * mostly one kind.
 */
import { type Diagnostic, diagnostic, type Place, type Result, valueAt } from '../diagnostics/diagnostic.ts';
import { newFindingList } from '../diagnostics/findings.ts';
import { checkMtu, type MtuAnswer, type MtuQuestion, mtuAnswer, type OverlayStack } from '../esp/answer.ts';
import { customOverlay, geneve, vxlan } from '../esp/overlay.ts';
import { type AhEnd, ahOffers, pairAhTransforms } from '../libreswan/proposal/ah.ts';
import { checkProposals } from '../libreswan/proposal/check.ts';
import { setByCryptoPolicies } from '../libreswan/proposal/defaults.ts';
import { type EspEnd, type PairTransforms, pairTransforms } from '../libreswan/proposal/select.ts';
import { rangeText } from '../libreswan/release.ts';
import { type Family, families } from '../net/address.ts';
import { ahAlgorithms, usesAh } from './ah.ts';
import { pairEncapsulation } from './encapsulation.ts';
import type { Mesh, MeshNode } from './mesh.ts';
import { commonFamilies } from './peerings.ts';

/** The pairs of which the answer is the same. */
export interface MtuClass extends MtuAnswer {
  readonly pairs: number;
  /** Two nodes of the class. */
  readonly example: readonly [string, string];
  readonly family: Family;
  readonly type: MtuQuestion['mode'];
  readonly udpEncapsulation: boolean;
}

/** The numbers that are safe towards every peer, each the smallest of its kind. */
export interface SafeMtu {
  readonly tunnelMtu: number;
  readonly floorMtu: number;
  readonly overlayMtu: number;
  readonly floorOverlayMtu: number;
}

/** The MTU of a mesh. */
export interface MeshMtu {
  /** Smallest overlay MTU first. */
  readonly classes: readonly MtuClass[];
  /** Absent where a host has no pair. */
  readonly hosts: ReadonlyMap<string, SafeMtu>;
  /** For each host the answer that its smallest overlay MTU comes from. */
  readonly answers: ReadonlyMap<string, MtuAnswer>;
  /** Absent where there is no pair. */
  readonly cluster: SafeMtu | undefined;
  readonly findings: readonly Diagnostic[];
}

/** Nodes that are the same for the MTU: what they are linked with decides the rest. */
interface Kind {
  readonly node: MeshNode;
  readonly nodes: MeshNode[];
}

/** What two kinds come to in one family. */
interface Reckoned {
  readonly question: MtuQuestion;
  readonly answer: MtuAnswer;
}

/**
 * The MTU of every pair, of every host and of the whole mesh.
 *
 * Its findings: those of `pairTransforms` and `checkMtu`, and `mtu/link-mtu-differs`. What is wrong with `esp` itself is
 * found by `readProposals` and not repeated.
 *
 * @param overlays - what rides in the tunnels, side by side; those of the mesh unless others are asked after
 */
export function meshMtu(mesh: Mesh, overlays: readonly OverlayStack[] = overlayStacks(mesh)): MeshMtu {
  const findings = newFindingList();
  const kinds = kindsOf(mesh);
  const reckoned = new Map<string, Reckoned | undefined>();
  const classes = new Map<string, MtuClass & { pairs: number }>();
  const hosts = new Map<string, SafeMtu>();
  const answers = new Map<string, MtuAnswer>();

  for (const [first, second, pairs, firstNode, secondNode] of kindPairs(mesh, kinds)) {
    if (first.node.linkMtu !== second.node.linkMtu) findings.addAll([linkMtuDiffers(firstNode, secondNode)]);
    for (const family of commonFamilies(first.node, second.node)) {
      const found = reckon(first.node, second.node, family);
      if (found !== undefined) count(found, family, pairs, firstNode, secondNode);
    }
  }
  for (const [node, peers] of kindsOfPeers(mesh, kinds)) {
    for (const peer of peers) {
      for (const family of commonFamilies(node, peer.node)) {
        const found = reckon(node, peer.node, family);
        if (found === undefined) continue;
        const known = answers.get(node.name);
        if (known === undefined || found.answer.overlayMtu < known.overlayMtu) answers.set(node.name, found.answer);
        hosts.set(node.name, smaller(hosts.get(node.name), found.answer));
      }
    }
  }
  const sorted = [...classes.values()].sort((a, b) => a.overlayMtu - b.overlayMtu || (a.example < b.example ? -1 : 1));
  return {
    classes: sorted,
    hosts,
    answers,
    cluster: sorted.reduce<SafeMtu | undefined>((safe, one) => smaller(safe, one), undefined),
    findings: findings.all(),
  };

  function reckon(a: MeshNode, b: MeshNode, family: Family): Reckoned | undefined {
    const key = [family, ...[kindKey(a), kindKey(b)].sort()].join('\n');
    if (!reckoned.has(key)) reckoned.set(key, ask(a, b, family));
    return reckoned.get(key);
  }

  function ask(a: MeshNode, b: MeshNode, family: Family): Reckoned | undefined {
    const espAt = usesAh(mesh) ? valueAt('ipsec', 'options', 'phase2') : valueAt('ipsec', 'esp');
    const transforms = usesAh(mesh) ? ahTransforms(mesh, a, b, espAt) : espTransformsOf(mesh, a, b, espAt);
    if (transforms === undefined) return undefined;
    findings.addAll(transforms.findings);
    if (transforms.kind === 'failed') return undefined;
    const question: MtuQuestion = {
      linkMtu: Math.min(a.linkMtu, b.linkMtu),
      mode: mesh.ipsec.type,
      outer: family,
      inner: family,
      udpEncapsulation: pairEncapsulation(a.encapsulation, b.encapsulation) === 'yes',
      selected: transforms.value.selected,
      accepted: transforms.value.accepted,
      overlays,
    };
    const answer = mtuAnswer(question);
    findings.addAll(checkMtu(question, answer, valueAt('network', 'linkMtu'), espAt));
    return { question, answer };
  }

  function count({ question, answer }: Reckoned, family: Family, pairs: number, a: MeshNode, b: MeshNode): void {
    const { mode, udpEncapsulation } = question;
    const key = JSON.stringify([family, mode, udpEncapsulation, answer]);
    const known = classes.get(key);
    if (known !== undefined) known.pairs += pairs;
    else classes.set(key, { pairs, example: [a.name, b.name], family, type: mode, udpEncapsulation, ...answer });
  }
}

function smaller(known: SafeMtu | undefined, other: SafeMtu): SafeMtu {
  const least = (key: keyof SafeMtu): number => Math.min(known?.[key] ?? Number.POSITIVE_INFINITY, other[key]);
  return {
    tunnelMtu: least('tunnelMtu'),
    floorMtu: least('floorMtu'),
    overlayMtu: least('overlayMtu'),
    floorOverlayMtu: least('floorOverlayMtu'),
  };
}

/** The overlays of a mesh, side by side, as headers in bytes. */
export function overlayStacks(mesh: Mesh): readonly OverlayStack[] {
  return mesh.overlays.map((stack) =>
    stack.map((header) => {
      if (header === 'vxlan') return vxlan;
      return header === 'geneve' ? geneve() : customOverlay(header.name, header.bytes);
    }),
  );
}

function espTransformsOf(mesh: Mesh, a: MeshNode, b: MeshNode, at: Place): Result<PairTransforms> | undefined {
  const [endA, endB] = [espEnd(mesh, a), espEnd(mesh, b)];
  return endA === undefined || endB === undefined ? undefined : pairTransforms(endA, endB, at);
}

/** `undefined` where `ah` is faulty. */
function ahTransforms(mesh: Mesh, a: MeshNode, b: MeshNode, at: Place): Result<PairTransforms> | undefined {
  const ah = ahAlgorithms(mesh);
  const isFaulty = [...a.releases, ...b.releases].some((release) => ahOffers(ah, release) === undefined);
  const end = ({ releases }: MeshNode): AhEnd => ({ releases, ...(ah === undefined ? {} : { ah }) });
  return isFaulty ? undefined : pairAhTransforms(end(a), end(b), at);
}

/** What the host's conns offer; `undefined` where `esp` is faulty. */
function espEnd(mesh: Mesh, { releases, platform }: MeshNode): EspEnd | undefined {
  const truncbug = mesh.ipsec.options.some(({ keyword, value }) => keyword === 'sha2-truncbug' && value === 'yes');
  if (mesh.ipsec.esp === undefined) return { releases, platform, truncbug };
  const { esp } = mesh.ipsec;
  const isFaulty = esp.proposals.length === 0 || checkProposals(esp, releases, valueAt('ipsec', 'esp')).length > 0;
  return isFaulty ? undefined : { releases, platform, truncbug, esp };
}

function kindKey({ addresses, encapsulation, linkMtu, platform, releases }: MeshNode): string {
  const has = families.filter((family) => addresses[family] !== undefined);
  return [rangeText(releases), setByCryptoPolicies(platform), linkMtu, encapsulation, ...has].join(' ');
}

function kindsOf(mesh: Mesh): ReadonlyMap<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const node of mesh.nodes) {
    const key = kindKey(node);
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, { node, nodes: [node] });
    else known.nodes.push(node);
  }
  return kinds;
}

type KindPair = readonly [first: Kind, second: Kind, pairs: number, firstNode: MeshNode, secondNode: MeshNode];

/** The pairs of kinds that are linked, how many pairs of nodes they stand for, and one of these. */
function kindPairs(mesh: Mesh, kinds: ReadonlyMap<string, Kind>): readonly KindPair[] {
  const list = [...kinds.values()];
  if (mesh.links === 'full') {
    return list.flatMap((first, i) =>
      list.slice(i).flatMap((second): readonly KindPair[] => {
        const same = first === second;
        const pairs = same
          ? (first.nodes.length * (first.nodes.length - 1)) / 2
          : first.nodes.length * second.nodes.length;
        const [one, other] = [first.nodes[0], second.nodes[same ? 1 : 0]];
        return one === undefined || other === undefined ? [] : [[first, second, pairs, ...inOrder(one, other)]];
      }),
    );
  }
  const found = new Map<string, KindPair>();
  mesh.links.forEach((linked, position) => {
    const node = mesh.nodes[position];
    for (const other of linked) {
      const peer = mesh.nodes[other];
      if (node === undefined || peer === undefined || other < position) continue;
      const keys = [kindKey(node), kindKey(peer)].sort();
      const [first, second] = keys.map((key) => kinds.get(key));
      if (first === undefined || second === undefined) continue;
      const key = keys.join('\n');
      const known = found.get(key);
      found.set(key, [first, second, (known?.[2] ?? 0) + 1, known?.[3] ?? node, known?.[4] ?? peer]);
    }
  });
  return [...found.values()];
}

function inOrder(a: MeshNode, b: MeshNode): readonly [MeshNode, MeshNode] {
  return a.name < b.name ? [a, b] : [b, a];
}

/** For each node the kinds of the nodes that it is linked to. */
function* kindsOfPeers(mesh: Mesh, kinds: ReadonlyMap<string, Kind>): Generator<readonly [MeshNode, readonly Kind[]]> {
  const { links, nodes } = mesh;
  for (const [position, node] of nodes.entries()) {
    if (links === 'full') {
      const own = kinds.get(kindKey(node));
      yield [node, [...kinds.values()].filter((kind) => kind !== own || kind.nodes.length > 1)];
    } else {
      const keys = new Set((links[position] ?? []).flatMap((other) => nodes[other] ?? []).map(kindKey));
      yield [node, [...keys].flatMap((key) => kinds.get(key) ?? [])];
    }
  }
}

function linkMtuDiffers(a: MeshNode, b: MeshNode): Diagnostic {
  const [small, large] = a.linkMtu < b.linkMtu ? [a, b] : [b, a];
  return diagnostic(
    'mtu/link-mtu-differs',
    valueAt('nodes', small.name, 'linkMtu'),
    `linked hosts should have the same link MTU, but ${small.name} has ${small.linkMtu} and ${large.name} ${large.linkMtu}`,
    {
      hint: `${small.linkMtu} counts for what they send to each other`,
      related: [{ at: valueAt('nodes', large.name, 'linkMtu'), message: `here it is ${large.linkMtu}` }],
    },
  );
}
