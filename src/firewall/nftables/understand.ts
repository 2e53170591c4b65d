/** What the rules of nft mean for packets of the mesh. */
import { type Place, valueAt } from '../../diagnostics/diagnostic.ts';
import { type Family, families } from '../../net/address.ts';
import { protocolNumber } from '../protocol-numbers.ts';
import { readRange } from '../verdict/address-range.ts';
import type { Action, BaseChain, Condition, PortRange, Rule, RuleSet } from '../verdict/rule-set.ts';
import type { NftExpression, NftRule, NftTable, NftValue, NftVerdict } from './ast.ts';
import { printNftRule } from './print.ts';

/** The hooks that a packet of the host itself passes, in their order. */
const ways: Readonly<Record<'in' | 'out', readonly string[]>> = {
  in: ['ingress', 'prerouting', 'input'],
  out: ['output', 'postrouting', 'egress'],
};

/** The rule set that the tables make together: a packet passes the base chains of all of them. */
export function understandNft(tables: readonly NftTable[]): RuleSet {
  const chains = new Map<string, readonly Rule[]>();
  const bases: { readonly base: BaseChain; readonly hook: string; readonly priority: number }[] = [];
  for (const table of tables) {
    const of = familiesOf(table.family);
    if (of.length === 0) continue;
    for (const chain of table.chains) {
      const at = chain.at ?? valueAt(table.family, table.name, chain.name);
      const key = keyOf(table, chain.name);
      chains.set(
        key,
        chain.rules.flatMap((rule) => rulesOf(table, rule, at)),
      );
      const { hook } = chain;
      if (hook === undefined) continue;
      const base: BaseChain = {
        chain: key,
        policy: hook.policy,
        families: of,
        ...(hook.device === undefined ? {} : { interface: hook.device }),
        at,
        text: `policy ${hook.policy} of chain ${chain.name} of table ${table.family} ${table.name}`,
      };
      bases.push({ base, hook: hook.hook, priority: hook.priority });
    }
  }
  const way = (direction: 'in' | 'out'): readonly BaseChain[] =>
    ways[direction].flatMap((name) =>
      bases
        .filter(({ hook }) => hook === name)
        .sort((a, b) => a.priority - b.priority)
        .map(({ base }) => base),
    );
  return { hooks: { in: way('in'), out: way('out') }, chains, incomplete: false };
}

function familiesOf(family: string): readonly Family[] {
  if (family === 'ip') return ['ipv4'];
  if (family === 'ip6') return ['ipv6'];
  return family === 'inet' || family === 'netdev' ? families : [];
}

function keyOf(table: NftTable, chain: string): string {
  return `${table.family} ${table.name} ${chain}`;
}

const unknown: Condition = { kind: 'unknown' };

/** A rule, or one for each entry of its verdict map. */
function rulesOf(table: NftTable, rule: NftRule, chainAt: Place): readonly Rule[] {
  const at = rule.at ?? chainAt;
  const text = printNftRule(rule);
  const conditions: Condition[] = [];
  const rules: Rule[] = [];
  for (const expression of rule.expressions) {
    switch (expression.kind) {
      case 'match':
        conditions.push(...conditionsOf(table, expression.key, expression.values, expression.negated));
        break;
      case 'vmap':
        for (const { values, verdict } of expression.entries) {
          const found = [...conditions, ...conditionsOf(table, expression.key, values, false)];
          rules.push({ at, text, conditions: found, action: actionOf(table, verdict) });
        }
        break;
      case 'verdict':
        conditions.push(...impliedByAnswer(expression));
        rules.push({ at, text, conditions: [...conditions], action: actionOf(table, expression) });
        break;
      case 'set':
        if (expression.key === 'notrack')
          rules.push({ at, text, conditions: [...conditions], action: { kind: 'untrack' } });
        break;
      case 'unknown':
        // A limit or a quota before a verdict, or something that ends the packet's way itself.
        if (!isLimit(expression)) rules.push({ at, text, conditions: [...conditions], action: { kind: 'unknown' } });
        conditions.push(unknown);
        break;
      case 'passive':
        break;
    }
  }
  return rules;
}

