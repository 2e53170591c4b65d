/** What the rules of iptables-save mean for packets of the mesh. */
import { textAt } from '../../diagnostics/diagnostic.ts';
import type { Family } from '../../net/address.ts';
import { asksConntrack } from '../verdict/asks-conntrack.ts';
import type { BaseChain, Hook, Rule, RuleSet } from '../verdict/rule-set.ts';
import type { RestoreLine } from './ast.ts';
import { conditionsOf, type Dialect } from './conditions.ts';
import { canonicalOptions } from './options.ts';
import type { ParsedLine, ParsedRestore } from './parse.ts';
import { targetOf } from './target.ts';

/**
 * When the chains of a table get their packets.
 *
 * @see Linux, include/uapi/linux/netfilter_ipv4.h
 */
const priorities: Readonly<Record<string, number>> = { raw: -300, mangle: -150, nat: -100, filter: 0, security: 50 };

const hooks: Readonly<Record<string, Hook>> = {
  PREROUTING: 'prerouting',
  INPUT: 'input',
  OUTPUT: 'output',
  POSTROUTING: 'postrouting',
};

/**
 * The rule set of one family. What is not understood may match or not; a line that could not be read makes the whole
 * rule set incomplete, so that nothing is taken for sure.
 *
 * @param family `ipv4` for iptables-save, `ipv6` for ip6tables-save
 * @param wanted the tables that are asked for; all, where absent
 */
export function understandRestore(
  parsed: ParsedRestore,
  family: Family,
  wanted: (table: string) => boolean = () => true,
  dialect: Dialect = { legacy: true, sets: new Map() },
): RuleSet {
  const chains = new Map<string, Rule[]>();
  const bases: BaseChain[] = [];
  const lines = inTables(parsed).filter(({ table }) => wanted(table));
  for (const { content, number, source, table } of lines) {
    if (content.kind !== 'chain') continue;
    const key = keyOf(family, table, content.name);
    chains.set(key, []);
    const [hook, priority] = [hooks[content.name], priorities[table]];
    if (content.policy === '-' || hook === undefined || priority === undefined) continue;
    const policy = content.policy === 'DROP' ? 'drop' : 'accept';
    const at = textAt(parsed.file, number, 1);
    const type = table === 'nat' ? 'nat' : 'filter';
    bases.push({ chain: key, hook, priority, type, policy, families: [family], at, text: source.trim() });
  }
  for (const { content, number, source, table } of lines) {
    if (content.kind !== 'rule') continue;
    const key = keyOf(family, table, content.chain);
    const rule = understandRule(
      content,
      (name) => {
        const target = keyOf(family, table, name);
        return chains.has(target) ? target : undefined;
      },
      dialect,
    );
    const placed: Rule = { at: textAt(parsed.file, number, 1), text: source.trim(), ...rule };
    const known = chains.get(key);
    if (known === undefined) chains.set(key, [placed]);
    else known.push(placed);
  }
  const incomplete = parsed.lines.some(({ content }) => content.kind === 'unreadable');
  // Chains of the same priority never meet one another, so their order here says nothing.
  const tracks = [...chains.values()].some((rules) => rules.some(asksConntrack));
  return { bases, chains, tracked: tracks ? [family] : [], incomplete };
}

/** A rule alone; `chainOf` gives the key of a chain by its name. */
export function understandRule(
  { options }: RestoreLine & { readonly kind: 'rule' },
  chainOf: (name: string) => string | undefined,
  dialect: Dialect,
): Pick<Rule, 'steps'> {
  const all = canonicalOptions(options);
  const end = all.findIndex(({ name }) => name === '-j' || name === '-g');
  const conditions = conditionsOf(end < 0 ? all : all.slice(0, end), dialect);
  const [first, ...more] = end < 0 ? [] : targetOf(all.slice(end), chainOf);
  if (first === undefined) return { steps: [] };
  return { steps: [{ conditions, action: first }, ...more.map((action) => ({ conditions: [], action }))] };
}

/** How a chain is called in a rule set. */
function keyOf(family: Family, table: string, chain: string): string {
  return `${family} ${table} ${chain}`;
}

/** Each line with the table that it is about. */
export function inTables({ lines }: ParsedRestore): readonly (ParsedLine & { readonly table: string })[] {
  let table = 'filter';
  return lines.map((line) => {
    if (line.content.kind === 'table') table = line.content.name;
    return { ...line, table };
  });
}
