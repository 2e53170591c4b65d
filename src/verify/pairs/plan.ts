/** What the inventory plans for each conn, in the same numbers as what the hosts have. */

import type { Vocabulary, Word, WordList } from '../../hosts/conns/line-table.ts';
import { plannedLines } from '../../hosts/conns/planned-lines.ts';
import type { SpelledSetting } from '../../libreswan/keyword/spell-setting.ts';
import type { Release } from '../../libreswan/release.ts';
import type { MeshNode } from '../../mesh/mesh.ts';
import { peeringsBetween } from '../../mesh/peerings.ts';
import { type Family, families, familyOf, readAddress } from '../../net/address.ts';
import type { Rendering } from '../../render/prepare.ts';
import type { Surroundings } from '../checks/check.ts';

/** What the conns of one host for its peers have to have of what both ends have in common; `undefined` where none is planned. */
export type HostPlan = (remote: MeshNode, family: Family) => WordList | undefined;

/** What the plan has of the ends of a conn; {@link Surroundings.plannedEnds}. We write the own end on the left. */
export function endsByPlan(rendering: Rendering, vocabulary: Vocabulary): Surroundings['plannedEnds'] {
  return (conn, other) => {
    const [local, remote] = [conn.host.node, other?.host.node];
    const isUnplanned = local === undefined || (other !== undefined && remote === undefined) || conn.plan === -1;
    if (isUnplanned) return undefined;
    const address = readAddress(conn.remoteAddress);
    const family = address === undefined ? 'ipv4' : familyOf(address);
    const peering =
      remote === undefined ? undefined : peeringsBetween(local, remote).find((each) => each.family === family);
    if (remote !== undefined && peering === undefined) return undefined;
    const settings = [
      ...rendering.ownSettings(local, family),
      ...(peering === undefined ? [] : rendering.peerSettings(peering)),
    ];
    const words = plannedLines(settings, conn.host.release, vocabulary);
    const of = (side: 'left' | 'right'): ReadonlyMap<string, Word> =>
      new Map(words.filter(({ group }) => group === side).map((word) => [word.name.slice(side.length), word]));
    return { local: of('left'), remote: of('right') };
  };
}

/** The plan of each host, on the release that it runs. */
export type MeshPlan = (local: MeshNode, release: Release) => HostPlan;

/**
 * The plan of a mesh. Hosts of one kind have the same lines for a peer, so what a peer's lines come to is kept by the kind
 * of the host that reads them and by who of the two comes first.
 */
export function meshPlan(rendering: Rendering, vocabulary: Vocabulary): MeshPlan {
  const kinds = new Map<string, Map<MeshNode, WordList | undefined>>();
  const kindTerms = (kind: string): Map<MeshNode, WordList | undefined> => {
    const known = kinds.get(kind) ?? new Map<MeshNode, WordList | undefined>();
    kinds.set(kind, known);
    return known;
  };
  return (local, release) => {
    const [ipv4, ipv6] = families.map((family) => {
      const kind = `${rendering.kindOf(local)} ${release} ${family}`;
      return {
        own: local.addresses[family] === undefined ? undefined : termsOf(rendering.ownSettings(local, family), release),
        before: kindTerms(`${kind} before`),
        after: kindTerms(`${kind} after`),
      };
    });
    return (remote, family) => {
      const half = family === 'ipv4' ? ipv4 : ipv6;
      if (half?.own === undefined) return undefined;
      const known = local.name < remote.name ? half.before : half.after;
      let peer = known.get(remote);
      if (peer === undefined) {
        peer = peerTerms(local, remote, family, release);
        known.set(remote, peer);
      }
      return peer === undefined ? undefined : vocabulary.join(half.own, peer);
    };
  };

  function peerTerms(local: MeshNode, remote: MeshNode, family: Family, release: Release): WordList | undefined {
    const peering = peeringsBetween(local, remote).find((each) => each.family === family);
    return peering === undefined ? undefined : termsOf(rendering.peerSettings(peering), release);
  }

  /** The settings that are about both ends. */
  function termsOf(settings: readonly SpelledSetting[], release: Release): WordList {
    return plannedLines(settings, release, vocabulary)
      .filter(({ group }) => group === 'both')
      .reduce(vocabulary.append, 0);
  }
}
