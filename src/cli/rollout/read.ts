/** What the commands about roll-outs read: a cluster, what its hosts have, and a plan that was saved. */
import type { Cluster } from '../../cluster.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { gatheredState } from '../../explain/gathered-state.ts';
import type { HostState } from '../../explain/traffic-state.ts';
import type { RolloutPlan } from '../../rollout/plan.ts';
import { readPlan } from '../../rollout/read-plan.ts';
import { openHostTree } from '../host-tree.ts';
import { readInput } from '../input.ts';

/** The hosts of a folder, and what is wrong with it. */
export interface GatheredHosts {
  readonly hosts: readonly HostState[];
  readonly findings: readonly Diagnostic[];
}

/** Reads every host of a folder. That a host has another certificate than the inventory is what a roll-out is for. */
export function gatheredHosts(folder: string, cluster?: Cluster): GatheredHosts {
  const tree = openHostTree(folder);
  const read = tree.hosts.map((name) =>
    gatheredState(tree.folder(name), cluster === undefined ? {} : { mesh: cluster.mesh }),
  );
  const expected = new Set(['verify/other-certificate', 'verify/other-release', 'verify/release-unknown']);
  return {
    hosts: read.map(({ value }) => value),
    findings: [...read.flatMap(({ findings }) => findings).filter(({ code }) => !expected.has(code)), ...tree.findings],
  };
}

/** A saved plan, or why it is none. */
export function savedPlan(path: string): { readonly plan?: RolloutPlan; readonly findings: readonly Diagnostic[] } {
  const { name, bytes } = readInput(path, 'source');
  const read = readPlan(new TextDecoder().decode(bytes), name);
  return read.kind === 'ok' ? { plan: read.value, findings: [] } : { findings: read.findings };
}