function isLimit({ text }: NftExpression & { readonly kind: 'unknown' }): boolean {
  return /^\{"(limit|quota|ct count|match|meter|set)"|^\{"xt":\{"type":"match"/.test(text);
}

function actionOf(table: NftTable, { verdict, target }: NftVerdict): Action {
  switch (verdict) {
    case 'accept':
    case 'drop':
    case 'return':
      return { kind: verdict };
    case 'reject':
      return { kind: 'drop' };
    case 'continue':
      return { kind: 'pass' };
    case 'jump':
    case 'goto':
      return { kind: verdict, chain: keyOf(table, target ?? '') };
  }
}

/** nft leaves out the match on the family that the answer of `reject` implies. */
function impliedByAnswer({ answer }: NftVerdict): readonly Condition[] {
  switch (answer) {
    case 'icmp':
      return [{ kind: 'family', family: 'ipv4', negated: false }];
    case 'icmpv6':
      return [{ kind: 'family', family: 'ipv6', negated: false }];
    case 'tcp reset':
      return [{ kind: 'protocol', numbers: [6], negated: false }];
    default:
      return [];
  }
}

/** What a key says beside its values: which family, which protocol. */
function impliedBy(key: string): readonly Condition[] {
  const [word = ''] = key.split(' ');
  if (word === 'ip') return [{ kind: 'family', family: 'ipv4', negated: false }];
  if (word === 'ip6') return [{ kind: 'family', family: 'ipv6', negated: false }];
  const number = protocolNumber(word);
  return number === undefined ? [] : [{ kind: 'protocol', numbers: [number], negated: false }];
}

function conditionsOf(
  table: NftTable,
  key: string,
  written: readonly NftValue[],
  negated: boolean,
): readonly Condition[] {
  const values = written.flatMap((value) =>
    value.kind === 'set' ? (table.sets.find(({ name }) => name === value.name)?.elements ?? [value]) : [value],
  );
  const implied = impliedBy(key);
  if (values.some(({ kind }) => kind === 'set')) return [...implied, unknown];
  return [...implied, conditionOf(key, values, negated) ?? unknown];
}

function conditionOf(key: string, values: readonly NftValue[], negated: boolean): Condition | undefined {
  const texts = values.map((value) => (value.kind === 'one' ? value.text : ''));
  switch (key) {
    case 'iifname':
    case 'iif':
    case 'oifname':
    case 'oif':
      return { kind: 'interface', side: key.startsWith('i') ? 'in' : 'out', patterns: texts, negated };
    case 'ip saddr':
    case 'ip6 saddr':
    case 'ip daddr':
    case 'ip6 daddr': {
      const ranges = values.map((value) => readRange(textOf(value))).filter((range) => range !== undefined);
      if (ranges.length < values.length) return undefined;
      return { kind: 'address', end: key.endsWith('saddr') ? 'source' : 'destination', ranges, negated };
    }
    case 'ip6 nexthdr':
      if (texts.length === 1 && protocolNumber(texts[0] ?? '') === 51) return { kind: 'ah-header', negated };
      return protocols(values, negated);
    case 'meta l4proto':
    case 'ip protocol':
      return protocols(values, negated);
    case 'udp sport':
    case 'udp dport':
    case 'th sport':
    case 'th dport': {
      const ranges = values.map(portRange).filter((range) => range !== undefined);
      if (ranges.length < values.length) return undefined;
      return { kind: 'port', end: key.endsWith('sport') ? 'source' : 'destination', ranges, negated };
    }
    case 'ct state':
      return { kind: 'state', states: texts, negated };
    case 'meta ipsec':
    case 'rt ipsec':
      return { kind: 'secured', negated: (texts[0] === 'missing') !== negated };
    case 'meta nfproto': {
      const [family, ...more] = texts;
      if (more.length > 0 || (family !== 'ipv4' && family !== 'ipv6')) return undefined;
      return { kind: 'family', family, negated };
    }
    case 'fib saddr type':
    case 'fib daddr type':
      return addressType(texts, key === 'fib saddr type' ? 'source' : 'destination', negated);
    default:
      // Without the header nothing about it holds, not even that it differs.
      if (!/^(exthdr )?frag( |$)/.test(key)) return undefined;
      return { kind: 'never', negated: key === 'exthdr frag' && (texts[0] === 'missing') !== negated };
  }
}

function protocols(values: readonly NftValue[], negated: boolean): Condition | undefined {
  const numbers = values.map((value) => (value.kind === 'one' ? protocolNumber(value.text) : undefined));
  const known = numbers.filter((number) => number !== undefined);
  return known.length < numbers.length ? undefined : { kind: 'protocol', numbers: known, negated };
}

function addressType(types: readonly string[], end: 'source' | 'destination', negated: boolean): Condition | undefined {
  if (types.every((type) => type === 'local')) return { kind: 'local', end, negated };
  if (types.every((type) => type === 'unicast')) return { kind: 'local', end, negated: !negated };
  return types.every((type) => /^(broadcast|multicast|anycast)$/.test(type)) ? { kind: 'never', negated } : undefined;
}

function textOf(value: NftValue): string {
  return value.kind === 'one' ? value.text : value.kind === 'range' ? `${value.from}-${value.to}` : '';
}

/** nft writes known ports by number in JSON; a name is one that we do not know. */
function portRange(value: NftValue): PortRange | undefined {
  const [from, to] =
    value.kind === 'range' ? [value.from, value.to] : value.kind === 'one' ? [value.text, value.text] : [];
  if (from === undefined || to === undefined || !/^\d+$/.test(from) || !/^\d+$/.test(to)) return undefined;
  return [Number(from), Number(to)];
}
