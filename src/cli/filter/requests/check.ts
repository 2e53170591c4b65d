import * as z from 'zod/mini';
import { countPairs } from '../../../mesh/peerings.ts';
import { plannedExpectations } from '../../expectations.ts';
import { inventory } from '../members.ts';
import { type FilterRequest, filterRequest } from '../request.ts';

/** As `swanmesh check --json`. */
export const check: FilterRequest = filterRequest(
  'check',
  'everything that is wrong with a cluster',
  z.object({ inventory }),
  async (asked, { now, clusterOf }) => {
    const { cluster, findings, ...rest } = await clusterOf(asked.inventory);
    if (cluster === undefined) return { findings, ...rest };
    const expected = await plannedExpectations(cluster, now);
    const answer = { nodes: cluster.mesh.nodes.length, ...countPairs(cluster.mesh) };
    return { answer, findings: [...findings, ...expected], ...rest };
  },
);
