/** From the rules that a host has to findings: what stands in the way of IKE and ESP. */
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { type Family, families } from '../net/address.ts';
import type { Service } from './host-filter.ts';
import { parseRestore } from './iptables/parse.ts';
import { understandRestore } from './iptables/understand.ts';
import { readNftJson } from './nftables/read-json.ts';
import { understandNft } from './nftables/understand.ts';
import { judgeRules, type Need, type Verdict } from './verdict/judge.ts';
import { emptyRuleSet, joinRuleSets, type RuleSet } from './verdict/rule-set.ts';

/** A file that was collected from a host. */
export interface FactFile {
  /** Its name, for findings. */
  readonly file: string;
  readonly text: string;
}

/** What tells of a host's packet filter; each may be missing. */
export interface FilterFacts {
  readonly iptablesSave?: FactFile;
  readonly ip6tablesSave?: FactFile;
  /** `nft -j list ruleset`. */
  readonly nft?: FactFile;
}

/** The rules of a host. */
export interface HostRules {
  readonly rules: RuleSet;
  /** The families of which the facts tell. */
  readonly families: readonly Family[];
  readonly findings: readonly Diagnostic[];
}

/**
 * Reads the rules of a host. Tables that iptables-nft keeps are in both files; they are taken from iptables-save, which
 * names matches that nft cannot.
 *
 * Its findings: `firewall/unreadable`.
 */
export function readHostRules(facts: FilterFacts): HostRules {
  const saves = [
    { fact: facts.iptablesSave, family: 'ipv4', nft: 'ip' },
    { fact: facts.ip6tablesSave, family: 'ipv6', nft: 'ip6' },
  ] as const;
  const findings: Diagnostic[] = [];
  let rules = emptyRuleSet;
  for (const { fact, family } of saves) {
    if (fact === undefined) continue;
    const parsed = parseRestore(fact.text, fact.file);
    findings.push(...parsed.findings);
    rules = joinRuleSets(rules, understandRestore(parsed, family));
  }
  const saved = saves.filter(({ fact }) => fact !== undefined);
  if (facts.nft !== undefined) {
    const tables = readNftJson(facts.nft.text, facts.nft.file);
    findings.push(...tables.findings);
    if (tables.kind === 'failed') rules = { ...rules, incomplete: true };
    else {
      const others = tables.value.filter(
        (table) => !(iptablesTables.includes(table.name) && saved.some(({ nft }) => nft === table.family)),
      );
      rules = joinRuleSets(rules, understandNft(others));
    }
  }
  const told = facts.nft === undefined ? saved.map(({ family }) => family) : families;
  return { rules, families: told, findings };
}

const iptablesTables: readonly string[] = ['filter', 'nat', 'mangle', 'raw', 'security'];

/** What the packets of a service are called in findings. */
const names: Readonly<Record<Service, string>> = {
  esp: 'ESP',
  ah: 'AH',
  ike: 'IKE (UDP 500)',
  'nat-t': 'NAT-T (UDP 4500)',
};

/**
 * What stands in the way of IKE and ESP. One finding for each rule, service and direction, however many peers it hits.
 *
 * Codes: `firewall/blocked` (for NAT-T, where ESP may also come without UDP, `firewall/nat-t-closed`),
 * `firewall/cannot-tell`, `firewall/ah-unused`.
 *
 * @param needs what has to pass, an entry for each family of the host
 */
export function checkRules({ rules, families: told }: HostRules, needs: readonly Need[]): readonly Diagnostic[] {
  return needs
    .filter(({ family }) => told.includes(family))
    .flatMap((need) => [...obstacles(judgeRules(rules, need), need), ...unusedAh(rules, need)]);
}

function obstacles(verdicts: readonly Verdict[], need: Need): readonly Diagnostic[] {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    if (verdict.answer === 'yes') continue;
    const { answer, service, direction, rule } = verdict;
    const key = JSON.stringify([answer, service, direction, rule?.at, rule?.text]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [verdict]);
    else group.push(verdict);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first?.rule === undefined ? [] : [obstacle(first, first.rule, group.length, need)];
  });
}

function obstacle(
  { answer, service, direction, peer }: Verdict,
  { at, text }: { readonly at: Diagnostic['at']; readonly text: string },
  peers: number,
  need: Need,
): Diagnostic {
  const who = peers === 1 ? peer : `${peer} and ${peers - 1} more`;
  const way = direction === 'in' ? `from ${who} must come in on ${need.interface}` : `to ${who} must go out`;
  const rule = JSON.stringify(text.slice(0, 160));
  if (answer === 'cannot-tell') {
    return diagnostic('firewall/cannot-tell', at, `${names[service]} ${way}; whether it does hangs on ${rule}`, {
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
          hint: 'take the rule away; the guide has it, but ESP needs it not',
        },
      ),
    );
}
