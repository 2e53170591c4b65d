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

/** What is gathered of a host whose packet filter refuses plaintext. */
export const closedFacts = (): Readonly<Record<string, string>> => ({
  'facts/iptables-save.txt': `*filter
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:SWANMESH-TO - [0:0]
-A OUTPUT -j SWANMESH-TO
-A SWANMESH-TO -p udp -m udp --sport 500 -j RETURN
-A SWANMESH-TO -d 172.16.0.0/24 -m policy --dir out --pol none -j DROP
COMMIT
`,
});

export const planOf = (
  of: unknown,
  current: readonly HostState[] = [],
  options: Partial<RolloutOptions> = {},
): RolloutPlan => planRollout(goodCluster(of), current, { now, ...options });

/** The stages of a plan, and of each what it does to pairs. */
export const told = ({ stages }: RolloutPlan): readonly string[] =>
  stages.map(({ kind, harm }) => [kind, ...harm.map((each) => `${each.harm} ${each.pairs}`)].join(', '));
