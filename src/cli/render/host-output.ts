import type { Cluster } from '../../cluster.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { MeshNode } from '../../mesh/mesh.ts';
import { chunksOf } from '../../render/chunks.ts';
import type { OutputFormat, TreeFormat } from '../../render/formats/format.ts';
import { renderShared } from '../../render/shared.ts';
import { UsageError } from '../exit.ts';
import { writeBytes } from '../output.ts';
import { askedBytes } from '../safe-text.ts';
import { renderHosts } from './hosts.ts';

/** What a format cannot say of these hosts. */
export function checkFormat(
  { check }: OutputFormat,
  { rendering }: Cluster,
  hosts: readonly MeshNode[],
): readonly Diagnostic[] {
  return check === undefined ? [] : hosts.flatMap((node) => check(rendering, node));
}

/** Prints the one document of a host; with a secret in it only if that is asked for, because it is worth nothing without. */
export async function printHostDocument(
  cluster: Cluster,
  hosts: readonly MeshNode[],
  format: TreeFormat,
  withSecrets: boolean,
  faults: Diagnostic[],
): Promise<void> {
  const shared = renderShared(cluster.mesh);
  for (const host of renderHosts(cluster, hosts, faults))
    for (const file of format.files(host, shared)) {
      if (file.secret && !withSecrets)
        throw new UsageError(
          `${file.path} of ${host.name} has secrets in it: --with-secrets prints it, -o FOLDER writes it for its owner alone`,
        );
      for (const chunk of chunksOf(file)) await writeBytes(askedBytes(chunk));
    }
}
