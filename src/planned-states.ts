/**
 * The hosts of a cluster as they are once everything that is rendered for them is there and in force. An explanation names lines of
 * files, so here, above the rooms, what was printed is read.
 */
import type { Cluster } from './cluster.ts';
import { type Reading, valueAt } from './diagnostics/diagnostic.ts';
import type { HostState } from './explain/traffic-state.ts';
import { readEvidence } from './hosts/read-evidence.ts';
import { hostFilter } from './mesh/host-filter.ts';
import type { MeshNode } from './mesh/mesh.ts';
import { renderHost } from './render/host.ts';

/**
 * The state of one host of a cluster as it is planned: files as they are rendered, pluto with every conn as its `auto=` says, the packet
 * filter loaded. Of a range of releases the host is taken to run the newest.
 *
 * @param show how places name a file of the host
 * @example plannedState(cluster, node).value.pluto // 'unknown': it is taken to run
 */
export function plannedState(
  { mesh, rendering }: Cluster,
  node: MeshNode,
  show: (path: string) => string = (path) => `${node.name}/${path}`,
): Reading<HostState> {
  const addresses = [...Object.values(node.addresses), ...node.otherAddresses];
  const rendered = renderHost(rendering, node);
  if (rendered.kind === 'failed')
    return {
      value: { name: node.name, addresses, pluto: 'unknown', missing: `the files of ${node.name}` },
      findings: rendered.findings,
    };
  const files = new Map(rendered.value.map(({ path, content }) => [path, content]));
  const { value: evidence } = readEvidence({ name: node.name, files, show }, { mesh });
  const { mtu } = rendering;
  const filter = hostFilter(mesh, node, mtu.hosts.get(node.name));
  return {
    value: {
      name: node.name,
      addresses,
      evidence,
      pluto: 'unknown',
      filter: { kind: 'planned', filter, at: valueAt('firewall', 'requireEsp') },
      filterKnown: true,
    },
    findings: rendered.findings,
  };
}
