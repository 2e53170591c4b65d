import * as z from 'zod/mini';
import { renderHost } from '../../../render/host.ts';
import { renderShared } from '../../../render/shared.ts';
import { noSuchHost } from '../faults.ts';
import { anyText, inventory } from '../members.ts';
import { type FilterRequest, filterRequest } from '../request.ts';

/** The files of one host, as `render --host H` gives them; nothing is built for the others. */
export const render: FilterRequest = filterRequest(
  'render',
  'the files of one host; the content of a secret file is null unless withSecrets is true',
  z.object({
    inventory,
    host: anyText('a host of the inventory'),
    withSecrets: z.optional(z.boolean({ error: 'must be true or false' })),
  }),
  async (asked, { clusterOf }) => {
    const { cluster, findings, ...rest } = await clusterOf(asked.inventory);
    if (cluster === undefined) return { findings, ...rest };
    const node = cluster.mesh.nodes.find(({ name }) => name === asked.host);
    if (node === undefined) return { findings: [...findings, noSuchHost('host', cluster)], ...rest };
    const rendered = renderHost(cluster.rendering, node);
    if (rendered.kind === 'failed') return { findings: [...findings, ...rendered.findings], ...rest };
    const files = rendered.value.map(({ path, target, mode, secret, content }) => ({
      ...{ path, target, mode, secret },
      content: secret && asked.withSecrets !== true ? null : content,
    }));
    return { answer: { host: node.name }, exact: { files }, findings: [...findings, ...rendered.findings], ...rest };
  },
);

/** The files that all hosts have alike, in the folder beside those of the hosts. */
export const shared: FilterRequest = filterRequest(
  'shared',
  'the files that all hosts share',
  z.object({ inventory }),
  async (asked, { clusterOf }) => {
    const { cluster, ...rest } = await clusterOf(asked.inventory);
    return cluster === undefined ? rest : { exact: { files: renderShared(cluster.mesh) }, ...rest };
  },
);
