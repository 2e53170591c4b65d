import type { PlannedSection } from '../libreswan/ipsec-conf/syntax/planned-section.ts';
import type { MeshNode } from '../mesh/mesh.ts';
import type { Family } from '../net/address.ts';
import { encode } from './chunks.ts';
import { connSections, ownSections } from './conn-sections.ts';
import { type ConnPart, linesOf, peerConns } from './peer-conns.ts';
import type { Rendering } from './prepare.ts';

/** A file's content, as text and as bytes; each is made when it is asked for. */
export interface ConnFile {
  readonly text: () => string;
  readonly chunks: () => readonly Uint8Array[];
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
      for (const part of parts())
        text += part.kind === 'own' ? ownLines(part.family) : part.of.text.slice(part.from, part.to);
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
  };

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
