/** What the rules of nft mean for packets of the mesh. */
import { valueAt } from '../../diagnostics/diagnostic.ts';
import { type Family, families } from '../../net/address.ts';
import { asksConntrack } from '../verdict/asks-conntrack.ts';
import type { BaseChain, Hook, Rule, RuleSet } from '../verdict/rule-set.ts';
import type { NftChain, NftRule, NftTable } from './ast.ts';
import { nftChainKey } from './chain-key.ts';
import { printNftRule } from './print.ts';
import { stepsOf } from './steps.ts';

const hooks: readonly Hook[] = ['ingress', 'prerouting', 'input', 'output', 'postrouting', 'egress'];

/**
 * The rule set that the tables make together: a packet passes the base chains of all of them.
 *
 * @param known a rule that is known better from elsewhere, such as iptables-save, by its place in its chain
 */
export function understandNft(
  tables: readonly NftTable[],
  known: (table: NftTable, chain: NftChain, rule: NftRule, index: number) => Rule | undefined = () => undefined,
): RuleSet {
  const chains = new Map<string, readonly Rule[]>();
  const bases: BaseChain[] = [];
  const tracked = new Set<Family>();
  for (const table of tables) {
    const of = familiesOf(table.family);
    if (of.length === 0) continue;
    for (const chain of table.chains) {
      const at = chain.at ?? valueAt(table.family, table.name, chain.name);
      const key = nftChainKey(table, chain.name);
      const rules = chain.rules.map(
        (rule, index): Rule =>
          known(table, chain, rule, index) ?? {
            at: rule.at ?? at,
            text: printNftRule(rule),
            steps: stepsOf(table, rule),
          },
      );
      chains.set(key, rules);
      if (rules.some(asksConntrack)) for (const family of of) tracked.add(family);
      const { hook } = chain;
      const place = hooks.find((one) => one === hook?.hook);
      if (hook === undefined || place === undefined || table.dormant === true) continue;
      bases.push({
        chain: key,
        hook: place,
        priority: hook.priority,
        type: hook.type === 'nat' ? 'nat' : 'filter',
        policy: hook.policy,
        families: of,
        ...(hook.devices === undefined ? {} : { interfaces: hook.devices }),
        at,
        text: `policy ${hook.policy} of chain ${chain.name} of table ${table.family} ${table.name}`,
      });
    }
  }
  return { bases, chains, tracked: [...tracked], incomplete: false };
}

function familiesOf(family: string): readonly Family[] {
  if (family === 'ip') return ['ipv4'];
  if (family === 'ip6') return ['ipv6'];
  return family === 'inet' || family === 'netdev' ? families : [];
}
