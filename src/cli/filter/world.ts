/** The clusters that requests are about: the file that the call names, read once, and inventories that requests carry. */
import { type ClusterFile, judgedCluster } from '../cluster-file.ts';
import { noInventory } from './faults.ts';
import type { AskedCluster, FilterWorld } from './request.ts';

/** How long a judgement of the same inventory holds, in milliseconds: certificates end while we run. */
const holds = 60_000;

/**
 * What requests can know. The last inventory is remembered with its plan: a template asks about one host after the other.
 *
 * @param file of the call
 */
export function newWorlds(file: ClusterFile | undefined): (now: Date) => FilterWorld {
  const own: AskedCluster | undefined = file && {
    ...(file.cluster === undefined ? {} : { cluster: file.cluster }),
    findings: file.findings,
    source: file.file,
  };
  let last: { readonly text: string; readonly at: number; readonly asked: AskedCluster } | undefined;
  return (now) => ({
    now,
    clusterOf: async (inventory) => {
      if (inventory === undefined) return own ?? { findings: [noInventory()] };
      const text = JSON.stringify(inventory);
      if (last?.text === text && Math.abs(now.getTime() - last.at) < holds) return last.asked;
      const read = await judgedCluster(inventory, now);
      const asked = { findings: read.findings, ...(read.kind === 'ok' ? { cluster: read.value } : {}) };
      last = { text, at: now.getTime(), asked };
      return asked;
    },
  });
}
