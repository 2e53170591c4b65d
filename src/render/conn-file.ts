import type { PlannedSection } from '../libreswan/ipsec-conf/syntax/planned-section.ts';
import { printSetting } from '../libreswan/ipsec-conf/syntax/print.ts';
import type { SpelledSetting } from '../libreswan/keyword/spell-setting.ts';
import type { Mesh, MeshNode } from '../mesh/mesh.ts';
import { peeringsBetween, positionOf } from '../mesh/peerings.ts';
import { families } from '../net/address.ts';
import { connSections, ownSections, peerSections } from './conn-sections.ts';
import type { Rendering } from './prepare.ts';

/**
 * The conns of one host. In layout `shared` its own half stands once, in a conn of its own that is never loaded, and the
 * others take it by `also=`; in layout `flat` every conn is whole. Both mean the same. `%default` is left alone: it would
 * change the conns of others.
 */
export function connFile(rendering: Rendering, node: MeshNode): string {
  const head = `# IPsec conns of ${node.name}, written by swanmesh. Do not edit: they are written anew from the inventory.\n`;
  return areInterchangeable(rendering.mesh)
    ? head + printSections(ownSections(rendering, node)) + aroundOwn(rendering, node)
    : head + printSections(connSections(rendering, node));
}

function printSections(sections: readonly PlannedSection[]): string {
  let text = '';
  for (const { name, parts } of sections) text += `\nconn ${name}\n${parts.map(linesOf).join('')}`;
  return text;
}

/** The text of each list of settings, as long as the list lives: a peer's is the same for all hosts of a kind. */
const printed = new WeakMap<readonly SpelledSetting[], string>();

function linesOf(settings: readonly SpelledSetting[]): string {
  const known = printed.get(settings);
  if (known !== undefined) return known;
  const text = settings.map(printSetting).join('');
  printed.set(settings, text);
  return text;
}

/** Whether a peer's conns are the same text on every other host of one kind: all are linked, have the same families, and neither end is special. */
function areInterchangeable({ links, mode, nodes, ipsec }: Mesh): boolean {
  const [first] = nodes;
  if (mode !== 'explicit' || ipsec.layout !== 'shared') return false;
  if (links !== 'full' || ipsec.start === 'one-side' || first === undefined) return false;
  return nodes.every((node) =>
    families.every((f) => (node.addresses[f] === undefined) === (first.addresses[f] === undefined)),
  );
}

/** The conns of all nodes of a mesh as hosts of one kind have them, and where each node's begin; the last entry is the end. */
interface JoinedConns {
  readonly text: string;
  readonly starts: readonly number[];
}

/** A rendering never changes, so what was joined for it stays right as long as it lives. */
const joined = new WeakMap<Rendering, Map<string, JoinedConns>>();

/**
 * Everything but the host's own block, as two slices of one text: a full mesh of N hosts is N blocks, each made once, and a
 * file costs no more than its bytes.
 */
function aroundOwn(rendering: Rendering, node: MeshNode): string {
  const kinds = joined.get(rendering) ?? new Map<string, JoinedConns>();
  joined.set(rendering, kinds);
  const kind = rendering.kindOf(node);
  const conns = kinds.get(kind) ?? joinConns(rendering, node);
  kinds.set(kind, conns);
  const position = positionOf(rendering.mesh, node);
  return conns.text.slice(0, conns.starts[position]) + conns.text.slice(conns.starts[position + 1]);
}

function joinConns(rendering: Rendering, reader: MeshNode): JoinedConns {
  const { nodes } = rendering.mesh;
  const starts = [0];
  let text = '';
  for (const node of nodes) {
    // A host has no conn for itself; the text that others of its kind have for it is made as one of them would.
    const other =
      node === reader
        ? nodes.find((each) => each !== reader && rendering.kindOf(each) === rendering.kindOf(reader))
        : reader;
    if (other !== undefined) text += printSections(peerSections(rendering, other, peeringsBetween(other, node)));
    starts.push(text.length);
  }
  return { text, starts };
}
