/** From the rules that a host has to findings: what stands in the way of IKE and ESP. */
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import type { Address } from '../net/address.ts';
import type { Service } from './host-filter.ts';
import type { HostRules } from './host-rules.ts';
import { judgeRules, type Need, type Verdict } from './verdict/judge.ts';
import type { RuleSet } from './verdict/rule-set.ts';

/** What the packets of a service are called in findings. */
const names: Readonly<Record<Service, string>> = {
  esp: 'ESP',
  ah: 'AH',
  ike: 'IKE (UDP 500)',
  'nat-t': 'NAT-T (UDP 4500)',
};

/** What stands in the way of some peers, or may. */
export interface Obstacle {
  readonly finding: Diagnostic;
  readonly peers: readonly Address[];
  /** Whether a pair cannot do without: of NAT-T only where ESP always goes in UDP. */
  readonly isNeeded: boolean;
}

/**
 * What stands in the way of IKE and ESP. One finding for each rule, service and direction, however many peers it hits.
 *
 * Codes: `firewall/blocked` (for NAT-T, where ESP may also come without UDP, `firewall/nat-t-closed`),
 * `firewall/cannot-tell`, `firewall/other-source`, `firewall/ah-unused`.
 *
 * @param needs what has to pass, an entry for each family of the host
 */
export function checkRules(host: HostRules, needs: readonly Need[]): readonly Diagnostic[] {
  return findObstacles(host, needs).map(({ finding }) => finding);
}

/** As {@link checkRules}, with the peers that each finding is about. */
export function findObstacles({ rules, families: told }: HostRules, needs: readonly Need[]): readonly Obstacle[] {
  return needs
    .filter(({ family }) => told.includes(family))
    .flatMap((need) => [
      ...obstacles(judgeRules(rules, need), need),
      ...unusedAh(rules, need).map((finding) => ({ finding, peers: [], isNeeded: false })),
    ]);
}

function obstacles(verdicts: readonly Verdict[], need: Need): readonly Obstacle[] {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const { answer, service, direction, rule, otherSource } = verdict;
    if (answer === 'yes' && otherSource === undefined) continue;
    const at = answer === 'yes' ? otherSource : rule;
    const key = JSON.stringify([answer, service, direction, at?.at, at?.text]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [verdict]);
    else group.push(verdict);
  }
  return [...groups.values()].flatMap((group): readonly Obstacle[] => {
    const [first] = group;
    const rule = first?.answer === 'yes' ? first.otherSource : first?.rule;
    if (first === undefined || rule === undefined) return [];
    const isNeeded = first.service !== 'nat-t' || !need.services.includes('esp');
    return [{ finding: obstacle(first, rule, group.length, need), peers: group.map(({ peer }) => peer), isNeeded }];
  });
}

function obstacle(
  { answer, service, direction, peer, reason }: Verdict,
  { at, text }: { readonly at: Diagnostic['at']; readonly text: string },
  peers: number,
  need: Need,
): Diagnostic {
  const who = peers === 1 ? peer : `${peer} and ${peers - 1} more`;
  const way =
    direction === 'in'
      ? `from ${who} must come in${need.interface === undefined ? '' : ` on ${need.interface}`}`
      : `to ${who} must go out`;
  const rule = JSON.stringify(text.slice(0, 160));
  if (answer === 'yes') {
    const message = `${names[service]} ${way} from ${need.local}, and gets another source from ${rule}`;
    return diagnostic('firewall/other-source', at, message, {
      hint: `take ${names[service]} out of the translation: the peer knows this host as ${need.local}`,
    });
  }
  if (answer === 'cannot-tell') {
    const why = reason === undefined ? '' : `, by ${JSON.stringify(reason)}`;
    return diagnostic('firewall/cannot-tell', at, `${names[service]} ${way}; whether it does hangs on ${rule}${why}`, {
      hint: 'look at the rule yourself: it has a match or target that is not interpreted',
    });
  }
  const optional = service === 'nat-t' && need.services.includes('esp');
  const hint = `let in ${names[service]} before it, as the rendered files do`;
  return optional
    ? diagnostic(
        'firewall/nat-t-closed',
        at,
        `${names[service]} ${way} where a NAT is found, and is dropped by ${rule}`,
        { hint },
      )
    : diagnostic('firewall/blocked', at, `${names[service]} ${way}, and is dropped by ${rule}`, { hint });
}

/** Rules that let in AH by name although the mesh has none. */
function unusedAh(rules: RuleSet, need: Need): readonly Diagnostic[] {
  if (need.services.includes('ah')) return [];
  return judgeRules(rules, { ...need, services: ['ah'] })
    .filter(({ direction, answer }) => direction === 'in' && answer === 'yes')
    .flatMap(({ rule }) => (rule === undefined ? [] : [rule]))
    .filter((rule, i, all) => all.findIndex(({ at }) => JSON.stringify(at) === JSON.stringify(rule.at)) === i)
    .filter(({ text }) => /(^|\s)(-p (ah|51)|-m ah|(l4proto|protocol|nexthdr) (ah|51))(\s|$)/.test(text))
    .map(({ at, text }) =>
      diagnostic(
        'firewall/ah-unused',
        at,
        `no rule must open AH, which the mesh does not use: ${JSON.stringify(text.slice(0, 160))}`,
        {
          hint: 'remove the rule: the guide includes it, but ESP does not need it',
        },
      ),
    );
}
