import { type Diagnostic, diagnostic, valueAt } from '../diagnostics/diagnostic.ts';
import { type Family, families } from '../net/address.ts';
import { initiativeFor } from './group-initiative.ts';
import { type GroupAction, groupHostOf } from './groups.ts';
import type { Mesh, MeshNode } from './mesh.ts';
import { type PolicyTable, policyIn, policyTable, widerClear } from './policy-for.ts';

/** What becomes of the traffic of two hosts, each of which has a policy for the other. */
export type PairOutcome = 'encrypted' | 'encrypted-or-clear' | 'encrypted-when-asked' | 'clear' | 'dropped' | 'cut';

/**
 * What the policies of two hosts for one another come to. `cut` is one that encrypts and one that never does: the one drops
 * what the other sends. `encrypted-when-asked` is the same until the strict one sends first.
 *
 * @example pairOutcome('encrypt', 'clear') // 'cut'
 */
export function pairOutcome(a: GroupAction, b: GroupAction): PairOutcome {
  const either = (action: GroupAction): boolean => a === action || b === action;
  if (either('drop')) return 'dropped';
  if (either('clear')) return either('encrypt') ? 'cut' : 'clear';
  if (either('clear-until-asked')) {
    if (either('encrypt')) return 'encrypted-when-asked';
    return either('encrypt-else-clear') ? 'encrypted-or-clear' : 'clear';
  }
  return either('encrypt') ? 'encrypted' : 'encrypted-or-clear';
}

/**
 * `mesh/policy-mismatch`: two nodes that see each other under groups that do not fit. What a host does with another is decided
 * by the other's address, so that two groups among the nodes are two views of one pair.
 */
export function checkGroupPairs(mesh: Mesh): readonly Diagnostic[] {
  const [first] = mesh.nodes;
  if (mesh.mode !== 'opportunistic' || first === undefined) return [];
  const table = policyTable(groupHostOf(mesh, first));
  return [...unasked(mesh, table), ...families.flatMap(differing)];

  function differing(family: Family): readonly Diagnostic[] {
    const examples = new Map<GroupAction, MeshNode>();
    for (const node of mesh.nodes) {
      const address = node.addresses[family];
      if (address === undefined) continue;
      const policy = policyIn(table, address);
      const action = policy.kind === 'group' ? policy.action : policy.kind === 'none' ? 'clear' : undefined;
      if (action !== undefined && !examples.has(action)) examples.set(action, node);
    }
    const seen = [...examples];
    return seen.flatMap(([a, one], i) => seen.slice(i + 1).flatMap(([b, other]) => judge(a, one, b, other)));
  }
}

/**
 * `mesh/policy-mismatch`: an entry that encrypts inside a wider one in clear, for hosts whose release negotiates none of those
 * by itself: their packets are held.
 */
function unasked({ nodes }: Mesh, table: PolicyTable): readonly Diagnostic[] {
  for (const family of families)
    for (const node of nodes) {
      const address = node.addresses[family];
      const policy = address === undefined ? undefined : policyIn(table, address);
      if (address === undefined || policy?.kind !== 'group' || !widerClear(table, address, policy)) continue;
      const asking = nodes.find(
        (other) =>
          other !== node &&
          other.addresses[family] !== undefined &&
          other.releases.some((release) => initiativeFor(table, policy, address, release) === 'no'),
      );
      if (asking === undefined) continue;
      const release = asking.releases.find((each) => initiativeFor(table, policy, address, each) === 'no');
      return [
        diagnostic(
          'mesh/policy-mismatch',
          valueAt('groups', policy.group),
          `packets from ${asking.name} to ${node.name} are held: ${release} negotiates no entry of ${policy.group} inside a wider one of a group in clear`,
          { hint: 'take the wider entry out of the group in clear, or divide it so that it does not hold nodes' },
        ),
      ];
    }
  return [];
}

const words: Readonly<Record<GroupAction, string>> = {
  encrypt: 'encrypts',
  'encrypt-else-clear': 'encrypts where it can',
  'clear-until-asked': 'waits to be asked',
  clear: 'does not encrypt',
  drop: 'drops everything',
};

/** `a` is what is done with `one`, by the other nodes. */
function judge(a: GroupAction, one: MeshNode, b: GroupAction, other: MeshNode): readonly Diagnostic[] {
  const outcome = pairOutcome(a, b);
  if (outcome !== 'cut' && outcome !== 'encrypted-when-asked') return [];
  const message = `${one.name} and ${other.name} must treat each other alike: ${other.name} ${words[a]} with ${one.name}, ${one.name} ${words[b]} with ${other.name}, so that their traffic is ${outcome === 'cut' ? 'cut' : 'lost until the first one sends'}`;
  return [
    diagnostic('mesh/policy-mismatch', valueAt('nodes', other.name, 'address'), message, {
      severity: outcome === 'cut' ? 'error' : 'warning',
      related: [{ at: valueAt('nodes', one.name, 'address'), message: 'the other host' }],
      hint: 'put both addresses into one group',
    }),
  ];
}
