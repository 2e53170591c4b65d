import { type Diagnostic, diagnostic } from '../../../diagnostics/diagnostic.ts';
import { pairOutcome } from '../../../mesh/check-group-pairs.ts';
import { initiativeFor } from '../../../mesh/group-initiative.ts';
import type { GroupAction } from '../../../mesh/groups.ts';
import { type Policy, policyIn } from '../../../mesh/policy-for.ts';
import type { Address } from '../../../net/address.ts';
import type { Host } from '../../host.ts';
import type { HostGroups } from '../../pairs/host-groups.ts';

/** One host of a pair in an opportunistic mesh. */
export interface GroupEnd {
  readonly host: Host;
  readonly groups: HostGroups;
  readonly address: Address;
}

/**
 * `verify/groups-asymmetric`: two hosts treat each other so that their packets arrive. `verify/plaintext-possible`: where the
 * inventory has them encrypt, they do.
 *
 * @param planned what the inventory has a host do with the other; `undefined` without one
 */
export function checkGroupPair(a: GroupEnd, b: GroupEnd, planned: GroupAction | undefined): readonly Diagnostic[] {
  const [forth, back] = [policyIn(a.groups.table, b.address), policyIn(b.groups.table, a.address)];
  const [x, y] = [actionOf(forth), actionOf(back)];
  const at = (end: GroupEnd, policy: Policy) => end.groups.placeOf(policy.kind === 'group' ? policy.group : '');
  const related = [{ at: at(b, back), message: `${b.host.name} ${wordsFor(back)} ${a.host.name}` }];
  if (x === undefined || y === undefined)
    return [
      diagnostic(
        'verify/groups-asymmetric',
        at(a, forth),
        `one group must claim ${b.address}, not several with the same target`,
        {
          hint: 'take the target out of all groups but one',
          related,
        },
      ),
    ];
  const outcome = pairOutcome(x, y);
  if (outcome === 'cut' || outcome === 'encrypted-when-asked')
    return [
      diagnostic(
        'verify/groups-asymmetric',
        at(a, forth),
        `${a.host.name} and ${b.host.name} must treat each other alike: the one ${wordsFor(forth)} the other, and that one ${wordsFor(back)} it`,
        { hint: 'put both into one group on both hosts', related },
      ),
    ];
  const unasked = unaskedBy(a, forth, b, back);
  if (unasked !== undefined) return [unasked];
  if (planned === 'encrypt' && outcome !== 'encrypted')
    return [
      diagnostic(
        'verify/plaintext-possible',
        at(x === 'encrypt' ? b : a, x === 'encrypt' ? back : forth),
        `${a.host.name} and ${b.host.name} must encrypt by the inventory, and what the hosts have comes to ${outcome}`,
        {
          hint: 're-render the hosts',
          related,
        },
      ),
    ];
  return [];
}

/**
 * A pair of which an end never negotiates by itself: its packets are held until the other end asks. It is a warning on releases of
 * which nobody knows.
 */
function unaskedBy(a: GroupEnd, forth: Policy, b: GroupEnd, back: Policy): Diagnostic | undefined {
  const ends = [
    { end: a, policy: forth, other: b },
    { end: b, policy: back, other: a },
  ] as const;
  const found = ends.map((each) => ({
    ...each,
    initiative: initiativeFor(each.end.groups.table, each.policy, each.other.address, each.end.host.release),
  }));
  const worst =
    found.find(({ initiative }) => initiative === 'no') ?? found.find(({ initiative }) => initiative !== 'yes');
  if (worst === undefined || worst.policy.kind !== 'group') return undefined;
  const { end, other, policy, initiative } = worst;
  const { name, release } = end.host;
  return diagnostic(
    'verify/groups-asymmetric',
    end.groups.placeOf(policy.group),
    initiative === 'no'
      ? `packets from ${name} to ${other.host.name} are held until ${other.host.name} asks: ${release} negotiates no entry of ${policy.group} inside a wider one of a group in clear`
      : `nobody has watched whether ${release} negotiates an entry of ${policy.group} inside a wider one of a group in clear, as ${name} has for ${other.host.name}`,
    {
      ...(initiative === 'no' ? {} : { severity: 'warning' as const }),
      hint: 'take the wider entry out of the group in clear, or divide it so that it does not hold the host',
    },
  );
}

function actionOf(policy: Policy): GroupAction | undefined {
  if (policy.kind === 'none') return 'clear';
  return policy.kind === 'group' ? policy.action : undefined;
}

function wordsFor(policy: Policy): string {
  if (policy.kind === 'none') return 'has no group for';
  return policy.kind === 'group' ? `has the group ${policy.group} for` : 'has several groups for';
}
