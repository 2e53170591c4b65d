import { testInventory } from '../../../support/cluster.ts';
import { meshOf } from '../on-b.ts';

/** Three hosts of both families that encrypt to one another, and a gateway in clear. */
export const groups = meshOf({
  mode: 'opportunistic',
  groups: { private: ['172.16.0.0/24', 'fd00::/64'], clear: ['172.16.0.254/32'] },
  nodes: Object.fromEntries(
    Object.entries(testInventory().nodes).map(([name, node], i) => [
      name,
      { ...node, address: [`172.16.0.${i + 1}`, `fd00::${i + 1}`] },
    ]),
  ),
});
