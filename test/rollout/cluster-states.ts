/** What the hosts of an inventory have, and what is planned for them, in a few words. */
import { gatheredState } from '../../src/explain/gathered-state.ts';
import type { HostState } from '../../src/explain/traffic-state.ts';
import { planRollout, type RolloutOptions } from '../../src/plan-rollout.ts';
import { renderHost } from '../../src/render/host.ts';
import type { RolloutPlan } from '../../src/rollout/plan.ts';
import { goodCluster, now, testInventory } from '../support/cluster.ts';
import { valueIn } from '../support/results.ts';

export const inventory = (names: readonly string[], more: Readonly<Record<string, unknown>> = {}) => ({
  ...testInventory(names),
  ...more,
});

/** The hosts as they are when everything that an inventory says was done; `facts` are put beside. */
export function currentOf(
  of: unknown,
  facts: (host: string) => Readonly<Record<string, string>> = () => ({}),
): readonly HostState[] {
  const { mesh, rendering } = goodCluster(of);
  return mesh.nodes.map((node) => {
    const files = new Map(valueIn(renderHost(rendering, node)).map(({ path, content }) => [path, content]));
    for (const [path, content] of Object.entries(facts(node.name))) files.set(path, content);
    return gatheredState({ name: node.name, files }, { mesh }).value;
  });
}

export const planOf = (
  of: unknown,
  current: readonly HostState[] = [],
  options: Partial<RolloutOptions> = {},
): RolloutPlan => planRollout(goodCluster(of), current, { now, ...options });

/** The stages of a plan, and of each what it does to pairs. */
export const told = ({ stages }: RolloutPlan): readonly string[] =>
  stages.map(({ kind, harm }) => [kind, ...harm.map((each) => `${each.harm} ${each.pairs}`)].join(', '));
