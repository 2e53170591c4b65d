/**
 * The conns for the peers of a host as parts of one text: hosts of one kind have the same conn for a peer, so that a full mesh
 * of N hosts is N conns for each kind of reader, each made once, and the file of a host is all of them but its own.
 */
import { printSetting } from '../libreswan/ipsec-conf/syntax/print.ts';
import type { SpelledSetting } from '../libreswan/keyword/spell-setting.ts';
import { isDualStack, selfConnName } from '../mesh/conn-names.ts';
import type { MeshNode, Peering } from '../mesh/mesh.ts';
import { peeringsBetween, positionOf } from '../mesh/peerings.ts';
import { type Family, families } from '../net/address.ts';
import { type SharedText, sharedText } from './chunks.ts';
import type { Rendering } from './prepare.ts';

/** A part of a shared text, or the lines of the host's own half for a family. */
export type ConnPart =
  | { readonly kind: 'slice'; readonly of: SharedText; readonly from: number; readonly to: number }
  | { readonly kind: 'own'; readonly family: Family };

/** The conns for all nodes of a mesh as the hosts of one kind have them. */
interface JoinedConns {
  readonly shared: SharedText;
  /** By the position of a node: where its conns begin; the last entry is the end. */
  readonly starts: readonly number[];
  /** Where the host's own half goes, in layout `flat`. */
  readonly gaps: readonly { readonly at: number; readonly family: Family }[];
  /** By the position of a node: the first of its gaps; the last entry is their number. */
  readonly firstGaps: readonly number[];
  /** By the position of a node: how many line breaks and how many gaps for IPv6 are before its conns. */
  readonly lines: readonly number[];
  readonly gapsForIpv6: readonly number[];
}

/** The parts of a host's file that are the conns for its peers, in their order. */
export function peerConns(rendering: Rendering, node: MeshNode): readonly ConnPart[] {
  const { links, nodes } = rendering.mesh;
  const own = positionOf(rendering.mesh, node);
  const parts: ConnPart[] = [];
  const take = (from: number, to: number): void => {
    // The canonically first end may start its conns while the other waits, so that there are two texts.
    if (from < to) addParts(joinedFor(rendering, node, to > own), from, to, parts);
  };
  if (links === 'full') {
    take(0, own);
    take(own + 1, nodes.length);
  } else for (const position of links[own] ?? []) take(position, position + 1);
  return parts;
}

/** The conns of a host for one of its peers, by the peer's position in the mesh. */
export interface PeerBlock {
  readonly parts: readonly ConnPart[];
  /** What is before them in the file, behind its head: line breaks, and own halves in layout `flat`. */
  readonly before: { readonly lines: number; readonly own: Readonly<Record<Family, number>> };
}

/** The part of {@link peerConns} that is for one peer, in a full mesh. */
export function peerBlock(rendering: Rendering, node: MeshNode, peer: number): PeerBlock {
  const own = positionOf(rendering.mesh, node);
  const joined = joinedFor(rendering, node, peer > own);
  const parts: ConnPart[] = [];
  addParts(joined, peer, peer + 1, parts);
  const before = { lines: 0, own: { ipv4: 0, ipv6: 0 } };
  const count = (of: JoinedConns, from: number, to: number): void => {
    const ipv6 = (of.gapsForIpv6[to] as number) - (of.gapsForIpv6[from] as number);
    before.lines += (of.lines[to] as number) - (of.lines[from] as number);
    before.own.ipv4 += (of.firstGaps[to] as number) - (of.firstGaps[from] as number) - ipv6;
    before.own.ipv6 += ipv6;
  };
  if (peer < own) count(joined, 0, peer);
  else {
    count(joinedFor(rendering, node, false), 0, own);
    count(joined, own + 1, peer);
  }
  return { parts, before };
}

function addParts(joined: JoinedConns, first: number, behind: number, parts: ConnPart[]): void {
  const { shared, starts, gaps, firstGaps } = joined;
  let from = starts[first] as number;
  for (let i = firstGaps[first] as number; i < (firstGaps[behind] as number); i += 1) {
    const { at, family } = gaps[i] as JoinedConns['gaps'][number];
    parts.push({ kind: 'slice', of: shared, from, to: at }, { kind: 'own', family });
    from = at;
  }
  parts.push({ kind: 'slice', of: shared, from, to: starts[behind] as number });
}

/** A rendering never changes, so what was joined for it stays right as long as it lives. */
const joinedConns = new WeakMap<Rendering, Map<string, JoinedConns>>();

function joinedFor(rendering: Rendering, reader: MeshNode, readerIsFirst: boolean): JoinedConns {
  const kinds = joinedConns.get(rendering) ?? new Map<string, JoinedConns>();
  joinedConns.set(rendering, kinds);
  const has = families.filter((family) => reader.addresses[family] !== undefined);
  const isFirst = rendering.mesh.ipsec.start === 'one-side' && readerIsFirst;
  const kind = [rendering.kindOf(reader), ...has, isFirst].join(' ');
  const joined = kinds.get(kind) ?? join(rendering, reader, isFirst);
  kinds.set(kind, joined);
  return joined;
}

/** The conns for every node, the reader itself among them: others of its kind have it as a peer. */
function join(rendering: Rendering, reader: MeshNode, localIsFirst: boolean): JoinedConns {
  const isFlat = rendering.mesh.ipsec.layout === 'flat';
  const dual = isDualStack(reader);
  const starts = [0];
  const firstGaps = [0];
  const lines = [0];
  const gapsForIpv6 = [0];
  const count = { lines: 0, ipv6: 0 };
  const gaps: { readonly at: number; readonly family: Family }[] = [];
  let text = '';
  for (const node of rendering.mesh.nodes) {
    for (const peering of peeringsBetween(reader, node)) add({ ...peering, localIsFirst });
    starts.push(text.length);
    firstGaps.push(gaps.length);
    lines.push(count.lines);
    gapsForIpv6.push(count.ipv6);
  }
  return { shared: sharedText(text), starts, gaps, firstGaps, lines, gapsForIpv6 };

  function add(peering: Peering): void {
    const { family, connName } = peering;
    text += `\nconn ${connName}\n`;
    if (isFlat) gaps.push({ at: text.length, family });
    else text += `\talso=${selfConnName(rendering.mesh.name, family, dual)}\n`;
    const settings = rendering.peerSettings(peering);
    text += linesOf(settings);
    count.lines += settings.length + (isFlat ? 2 : 3);
    if (isFlat && family === 'ipv6') count.ipv6 += 1;
  }
}

/** The text of some settings. */
export function linesOf(settings: readonly SpelledSetting[]): string {
  return settings.map(printSetting).join('');
}
