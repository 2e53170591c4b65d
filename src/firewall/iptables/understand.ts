/** What the rules of iptables-save mean for packets of the mesh. */
import { textAt } from '../../diagnostics/diagnostic.ts';
import type { Family } from '../../net/address.ts';
import { protocolNumber } from '../protocol-numbers.ts';
import { readRange } from '../verdict/address-range.ts';
import type { Action, BaseChain, Condition, PortRange, Rule, RuleSet } from '../verdict/rule-set.ts';
import type { RuleOption } from './ast.ts';
import type { ParsedLine, ParsedRestore } from './parse.ts';

/** The built-in chains that a packet of the host itself passes, in their order: table, chain. */
const ways: Readonly<Record<'in' | 'out', readonly (readonly [string, string])[]>> = {
  in: [
    ['raw', 'PREROUTING'],
    ['mangle', 'PREROUTING'],
    ['nat', 'PREROUTING'],
    ['mangle', 'INPUT'],
    ['nat', 'INPUT'],
    ['filter', 'INPUT'],
    ['security', 'INPUT'],
  ],
  out: [
    ['raw', 'OUTPUT'],
    ['mangle', 'OUTPUT'],
    ['nat', 'OUTPUT'],
    ['filter', 'OUTPUT'],
    ['security', 'OUTPUT'],
    ['mangle', 'POSTROUTING'],
    ['nat', 'POSTROUTING'],
  ],
};

/**
 * The rule set of one family. What is not understood may match or not; a line that could not be read makes the whole
 * rule set incomplete, so that nothing is taken for sure.
 *
 * @param family `ipv4` for iptables-save, `ipv6` for ip6tables-save
 */
export function understandRestore(parsed: ParsedRestore, family: Family): RuleSet {
  const chains = new Map<string, Rule[]>();
  const bases = new Map<string, BaseChain>();
  for (const { content, number, source, table } of inTables(parsed)) {
    if (content.kind !== 'chain') continue;
    const key = `${family} ${table} ${content.name}`;
    chains.set(key, []);
    if (content.policy === '-') continue;
    const policy = content.policy === 'DROP' ? 'drop' : 'accept';
    const at = textAt(parsed.file, number, 1);
    bases.set(key, { chain: key, policy, families: [family], at, text: source.trim() });
  }
  for (const { content, number, source, table } of inTables(parsed)) {
    if (content.kind !== 'rule') continue;
    const rule: Rule = {
      at: textAt(parsed.file, number, 1),
      text: source.trim(),
      conditions: conditionsOf(content.options),
      action: actionOf(content.options, (name) => {
        const key = `${family} ${table} ${name}`;
        return chains.has(key) ? key : undefined;
      }),
    };
    const key = `${family} ${table} ${content.chain}`;
    const known = chains.get(key);
    if (known === undefined) chains.set(key, [rule]);
    else known.push(rule);
  }
  const hook = (direction: 'in' | 'out'): readonly BaseChain[] =>
    ways[direction].flatMap(([table, name]) => bases.get(`${family} ${table} ${name}`) ?? []);
  const incomplete = parsed.lines.some(({ content }) => content.kind === 'unreadable');
  return { hooks: { in: hook('in'), out: hook('out') }, chains, incomplete };
}

/** Each line with the table that it is about. */
function inTables({ lines }: ParsedRestore): readonly (ParsedLine & { readonly table: string })[] {
  let table = 'filter';
  return lines.map((line) => {
    if (line.content.kind === 'table') table = line.content.name;
    return { ...line, table };
  });
}

const unknown: Condition = { kind: 'unknown' };

/** Long and old spellings of options, by the one that iptables-save writes. */
const spellings: Readonly<Record<string, string>> = {
  '--source': '-s',
  '--src': '-s',
  '--destination': '-d',
  '--dst': '-d',
  '--in-interface': '-i',
  '--out-interface': '-o',
  '--protocol': '-p',
  '--match': '-m',
  '--jump': '-j',
  '--goto': '-g',
  '--fragment': '-f',
  '--source-port': '--sport',
  '--destination-port': '--dport',
  '--source-ports': '--sports',
  '--destination-ports': '--dports',
  '--state': '--ctstate',
};

/** Matches whose options we read one by one; the match itself asks for nothing. */
const readModules: readonly string[] = [
  ...['udp', 'tcp', 'multiport', 'conntrack', 'state', 'comment', 'policy', 'addrtype', 'iprange', 'frag'],
  ...['icmp', 'icmp6', 'esp'],
];

/** What has to hold, up to the target; the target's own options follow it. */
function conditionsOf(options: readonly RuleOption[]): readonly Condition[] {
  const named = options.map((option) => ({ ...option, name: spellings[option.name] ?? option.name }));
  const end = named.findIndex(({ name }) => name === '-j' || name === '-g');
  const matches = end < 0 ? named : named.slice(0, end);
  return matches.flatMap((option) => conditionOf(option, matches));
}

