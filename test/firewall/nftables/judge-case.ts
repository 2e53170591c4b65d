import { judgeRules, type Verdict } from '../../../src/firewall/verdict/judge.ts';
import type { RuleSet } from '../../../src/firewall/verdict/rule-set.ts';
import { familyOf } from '../../../src/net/address.ts';
import type { FilterCase } from '../../arbitraries/host-filter.ts';

/** What rules make of the traffic of every door of a filter. */
export function judgeCase(rules: RuleSet, { filter, own, peers }: FilterCase): readonly Verdict[] {
  return filter.doors.flatMap((door) => {
    const local = own[door.family];
    const reached = peers.filter((peer) => familyOf(peer) === door.family);
    return local === undefined ? [] : judgeRules(rules, { ...door, local, peers: reached });
  });
}
