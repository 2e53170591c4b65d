import * as z from 'zod/mini';
import { explainTraffic } from '../../../explain/explain-traffic.ts';
import { pairKey } from '../../../explain/traffic-state.ts';
import { readAddress } from '../../../net/address.ts';
import { plannedHosts } from '../../explain/hosts.ts';
import { signaturesOf } from '../../signatures.ts';
import { noSuchHost } from '../faults.ts';
import { anyText, inventory, oneOf, wholeNumber } from '../members.ts';
import { type FilterRequest, filterRequest } from '../request.ts';

const host = anyText('a host or an address');

/** As `swanmesh explain CLUSTER FROM TO --json`. */
export const explain: FilterRequest = filterRequest(
  'explain',
  'what becomes of packets between two hosts, and which lines decide it',
  z.object({
    inventory,
    from: host,
    to: host,
    protocol: z.optional(wholeNumber('the number of a protocol', 0, 255)),
    port: z.optional(wholeNumber('a port, 1 to 65535', 1, 65_535)),
    sa: z.optional(oneOf('up', 'none')),
  }),
  async ({ from, to, protocol, port, sa, ...asked }, { now, clusterOf }) => {
    const { cluster, findings, ...rest } = await clusterOf(asked.inventory);
    if (cluster === undefined) return { findings, ...rest };
    const { nodes } = cluster.mesh;
    const isKnown = (word: string): boolean =>
      readAddress(word) !== undefined || nodes.some(({ name }) => name === word);
    const strangers = (['from', 'to'] as const).filter((end) => !isKnown({ from, to }[end]));
    if (strangers.length > 0)
      return { findings: [...findings, ...strangers.map((end) => noSuchHost(end, cluster))], ...rest };
    const planned = plannedHosts(cluster, [from, to]);
    const explanation = explainTraffic(
      {
        hosts: planned.hosts,
        now,
        signatures: await signaturesOf(cluster),
        ...(sa === undefined ? {} : { associations: new Map([[pairKey(from, to), { kind: sa }]]) }),
      },
      { from, to, ...(protocol === undefined ? {} : { protocol }), ...(port === undefined ? {} : { port }) },
    );
    return { answer: { ...explanation }, findings: [...findings, ...planned.findings], ...rest };
  },
);
