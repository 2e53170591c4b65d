import type { Cluster } from '../../cluster.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { MeshNode } from '../../mesh/mesh.ts';
import { inShard, readShard, type Shard } from '../../mesh/shard.ts';
import { type RenderedHost, renderedHost } from '../../render/formats/rendered-host.ts';
import { UsageError } from '../exit.ts';
import { printStep } from '../output.ts';

/** Which hosts are asked for; all where neither says anything. */
export interface Selection {
  readonly names: readonly string[];
  readonly shard: Shard | undefined;
}

/** What `--host` and `--shard` say. */
export function selectionOf(host: readonly string[], written: string | undefined): Selection {
  if (written === undefined) return { names: host, shard: undefined };
  if (host.length > 0) throw new UsageError('--shard must not be given together with --host');
  const shard = readShard(written);
  if (shard === undefined) throw new UsageError('--shard must be K/N with 1 <= K <= N, such as 2/4');
  return { names: [], shard };
}

/** Whether only some hosts are asked for. */
export function isSelected({ names, shard }: Selection): boolean {
  return names.length > 0 || shard !== undefined;
}

/** The hosts of a cluster that are asked for. */
export function selectHosts({ mesh }: Cluster, { names, shard }: Selection): readonly MeshNode[] {
  if (shard !== undefined) return inShard(mesh.nodes, shard);
  const unknown = names.filter((name) => !mesh.nodes.some((node) => node.name === name));
  if (unknown.length > 0) throw new UsageError(`--host must name hosts of the inventory, not ${unknown.join(', ')}`);
  return names.length === 0 ? mesh.nodes : mesh.nodes.filter((node) => names.includes(node.name));
}

/** Renders the hosts one after the other; what a host cannot have rendered is put into `faults`. */
export function* renderHosts(
  cluster: Cluster,
  hosts: readonly MeshNode[],
  faults: Diagnostic[],
): Generator<RenderedHost> {
  for (const [i, node] of hosts.entries()) {
    const host = renderedHost(cluster.rendering, node);
    if (host.kind === 'ok') yield host.value;
    else for (const finding of host.findings) faults.push(finding);
    printStep('rendered', i + 1, hosts.length);
  }
}
