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
  const gaps: { readonly at: number; readonly family: Family }[] = [];
  let text = '';
  for (const node of rendering.mesh.nodes) {
    for (const peering of peeringsBetween(reader, node)) add({ ...peering, localIsFirst });
    starts.push(text.length);
    firstGaps.push(gaps.length);
  }
  return { shared: sharedText(text), starts, gaps, firstGaps };

  function add(peering: Peering): void {
    const { family, connName } = peering;
    text += `\nconn ${connName}\n`;
    if (isFlat) gaps.push({ at: text.length, family });
    else text += `\talso=${selfConnName(rendering.mesh.name, family, dual)}\n`;
    text += linesOf(rendering.peerSettings(peering));
  }
}

/** The text of some settings. */
export function linesOf(settings: readonly SpelledSetting[]): string {
  return settings.map(printSetting).join('');
}
