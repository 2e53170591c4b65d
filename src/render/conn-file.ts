import type { PlannedSection } from '../libreswan/ipsec-conf/syntax/planned-section.ts';
import type { MeshNode } from '../mesh/mesh.ts';
import type { Family } from '../net/address.ts';
import { encode } from './chunks.ts';
import { connSections, ownSections } from './conn-sections.ts';
import { type ConnPart, linesOf, peerBlock, peerConns } from './peer-conns.ts';
import type { Rendering } from './prepare.ts';

/** A file's content, as text and as bytes; each is made when it is asked for. */
export interface ConnFile {
  readonly text: () => string;
  readonly chunks: () => readonly Uint8Array[];
  /** The head and the conns for some peers of a full mesh, by their positions in ascending order. */
  readonly excerpt: (peers: readonly number[]) => ConnExcerpt;
}

/** A part of a file: whole sections, and where they stand in it. */
export interface ConnExcerpt {
  readonly text: string;
  /** From the line of a section in the excerpt to its line in the file. */
  readonly lineOf: (line: number) => number;
}

/**
 * The conns of one host. In layout `shared` its own half stands once, in a conn of its own that is never loaded, and the
 * others take it by `also=`; in layout `flat` every conn is whole. Both mean the same. `%default` is left alone: it would
 * change the conns of others.
 */
export function connFile(rendering: Rendering, node: MeshNode): ConnFile {
  const title = `# IPsec conns of ${node.name}, written by swanmesh. Do not edit: they are written anew from the inventory.\n`;
  const isExplicit = rendering.mesh.mode === 'explicit';
  const head = title + printSections(isExplicit ? ownSections(rendering, node) : connSections(rendering, node));
  const own: Partial<Record<Family, string>> = {};
  return {
    text: () => {
      let text = head;
      for (const part of parts()) text += textOf(part);
      return text;
    },
    chunks: () => {
      const encoded: Partial<Record<Family, Uint8Array>> = {};
      return [encode(head), ...parts().map(bytesOf)];

      function bytesOf(part: ConnPart): Uint8Array {
        if (part.kind === 'slice') return part.of.bytes(part.from, part.to);
        const known = encoded[part.family] ?? encode(ownLines(part.family));
        encoded[part.family] = known;
        return known;
      }
    },
    excerpt,
  };

  function excerpt(peers: readonly number[]): ConnExcerpt {
    const headLines = lineBreaks(head);
    const ownLineCount = (family: Family): number => rendering.ownSettings(node, family).length;
    const blocks: { readonly first: number; readonly inFile: number }[] = [];
    let [text, last] = [head, headLines];
    for (const peer of peers) {
      const { parts: some, before } = peerBlock(rendering, node, peer);
      const ownLinesBefore = before.own.ipv4 * ownLineCount('ipv4') + before.own.ipv6 * ownLineCount('ipv6');
      blocks.push({ first: last + 1, inFile: headLines + before.lines + ownLinesBefore + 1 });
      const block = some.map(textOf).join('');
      text += block;
      last += lineBreaks(block);
    }
    return {
      text,
      lineOf: (line) => {
        const block = blocks.findLast(({ first }) => first <= line);
        return block === undefined ? line : line - block.first + block.inFile;
      },
    };
  }

  function textOf(part: ConnPart): string {
    return part.kind === 'own' ? ownLines(part.family) : part.of.text.slice(part.from, part.to);
  }

  function parts(): readonly ConnPart[] {
    return isExplicit ? peerConns(rendering, node) : [];
  }

  function ownLines(family: Family): string {
    const lines = own[family] ?? linesOf(rendering.ownSettings(node, family));
    own[family] = lines;
    return lines;
  }
}

function printSections(sections: readonly PlannedSection[]): string {
  return sections.map(({ name, parts }) => `\nconn ${name}\n${parts.map(linesOf).join('')}`).join('');
}

function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