function conditionOf({ name, negated, values }: RuleOption, all: readonly RuleOption[]): readonly Condition[] {
  const [value = ''] = values;
  switch (name) {
    case '-i':
    case '-o':
      return [{ kind: 'interface', side: name === '-i' ? 'in' : 'out', patterns: [value], negated }];
    case '-s':
    case '-d':
    case '--src-range':
    case '--dst-range': {
      const ranges = value.split(',').flatMap((text) => readRange(text) ?? []);
      if (ranges.length < value.split(',').length) return [unknown];
      const source = name === '-s' || name === '--src-range';
      return [{ kind: 'address', end: source ? 'source' : 'destination', ranges, negated }];
    }
    case '-p': {
      const number = protocolNumber(value);
      if (value === 'all' || number === 0) return [];
      return [number === undefined ? unknown : { kind: 'protocol', numbers: [number], negated }];
    }
    case '--sport':
    case '--sports':
    case '--dport':
    case '--dports':
    case '--ports': {
      const ranges = value
        .split(',')
        .map(portRange)
        .filter((range) => range !== undefined);
      if (ranges.length < value.split(',').length) return [unknown];
      const end = name === '--ports' ? 'either' : name.startsWith('--s') ? 'source' : 'destination';
      return [{ kind: 'port', end, ranges, negated }];
    }
    case '--ctstate':
      return [{ kind: 'state', states: value.toLowerCase().split(','), negated }];
    case '--src-type':
    case '--dst-type':
      return [addressType(value, name === '--src-type' ? 'source' : 'destination', negated)];
    case '--pol':
      // Of a packet that is no IPsec's inner packet, nothing else about the policy can be true.
      return value === 'ipsec' || value === 'none' ? [{ kind: 'secured', negated: value === 'none' }] : [unknown];
    case '--dir':
    case '--comment':
      return [];
    case '-f':
    case '--fragfirst':
    case '--fragmore':
    case '--fraglast':
    case '--fragid':
      return [{ kind: 'never', negated }];
    case '-m':
      if (value === 'ah') return [{ kind: 'ah-header', negated: false }];
      if (value === 'frag') return [{ kind: 'never', negated: false }];
      return readModules.includes(value) ? [] : [unknown];
    default:
      // Options of TCP and ICMP stand beside `-p`, which already says no to ours; a policy's beside `--pol ipsec`.
      return all.some(
        (option) =>
          option.name === '-m' &&
          option.values[0] === 'policy' &&
          /^--(strict|next|reqid|spi|proto|mode|tunnel-)/.test(name),
      )
        ? []
        : [unknown];
  }
}

/** A packet's far end is unicast, its near end is local. */
function addressType(value: string, end: 'source' | 'destination', negated: boolean): Condition {
  const types = value.split(',');
  if (types.every((type) => type === 'LOCAL')) return { kind: 'local', end, negated };
  if (types.every((type) => type === 'UNICAST')) return { kind: 'local', end, negated: !negated };
  return types.every((type) => /^(BROADCAST|MULTICAST|ANYCAST)$/.test(type)) ? { kind: 'never', negated } : unknown;
}

function portRange(text: string): PortRange | undefined {
  const match = /^(\d{0,5})(:?)(\d{0,5})$/.exec(text);
  if (match === null || (match[1] === '' && match[3] === '')) return undefined;
  const first = match[1] === '' ? 0 : Number(match[1]);
  const last = match[2] === '' ? first : match[3] === '' ? 65535 : Number(match[3]);
  return [first, last];
}

/** Targets that let the packet go on to the next rule. */
const passing: readonly string[] = [
  ...[
    'LOG',
    'NFLOG',
    'ULOG',
    'AUDIT',
    'TRACE',
    'MARK',
    'CONNMARK',
    'SECMARK',
    'CONNSECMARK',
    'CLASSIFY',
    'DSCP',
    'TOS',
  ],
  ...['ECN', 'TTL', 'HL', 'TCPMSS', 'TCPOPTSTRIP', 'CHECKSUM', 'SET', 'RATEEST', 'LED', 'IDLETIMER', 'TEE', 'ACCOUNT'],
];

function actionOf(options: readonly RuleOption[], chainOf: (name: string) => string | undefined): Action {
  const target = options.find(({ name }) => /^(-j|--jump|-g|--goto)$/.test(name));
  const name = target?.values[0];
  if (target === undefined || name === undefined) return { kind: 'pass' };
  const chain = chainOf(name);
  if (chain !== undefined) return { kind: /^(-g|--goto)$/.test(target.name) ? 'goto' : 'jump', chain };
  if (name === 'ACCEPT') return { kind: 'accept' };
  if (name === 'DROP' || name === 'REJECT') return { kind: 'drop' };
  if (name === 'RETURN') return { kind: 'return' };
  if (name === 'NOTRACK' || name === 'CT') return { kind: 'untrack' };
  return { kind: passing.includes(name) ? 'pass' : 'unknown' };
}
