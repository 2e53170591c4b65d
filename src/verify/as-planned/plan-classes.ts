/** Hosts of which each other host's conn says the same but for name, address and identity: what is said of one's holds of all. */

import type { SpelledSetting } from '../../libreswan/keyword/spell-setting.ts';
import type { MeshNode } from '../../mesh/mesh.ts';
import { commonFamilies, peeringsBetween } from '../../mesh/peerings.ts';
import type { Rendering } from '../../render/prepare.ts';
import type { Host } from '../host.ts';
import { acceptedBy } from '../pairs/accepted-by.ts';

/** More kinds of readers than these are judged one by one. */
const mostKinds = 32;

/**
 * A text for each host: two that have the same one differ in their own ends, and in what a peer has of that, alone. `undefined` where
 * that cannot be told in a few words.
 */
export type ClassOf = (host: Host, node: MeshNode) => string | undefined;

export function newClasses(rendering: Rendering): ClassOf | undefined {
  const { mesh } = rendering;
  const readers = new Map<string, MeshNode[]>();
  for (const node of mesh.nodes) {
    const kind = kindOf(node);
    const some = readers.get(kind) ?? [];
    // Two: none has a conn for itself.
    if (some.length < 2) readers.set(kind, [...some, node]);
  }
  if (readers.size > mostKinds) return undefined;
  return (host, node) => {
    const { certificates, authorities } = host.evidence;
    const [shown, more] = certificates;
    if (
      shown === undefined ||
      more !== undefined ||
      authorities?.some(({ nickname }) => nickname === shown.nickname && nickname !== undefined)
    )
      return undefined;
    const own = commonFamilies(node, node).map((family) => linesBut('left', rendering.ownSettings(node, family)));
    return JSON.stringify([
      host.kind,
      kindOf(node),
      shown.certificate.issuer.derHex,
      acceptedBy(host.evidence),
      own,
      [...readers.values()].map((some) =>
        asRead(
          some.find((reader) => reader !== node),
          node,
        ),
      ),
    ]);
  };

  function kindOf(node: MeshNode): string {
    return [rendering.kindOf(node), ...commonFamilies(node, node)].join(' ');
  }

  /** What the conns for a node have that does not tell it from others. */
  function asRead(reader: MeshNode | undefined, node: MeshNode): readonly string[] {
    if (reader === undefined) return [];
    return peeringsBetween(reader, node).flatMap((peering) =>
      [true, false].map((localIsFirst) => linesBut('right', rendering.peerSettings({ ...peering, localIsFirst }))),
    );
  }
}

/** The lines that are not about one end. We write the own end on the left. */
function linesBut(side: 'left' | 'right', settings: readonly SpelledSetting[]): string {
  return settings
    .filter(({ keyword }) => !keyword.startsWith(side))
    .map(({ keyword, value, quotes }) => `${keyword}=${value} ${quotes}`)
    .join('\n');
}
