/** Hosts whose conns have, byte for byte, the file that render writes: those bytes are read once for all, not once a host. */
import type { HostConn } from '../../hosts/conns/host-conn.ts';
import type { HostReader, HostReading } from '../../hosts/conns/read-conns.ts';
import type { FileContent, HostEvidence, HostFiles } from '../../hosts/evidence.ts';
import { isGathered } from '../../hosts/facts/fact.ts';
import { status } from '../../hosts/facts/status.ts';
import type { Release } from '../../libreswan/release.ts';
import type { Mesh, MeshNode } from '../../mesh/mesh.ts';
import { commonFamilies, positionOf } from '../../mesh/peerings.ts';
import { connFile } from '../../render/conn-file.ts';
import type { Rendering } from '../../render/prepare.ts';
import { hasBytes } from './has-bytes.ts';

/** A host whose conns are those of its plan and no others. */
export interface PlannedHost {
  readonly node: MeshNode;
  /** In which layout its file is: that of the inventory, or the other, which means the same. */
  readonly layout: Layout;
  /** What was gathered, with a part of the file of conns that has no more than a few of them. */
  readonly evidence: HostEvidence;
  readonly reading: Omit<HostReading, 'conns'>;
  /** Its conns for some peers, by their positions in the mesh in ascending order, as they would be read of the whole file. */
  readonly connsFor: (peers: readonly number[]) => readonly HostConn[];
}

type Layout = Mesh['ipsec']['layout'];

/** What a host is if its conns are those of its plan; else nothing, and its files must be read. */
export type PlannedHosts = (node: MeshNode, evidence: HostEvidence) => PlannedHost | undefined;

/** Which hosts of a full mesh have the conns of their plan. */
export function newPlannedHosts(rendering: Rendering, read: HostReader): PlannedHosts {
  const { mesh } = rendering;
  const path = `etc/ipsec.d/${mesh.name}.conf`;
  const isFit = mesh.mode === 'explicit' && mesh.links === 'full' && mesh.auth === 'certificate';
  const kinds = new Map<string, boolean>();
  if (!isFit || mesh.nodes.length < 4) return () => undefined;
  const renderings = [rendering, inLayout(rendering, mesh.ipsec.layout === 'flat' ? 'shared' : 'flat')];
  return (node, evidence) => {
    const { files, release, show } = evidence;
    if (!files.has(path) || isGathered(status, evidence)) return undefined;
    const known = renderings
      .map((one) => ({ layout: one.mesh.ipsec.layout, of: one, file: connFile(one, node) }))
      .find(({ file }) => evidence.hasBytes?.(path, file.chunks()) ?? hasBytes(files.get(path), file.chunks()));
    if (known === undefined) return undefined;
    const { layout, of } = known;
    const { excerpt } = known.file;
    const others = otherConfiguration(files, path);
    if (others === undefined || !isRead(of, node, release)) return undefined;
    const own = positionOf(mesh, node);
    // Two conns are read along with everything else, to see that its other files do nothing to them.
    const sampled = own === 0 ? [1, 2] : own === 1 ? [0, 2] : [0, 1];
    const sample = excerpt(sampled).text;
    const { conns: sampledConns, ...reading } = read(filesWith(others, path, sample), release, show);
    if (!isPlain({ conns: sampledConns, ...reading }, expected(node, sampled))) return undefined;
    if (reading.unread.length > 0 || reading.files !== others.size + 1) return undefined;
    return {
      node,
      layout,
      evidence: { ...evidence, files: withPart(files, path, sample) },
      reading,
      connsFor: (peers) => {
        const { text, lineOf } = excerpt(peers);
        const { conns } = read(filesWith(others, path, text), release, show);
        return conns.filter(isWhole).map((conn) => {
          const { file, line, layout } = conn.own;
          return { ...conn, own: { file, line: lineOf(line), layout } };
        });
      },
    };
  };

  function expected(node: MeshNode, peers: readonly number[]): number {
    return peers.reduce((sum, peer) => sum + commonFamilies(node, mesh.nodes[peer] as MeshNode).length, 0);
  }

  /** Whether a release reads the conns of the plan of every host of this kind as they are meant, each of them. */
  function isRead(of: Rendering, node: MeshNode, release: Release): boolean {
    const kindOf = (one: MeshNode): string =>
      `${of.mesh.ipsec.layout} ${release} ${rendering.kindOf(one)} ${commonFamilies(one, one)}`;
    const kind = kindOf(node);
    const known = kinds.get(kind);
    if (known !== undefined) return known;
    const alike = mesh.nodes.filter((one) => kindOf(one) === kind);
    // Two of them: the file of the one has the conn for the other.
    const answer = [alike[0], alike[alike.length - 1]].every(
      (one) => one !== undefined && isReadWhole(of, one, release),
    );
    kinds.set(kind, answer);
    return answer;
  }

  function isReadWhole(of: Rendering, node: MeshNode, release: Release): boolean {
    const text = connFile(of, node).text();
    const peers = mesh.nodes.flatMap((one, i) => (one === node ? [] : [i]));
    return isPlain(read(new Map([[path, text]]), release, String), expected(node, peers));
  }
}

/** The same settings in another arrangement of the lines. */
function inLayout(rendering: Rendering, layout: Layout): Rendering {
  const { mesh } = rendering;
  return { ...rendering, mesh: { ...mesh, ipsec: { ...mesh.ipsec, layout } } };
}

/** Whether nothing is to be said of a reading, and it has so many conns for peers, beside the own halves that those take in. */
function isPlain(
  { conns, fatal, misread }: Omit<HostReading, 'mainFile' | 'unread' | 'files'>,
  count: number,
): boolean {
  return (
    fatal.length === 0 &&
    misread.length === 0 &&
    conns.every(({ lost }) => lost.length === 0) &&
    conns.filter(isWhole).length === count &&
    new Set(conns.map(({ name }) => name)).size === conns.length
  );
}

/** Whether a conn has two ends; the own half of all is none of its own. */
function isWhole({ leftAddress, rightAddress }: HostConn): boolean {
  return leftAddress !== undefined && rightAddress !== undefined;
}

/** The configuration of a host beside one file; `undefined` where something in it may change the conns of that file. */
function otherConfiguration(files: HostFiles, path: string): ReadonlyMap<string, FileContent> | undefined {
  const others = new Map<string, FileContent>();
  for (const other of files.keys()) {
    if (other === path || !/^etc\/(?:ipsec\.conf|ipsec\.d\/[^/]*\.conf)$/.test(other)) continue;
    const content = files.get(other) ?? '';
    if (typeof content !== 'string' || /^[ \t]*conn\b/m.test(content)) return undefined;
    others.set(other, content);
  }
  return others;
}

function filesWith(others: ReadonlyMap<string, FileContent>, path: string, text: string): Map<string, FileContent> {
  return new Map([...others, [path, text]]);
}

function withPart(files: HostFiles, path: string, part: string): HostFiles {
  return {
    has: (other) => files.has(other),
    keys: () => files.keys(),
    get: (other) => (other === path ? part : files.get(other)),
  };
}
