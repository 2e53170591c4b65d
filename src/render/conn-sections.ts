/** The conn sections of a host's file as values, in the layout of the inventory. */
import type { PlannedSection } from '../libreswan/ipsec-conf/syntax/planned-section.ts';
import { isDualStack, selfConnName } from '../mesh/conn-names.ts';
import type { MeshNode, Peering } from '../mesh/mesh.ts';
import { peeringsOf } from '../mesh/peerings.ts';
import { families } from '../net/address.ts';
import type { Rendering } from './prepare.ts';

/** What of a rendering the sections are made of. */
export type SectionSource = Pick<Rendering, 'mesh' | 'ownSettings' | 'peerSettings' | 'groups'>;

/** All sections of a host: its own half, where others take it by `also=`, then a conn for each peer, or one for each group. */
export function connSections(rendering: SectionSource, node: MeshNode): readonly PlannedSection[] {
  const { mesh } = rendering;
  if (mesh.mode === 'opportunistic')
    return rendering.groups(node).map(({ name, settings }) => ({ name, parts: [settings] }));
  return [...ownSections(rendering, node), ...peerSections(rendering, node, peeringsOf(mesh, node))];
}

/** The sections that are never loaded themselves: one for each family, none in layout `flat`. */
export function ownSections({ mesh, ownSettings }: SectionSource, node: MeshNode): readonly PlannedSection[] {
  if (mesh.ipsec.layout === 'flat') return [];
  return families
    .filter((family) => node.addresses[family] !== undefined)
    .map((family) => ({
      name: selfConnName(mesh.name, family, isDualStack(node)),
      parts: [ownSettings(node, family)],
    }));
}

/** A conn for each of some peers. */
export function peerSections(
  { mesh, ownSettings, peerSettings }: SectionSource,
  node: MeshNode,
  peerings: readonly Peering[],
): readonly PlannedSection[] {
  const dual = isDualStack(node);
  return peerings.map((peering): PlannedSection => {
    const own =
      mesh.ipsec.layout === 'shared'
        ? [{ keyword: 'also', value: selfConnName(mesh.name, peering.family, dual), quotes: 'none' as const }]
        : ownSettings(node, peering.family);
    return { name: peering.connName, parts: [own, peerSettings(peering)] };
  });
}
