import type { Cluster } from '../../cluster.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { MeshNode } from '../../mesh/mesh.ts';
import { countPeerings } from '../../mesh/peerings.ts';
import type { TreeFormat } from '../../render/formats/format.ts';
import { manifestHost } from '../../render/manifest.ts';
import { sharedFolder } from '../../render/rendered-file.ts';
import { renderShared } from '../../render/shared.ts';
import { joinSafe, printable, type SafeText, safe } from '../safe-text.ts';
import { openAtomicTree } from '../tree/atomic.ts';
import { openTree, type TreeReport } from '../tree/tree.ts';
import { version } from '../version.ts';
import { renderHosts } from './hosts.ts';

export interface TreeOutputOptions {
  /** Whether the folder is a link that is moved to a new tree. */
  readonly atomic: boolean;
  readonly force: boolean;
  readonly checksums: boolean;
  /** Whether only some hosts are written. */
  readonly selected: boolean;
}

/** Writes the tree, or nothing at all where a host cannot be rendered. */
export async function writeTree(
  cluster: Cluster,
  hosts: readonly MeshNode[],
  { format, folder }: { readonly format: TreeFormat; readonly folder: string },
  { force, checksums, selected, atomic }: TreeOutputOptions,
  faults: Diagnostic[],
): Promise<TreeReport | undefined> {
  const open = atomic ? openAtomicTree : openTree;
  const tree = open(folder, { force, selected });
  // What was known before rendering has no error, and its warnings keep nothing from being written.
  const known = faults.length;
  try {
    const common = renderShared(cluster.mesh);
    const shared = format.shared(common);
    if (shared.length > 0) tree.folder(sharedFolder, shared, manifestHost(shared, checksums));
    for (const host of renderHosts(cluster, hosts, faults)) {
      const files = format.files(host, common);
      tree.folder(host.name, files, manifestHost(files, checksums));
    }
    if (faults.length === known) return await tree.commit({ version: 1, swanmesh: version(), name: cluster.mesh.name });
    tree.abandon();
    return undefined;
  } catch (error) {
    tree.abandon();
    throw error;
  }
}

/** The conns in a host's file that are loaded. */
function connsOn({ mesh, rendering }: Cluster, node: MeshNode): number {
  return mesh.mode === 'opportunistic' ? rendering.groups(node).length : countPeerings(mesh, node);
}

/** What was written, for people. */
export function treeSummary(cluster: Cluster, hosts: readonly MeshNode[], root: string, report: TreeReport): SafeText {
  const conns = hosts.reduce((sum, node) => sum + connsOn(cluster, node), 0);
  const written = new Set(report.written);
  const rows =
    hosts.length > 40
      ? []
      : hosts.map(
          (node) =>
            safe`  ${printable(`${root}/${node.name}`)}: ${connsOn(cluster, node)} conns, ${written.has(node.name) ? safe`written` : safe`unchanged`}`,
        );
  const counts = safe`${report.written.length} written, ${report.unchanged.length} unchanged, ${report.removed.length} removed`;
  return joinSafe([safe`${hosts.length} hosts, ${conns} conns: ${counts}`, ...rows, safe``], '\n');
}
